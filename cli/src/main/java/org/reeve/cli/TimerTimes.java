package org.reeve.cli;

/** When a timer elapses next, out of its two clocks. */
final class TimerTimes {
  private TimerTimes() {}

  /**
   * The nearer of the next elapses of the realtime and the monotonic clock.
   *
   * @param now the present, in microseconds since 1970
   * @return microseconds since 1970; 0 if there is none
   */
  static long next(UnitStatus timer, long now) {
    long realtime = timer.number("NextElapseUSecRealtime");
    long monotonic = timer.number("NextElapseUSecMonotonic");
    long converted = 0;
    if (monotonic > 0 && monotonic != Long.MAX_VALUE) {
      converted = now + monotonic - monotonicNow();
    }
    if (realtime <= 0 || realtime == Long.MAX_VALUE) {
      return converted;
    }
    return converted == 0 ? realtime : Math.min(realtime, converted);
  }

  /** CLOCK_MONOTONIC in microseconds: what Java's nanoTime is on Linux. */
  static long monotonicNow() {
    return System.nanoTime() / 1000;
  }
}
