package org.reeve.unit;

/**
 * One OnBootSec= or the like of a timer.
 *
 * @param base the moment it counts from
 * @param span how long after it
 */
public record MonotonicTrigger(Base base, TimeSpan span) {
  /** The moments, with the words D-Bus uses for them. */
  public enum Base implements Word {
    ACTIVE("OnActiveUSec"),
    BOOT("OnBootUSec"),
    STARTUP("OnStartupUSec"),
    UNIT_ACTIVE("OnUnitActiveUSec"),
    UNIT_INACTIVE("OnUnitInactiveUSec");

    private final String text;

    Base(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }
}
