package org.reeve.manager;

/** syslog(3)'s priorities, most urgent first; the ordinal is the number in {@code <N>} prefixes. */
public enum LogLevel {
  EMERG,
  ALERT,
  CRIT,
  ERR,
  WARNING,
  NOTICE,
  INFO,
  DEBUG;

  /** The number in {@code <N>} prefixes, 0 for EMERG. */
  @SuppressWarnings("EnumOrdinal") // syslog(3) defines numbers and order together
  public int number() {
    return ordinal();
  }
}
