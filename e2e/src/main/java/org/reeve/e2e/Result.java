package org.reeve.e2e;

/**
 * What a command inside a machine did.
 *
 * @param status exit status, 128 + signal for a command ended by one
 * @param out its standard output, decoded as UTF-8
 * @param err its standard error
 */
public record Result(int status, String out, String err) {

  /** The output without the line end, of a command that must have succeeded. */
  public String line() {
    if (status != 0) {
      throw new AssertionError(this);
    }
    return out.strip();
  }
}
