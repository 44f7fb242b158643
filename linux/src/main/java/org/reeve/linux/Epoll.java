package org.reeve.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Waits for many descriptors, epoll(7), level-triggered unless asked otherwise. Each registration
 * carries a {@code long} of the caller's, which comes back with the event.
 */
public final class Epoll implements AutoCloseable {
  public static final int IN = 1;
  public static final int PRI = 2;
  public static final int OUT = 4;
  public static final int ERR = 8;
  public static final int HUP = 0x10;
  public static final int RDHUP = 0x2000;
  public static final int ONESHOT = 1 << 30;
  public static final int EDGE = 1 << 31;

  /** Wait without end. */
  public static final long FOREVER = -1;

  private static final int ADD = 1;
  private static final int DEL = 2;
  private static final int MOD = 3;

  // struct epoll_event is packed on x86_64 alone, see epoll_ctl(2)
  private static final int EVENT_SIZE = Machine.AARCH64 ? 16 : 12;
  private static final int DATA = Machine.AARCH64 ? 8 : 4;

  private final Fd epoll;
  private final ByteBuffer events;
  private final long address;
  private final int max;
  private boolean hasPwait2 = true;

  /** At most {@code max} events are returned by one wait; the others come with the next. */
  public Epoll(int max) {
    this.max = max;
    events = ByteBuffer.allocateDirect(max * EVENT_SIZE).order(ByteOrder.nativeOrder());
    address = Kernel.address(events);
    long r = Kernel.call(Syscall.EPOLL_CREATE1, Open.CLOEXEC);
    epoll = Fd.of((int) Kernel.check(Syscall.EPOLL_CREATE1, r));
  }

  /** Its own descriptor, which is readable when something is ready; it stays this object's. */
  public Fd fd() {
    return epoll;
  }

  public void add(Fd fd, int interest, long data) {
    control(ADD, fd, interest, data);
  }

  public void modify(Fd fd, int interest, long data) {
    control(MOD, fd, interest, data);
  }

  /** To be called before the descriptor is closed if a duplicate of it may live on. */
  public void remove(Fd fd) {
    control(DEL, fd, 0, 0);
  }

  private void control(int operation, Fd fd, int interest, long data) {
    Kernel.Scratch s = Kernel.scratch();
    int event = s.space(16);
    s.memory.putInt(event, interest);
    s.memory.putLong(event + DATA, data);
    long r = Kernel.call(Syscall.EPOLL_CTL, epoll.number(), operation, fd.number(), s.at(event));
    Kernel.check(Syscall.EPOLL_CTL, r, fd);
  }

  /**
   * Waits until something is ready or {@code nanos} have passed ({@link #FOREVER} for no end, 0 not
   * to wait). Returns how many events there are, 0 if the time is over.
   */
  public int await(long nanos) {
    long end = nanos > 0 ? System.nanoTime() + nanos : 0;
    long left = nanos;
    while (true) {
      long n = hasPwait2 ? wait2(left) : waitMillis(left);
      if (n == -Errno.ENOSYS && hasPwait2) {
        hasPwait2 = false; // before Linux 5.11
      } else if (n == -Errno.EINTR) {
        left = nanos > 0 ? Math.max(0, end - System.nanoTime()) : nanos;
      } else {
        return (int) Kernel.check(Syscall.EPOLL_PWAIT, n, epoll);
      }
    }
  }

  private long wait2(long nanos) {
    Kernel.Scratch s = Kernel.scratch();
    long timeout = 0;
    if (nanos >= 0) {
      int at = s.space(16);
      s.memory.putLong(at, nanos / 1_000_000_000);
      s.memory.putLong(at + 8, nanos % 1_000_000_000);
      timeout = s.at(at);
    }
    return Kernel.once(Syscall.EPOLL_PWAIT2, epoll.number(), address, max, timeout, 0, 0);
  }

  private long waitMillis(long nanos) {
    // rounded up: waking early would make the caller spin
    long millis = nanos < 0 ? -1 : Math.min((nanos + 999_999) / 1_000_000, Integer.MAX_VALUE);
    return Kernel.once(Syscall.EPOLL_PWAIT, epoll.number(), address, max, millis, 0, 0);
  }

  /**
   * What happened to the event number {@code i} of the last wait: a set of {@link #IN} and so on.
   */
  public int ready(int i) {
    return events.getInt(i * EVENT_SIZE);
  }

  /** The data that the descriptor of event number {@code i} was registered with. */
  public long data(int i) {
    return events.getLong(i * EVENT_SIZE + DATA);
  }

  @Override
  public void close() {
    epoll.close();
  }
}
