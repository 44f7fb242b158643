package org.reeve.cli;

/** Whose manager is spoken to. */
enum Scope {
  SYSTEM,
  USER,
  /** All users' managers: unit files only. */
  GLOBAL;

  /** What has to stand between {@code systemctl} and a verb in a hint. */
  String option() {
    return this == SYSTEM ? "" : " --user";
  }

  /** How systemd calls the log of this scope. */
  String logs() {
    return this == SYSTEM ? "system" : "user";
  }
}
