package org.reeve.linux;

import org.jspecify.annotations.Nullable;

/** Processes by descriptor, pidfd_open(2): the one name of a process that is never reused. */
public final class PidFd {
  private static final int PIDFD_GET_INFO = 11;
  private static final int PIDFD_MAGIC = 0xFF;
  private static final int INFO_SIZE = 64; // PIDFD_INFO_SIZE_VER0
  private static final long WANT_CREDS = 2;
  private static final long WANT_CGROUP = 4;
  private static final long WANT_EXIT = 8;

  /**
   * What the kernel tells of a process by its pidfd (Linux 6.13), even of one that is gone.
   *
   * @param pid its pid in our namespace; 0 if the process is gone
   * @param cgroup the inode number of its cgroup's directory; 0 if the kernel does not tell
   * @param exited whether {@code status} is known: it is gone and reaped (Linux 6.15)
   * @param status wait status as of wait(2)
   */
  public record Facts(
      int pid, int ppid, int uid, int gid, long cgroup, boolean exited, int status) {}

  private PidFd() {}

  /** pidfd_open(2). Null if there is no such process. */
  public static @Nullable Fd open(int pid) {
    long r = Kernel.call(Syscall.PIDFD_OPEN, pid, 0);
    if (r == -Errno.ESRCH) {
      return null;
    }
    return Fd.of((int) Kernel.check(Syscall.PIDFD_OPEN, r, "pid " + pid));
  }

  /** pidfd_send_signal(2). Returns false if the process is gone. */
  public static boolean signal(Fd pidFd, int signal) {
    long r = Kernel.call(Syscall.PIDFD_SEND_SIGNAL, pidFd.number(), signal, 0, 0);
    if (r == -Errno.ESRCH) {
      return false;
    }
    Kernel.check(Syscall.PIDFD_SEND_SIGNAL, r, pidFd);
    return true;
  }

  /**
   * {@code ioctl(PIDFD_GET_INFO)}. Null if this kernel does not know the call, or the process is
   * gone and nothing is kept of it.
   */
  public static @Nullable Facts facts(Fd pidFd) {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(INFO_SIZE);
    s.memory.putLong(at, WANT_CREDS | WANT_CGROUP | WANT_EXIT);
    long request = 3L << 30 | (long) INFO_SIZE << 16 | PIDFD_MAGIC << 8 | PIDFD_GET_INFO;
    long r = Kernel.call(Syscall.IOCTL, pidFd.number(), request, s.at(at));
    if (r == -Errno.ENOTTY || r == -Errno.EINVAL || r == -Errno.ESRCH) {
      return null;
    }
    Kernel.check(Syscall.IOCTL, r, pidFd);
    long have = s.memory.getLong(at);
    return new Facts(
        s.memory.getInt(at + 16),
        s.memory.getInt(at + 24),
        s.memory.getInt(at + 28),
        s.memory.getInt(at + 32),
        (have & WANT_CGROUP) != 0 ? s.memory.getLong(at + 8) : 0,
        (have & WANT_EXIT) != 0,
        s.memory.getInt(at + 60));
  }

  /**
   * The pid of a pidfd from /proc/self/fdinfo, for kernels without {@link #facts}: -1 if the
   * process is gone, 0 if it is not in our pid namespace.
   */
  public static int pid(Fd pidFd) {
    byte[] text = Fs.read(Fs.path("/proc/self/fdinfo/" + pidFd.number()));
    int at = Proc.find(text, "\nPid:");
    if (at < 0) {
      return -1;
    }
    return (int) Proc.number(text, at + 5);
  }
}
