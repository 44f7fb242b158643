package org.reeve.dbus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads values from D-Bus's wire form, in either byte order, and takes nothing on trust: every
 * length is checked against what is there before anything is allocated for it, nesting is bounded,
 * padding has to be zero, and one message may hold at most {@link #MAX_VALUES} values, because a
 * few bytes (an empty variant in an array) become a hundred in the heap.
 */
final class Unmarshaller {
  static final int MAX_ARRAY = 64 << 20;
  static final int MAX_DEPTH = 64;
  static final int MAX_VALUES = 1 << 16;

  private final ByteBuffer in;
  private final int fds;
  private int values;

  /**
   * Reads from the buffer's position on; alignment counts from the buffer's index 0.
   *
   * @param fds how many descriptors came with the message: the bound of every {@code h}
   */
  Unmarshaller(ByteBuffer in, ByteOrder order, int fds) {
    this.in = in.order(order);
    this.fds = fds;
  }

  List<Object> read(Signature signature) throws ProtocolException {
    List<Object> result = new ArrayList<>(signature.types().size());
    for (Type type : signature.types()) {
      result.add(read(type, 0));
    }
    return List.copyOf(result);
  }

  private Object read(Type type, int depth) throws ProtocolException {
    if (depth > MAX_DEPTH) {
      throw new ProtocolException("a message nests its values deeper than 64 levels");
    }
    if (++values > MAX_VALUES) {
      throw new ProtocolException("a message holds more than " + MAX_VALUES + " values");
    }
    return switch (type) {
      case Type.Basic basic -> basic(basic);
      case Type.Any _ -> variant(depth);
      case Type.ArrayOf(Type.DictEntry entry) -> dictionary(entry, depth);
      case Type.ArrayOf(Type element) -> array(element, depth);
      case Type.StructOf(List<Type> fields) -> struct(fields, depth);
      case Type.DictEntry _ -> throw new ProtocolException("a dictionary entry outside an array");
    };
  }

  private Object basic(Type.Basic type) throws ProtocolException {
    align(type.alignment());
    return switch (type) {
      case BYTE -> need(1).get() & 0xFF;
      case BOOLEAN -> bool();
      case INT16 -> (int) need(2).getShort();
      case UINT16 -> need(2).getShort() & 0xFFFF;
      case INT32 -> need(4).getInt();
      case UINT32 -> need(4).getInt() & 0xFFFF_FFFFL;
      case INT64, UINT64 -> need(8).getLong();
      case DOUBLE -> need(8).getDouble();
      case STRING -> string();
      case OBJECT_PATH -> objectPath();
      case SIGNATURE -> signature();
      case UNIX_FD -> unixFd();
    };
  }

  private boolean bool() throws ProtocolException {
    int value = need(4).getInt();
    if (value != 0 && value != 1) {
      throw new ProtocolException("a message has a boolean of value " + value);
    }
    return value == 1;
  }

  String string() throws ProtocolException {
    return text(need(4).getInt() & 0xFFFF_FFFFL);
  }

  private ObjectPath objectPath() throws ProtocolException {
    String text = string();
    if (!ObjectPath.isValid(text)) {
      throw new ProtocolException("a message has '" + text + "' as object path");
    }
    return new ObjectPath(text);
  }

  Signature signature() throws ProtocolException {
    return Signature.parse(text(need(1).get() & 0xFF));
  }

  private UnixFd unixFd() throws ProtocolException {
    long index = need(4).getInt() & 0xFFFF_FFFFL;
    if (index >= fds) {
      throw new ProtocolException(
          "a message names descriptor " + index + " and brought only " + fds);
    }
    return new UnixFd((int) index);
  }

  private String text(long length) throws ProtocolException {
    if (length >= in.remaining()) {
      throw new ProtocolException("a message's string is longer than the message");
    }
    ByteBuffer slice = in.slice(in.position(), (int) length);
    in.position(in.position() + (int) length);
    if (in.get() != 0) {
      throw new ProtocolException("a message's string does not end with NUL");
    }
    for (int i = 0; i < slice.limit(); i++) {
      if (slice.get(i) == 0) {
        throw new ProtocolException("a message's string has a NUL inside");
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
    } catch (CharacterCodingException e) {
      throw new ProtocolException("a message's string is not valid UTF-8");
    }
  }

  private Variant variant(int depth) throws ProtocolException {
    Signature signature = signature();
    if (!signature.isSingle()) {
      throw new ProtocolException("a message has a variant of signature '" + signature + "'");
    }
    return new Variant(signature, read(signature.single(), depth + 1));
  }

  private List<Object> struct(List<Type> types, int depth) throws ProtocolException {
    align(8);
    List<Object> fields = new ArrayList<>(types.size());
    for (Type type : types) {
      fields.add(read(type, depth + 1));
    }
    return List.copyOf(fields);
  }

  private Object array(Type element, int depth) throws ProtocolException {
    int end = openArray(element);
    if (element == Type.Basic.BYTE) {
      byte[] bytes = new byte[end - in.position()];
      in.get(bytes);
      return new ByteList(bytes);
    }
    List<Object> elements = new ArrayList<>();
    while (in.position() < end) {
      elements.add(read(element, depth + 1));
    }
    closeArray(end);
    return List.copyOf(elements);
  }

  private Map<Object, Object> dictionary(Type.DictEntry entry, int depth) throws ProtocolException {
    int end = openArray(entry);
    Map<Object, Object> map = new LinkedHashMap<>();
    while (in.position() < end) {
      align(8);
      Object key = read(entry.key(), depth + 2);
      map.put(key, read(entry.value(), depth + 2));
    }
    closeArray(end);
    return java.util.Collections.unmodifiableMap(map);
  }

  /** Reads the size and returns the position at which the array has to end. */
  private int openArray(Type element) throws ProtocolException {
    align(4);
    long size = need(4).getInt() & 0xFFFF_FFFFL;
    align(element.alignment());
    if (size > MAX_ARRAY || size > in.remaining()) {
      throw new ProtocolException("a message's array of " + size + " bytes is longer than allowed");
    }
    return in.position() + (int) size;
  }

  private void closeArray(int end) throws ProtocolException {
    if (in.position() != end) {
      throw new ProtocolException("a message's array ends within an element");
    }
  }

  void align(int boundary) throws ProtocolException {
    int padding = -in.position() & (boundary - 1);
    need(padding);
    for (int i = 0; i < padding; i++) {
      if (in.get() != 0) {
        throw new ProtocolException("a message's padding is not zero");
      }
    }
  }

  ByteBuffer need(int size) throws ProtocolException {
    if (in.remaining() < size) {
      throw new ProtocolException("a message ends within a value");
    }
    return in;
  }
}
