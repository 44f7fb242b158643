package org.reeve.manager;

/** How a job ended; JobRemoved carries {@link #text}. */
public enum JobResult {
  DONE("done"),
  CANCELED("canceled"),
  TIMEOUT("timeout"),
  FAILED("failed"),
  DEPENDENCY("dependency"),
  SKIPPED("skipped"),
  INVALID("invalid"),
  ASSERT("assert"),
  UNSUPPORTED("unsupported"),
  COLLECTED("collected"),
  ONCE("once");

  private final String text;

  JobResult(String text) {
    this.text = text;
  }

  /** systemd's word. */
  public String text() {
    return text;
  }
}
