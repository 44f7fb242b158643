package org.reeve.daemon;

/** The priorities of syslog(3), which sd-daemon(3) writes as {@code <0>} to {@code <7>}. */
public enum Priority {
  /** The system is unusable. */
  EMERG(0),
  /** Something must be done at once. */
  ALERT(1),
  /** Critical conditions. */
  CRIT(2),
  /** Errors. */
  ERR(3),
  /** Warnings. */
  WARNING(4),
  /** Normal, but of significance. */
  NOTICE(5),
  /** Informational; what a line without a prefix has. */
  INFO(6),
  /** For developers. */
  DEBUG(7);

  private final int number;

  Priority(int number) {
    this.number = number;
  }

  /**
   * The number, 0 for EMERG to 7 for DEBUG.
   *
   * @return the number
   */
  public int number() {
    return number;
  }

  /**
   * What a line of this priority begins with on standard error: {@code <4>}.
   *
   * @return the prefix
   */
  public String prefix() {
    return "<" + number + ">";
  }

  /**
   * The priority that fits a level of java.lang.
   *
   * @param level the level
   * @return the priority
   */
  public static Priority of(System.Logger.Level level) {
    return switch (level) {
      case OFF, ERROR -> ERR;
      case WARNING -> WARNING;
      case INFO -> INFO;
      case DEBUG, TRACE, ALL -> DEBUG;
    };
  }
}
