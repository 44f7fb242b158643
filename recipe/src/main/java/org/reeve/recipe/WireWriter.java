package org.reeve.recipe;

import java.util.Arrays;
import java.util.List;

/** Writes fields as hand/channel.def says. Not for reuse: one writer, one message or recipe. */
final class WireWriter {
  private byte[] buffer = new byte[512];
  private int size;

  static WireWriter message(int type, int attached) {
    WireWriter out = new WireWriter();
    out.i32(Wire.MAGIC);
    out.u16(Wire.VERSION);
    out.u16(type);
    out.i32(0);
    out.i32(attached);
    return out;
  }

  static WireWriter recipe(int steps) {
    WireWriter out = new WireWriter();
    out.i32(Wire.RECIPE_MAGIC);
    out.u16(Wire.VERSION);
    out.u16(0);
    out.i32(0);
    out.i32(steps);
    return out;
  }

  void attachable(int attached, int least, int most) {
    if (attached < least || attached > most) {
      throw new IllegalArgumentException(
          "a message of this type takes "
              + least
              + " to "
              + most
              + " descriptors, not "
              + attached);
    }
  }

  /** The message or recipe, its size filled in. */
  byte[] finish() {
    putAt(8, size);
    return Arrays.copyOf(buffer, size);
  }

  int size() {
    return size;
  }

  void u16(int value) {
    room(2);
    buffer[size++] = (byte) value;
    buffer[size++] = (byte) (value >> 8);
  }

  void i32(int value) {
    room(4);
    size += 4;
    putAt(size - 4, value);
  }

  void putAt(int at, int value) {
    buffer[at] = (byte) value;
    buffer[at + 1] = (byte) (value >> 8);
    buffer[at + 2] = (byte) (value >> 16);
    buffer[at + 3] = (byte) (value >> 24);
  }

  void u32(long value) {
    if (value < 0 || value > 0xffff_ffffL) {
      throw new IllegalArgumentException(value + " is not an unsigned number of 32 bits");
    }
    i32((int) value);
  }

  void u64(long value) {
    i32((int) value);
    i32((int) (value >> 32));
  }

  void flag(boolean value) {
    i32(value ? 1 : 0);
  }

  void set(int value, int all) {
    if ((value & ~all) != 0) {
      throw new IllegalArgumentException(
          "0x" + Integer.toHexString(value) + " has bits that mean nothing");
    }
    i32(value);
  }

  void bytes(Octets value) {
    i32(value.length());
    room(value.length());
    value.copyTo(buffer, size);
    size += value.length();
  }

  void text(Octets value) {
    if (value.hasNul()) {
      throw new IllegalArgumentException("\"" + value + "\" contains a NUL byte");
    }
    bytes(value);
    room(1);
    buffer[size++] = 0;
  }

  void texts(List<Octets> values) {
    i32(values.size());
    for (Octets value : values) {
      text(value);
    }
  }

  void i32s(List<Integer> values) {
    i32(values.size());
    for (int value : values) {
      i32(value);
    }
  }

  void u32s(List<Long> values) {
    i32(values.size());
    for (long value : values) {
      u32(value);
    }
  }

  private void room(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
      Arrays.fill(buffer, size, buffer.length, (byte) 0);
    }
  }
}
