package org.reeve.linux;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls on paths. A path is bytes without NUL; relative ones start at the working directory.
 *
 * <p>For the "absent is an answer" cases there are forms that return null or false; all others
 * throw {@link ErrnoException}.
 */
public final class Fs {
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_REMOVEDIR = 0x200;

  private Fs() {}

  /** Text as a path: its UTF-8 bytes. */
  public static byte[] path(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** {@code parent/child}. */
  public static byte[] join(byte[] parent, byte[] child) {
    byte[] whole = Arrays.copyOf(parent, parent.length + 1 + child.length);
    whole[parent.length] = '/';
    System.arraycopy(child, 0, whole, parent.length + 1, child.length);
    return whole;
  }

  /** A path for messages: bytes that are not printable ASCII or UTF-8 text become {@code \xNN}. */
  public static String printable(byte[] path) {
    String text = new String(path, StandardCharsets.UTF_8);
    if (Arrays.equals(path, text.getBytes(StandardCharsets.UTF_8))
        && text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder out = new StringBuilder(path.length + 16);
    for (byte b : path) {
      if (b > ' ' && b < 0x7f) {
        out.append((char) b);
      } else {
        out.append("\\x")
            .append(Character.forDigit(b >> 4 & 15, 16))
            .append(Character.forDigit(b & 15, 16));
      }
    }
    return out.toString();
  }

  /** openat(2) with {@code flags} of {@link Open} and close-on-exec. */
  public static Fd open(byte[] path, int flags) {
    return open(path, flags, 0);
  }

  /** openat(2) with {@code flags} of {@link Open}, close-on-exec, and the mode of a new file. */
  public static Fd open(byte[] path, int flags, int mode) {
    long r = openCall(AT_FDCWD, path, flags, mode);
    return Fd.of((int) Kernel.check(Syscall.OPENAT, r, path));
  }

  /** openat(2) relative to an open directory. */
  public static Fd openAt(Fd directory, byte[] path, int flags, int mode) {
    long r = openCall(directory.number(), path, flags, mode);
    return Fd.of((int) Kernel.check(Syscall.OPENAT, r, path));
  }

  /** As {@link #open(byte[], int)}, but null if there is no such file. */
  public static @Nullable Fd openIfExists(byte[] path, int flags) {
    long r = openCall(AT_FDCWD, path, flags, 0);
    return r == -Errno.ENOENT ? null : Fd.of((int) Kernel.check(Syscall.OPENAT, r, path));
  }

  private static long openCall(int directory, byte[] path, int flags, int mode) {
    long name = Kernel.scratch().path(Syscall.OPENAT, path);
    return Kernel.call(Syscall.OPENAT, directory, name, flags | Open.CLOEXEC, mode);
  }

  /**
   * The whole content of a file; for files of proc and cgroupfs too, whose size is said to be 0.
   */
  public static byte[] read(byte[] path) {
    try (Fd fd = open(path, Open.RDONLY | Open.NOCTTY)) {
      return readAll(fd);
    }
  }

  /** As {@link #read}, but null if the file, or the process or group it speaks of, is gone. */
  public static byte @Nullable [] readIfExists(byte[] path) {
    try (Fd fd = open(path, Open.RDONLY | Open.NOCTTY)) {
      return readAll(fd);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ESRCH || e.errno() == Errno.ENODEV) {
        return null;
      }
      throw e;
    }
  }

  /** Reads from the current position to the end. */
  public static byte[] readAll(Fd fd) {
    return readAll(fd, Integer.MAX_VALUE);
  }

  /** As {@link #readAll(Fd)}, but fails with EFBIG if there are more than {@code most} bytes. */
  public static byte[] readAll(Fd fd, int most) {
    ByteBuffer io = Kernel.scratch().io();
    int n = fd.read(io);
    if (n <= 0) {
      return new byte[0];
    }
    byte[] first = new byte[n];
    io.flip().get(first);
    ByteArrayOutputStream more = null;
    long size = n;
    while (fd.read(io.clear()) > 0) {
      size += io.position();
      if (size > most) {
        throw new ErrnoException(Syscall.READ.call(), fd.toString(), Errno.EFBIG);
      }
      byte[] next = new byte[io.position()];
      io.flip().get(next);
      if (more == null) {
        more = new ByteArrayOutputStream(first.length + next.length);
        more.writeBytes(first);
      }
      more.writeBytes(next);
    }
    return more == null ? first : more.toByteArray();
  }

  /**
   * Writes into an existing file with one open, without creating or truncating: for cgroupfs, proc.
   */
  public static void write(byte[] path, byte[] content) {
    try (Fd fd = open(path, Open.WRONLY | Open.NOCTTY)) {
      fd.writeFully(content);
    } catch (ErrnoException e) {
      // "write of descriptor 17" helps nobody: say which file
      throw e.call().equals("write") ? new ErrnoException("write", printable(path), e.errno()) : e;
    }
  }

  /** Replaces a file's content at once: written beside it, then renamed over it. Not synced. */
  public static void replace(byte[] path, byte[] content, int mode) {
    byte[] beside = Arrays.copyOf(path, path.length + 4);
    System.arraycopy(new byte[] {'.', 'n', 'e', 'w'}, 0, beside, path.length, 4);
    try (Fd fd = open(beside, Open.WRONLY | Open.CREAT | Open.TRUNC | Open.NOFOLLOW, mode)) {
      fd.writeFully(content);
    }
    rename(beside, path);
  }

  /** statx(2), following symbolic links. */
  public static Stat stat(byte[] path) {
    Kernel.Scratch s = Kernel.scratch();
    int buffer = Stat.space(s);
    Kernel.check(Syscall.STATX, Stat.call(s, AT_FDCWD, path, 0, buffer), path);
    return Stat.read(s, buffer);
  }

  /** statx(2), following symbolic links; null if there is nothing. */
  public static @Nullable Stat statIfExists(byte[] path) {
    return statIfExists(path, 0);
  }

  /** statx(2) of the link itself; null if there is nothing. */
  public static @Nullable Stat linkStatIfExists(byte[] path) {
    return statIfExists(path, AT_SYMLINK_NOFOLLOW);
  }

  private static @Nullable Stat statIfExists(byte[] path, int flags) {
    Kernel.Scratch s = Kernel.scratch();
    int buffer = Stat.space(s);
    long r = Stat.call(s, AT_FDCWD, path, flags, buffer);
    if (r == -Errno.ENOENT || r == -Errno.ENOTDIR) {
      return null;
    }
    Kernel.check(Syscall.STATX, r, path);
    return Stat.read(s, buffer);
  }

  public static boolean exists(byte[] path) {
    return statIfExists(path) != null;
  }

  /** faccessat(2) for this process's real identity; {@code mode} 4 read, 2 write, 1 execute. */
  public static boolean access(byte[] path, int mode) {
    long name = Kernel.scratch().path(Syscall.FACCESSAT, path);
    return Kernel.call(Syscall.FACCESSAT, AT_FDCWD, name, mode) == 0;
  }

  /** mkdir(2). Returns false if something of that name exists. */
  public static boolean mkdir(byte[] path, int mode) {
    long name = Kernel.scratch().path(Syscall.MKDIRAT, path);
    long r = Kernel.call(Syscall.MKDIRAT, AT_FDCWD, name, mode);
    if (r == -Errno.EEXIST) {
      return false;
    }
    Kernel.check(Syscall.MKDIRAT, r, path);
    return true;
  }

  /** Makes the directory and those above it that are missing. */
  public static void mkdirs(byte[] path, int mode) {
    for (int i = 1; i < path.length; i++) {
      if (path[i] == '/' && !exists(Arrays.copyOf(path, i))) {
        mkdir(Arrays.copyOf(path, i), mode);
      }
    }
    mkdir(path, mode);
  }

  /** rmdir(2). Returns false if there is no such directory. */
  public static boolean rmdir(byte[] path) {
    return remove(path, AT_REMOVEDIR);
  }

  /** unlink(2). Returns false if there is no such file. */
  public static boolean unlink(byte[] path) {
    return remove(path, 0);
  }

  private static boolean remove(byte[] path, int flags) {
    long name = Kernel.scratch().path(Syscall.UNLINKAT, path);
    long r = Kernel.call(Syscall.UNLINKAT, AT_FDCWD, name, flags);
    if (r == -Errno.ENOENT) {
      return false;
    }
    Kernel.check(Syscall.UNLINKAT, r, path);
    return true;
  }

  /** rename(2): replaces what is at {@code to}. */
  public static void rename(byte[] from, byte[] to) {
    Kernel.Scratch s = Kernel.scratch();
    long a = s.path(Syscall.RENAMEAT2, from);
    long b = s.path(Syscall.RENAMEAT2, to);
    Kernel.check(
        Syscall.RENAMEAT2, Kernel.call(Syscall.RENAMEAT2, AT_FDCWD, a, AT_FDCWD, b, 0), from);
  }

  /** symlink(2): a link at {@code link} that says {@code target}. False if {@code link} exists. */
  public static boolean symlink(byte[] target, byte[] link) {
    Kernel.Scratch s = Kernel.scratch();
    long a = s.path(Syscall.SYMLINKAT, target);
    long b = s.path(Syscall.SYMLINKAT, link);
    long r = Kernel.call(Syscall.SYMLINKAT, a, AT_FDCWD, b);
    if (r == -Errno.EEXIST) {
      return false;
    }
    Kernel.check(Syscall.SYMLINKAT, r, link);
    return true;
  }

  /** readlink(2); null if there is nothing, or nothing that is a link. */
  public static byte @Nullable [] readlink(byte[] path) {
    Kernel.Scratch s = Kernel.scratch();
    long name = s.path(Syscall.READLINKAT, path);
    int buffer = s.space(4096);
    long r = Kernel.call(Syscall.READLINKAT, AT_FDCWD, name, s.at(buffer), 4096);
    if (r == -Errno.ENOENT || r == -Errno.EINVAL || r == -Errno.ENOTDIR || r == -Errno.ESRCH) {
      return null;
    }
    byte[] target = new byte[(int) Kernel.check(Syscall.READLINKAT, r, path)];
    s.memory.get(buffer, target);
    return target;
  }

  /** mkfifo(3). Returns false if something of that name exists. */
  public static boolean mkfifo(byte[] path, int mode) {
    long name = Kernel.scratch().path(Syscall.MKNODAT, path);
    long r = Kernel.call(Syscall.MKNODAT, AT_FDCWD, name, 0010000 | mode, 0);
    if (r == -Errno.EEXIST) {
      return false;
    }
    Kernel.check(Syscall.MKNODAT, r, path);
    return true;
  }

  /**
   * mq_open(2) for reading, without waiting; made if it is missing.
   *
   * @param name without its leading slash
   * @param mostMessages 0 together with {@code messageSize} for the kernel's default
   */
  public static Fd openQueue(byte[] name, int mode, long mostMessages, long messageSize) {
    Kernel.Scratch s = Kernel.scratch();
    long path = s.path(Syscall.MQ_OPEN, name);
    int at = s.space(64);
    for (int i = 0; i < 64; i += 8) {
      s.memory.putLong(at + i, 0);
    }
    s.memory.putLong(at + 8, mostMessages);
    s.memory.putLong(at + 16, messageSize);
    boolean sized = mostMessages > 0 && messageSize > 0;
    int flags = Open.RDONLY | Open.CREAT | Open.NONBLOCK | Open.CLOEXEC;
    long r = Kernel.call(Syscall.MQ_OPEN, path, flags, mode, sized ? s.at(at) : 0);
    return Fd.of((int) Kernel.check(Syscall.MQ_OPEN, r, name));
  }

  /** mq_unlink(2). Returns false if there is no such queue. */
  public static boolean unlinkQueue(byte[] name) {
    long r = Kernel.call(Syscall.MQ_UNLINK, Kernel.scratch().path(Syscall.MQ_UNLINK, name));
    if (r == -Errno.ENOENT) {
      return false;
    }
    Kernel.check(Syscall.MQ_UNLINK, r, name);
    return true;
  }

  /** chmod(2), following symbolic links. */
  public static void chmod(byte[] path, int mode) {
    long name = Kernel.scratch().path(Syscall.FCHMODAT, path);
    Kernel.check(Syscall.FCHMODAT, Kernel.call(Syscall.FCHMODAT, AT_FDCWD, name, mode), path);
  }

  /** chown(2), following symbolic links; -1 leaves uid or gid as it is. */
  public static void chown(byte[] path, int uid, int gid) {
    long name = Kernel.scratch().path(Syscall.FCHOWNAT, path);
    long r = Kernel.call(Syscall.FCHOWNAT, AT_FDCWD, name, uid, gid, 0);
    Kernel.check(Syscall.FCHOWNAT, r, path);
  }

  /**
   * One entry of a directory.
   *
   * @param type {@code DT_*} of readdir(3): 4 directory, 8 file, 10 link, 0 if the file system does
   *     not say
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody; bytes are what a name is
  public record Entry(byte[] name, int type, long inode) {
    public boolean isDirectory() {
      return type == 4;
    }

    public String text() {
      return new String(name, StandardCharsets.UTF_8);
    }
  }

  /** getdents64(2): all entries but {@code .} and {@code ..}, in the file system's order. */
  public static List<Entry> list(byte[] path) {
    List<Entry> entries = new ArrayList<>();
    try (Fd fd = open(path, Open.RDONLY | Open.DIRECTORY)) {
      ByteBuffer io = Kernel.scratch().io();
      while (true) {
        long n = Kernel.call(Syscall.GETDENTS64, fd.number(), Kernel.address(io), io.capacity());
        if (Kernel.check(Syscall.GETDENTS64, n, path) == 0) {
          return entries;
        }
        for (int at = 0; at < n; at += io.getShort(at + 16) & 0xffff) {
          int end = at + 19;
          while (io.get(end) != 0) {
            end++;
          }
          byte[] name = new byte[end - at - 19];
          io.get(at + 19, name);
          if (!isDot(name)) {
            entries.add(new Entry(name, io.get(at + 18), io.getLong(at)));
          }
        }
      }
    }
  }

  private static boolean isDot(byte[] name) {
    return name.length > 0
        && name.length <= 2
        && name[0] == '.'
        && (name.length == 1 || name[1] == '.');
  }

  /** statfs(2): the magic number of the file system that holds {@code path}. */
  public static long magic(byte[] path) {
    Kernel.Scratch s = Kernel.scratch();
    long name = s.path(Syscall.STATFS, path);
    int buffer = s.space(120);
    Kernel.check(Syscall.STATFS, Kernel.call(Syscall.STATFS, name, s.at(buffer)), path);
    return s.memory.getLong(buffer);
  }

  /** statfs(2): whether the file system that holds {@code path} is mounted read-only. */
  public static boolean isReadOnly(byte[] path) {
    Kernel.Scratch s = Kernel.scratch();
    long name = s.path(Syscall.STATFS, path);
    int buffer = s.space(120);
    Kernel.check(Syscall.STATFS, Kernel.call(Syscall.STATFS, name, s.at(buffer)), path);
    return (s.memory.getLong(buffer + STATFS_FLAGS) & READ_ONLY) != 0;
  }

  private static final int STATFS_FLAGS = 80; // f_flags of struct statfs, 64 bits
  private static final long READ_ONLY = 1; // ST_RDONLY

  /** getxattr(2) of up to 4 KiB; null if there is no such attribute or the file system has none. */
  public static byte @Nullable [] xattr(byte[] path, String attribute) {
    Kernel.Scratch s = Kernel.scratch();
    long name = s.path(Syscall.GETXATTR, path);
    long key = s.path(Syscall.GETXATTR, path(attribute));
    int buffer = s.space(4096);
    long r = Kernel.call(Syscall.GETXATTR, name, key, s.at(buffer), 4096);
    if (r == -Errno.ENODATA || r == -Errno.EOPNOTSUPP || r == -Errno.ENOENT) {
      return null;
    }
    byte[] value = new byte[(int) Kernel.check(Syscall.GETXATTR, r, path)];
    s.memory.get(buffer, value);
    return value;
  }
}
