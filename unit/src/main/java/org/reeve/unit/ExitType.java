package org.reeve.unit;

/** ExitType= of a service: whose end is its end (systemd.service(5)). */
public enum ExitType implements Word {
  MAIN("main"),
  CGROUP("cgroup");

  private final String text;

  ExitType(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
