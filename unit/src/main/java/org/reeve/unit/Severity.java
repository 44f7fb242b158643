package org.reeve.unit;

/** How bad a {@link Problem} is; syslog's numbers are {@link #level}. */
public enum Severity {
  /** The unit, or what it asked for, cannot be used. */
  ERROR(3),
  /** Part of the file is not used. */
  WARNING(4),
  /** Worth knowing; everything is used. */
  NOTICE(5),
  /** For the curious. */
  INFO(6);

  private final int level;

  Severity(int level) {
    this.level = level;
  }

  public int level() {
    return level;
  }
}
