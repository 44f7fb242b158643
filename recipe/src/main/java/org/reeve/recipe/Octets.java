package org.reeve.recipe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable string of bytes. Paths, arguments and environment values are bytes to the kernel,
 * and a unit may well name a file that is not UTF-8; so nothing between the unit file and execve
 * turns them into text.
 */
public final class Octets implements Comparable<Octets> {
  private static final Octets EMPTY = new Octets(new byte[0]);
  private static final String HEX = "0123456789abcdef";

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** No bytes at all. */
  public static Octets empty() {
    return EMPTY;
  }

  /** The UTF-8 bytes of a text. */
  public static Octets of(String text) {
    return new Octets(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of the bytes. */
  public static Octets of(byte[] bytes) {
    return new Octets(bytes.clone());
  }

  /** A copy of {@code length} of the bytes, beginning at {@code from}. */
  public static Octets of(byte[] bytes, int from, int length) {
    return new Octets(Arrays.copyOfRange(bytes, from, from + length));
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** The byte at an index. */
  public byte at(int index) {
    return bytes[index];
  }

  /** Whether one of the bytes is 0, which no path, argument or variable may contain. */
  public boolean hasNul() {
    for (byte b : bytes) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  /** These bytes and then those. */
  public Octets plus(Octets other) {
    byte[] both = Arrays.copyOf(bytes, bytes.length + other.bytes.length);
    System.arraycopy(other.bytes, 0, both, bytes.length, other.bytes.length);
    return new Octets(both);
  }

  void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, 0, target, at, bytes.length);
  }

  /** By unsigned bytes, as {@code strcmp} orders. */
  @Override
  public int compareTo(Octets other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Octets o && Arrays.equals(bytes, o.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /**
   * The bytes for people: UTF-8 where they are UTF-8, \xNN for each byte that is not or that is a
   * control character, and \\ for a backslash. No two different values print the same.
   */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(bytes.length);
    int i = 0;
    while (i < bytes.length) {
      int length = sequenceLength(i);
      int b = bytes[i] & 0xff;
      if (length > 1) {
        out.append(new String(bytes, i, length, StandardCharsets.UTF_8));
      } else if (b == '\\') {
        out.append("\\\\");
      } else if (length == 1 && b >= ' ' && b != 0x7f) {
        out.append((char) b);
      } else {
        out.append("\\x").append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 15));
      }
      i += Math.max(length, 1);
    }
    return out.toString();
  }

  /**
   * Length of the well-formed, printable UTF-8 sequence at an index (RFC 3629), 0 if there is none.
   */
  private int sequenceLength(int i) {
    int b = bytes[i] & 0xff;
    if (b < 0x80) {
      return 1;
    }
    int length = b >= 0xf0 && b <= 0xf4 ? 4 : b >= 0xe0 ? 3 : b >= 0xc2 ? 2 : 0;
    if (length == 0 || b > 0xf4 || i + length > bytes.length) {
      return 0;
    }
    int code = b & (0x7f >> length);
    for (int k = 1; k < length; k++) {
      int next = bytes[i + k] & 0xff;
      if ((next & 0xc0) != 0x80) {
        return 0;
      }
      code = (code << 6) | (next & 0x3f);
    }
    boolean overlong = code < (length == 3 ? 0x800 : length == 4 ? 0x10000 : 0);
    boolean printable = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) && code >= 0xa0;
    return overlong || !printable ? 0 : length;
  }
}
