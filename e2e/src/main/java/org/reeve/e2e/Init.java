package org.reeve.e2e;

import java.util.List;

/**
 * What a machine can have as PID 1: the program under test, or the reference to compare it with.
 */
public enum Init {
  /** The real systemd 252 of this Debian. */
  SYSTEMD("/lib/systemd/systemd", "--system"),
  /** The built installation tree, which every machine finds under /usr/lib/reeve. */
  REEVE("/usr/lib/reeve/bin/init", "--system");

  private final String program;
  private final String argument;

  Init(String program, String argument) {
    this.program = program;
    this.argument = argument;
  }

  public List<String> command() {
    return List.of(program, argument);
  }
}
