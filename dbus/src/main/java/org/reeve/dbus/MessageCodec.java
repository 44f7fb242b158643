package org.reeve.dbus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fd;

/**
 * Messages as bytes and back: the fixed header of 16 bytes, the header fields, the body. Reads both
 * byte orders and writes little-endian.
 */
final class MessageCodec {
  /** The bytes from which a message's size can be told. */
  static final int PREFIX = 16;

  private static final int VERSION = 1;
  private static final Signature FIELDS = Signature.of("a(yv)");

  private enum Field {
    PATH(1, "o"),
    INTERFACE(2, "s"),
    MEMBER(3, "s"),
    ERROR_NAME(4, "s"),
    REPLY_SERIAL(5, "u"),
    DESTINATION(6, "s"),
    SENDER(7, "s"),
    SIGNATURE(8, "g"),
    UNIX_FDS(9, "u");

    final int code;
    final String type;

    Field(int code, String type) {
      this.code = code;
      this.type = type;
    }

    /** The field of this code, or null: the specification wants unknown ones ignored. */
    static @Nullable Field of(int code) {
      for (Field field : values()) {
        if (field.code == code) {
          return field;
        }
      }
      return null;
    }
  }

  private MessageCodec() {}

  /**
   * The size in bytes of the message whose first {@link #PREFIX} bytes lie at the buffer's
   * position.
   *
   * @throws ProtocolException if they are no message's, or it would be larger than allowed
   */
  static int sizeOf(ByteBuffer in, int maxSize) throws ProtocolException {
    int start = in.position();
    ByteBuffer prefix = in.duplicate().order(order(in.get(start)));
    if (prefix.get(start + 3) != VERSION) {
      throw new ProtocolException(
          "a message is of protocol version " + prefix.get(start + 3) + "; only 1 is known");
    }
    long body = prefix.getInt(start + 4) & 0xFFFF_FFFFL;
    long fields = prefix.getInt(start + 12) & 0xFFFF_FFFFL;
    long size = PREFIX + ((fields + 7) & ~7L) + body;
    if (fields > Unmarshaller.MAX_ARRAY || size > maxSize) {
      throw new ProtocolException(
          "a message announces " + size + " bytes, more than the " + maxSize + " allowed");
    }
    return (int) size;
  }

  private static ByteOrder order(byte mark) throws ProtocolException {
    return switch (mark) {
      case 'l' -> ByteOrder.LITTLE_ENDIAN;
      case 'B' -> ByteOrder.BIG_ENDIAN;
      default ->
          throw new ProtocolException(
              "a message begins with byte " + (mark & 0xFF) + ", which names no byte order");
    };
  }

  /**
   * The message that these bytes are.
   *
   * @param bytes exactly one message
   * @param arrived descriptors received and not yet taken, oldest first; those of this message are
   *     removed
   * @return the message, or null if it is of a kind that the specification wants ignored
   */
  static @Nullable Message decode(byte[] bytes, List<Fd> arrived) throws ProtocolException {
    ByteOrder order = order(bytes[0]);
    int kind = bytes[1] & 0xFF;
    Message.Kind known = Message.Kind.of(kind);
    ByteBuffer in = ByteBuffer.wrap(bytes).order(order);
    int bodySize = in.getInt(4);
    int serial = in.getInt(8);
    if (kind == 0 || serial == 0) {
      throw new ProtocolException("a message has " + (kind == 0 ? "kind" : "serial") + " 0");
    }
    in.position(12);
    Unmarshaller header = new Unmarshaller(in, order, 0);
    List<?> fields = (List<?>) header.read(FIELDS).getFirst();
    header.align(8);
    if (in.remaining() != bodySize) {
      throw new ProtocolException("a message's header fields do not end where its body begins");
    }
    Map<Field, Object> values = new EnumMap<>(Field.class);
    for (Object each : fields) {
      field((List<?>) each, values);
    }
    List<Fd> fds = take(arrived, number(values.get(Field.UNIX_FDS)));
    try {
      if (known == null) {
        fds.forEach(Fd::close);
        return null;
      }
      Signature signature =
          values.get(Field.SIGNATURE) instanceof Signature given ? given : Signature.EMPTY;
      ByteBuffer body = in.slice();
      List<Object> arguments = new Unmarshaller(body, order, fds.size()).read(signature);
      if (body.hasRemaining()) {
        throw new ProtocolException("a message's body goes on after the values of its signature");
      }
      Message message =
          new Message(
              known,
              bytes[2] & 0xFF,
              serial,
              (ObjectPath) values.get(Field.PATH),
              (String) values.get(Field.INTERFACE),
              (String) values.get(Field.MEMBER),
              (String) values.get(Field.ERROR_NAME),
              (int) number(values.get(Field.REPLY_SERIAL)),
              (String) values.get(Field.DESTINATION),
              (String) values.get(Field.SENDER),
              signature,
              arguments,
              fds);
      String fault = fault(message);
      if (fault != null) {
        throw new ProtocolException(fault);
      }
      return message;
    } catch (ProtocolException e) {
      fds.forEach(Fd::close);
      throw e;
    }
  }

