package org.reeve.linux;

import java.nio.ByteBuffer;

/**
 * A file descriptor with one owner, who closes it.
 *
 * <p>Reading and writing follow {@code java.nio.channels}: bytes go between the buffer's position
 * and limit, the position advances, 0 means "would block" (or nothing to do) and -1 end of stream.
 * Buffers must be direct.
 */
public final class Fd implements AutoCloseable {
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_QUERY = 1027;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int KCMP_FILE = 0;
  private static final int FD_CLOEXEC = 1;
  private static final int CLOSED = -1;

  private int number;

  private Fd(int number) {
    this.number = number;
  }

  /** Takes ownership of descriptor {@code number}, which must be open. */
  public static Fd of(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("not a descriptor: " + number);
    }
    return new Fd(number);
  }

  /** The descriptor's number; it stays owned by this object. */
  public int number() {
    if (number == CLOSED) {
      throw new IllegalStateException("this descriptor is closed");
    }
    return number;
  }

  public boolean isOpen() {
    return number != CLOSED;
  }

  /** Gives up ownership: the descriptor stays open, this object counts as closed. */
  public int release() {
    int n = number();
    number = CLOSED;
    return n;
  }

  /** read(2). Returns the bytes read, 0 if it would block or the buffer is full, -1 at the end. */
  public int read(ByteBuffer into) {
    if (!into.hasRemaining()) {
      return 0;
    }
    long n = Kernel.call(Syscall.READ, number(), Kernel.address(into), into.remaining());
    if (n == -Errno.EAGAIN) {
      return 0;
    }
    Kernel.check(Syscall.READ, n, this);
    into.position(into.position() + (int) n);
    return n == 0 ? -1 : (int) n;
  }

  /** write(2). Returns the bytes written, 0 if it would block. */
  public int write(ByteBuffer from) {
    long n = Kernel.call(Syscall.WRITE, number(), Kernel.address(from), from.remaining());
    if (n == -Errno.EAGAIN) {
      return 0;
    }
    Kernel.check(Syscall.WRITE, n, this);
    from.position(from.position() + (int) n);
    return (int) n;
  }

  /** write(2) until all is written; for blocking descriptors and files. */
  public void writeFully(byte[] bytes) {
    int done = 0;
    while (done < bytes.length) {
      ByteBuffer io = Kernel.scratch().io();
      int chunk = Math.min(io.remaining(), bytes.length - done);
      io.put(bytes, done, chunk).flip();
      int n = write(io);
      if (n == 0) {
        throw new ErrnoException(Syscall.WRITE.call(), toString(), Errno.EAGAIN);
      }
      done += n;
    }
  }

  /** pread(2). Returns the bytes read, -1 at the end; the position of the file stays. */
  public int pread(ByteBuffer into, long offset) {
    if (!into.hasRemaining()) {
      return 0;
    }
    long n = Kernel.call(Syscall.PREAD64, number(), Kernel.address(into), into.remaining(), offset);
    Kernel.check(Syscall.PREAD64, n, this);
    into.position(into.position() + (int) n);
    return n == 0 ? -1 : (int) n;
  }

  /** pwrite(2). Returns the bytes written; the position of the file stays. */
  public int pwrite(ByteBuffer from, long offset) {
    long n =
        Kernel.call(Syscall.PWRITE64, number(), Kernel.address(from), from.remaining(), offset);
    Kernel.check(Syscall.PWRITE64, n, this);
    from.position(from.position() + (int) n);
    return (int) n;
  }

  /** lseek(2) from the start of the file. */
  public void seek(long offset) {
    Kernel.check(Syscall.LSEEK, Kernel.call(Syscall.LSEEK, number(), offset, 0), this);
  }

  /** Another descriptor of the same open file, close-on-exec, lowest free number. */
  public Fd dup() {
    return new Fd((int) fcntl(F_DUPFD_CLOEXEC, 0));
  }

  /** dup3(2): makes {@code target} another descriptor of the same open file, close-on-exec. */
  public void dupOnto(Fd target) {
    long r = Kernel.call(Syscall.DUP3, number(), target.number(), Open.CLOEXEC);
    Kernel.check(Syscall.DUP3, r, this);
  }

  /**
   * Whether this and the other are descriptors of one open file, as dup(2) and sending make them.
   * Where neither fcntl(2) nor kcmp(2) may tell, two openings of one file in the same way count as
   * one.
   */
  public boolean isSameFile(Fd other) {
    long same = Kernel.call(Syscall.FCNTL, number(), F_DUPFD_QUERY, other.number());
    if (same >= 0) {
      return same == 1;
    }
    long pid = Sys.pid(); // kernels before 6.10; a container may forbid it
    long order = Kernel.call(Syscall.KCMP, pid, pid, KCMP_FILE, number(), other.number());
    if (order >= 0) {
      return order == 0;
    }
    Stat mine = stat();
    Stat others = other.stat();
    return mine.device() == others.device()
        && mine.inode() == others.inode()
        && fcntl(F_GETFL, 0) == other.fcntl(F_GETFL, 0);
  }

  public void setNonBlocking(boolean on) {
    long flags = fcntl(F_GETFL, 0);
    fcntl(F_SETFL, on ? flags | Open.NONBLOCK : flags & ~Open.NONBLOCK);
  }

  public boolean isNonBlocking() {
    return (fcntl(F_GETFL, 0) & Open.NONBLOCK) != 0;
  }

  public void setCloseOnExec(boolean on) {
    fcntl(F_SETFD, on ? FD_CLOEXEC : 0);
  }

  public boolean isCloseOnExec() {
    return (fcntl(F_GETFD, 0) & FD_CLOEXEC) != 0;
  }

  /** fcntl(2) with an integer argument; returns its value. */
  public long fcntl(int command, long argument) {
    return Kernel.check(
        Syscall.FCNTL, Kernel.call(Syscall.FCNTL, number(), command, argument), this);
  }

  /** ioctl(2) with an integer argument; returns its value. */
  public long ioctl(long request, long argument) {
    return Kernel.check(
        Syscall.IOCTL, Kernel.call(Syscall.IOCTL, number(), request, argument), this);
  }

  /** ioctl(2) on a structure in a direct buffer (from its position); returns its value. */
  public long ioctl(long request, ByteBuffer structure) {
    return ioctl(request, Kernel.address(structure));
  }

  /** FIONREAD: how many bytes can be read without blocking. */
  public int available() {
    Kernel.Scratch s = Kernel.scratch();
    int value = s.space(4);
    ioctl(0x541B, s.at(value));
    return s.memory.getInt(value);
  }

  /** fsync(2). */
  public void sync() {
    Kernel.check(Syscall.FSYNC, Kernel.call(Syscall.FSYNC, number()), this);
  }

  /** ftruncate(2). */
  public void truncate(long size) {
    Kernel.check(Syscall.FTRUNCATE, Kernel.call(Syscall.FTRUNCATE, number(), size), this);
  }

  /** fchmod(2). */
  public void chmod(int mode) {
    Kernel.check(Syscall.FCHMOD, Kernel.call(Syscall.FCHMOD, number(), mode), this);
  }

  /** flock(2), exclusive, without waiting. Returns false if another open file holds the lock. */
  public boolean tryLock() {
    long r = Kernel.call(Syscall.FLOCK, number(), 2 | 4);
    if (r == -Errno.EAGAIN) {
      return false;
    }
    Kernel.check(Syscall.FLOCK, r, this);
    return true;
  }

  /** statx(2) of the open file. */
  public Stat stat() {
    return Stat.of(this);
  }

  /**
   * close(2), once; closing again does nothing. Linux frees the number even if it reports an error,
   * so only {@code EBADF} is thrown: it means that someone else closed what we own.
   */
  @Override
  public void close() {
    if (number == CLOSED) {
      return;
    }
    int n = number;
    number = CLOSED;
    long r = Kernel.once(Syscall.CLOSE, n, 0, 0, 0, 0, 0);
    if (r == -Errno.EBADF) {
      throw new ErrnoException(Syscall.CLOSE.call(), "descriptor " + n, Errno.EBADF);
    }
  }

  @Override
  public String toString() {
    return number == CLOSED ? "a closed descriptor" : "descriptor " + number;
  }
}
