package org.reeve.manager;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link StateWriter} wrote; every length is checked, and a record that does not fit
 * says which.
 */
public final class StateReader {
  private final String key;
  private final byte[] bytes;
  private final int version;
  private int at;

  /**
   * @param key the record's key, for error messages
   * @param newest the newest version that the caller understands
   * @throws StateException if the record is of a newer version or cut
   */
  public StateReader(String key, byte[] bytes, int newest) {
    this.key = key;
    this.bytes = bytes;
    this.version = integer();
    if (version < 1 || version > newest) {
      throw new StateException(
          "State record "
              + key
              + " has version "
              + version
              + ", this manager reads up to "
              + newest
              + ".");
    }
  }

  /** The version that the record was written in. */
  public int version() {
    return version;
  }

  public boolean flag() {
    need(1);
    return bytes[at++] != 0;
  }

  public int integer() {
    need(4);
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value |= (bytes[at++] & 255) << (8 * i);
    }
    return value;
  }

  public long number() {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value |= (bytes[at++] & 255L) << (8 * i);
    }
    return value;
  }

  public String text() {
    int size = integer();
    if (size < 0) {
      throw cut();
    }
    need(size);
    char[] value = new char[size / 2];
    for (int i = 0; i < value.length; i++) {
      value[i] = (char) ((bytes[at + 2 * i] & 255) | (bytes[at + 2 * i + 1] << 8));
    }
    at += size;
    return new String(value);
  }

  public @Nullable String nullableText() {
    return flag() ? text() : null;
  }

  public String tag() {
    return text();
  }

  public Stamp stamp() {
    return new Stamp(number(), number());
  }

  public byte[] raw() {
    int length = integer();
    if (length < 0) {
      throw cut();
    }
    need(length);
    byte[] value = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return value;
  }

  /** The error for a word that this manager does not know. */
  public StateException unknown(String what, String word) {
    return new StateException(
        "State record " + key + " names an unknown " + what + " \"" + word + "\".");
  }

  private void need(int more) {
    if (more > bytes.length - at) {
      throw cut();
    }
  }

  private StateException cut() {
    return new StateException(
        "State record "
            + key
            + " ends after "
            + bytes.length
            + " bytes, in the middle of a field.");
  }

  /** A state record that cannot be read. */
  public static final class StateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StateException(String message) {
      super(message);
    }
  }
}
