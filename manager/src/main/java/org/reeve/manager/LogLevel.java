package org.reeve.manager;

/** syslog(3)'s priorities, most urgent first. */
public enum LogLevel {
  EMERG(0),
  ALERT(1),
  CRIT(2),
  ERR(3),
  WARNING(4),
  NOTICE(5),
  INFO(6),
  DEBUG(7);

  private final int number;

  LogLevel(int number) {
    this.number = number;
  }

  /** The number in {@code <N>} prefixes and PRIORITY=. */
  public int number() {
    return number;
  }
}
