package org.reeve.linux;

/**
 * Write locks on whole files, fcntl(2) "advisory record locking": they belong to a process, stay
 * over exec, are not inherited by fork, and end when the process closes <em>any</em> descriptor of
 * the file.
 */
public final class RecordLock {
  private static final int F_GETLK = 5;
  private static final int F_SETLK = 6;
  private static final short F_WRLCK = 1;
  private static final short F_UNLCK = 2;
  private static final int SIZE = 32; // struct flock: type, whence, start, length, pid

  private RecordLock() {}

  /** F_SETLK. Returns false if another process has a lock on the file. */
  public static boolean tryLock(Fd fd) {
    Kernel.Scratch s = Kernel.scratch();
    int lock = s.space(SIZE);
    s.memory.putShort(lock, F_WRLCK);
    long r = Kernel.call(Syscall.FCNTL, fd.number(), F_SETLK, s.at(lock));
    if (r == -Errno.EAGAIN || r == -Errno.EACCES) {
      return false;
    }
    Kernel.check(Syscall.FCNTL, r, fd);
    return true;
  }

  /** F_GETLK: the pid of another process that has a lock on the file, 0 if none has. */
  public static int holder(Fd fd) {
    Kernel.Scratch s = Kernel.scratch();
    int lock = s.space(SIZE);
    s.memory.putShort(lock, F_WRLCK);
    long r = Kernel.call(Syscall.FCNTL, fd.number(), F_GETLK, s.at(lock));
    Kernel.check(Syscall.FCNTL, r, fd);
    return s.memory.getShort(lock) == F_UNLCK ? 0 : s.memory.getInt(lock + 24);
  }
}
