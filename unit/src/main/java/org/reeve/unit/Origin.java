package org.reeve.unit;

/**
 * Where a value was written.
 *
 * @param file absolute path of the file
 * @param line line number, from 1; 0 if the file as a whole (or a link) says it
 */
public record Origin(String file, int line) {
  /** {@code file:line}, or the file alone. */
  @Override
  public String toString() {
    return line > 0 ? file + ":" + line : file;
  }
}
