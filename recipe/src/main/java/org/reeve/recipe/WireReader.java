package org.reeve.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads fields as hand/channel.def says, and believes nothing: every length is checked against what
 * is there.
 */
final class WireReader {
  private static final int HEADER = 16;

  private final byte[] bytes;
  private final String what;
  private final int type;
  private final int count;
  private int at;
  private int end;

  private WireReader(byte[] bytes, String what, int magic) throws MalformedException {
    this.bytes = bytes;
    this.what = what;
    this.end = bytes.length;
    if (i32("magic") != magic) {
      throw malformed("does not begin with its magic number");
    }
    int version = u16();
    if (version != Wire.VERSION) {
      throw malformed("has version " + version + ", but this is version " + Wire.VERSION);
    }
    this.type = u16();
    int size = i32("size");
    if (size != bytes.length) {
      throw malformed("says it has " + size + " bytes, but has " + bytes.length);
    }
    this.count = i32("count");
  }

  static WireReader message(byte[] packet, int attached) throws MalformedException {
    WireReader in = new WireReader(packet, "channel message", Wire.MAGIC);
    if (in.count != attached) {
      throw in.malformed(
          "says " + in.count + " descriptors are attached, but " + attached + " are");
    }
    return in;
  }

  static WireReader recipe(byte[] recipe) throws MalformedException {
    WireReader in = new WireReader(recipe, "recipe", Wire.RECIPE_MAGIC);
    if (in.type != 0 || in.count < 0) {
      throw in.malformed("has a bad header");
    }
    return in;
  }

  /** The type of the message. */
  int type() {
    return type;
  }

  /** The number of steps of the recipe. */
  int count() {
    return count;
  }

  void attachable(int attached, int least, int most) throws MalformedException {
    if (attached < least || attached > most) {
      throw malformed("has " + attached + " descriptors instead of " + least + " to " + most);
    }
  }

  MalformedException malformed(String why) {
    String kind = at >= HEADER && type != 0 ? what + " of type " + type : what;
    return new MalformedException(
        kind + ", " + bytes.length + " bytes, at byte " + at + ": " + why);
  }

  /**
   * Restricts reading to the next {@code size} bytes until {@link #leave}; returns the end to come
   * back to.
   */
  int enter(int size) throws MalformedException {
    need("fields", size);
    int outer = end;
    end = at + size;
    return outer;
  }

  void leave(int outer) throws MalformedException {
    end();
    end = outer;
  }

  void end() throws MalformedException {
    if (at != end) {
      throw malformed((end - at) + " bytes are left over");
    }
  }

  int u16() throws MalformedException {
    need("half-word", 2);
    at += 2;
    return unsigned(at - 2) | (unsigned(at - 1) << 8);
  }

  int i32(String field) throws MalformedException {
    need(field, 4);
    at += 4;
    return unsigned(at - 4)
        | (unsigned(at - 3) << 8)
        | (unsigned(at - 2) << 16)
        | (unsigned(at - 1) << 24);
  }

  long u32(String field) throws MalformedException {
    return i32(field) & 0xffff_ffffL;
  }

  long u64(String field) throws MalformedException {
    return u32(field) | ((long) i32(field) << 32);
  }

  boolean flag(String field) throws MalformedException {
    int value = i32(field);
    if (value != 0 && value != 1) {
      throw malformed(field + " is " + value + ", neither 0 nor 1");
    }
    return value == 1;
  }

  int set(String field, int all) throws MalformedException {
    int value = i32(field);
    if ((value & ~all) != 0) {
      throw malformed(field + " has bits that mean nothing: 0x" + Integer.toHexString(value));
    }
    return value;
  }

  <E> E constant(String field, E[] values) throws MalformedException {
    int value = i32(field);
    if (value < 0 || value >= values.length) {
      throw malformed(field + " is " + value + ", which means nothing");
    }
    return values[value];
  }

  Octets bytes(String field) throws MalformedException {
    int length = i32(field);
    need(field, length);
    at += length;
    return Octets.of(bytes, at - length, length);
  }

  Octets text(String field) throws MalformedException {
    Octets value = bytes(field);
    need(field, 1);
    if (bytes[at++] != 0 || value.hasNul()) {
      throw malformed(field + " is not ended by its only NUL byte");
    }
    return value;
  }

  List<Octets> texts(String field) throws MalformedException {
    int n = listLength(field, 5);
    List<Octets> values = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      values.add(text(field));
    }
    return values;
  }

  List<Integer> i32s(String field) throws MalformedException {
    int n = listLength(field, 4);
    List<Integer> values = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      values.add(i32(field));
    }
    return values;
  }

  List<Long> u32s(String field) throws MalformedException {
    int n = listLength(field, 4);
    List<Long> values = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      values.add(u32(field));
    }
    return values;
  }

  private int listLength(String field, int leastEach) throws MalformedException {
    int n = i32(field);
    if (n < 0 || n > (end - at) / leastEach) {
      throw malformed(field + " cannot have " + n + " elements in what is left");
    }
    return n;
  }

  private int unsigned(int index) {
    return bytes[index] & 0xff;
  }

  private void need(String field, int n) throws MalformedException {
    if (n < 0 || n > end - at) {
      throw malformed(field + " needs " + n + " bytes, " + (end - at) + " are left");
    }
  }
}
