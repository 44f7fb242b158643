package org.reeve.unit;

/** CollectMode=: when an unused unit is unloaded (systemd.unit(5)). */
public enum CollectMode implements Word {
  INACTIVE("inactive"),
  INACTIVE_OR_FAILED("inactive-or-failed");

  private final String text;

  CollectMode(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
