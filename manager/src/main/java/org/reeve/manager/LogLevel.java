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
  DEBUG
}
