package org.reeve.linux;

import java.nio.ByteBuffer;

/** A one-shot alarm as a descriptor, timerfd_create(2). */
public final class TimerFd implements AutoCloseable {
  private static final int TFD_ABSTIME = 1;
  private static final int TFD_CANCEL_ON_SET = 2;

  private final Fd fd;

  public TimerFd(Clock clock) {
    long r = Kernel.call(Syscall.TIMERFD_CREATE, clock.number(), Open.NONBLOCK | Open.CLOEXEC);
    fd = Fd.of((int) Kernel.check(Syscall.TIMERFD_CREATE, r, clock.name()));
  }

  public Fd fd() {
    return fd;
  }

  /** Rings at {@code nanos} of the clock; at once if that is past. Replaces what was set. */
  public void setAbsolute(long nanos) {
    set(TFD_ABSTIME, Math.max(1, nanos)); // 0 would disarm
  }

  /**
   * As {@link #setAbsolute}; reading then fails with {@code ECANCELED} when the clock is set, see
   * {@link #expired()}. Only for {@link Clock#REALTIME}.
   */
  public void setAbsoluteOrClockChange(long nanos) {
    set(TFD_ABSTIME | TFD_CANCEL_ON_SET, Math.max(1, nanos));
  }

  public void disarm() {
    set(0, 0);
  }

  private void set(int flags, long nanos) {
    Kernel.Scratch s = Kernel.scratch();
    int spec = s.space(32);
    s.memory.putLong(spec + 16, nanos / 1_000_000_000);
    s.memory.putLong(spec + 24, nanos % 1_000_000_000);
    long r = Kernel.call(Syscall.TIMERFD_SETTIME, fd.number(), flags, s.at(spec), 0);
    Kernel.check(Syscall.TIMERFD_SETTIME, r, fd);
  }

  /** Reads the timer: true if it has rung, or the clock was set, since it was last asked. */
  public boolean expired() {
    ByteBuffer count = Kernel.scratch().io().limit(8);
    long n = Kernel.call(Syscall.READ, fd.number(), Kernel.address(count), 8);
    if (n == -Errno.EAGAIN) {
      return false;
    }
    if (n != -Errno.ECANCELED) {
      Kernel.check(Syscall.READ, n, fd);
    }
    return true;
  }

  @Override
  public void close() {
    fd.close();
  }
}
