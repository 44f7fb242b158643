package org.reeve.manager;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes one state record: a version, then the fields in their order. The counterpart of {@link
 * StateReader}.
 *
 * <p>Numbers are little-endian and of fixed width; texts are UTF-16 with their length in bytes
 * before them (so lone surrogates, which stand for bytes that were not UTF-8, survive). A newer
 * manager reads older versions; an older one refuses a newer version with a clear error.
 */
public final class StateWriter {
  private byte[] bytes = new byte[256];
  private int length;

  /** Starts a record of this version. */
  public StateWriter(int version) {
    integer(version);
  }

  public StateWriter flag(boolean value) {
    room(1);
    bytes[length++] = (byte) (value ? 1 : 0);
    return this;
  }

  public StateWriter integer(int value) {
    room(4);
    for (int i = 0; i < 4; i++) {
      bytes[length++] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  public StateWriter number(long value) {
    room(8);
    for (int i = 0; i < 8; i++) {
      bytes[length++] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  /** Text, any sequence of Java characters. */
  public StateWriter text(String value) {
    // by hand: a charset would replace lone surrogates, and costs an encoder a text
    int size = 2 * value.length();
    integer(size);
    room(size);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      bytes[length++] = (byte) c;
      bytes[length++] = (byte) (c >>> 8);
    }
    return this;
  }

  public StateWriter nullableText(@Nullable String value) {
    flag(value != null);
    return value == null ? this : text(value);
  }

  /** A word that says which kind of value follows. */
  public StateWriter tag(String value) {
    return text(value);
  }

  public StateWriter stamp(Stamp value) {
    return number(value.realtimeUsec()).number(value.monotonicUsec());
  }

  /** Bytes with their length before them. */
  public StateWriter raw(byte[] value) {
    integer(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  /** The record. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
