package org.reeve.manager;

/** A command cannot be run: why, and what that counts as. */
final class CannotRun extends Exception {
  private static final long serialVersionUID = 1L;

  /** As if its process could not be made: the unit's result is resources. */
  static final int NO_PROCESS = 0;

  private final int exitStatus;

  /**
   * @param exitStatus as if its process had ended with that; {@link #NO_PROCESS}
   */
  CannotRun(int exitStatus, String why) {
    super(why, null, false, false);
    this.exitStatus = exitStatus;
  }

  int exitStatus() {
    return exitStatus;
  }

  String why() {
    String why = getMessage();
    return why == null ? "cannot be run" : why;
  }
}
