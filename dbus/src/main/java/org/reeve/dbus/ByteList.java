package org.reeve.dbus;

import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * The value of an {@code ay}: a list of 0..255 that takes one byte an element instead of a
 * reference each.
 */
final class ByteList extends AbstractList<Integer> implements RandomAccess {
  private final byte[] bytes;

  ByteList(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public Integer get(int index) {
    return bytes[index] & 0xFF;
  }

  @Override
  public int size() {
    return bytes.length;
  }
}
