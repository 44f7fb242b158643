package org.reeve.dbus;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes values in D-Bus's wire form, little-endian, aligned from where the marshaller began.
 *
 * <p>One Java class stands for each type, in both directions:
 *
 * <table>
 *   <caption>D-Bus types and their Java values</caption>
 *   <tr><td>{@code y n q i}</td><td>{@link Integer}, {@code y} and {@code q} unsigned</td></tr>
 *   <tr><td>{@code u x t}</td><td>{@link Long}; {@code t} is its 64 bits taken as unsigned</td></tr>
 *   <tr><td>{@code d}</td><td>{@link Double}</td></tr>
 *   <tr><td>{@code b}</td><td>{@link Boolean}</td></tr>
 *   <tr><td>{@code s o g}</td><td>{@link String}, {@link ObjectPath}, {@link Signature}</td></tr>
 *   <tr><td>{@code h}</td><td>{@link UnixFd}</td></tr>
 *   <tr><td>{@code v}</td><td>{@link Variant}</td></tr>
 *   <tr><td>{@code a…}</td><td>{@link List}; {@code a{…}} a {@link Map} in its iteration order</td></tr>
 *   <tr><td>{@code (…)}</td><td>{@link List} of the fields</td></tr>
 * </table>
 *
 * <p>When writing, any integer {@link Number} within range does for the integer types (an {@link
 * Integer} for {@code u} by its 32 bits) and {@code byte[]} for {@code ay}. What a D-Bus string
 * cannot carry (NUL and the lone surrogates that stand for non-UTF-8 bytes of a file) is written as
 * U+FFFD: a client sees that something was there, and a unit with one odd byte in its description
 * does not break `systemctl list-units`.
 */
public final class Marshaller {
  private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

  private byte[] bytes;
  private int length;

  /** A marshaller whose first byte is aligned to 8. */
  public Marshaller() {
    bytes = new byte[256];
  }

  /** What was written so far. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  int length() {
    return length;
  }

  /**
   * Writes several values.
   *
   * @throws IllegalArgumentException if the values are not what the signature says
   */
  public void write(Signature signature, List<?> values) {
    List<Type> types = signature.types();
    if (types.size() != values.size()) {
      throw new IllegalArgumentException(
          "signature '" + signature + "' wants " + types.size() + " values, not " + values.size());
    }
    for (int i = 0; i < types.size(); i++) {
      write(types.get(i), values.get(i));
    }
  }

  /**
   * Writes one value.
   *
   * @throws IllegalArgumentException if the value is not of this type or out of its range
   */
  public void write(Type type, Object value) {
    switch (type) {
      case Type.Basic basic -> basic(basic, value);
      case Type.Any _ -> variant(as(Variant.class, value, type));
      case Type.ArrayOf(Type.DictEntry entry) -> dictionary(entry, as(Map.class, value, type));
      case Type.ArrayOf(Type element) -> array(element, value);
      case Type.StructOf(List<Type> fields) -> struct(fields, as(List.class, value, type));
      case Type.DictEntry _ ->
          throw new IllegalArgumentException("a dictionary entry outside of an array");
    }
  }

  private void basic(Type.Basic type, Object value) {
    align(type.alignment());
    switch (type) {
      case BYTE -> put(ranged(type, value, 0, 0xFF), 1);
      case BOOLEAN -> put(as(Boolean.class, value, type) ? 1 : 0, 4);
      case INT16 -> put(ranged(type, value, Short.MIN_VALUE, Short.MAX_VALUE), 2);
      case UINT16 -> put(ranged(type, value, 0, 0xFFFF), 2);
      case INT32 -> put(ranged(type, value, Integer.MIN_VALUE, Integer.MAX_VALUE), 4);
      case UINT32 -> put(unsigned(value), 4);
      case INT64, UINT64 -> put(ranged(type, value, Long.MIN_VALUE, Long.MAX_VALUE), 8);
      case DOUBLE ->
          put(Double.doubleToRawLongBits(as(Number.class, value, type).doubleValue()), 8);
      case STRING -> string(as(String.class, value, type));
      case OBJECT_PATH -> string(as(ObjectPath.class, value, type).text());
      case SIGNATURE -> signature(as(Signature.class, value, type));
      case UNIX_FD -> put(as(UnixFd.class, value, type).index(), 4);
    }
  }

