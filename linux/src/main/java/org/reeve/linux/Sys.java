package org.reeve.linux;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Calls about this process, other processes by pid, and the system. */
public final class Sys {
  public static final int PR_SET_PDEATHSIG = 1;
  public static final int PR_SET_DUMPABLE = 4;
  public static final int PR_SET_NAME = 15;
  public static final int PR_SET_CHILD_SUBREAPER = 36;
  public static final int PR_GET_CHILD_SUBREAPER = 37;

  public static final int RLIMIT_CORE = 4;
  public static final int RLIMIT_NOFILE = 7;

  public static final int MS_RDONLY = 1;
  public static final int MS_NOSUID = 2;
  public static final int MS_NODEV = 4;
  public static final int MS_NOEXEC = 8;
  public static final int MS_REMOUNT = 32;
  public static final int MS_BIND = 4096;
  public static final int MS_REC = 16384;
  public static final int MS_PRIVATE = 1 << 18;
  public static final int MS_STRICTATIME = 1 << 24;

  public static final int MNT_DETACH = 2;

  /** A resource's limits, getrlimit(2); -1 is no limit. */
  public record Limit(long soft, long hard) {}

  /** uname(2). */
  public record Name(String system, String node, String release, String version, String machine) {}

  /**
   * How a child ended or changed, waitid(2).
   *
   * @param code {@code CLD_*}: 1 exited, 2 killed, 3 dumped core
   * @param status exit status, or the signal's number
   */
  public record Child(int pid, int uid, int code, int status) {}

  private Sys() {}

  public static int pid() {
    return (int) Kernel.call(Syscall.GETPID);
  }

  public static int ppid() {
    return (int) Kernel.call(Syscall.GETPPID);
  }

  /** The kernel's number of the calling thread. */
  public static int tid() {
    return (int) Kernel.call(Syscall.GETTID);
  }

  public static int uid() {
    return (int) Kernel.call(Syscall.GETUID);
  }

  public static int gid() {
    return (int) Kernel.call(Syscall.GETGID);
  }

  public static int euid() {
    return (int) Kernel.call(Syscall.GETEUID);
  }

  public static int egid() {
    return (int) Kernel.call(Syscall.GETEGID);
  }

  /** getpgid(2); 0 is this process. -1 if there is no such process. */
  public static int pgid(int pid) {
    long r = Kernel.call(Syscall.GETPGID, pid);
    return r == -Errno.ESRCH ? -1 : (int) Kernel.check(Syscall.GETPGID, r, "pid " + pid);
  }

  /** getsid(2); 0 is this process. -1 if there is no such process. */
  public static int sid(int pid) {
    long r = Kernel.call(Syscall.GETSID, pid);
    return r == -Errno.ESRCH ? -1 : (int) Kernel.check(Syscall.GETSID, r, "pid " + pid);
  }

