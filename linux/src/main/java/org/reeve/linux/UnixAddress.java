package org.reeve.linux;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The address of a unix socket, unix(7): a path, an abstract name (first byte NUL), or nothing.
 *
 * <p>Immutable. A path may have 107 bytes, an abstract name 107 bytes after its NUL.
 */
public final class UnixAddress {
  /** Address of a socket that is not bound. */
  public static final UnixAddress UNNAMED = new UnixAddress(new byte[0]);

  private static final int LONGEST = 108;
  private final byte[] name;

  private UnixAddress(byte[] name) {
    this.name = name;
  }

  public static UnixAddress path(byte[] path) {
    if (path.length == 0 || path.length >= LONGEST) {
      throw new IllegalArgumentException(
          "A socket's path has 1 to 107 bytes, and "
              + Fs.printable(path)
              + " has "
              + path.length
              + ".");
    }
    return new UnixAddress(path.clone());
  }

  public static UnixAddress path(String path) {
    return path(Fs.path(path));
  }

  /** An abstract name, given without its leading NUL. */
  public static UnixAddress abstractName(byte[] name) {
    if (name.length >= LONGEST) {
      throw new IllegalArgumentException(
          "An abstract socket's name has at most 107 bytes, not " + name.length + ".");
    }
    byte[] whole = new byte[name.length + 1];
    System.arraycopy(name, 0, whole, 1, name.length);
    return new UnixAddress(whole);
  }

  public static UnixAddress abstractName(String name) {
    return abstractName(Fs.path(name));
  }

  public boolean isAbstract() {
    return name.length > 0 && name[0] == 0;
  }

  public boolean isUnnamed() {
    return name.length == 0;
  }

  /** The bytes of {@code sun_path}: a path without trailing NUL, or NUL and an abstract name. */
  public byte[] bytes() {
    return name.clone();
  }

  /** Writes a {@code sockaddr_un} at {@code at}; returns its length. */
  int put(ByteBuffer memory, int at) {
    memory.putShort(at, (short) Socket.AF_UNIX);
    memory.put(at + 2, name);
    // an abstract name ends where the length says, a path at its NUL
    return isAbstract() || isUnnamed() ? 2 + name.length : 2 + name.length + 1;
  }

  /** Reads a {@code sockaddr_un} of {@code length} bytes, as the kernel returned it. */
  static UnixAddress get(ByteBuffer memory, int at, int length) {
    if (length <= 2) {
      return UNNAMED;
    }
    int size = Math.min(length - 2, LONGEST);
    if (memory.get(at + 2) != 0) {
      int end = 0;
      while (end < size && memory.get(at + 2 + end) != 0) {
        end++;
      }
      size = end;
    }
    byte[] name = new byte[size];
    memory.get(at + 2, name);
    return new UnixAddress(name);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof UnixAddress other && Arrays.equals(name, other.name);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(name);
  }

  /** As systemd writes them: {@code /run/x}, {@code @abstract}. */
  @Override
  public String toString() {
    if (isUnnamed()) {
      return "(unnamed)";
    }
    return isAbstract()
        ? "@" + Fs.printable(Arrays.copyOfRange(name, 1, name.length))
        : Fs.printable(name);
  }
}
