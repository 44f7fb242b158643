package org.reeve.linux;

import java.nio.ByteBuffer;

/** A counter to wake a loop from another thread, eventfd(2). {@link #signal} is thread-safe. */
public final class EventFd implements AutoCloseable {
  private final Fd fd;

  public EventFd() {
    long r = Kernel.call(Syscall.EVENTFD2, 0, Open.NONBLOCK | Open.CLOEXEC);
    fd = Fd.of((int) Kernel.check(Syscall.EVENTFD2, r));
  }

  public Fd fd() {
    return fd;
  }

  /** Makes the descriptor readable. */
  public void signal() {
    ByteBuffer one = Kernel.scratch().io().limit(8);
    one.putLong(0, 1);
    fd.write(one); // would block only if 2^64-2 signals are pending: then it is readable anyway
  }

  /** Takes all signals at once; returns how many there were. */
  public long drain() {
    ByteBuffer count = Kernel.scratch().io().limit(8);
    return fd.read(count) > 0 ? count.getLong(0) : 0;
  }

  @Override
  public void close() {
    fd.close();
  }
}
