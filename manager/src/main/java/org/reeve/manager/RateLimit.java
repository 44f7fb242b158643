package org.reeve.manager;

/**
 * How often something happened in the present interval: StartLimitBurst= in StartLimitIntervalSec=.
 *
 * @param begunUsec when the interval began, CLOCK_MONOTONIC
 * @param count how often it happened since
 */
public record RateLimit(long begunUsec, int count) {
  public static final RateLimit FRESH = new RateLimit(0, 0);

  /**
   * This after one more time; {@link #exceeds} tells whether that was one too many. An interval or
   * burst of 0 never limits.
   */
  RateLimit once(long nowUsec, long intervalUsec) {
    boolean over = begunUsec == 0 || nowUsec - begunUsec > intervalUsec;
    return over ? new RateLimit(nowUsec, 1) : new RateLimit(begunUsec, count + 1);
  }

  boolean exceeds(long intervalUsec, int burst) {
    return intervalUsec > 0 && burst > 0 && count > burst;
  }
}
