package org.reeve.linux;

import java.time.Duration;

/** Waits for one descriptor, ppoll(2); for many there is {@link Epoll}. */
public final class Poll {
  public static final int IN = 1;
  public static final int OUT = 4;
  public static final int ERR = 8;
  public static final int HUP = 0x10;

  private Poll() {}

  /**
   * Waits until one of {@code events} is there, or {@link #ERR} or {@link #HUP}, which need not be
   * asked for.
   *
   * @param limit how long at most
   * @return the events, 0 if the time is over
   */
  public static int await(Fd fd, int events, Duration limit) {
    long end = Clock.MONOTONIC.nanos() + limit.toNanos();
    long left = limit.toNanos();
    while (true) {
      Kernel.Scratch s = Kernel.scratch();
      int entry = s.space(8);
      int time = s.space(16);
      s.memory.putInt(entry, fd.number());
      s.memory.putShort(entry + 4, (short) events);
      s.memory.putLong(time, left / 1_000_000_000L);
      s.memory.putLong(time + 8, left % 1_000_000_000L);
      // once: after an interruption the time that is left is another
      long r = Kernel.once(Syscall.PPOLL, s.at(entry), 1, s.at(time), 0, 8, 0);
      if (r >= 0) {
        return r == 0 ? 0 : s.memory.getShort(entry + 6);
      }
      if (r != -Errno.EINTR) {
        Kernel.check(Syscall.PPOLL, r, fd);
      }
      left = Math.max(0, end - Clock.MONOTONIC.nanos());
    }
  }
}
