package org.reeve.cli;

/** Ends a command: what the user is told on standard error, and the exit status. */
final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * Ends with status 1.
   *
   * @param sentence what is printed; empty if all has been said
   */
  Failure(String sentence) {
    this(sentence, 1);
  }

  Failure(String sentence, int status) {
    super(sentence, null, false, false);
    this.status = status;
  }

  /** What is printed; empty if all has been said. */
  String sentence() {
    return String.valueOf(getMessage());
  }

  /** The exit status. */
  int status() {
    return status;
  }
}
