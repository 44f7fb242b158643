package org.reeve.manager;

/**
 * A moment on both clocks, in microseconds; 0 means "never". systemd's dual timestamp.
 *
 * @param realtimeUsec CLOCK_REALTIME since 1970
 * @param monotonicUsec CLOCK_MONOTONIC since boot
 */
public record Stamp(long realtimeUsec, long monotonicUsec) {
  public static final Stamp NEVER = new Stamp(0, 0);

  public boolean isSet() {
    return monotonicUsec != 0 || realtimeUsec != 0;
  }
}
