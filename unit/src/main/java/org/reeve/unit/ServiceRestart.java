package org.reeve.unit;

/** Restart= of a service: after which ends it is started again (systemd.service(5)). */
public enum ServiceRestart implements Word {
  NO("no"),
  ON_SUCCESS("on-success"),
  ON_FAILURE("on-failure"),
  ON_ABNORMAL("on-abnormal"),
  ON_WATCHDOG("on-watchdog"),
  ON_ABORT("on-abort"),
  ALWAYS("always");

  private final String text;

  ServiceRestart(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