  private static void field(List<?> field, Map<Field, Object> values) throws ProtocolException {
    int code = (Integer) field.get(0);
    Variant variant = (Variant) field.get(1);
    if (code == 0) {
      throw new ProtocolException("a message has header field 0");
    }
    Field known = Field.of(code);
    if (known == null) {
      return;
    }
    if (!variant.signature().text().equals(known.type)) {
      throw new ProtocolException(
          "a message's header field " + known + " is of type '" + variant.signature() + "'");
    }
    values.put(known, variant.value());
  }

  private static long number(@Nullable Object value) {
    return value instanceof Long number ? number : 0;
  }

  private static List<Fd> take(List<Fd> arrived, long count) throws ProtocolException {
    if (count > arrived.size()) {
      throw new ProtocolException(
          "a message announces " + count + " descriptors and brought " + arrived.size());
    }
    List<Fd> first = arrived.subList(0, (int) count);
    List<Fd> taken = List.copyOf(first);
    first.clear();
    return taken;
  }

  /** Why this message may not be sent or received; null if it may. */
  private static @Nullable String fault(Message message) {
    boolean complete =
        switch (message.kind()) {
          case METHOD_CALL -> message.path() != null && message.member() != null;
          case SIGNAL ->
              message.path() != null && message.interfaceName() != null && message.member() != null;
          case METHOD_RETURN -> message.replySerial() != 0;
          case ERROR -> message.replySerial() != 0 && message.errorName() != null;
        };
    if (!complete) {
      return "a message of kind " + message.kind() + " lacks a header field it must have";
    }
    if (message.interfaceName() != null && !Names.isInterface(message.interfaceName())) {
      return "a message names '" + message.interfaceName() + "' as its interface";
    }
    if (message.member() != null && !Names.isMember(message.member())) {
      return "a message names '" + message.member() + "' as its member";
    }
    if (message.errorName() != null && !Names.isInterface(message.errorName())) {
      return "a message names '" + message.errorName() + "' as its error";
    }
    if (message.destination() != null && !Names.isPeer(message.destination())) {
      return "a message names '" + message.destination() + "' as its destination";
    }
    if (message.sender() != null && !Names.isPeer(message.sender())) {
      return "a message names '" + message.sender() + "' as its sender";
    }
    return null;
  }

  /**
   * The bytes of a message.
   *
   * @throws IllegalArgumentException if it lacks a field, has a name that is none, or values that
   *     its signature does not say
   */
  static byte[] encode(Message message) {
    String fault = fault(message);
    if (fault != null || message.serial() == 0) {
      throw new IllegalArgumentException(fault == null ? "a message has serial 0" : fault);
    }
    Marshaller body = new Marshaller();
    body.write(message.signature(), message.body());
    Marshaller out = new Marshaller();
    out.put('l', 1);
    out.put(message.kind().code(), 1);
    out.put(message.flags(), 1);
    out.put(VERSION, 1);
    out.put(body.length(), 4);
    out.put(message.serial(), 4);
    out.write(FIELDS, List.of(fields(message)));
    out.align(8);
    out.append(body.toBytes());
    return out.toBytes();
  }

  private static List<Object> fields(Message message) {
    List<Object> fields = new ArrayList<>();
    add(fields, Field.PATH, message.path());
    add(fields, Field.INTERFACE, message.interfaceName());
    add(fields, Field.MEMBER, message.member());
    add(fields, Field.ERROR_NAME, message.errorName());
    add(fields, Field.REPLY_SERIAL, nonZero(message.replySerial() & 0xFFFF_FFFFL));
    add(fields, Field.DESTINATION, message.destination());
    add(fields, Field.SENDER, message.sender());
    add(fields, Field.SIGNATURE, message.body().isEmpty() ? null : message.signature());
    add(fields, Field.UNIX_FDS, nonZero(message.fds().size()));
    return fields;
  }

  private static @Nullable Long nonZero(long number) {
    return number == 0 ? null : number;
  }

  private static void add(List<Object> fields, Field field, @Nullable Object value) {
    if (value != null) {
      fields.add(List.of(field.code, Variant.of(field.type, value)));
    }
  }
}
