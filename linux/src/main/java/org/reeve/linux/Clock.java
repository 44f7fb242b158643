package org.reeve.linux;

/** The kernel's clocks, clock_gettime(2). */
public enum Clock {
  REALTIME(0),
  MONOTONIC(1),
  BOOTTIME(7);

  private final int number;

  Clock(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** Nanoseconds since 1970 (REALTIME) or since the machine started. */
  public long nanos() {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(16);
    long r = Kernel.call(Syscall.CLOCK_GETTIME, number, s.at(at));
    Kernel.check(Syscall.CLOCK_GETTIME, r, name());
    return s.memory.getLong(at) * 1_000_000_000L + s.memory.getLong(at + 8);
  }

  /** Microseconds, systemd's unit of time. */
  public long usec() {
    return nanos() / 1000;
  }
}