  /** getgroups(2): the supplementary groups. */
  public static int[] groups() {
    int count = (int) Kernel.check(Syscall.GETGROUPS, Kernel.call(Syscall.GETGROUPS, 0, 0));
    Kernel.Scratch s = Kernel.scratch();
    var io = s.io();
    count = Math.min(count, io.capacity() / 4);
    long n = Kernel.call(Syscall.GETGROUPS, count, Kernel.address(io));
    int[] groups = new int[(int) Kernel.check(Syscall.GETGROUPS, n)];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = io.getInt(4 * i);
    }
    return groups;
  }

  /** umask(2): sets it and returns the one before. */
  public static int umask(int mask) {
    return (int) Kernel.call(Syscall.UMASK, mask);
  }

  /**
   * kill(2); {@code pid} as there (negative for a process group). Returns false if there is no such
   * process.
   */
  public static boolean kill(int pid, int signal) {
    long r = Kernel.call(Syscall.KILL, pid, signal);
    if (r == -Errno.ESRCH) {
      return false;
    }
    Kernel.check(Syscall.KILL, r, "pid " + pid);
    return true;
  }

  /**
   * waitid(2) for one child, with WEXITED; null if it has not ended (with {@code wait} false) or is
   * no child of ours.
   */
  public static @Nullable Child waitFor(int pid, boolean wait) {
    return wait(1, pid, wait);
  }

  /** waitid(P_PIDFD), Linux 5.4; otherwise as {@link #waitFor(int, boolean)}. */
  public static @Nullable Child waitFor(Fd pidFd, boolean wait) {
    return wait(3, pidFd.number(), wait);
  }

  private static @Nullable Child wait(int kind, int id, boolean wait) {
    Kernel.Scratch s = Kernel.scratch();
    int info = s.space(128);
    long r = Kernel.call(Syscall.WAITID, kind, id, s.at(info), wait ? 4 : 4 | 1);
    if (r == -Errno.ECHILD) {
      return null;
    }
    Kernel.check(Syscall.WAITID, r, "pid " + id);
    // siginfo_t on 64-bit machines: signo, errno, code, padding, pid, uid, status
    int child = s.memory.getInt(info + 16);
    if (child == 0) {
      return null;
    }
    return new Child(
        child, s.memory.getInt(info + 20), s.memory.getInt(info + 8), s.memory.getInt(info + 24));
  }

  /** prctl(2) with integer arguments; returns its value. */
  public static long prctl(int option, long argument) {
    long r = Kernel.call(Syscall.PRCTL, option, argument, 0, 0, 0);
    return Kernel.check(Syscall.PRCTL, r, "option " + option);
  }

  /** prlimit(2) of this process. */
  public static Limit limit(int resource) {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(16);
    long r = Kernel.call(Syscall.PRLIMIT64, 0, resource, 0, s.at(at));
    Kernel.check(Syscall.PRLIMIT64, r, "resource " + resource);
    return new Limit(s.memory.getLong(at), s.memory.getLong(at + 8));
  }

  /** prlimit(2) of this process. */
  public static void setLimit(int resource, Limit limit) {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(16);
    s.memory.putLong(at, limit.soft());
    s.memory.putLong(at + 8, limit.hard());
    long r = Kernel.call(Syscall.PRLIMIT64, 0, resource, s.at(at), 0);
    Kernel.check(Syscall.PRLIMIT64, r, "resource " + resource);
  }

  public static Name uname() {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(6 * 65);
    Kernel.check(Syscall.UNAME, Kernel.call(Syscall.UNAME, s.at(at)));
    return new Name(
        text(s, at), text(s, at + 65), text(s, at + 130), text(s, at + 195), text(s, at + 260));
  }

  private static String text(Kernel.Scratch s, int at) {
    int length = 0;
    while (length < 65 && s.memory.get(at + length) != 0) {
      length++;
    }
    byte[] bytes = new byte[length];
    s.memory.get(at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** getrandom(2): {@code count} (at most 256) random bytes; waits in early boot only. */
  public static byte[] random(int count) {
    if (count < 0 || count > 256) {
      throw new IllegalArgumentException("0 to 256 random bytes, not " + count);
    }
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(count);
    Kernel.check(Syscall.GETRANDOM, Kernel.call(Syscall.GETRANDOM, s.at(at), count, 0));
    byte[] bytes = new byte[count];
    s.memory.get(at, bytes);
    return bytes;
  }

  /**
   * mount(2).
   *
   * @param source device or other source; for kinds without one any word, by custom the kind
   * @param kind file system type, empty if {@code flags} makes it meaningless
   * @param options the file system's own options, empty for none
   */
  public static void mount(byte[] source, byte[] target, String kind, long flags, String options) {
    Kernel.Scratch s = Kernel.scratch();
    long a = s.path(Syscall.MOUNT, source);
    long b = s.path(Syscall.MOUNT, target);
    long c = kind.isEmpty() ? 0 : s.path(Syscall.MOUNT, Fs.path(kind));
    long d = options.isEmpty() ? 0 : s.path(Syscall.MOUNT, Fs.path(options));
    Kernel.check(Syscall.MOUNT, Kernel.call(Syscall.MOUNT, a, b, c, flags, d), target);
  }

  /** umount2(2). */
  public static void unmount(byte[] target, int flags) {
    long name = Kernel.scratch().path(Syscall.UMOUNT2, target);
    Kernel.check(Syscall.UMOUNT2, Kernel.call(Syscall.UMOUNT2, name, flags), target);
  }
}
