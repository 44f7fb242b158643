package org.reeve.unit;

/** NotifyAccess= of a service: whose notifications count (systemd.service(5)). */
public enum NotifyAccess implements Word {
  NONE("none"),
  ALL("all"),
  EXEC("exec"),
  MAIN("main");

  private final String text;

  NotifyAccess(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
