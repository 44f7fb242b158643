package org.reeve.manager;

/** The state that all unit types share; each type's sub-states map onto it. */
public enum ActiveState {
  ACTIVE("active"),
  RELOADING("reloading"),
  INACTIVE("inactive"),
  FAILED("failed"),
  ACTIVATING("activating"),
  DEACTIVATING("deactivating"),
  MAINTENANCE("maintenance");

  private final String text;

  ActiveState(String text) {
    this.text = text;
  }

  /** systemd's word. */
  public String text() {
    return text;
  }

  public boolean isActiveOrReloading() {
    return this == ACTIVE || this == RELOADING;
  }

  public boolean isActiveOrActivating() {
    return this == ACTIVE || this == RELOADING || this == ACTIVATING;
  }

  public boolean isInactiveOrFailed() {
    return this == INACTIVE || this == FAILED;
  }

  public boolean isInactiveOrDeactivating() {
    return this == INACTIVE || this == FAILED || this == DEACTIVATING;
  }
}
