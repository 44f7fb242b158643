package org.reeve.unit;

/** TimeoutStartFailureMode= and TimeoutStopFailureMode= (systemd.service(5)). */
public enum TimeoutFailureMode implements Word {
  TERMINATE("terminate"),
  ABORT("abort"),
  KILL("kill");

  private final String text;

  TimeoutFailureMode(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
