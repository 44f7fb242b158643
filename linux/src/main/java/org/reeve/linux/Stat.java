package org.reeve.linux;

/**
 * What statx(2) says of a file.
 *
 * @param mode type and permission bits
 * @param device device number as {@code major << 32 | minor}
 * @param modifiedNanos time of last modification, nanoseconds since 1970
 * @param changedNanos time of last status change, nanoseconds since 1970
 * @param rawDevice for device nodes, {@code major << 32 | minor}
 */
public record Stat(
    int mode,
    int uid,
    int gid,
    long inode,
    long device,
    long size,
    long links,
    long modifiedNanos,
    long changedNanos,
    long rawDevice) {
  private static final int TYPE = 0170000;
  private static final int SIZE = 256;
  private static final int BASIC_STATS = 0x7ff;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final byte[] EMPTY = new byte[0];

  static Stat of(Fd fd) {
    Kernel.Scratch s = Kernel.scratch();
    int buffer = s.space(SIZE);
    long r = call(s, fd.number(), EMPTY, AT_EMPTY_PATH, buffer);
    Kernel.check(Syscall.STATX, r, fd);
    return read(s, buffer);
  }

  /** Returns the raw result of the call; the structure is at {@code buffer} if it is 0. */
  static long call(Kernel.Scratch s, int directory, byte[] path, int flags, int buffer) {
    long name = s.path(Syscall.STATX, path);
    return Kernel.call(Syscall.STATX, directory, name, flags, BASIC_STATS, s.at(buffer));
  }

  static int space(Kernel.Scratch s) {
    return s.space(SIZE);
  }

  static Stat read(Kernel.Scratch s, int at) {
    var m = s.memory;
    return new Stat(
        m.getShort(at + 28) & 0xffff,
        m.getInt(at + 20),
        m.getInt(at + 24),
        m.getLong(at + 32),
        (long) m.getInt(at + 136) << 32 | (m.getInt(at + 140) & 0xffffffffL),
        m.getLong(at + 40),
        m.getInt(at + 16) & 0xffffffffL,
        nanos(s, at + 112),
        nanos(s, at + 96),
        (long) m.getInt(at + 128) << 32 | (m.getInt(at + 132) & 0xffffffffL));
  }

  private static long nanos(Kernel.Scratch s, int at) {
    return s.memory.getLong(at) * 1_000_000_000L + s.memory.getInt(at + 8);
  }

  public int permissions() {
    return mode & 07777;
  }

  public boolean isDirectory() {
    return (mode & TYPE) == 0040000;
  }

  public boolean isRegular() {
    return (mode & TYPE) == 0100000;
  }

  public boolean isSymlink() {
    return (mode & TYPE) == 0120000;
  }

  public boolean isSocket() {
    return (mode & TYPE) == 0140000;
  }

  public boolean isFifo() {
    return (mode & TYPE) == 0010000;
  }

  public boolean isCharacterDevice() {
    return (mode & TYPE) == 0020000;
  }

  public boolean isBlockDevice() {
    return (mode & TYPE) == 0060000;
  }
}