  /**
   * An Integer is taken by its 32 bits, as Java's unsigned arithmetic has it; a Long by its value.
   */
  private static long unsigned(Object value) {
    return value instanceof Integer bits
        ? bits & 0xFFFF_FFFFL
        : ranged(Type.Basic.UINT32, value, 0, 0xFFFF_FFFFL);
  }

  private static long ranged(Type type, Object value, long min, long max) {
    if (!(value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte)) {
      throw wrong(type, value);
    }
    long number = ((Number) value).longValue();
    if (number < min || number > max) {
      throw new IllegalArgumentException(
          number + " is out of range for D-Bus type '" + Signature.of(List.of(type)) + "'");
    }
    return number;
  }

  private void variant(Variant variant) {
    signature(variant.signature());
    write(variant.signature().single(), variant.value());
  }

  private void array(Type element, Object value) {
    int count = openArray(element);
    int start = length;
    if (element == Type.Basic.BYTE && value instanceof byte[] raw) {
      append(raw);
    } else if (element == Type.Basic.BYTE && value instanceof ByteList list) {
      append(list.bytes());
    } else {
      for (Object each : as(List.class, value, new Type.ArrayOf(element))) {
        write(element, each);
      }
    }
    closeArray(count, start);
  }

  private void dictionary(Type.DictEntry entry, Map<?, ?> map) {
    int count = openArray(entry);
    int start = length;
    for (Map.Entry<?, ?> each : map.entrySet()) {
      align(8);
      write(entry.key(), each.getKey());
      write(entry.value(), each.getValue());
    }
    closeArray(count, start);
  }

  /** Writes a placeholder for the size and returns where it lies. */
  private int openArray(Type element) {
    align(4);
    int count = length;
    put(0, 4);
    align(element.alignment());
    return count;
  }

  private void closeArray(int count, int start) {
    int end = length;
    length = count;
    put(end - start, 4);
    length = end;
  }

  private void struct(List<Type> types, List<?> fields) {
    if (types.size() != fields.size()) {
      throw new IllegalArgumentException(
          "a struct of " + types.size() + " fields was given " + fields.size());
    }
    align(8);
    for (int i = 0; i < types.size(); i++) {
      write(types.get(i), fields.get(i));
    }
  }

  private void signature(Signature signature) {
    put(signature.text().length(), 1);
    append(signature.text().getBytes(StandardCharsets.US_ASCII));
    put(0, 1);
  }

  private void string(String text) {
    int count = length;
    put(0, 4);
    int start = length;
    utf8(text);
    int end = length;
    length = count;
    put(end - start, 4);
    length = end;
    put(0, 1);
  }

  private void utf8(String text) {
    reserve(text.length() + 1);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
        append(REPLACEMENT);
      } else if (c < 0x80) {
        put(c, 1);
      } else {
        append(Character.toString(c).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  void align(int boundary) {
    int padded = (length + boundary - 1) & -boundary;
    reserve(padded - length);
    while (length < padded) {
      bytes[length++] = 0;
    }
  }

  void put(long value, int size) {
    reserve(size);
    for (int i = 0; i < size; i++) {
      bytes[length++] = (byte) (value >>> (8 * i));
    }
  }

  void append(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  private static <T> T as(Class<T> wanted, Object value, Type type) {
    if (!wanted.isInstance(value)) {
      throw wrong(type, value);
    }
    return wanted.cast(value);
  }

  private static IllegalArgumentException wrong(Type type, Object value) {
    StringBuilder text = new StringBuilder();
    type.appendTo(text);
    return new IllegalArgumentException(
        "D-Bus type '" + text + "' cannot hold a " + value.getClass().getSimpleName());
  }
}
