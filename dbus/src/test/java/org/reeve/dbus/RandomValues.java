package org.reeve.dbus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Random types and values of them, every type reachable. */
final class RandomValues {
  private static final Type.Basic[] BASIC = Type.Basic.values();
  private final RandomGenerator random;

  RandomValues(RandomGenerator random) {
    this.random = random;
  }

  Signature signature() {
    List<Type> types = new ArrayList<>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      types.add(type(3));
    }
    return Signature.of(types);
  }

  private Type type(int depth) {
    int kind = random.nextInt(depth == 0 ? 2 : 5);
    return switch (kind) {
      case 0 -> BASIC[random.nextInt(BASIC.length)];
      case 1 -> depth == 0 ? Type.Basic.STRING : Type.Any.VARIANT;
      case 2 -> new Type.ArrayOf(type(depth - 1));
      case 3 ->
          new Type.ArrayOf(
              new Type.DictEntry(BASIC[random.nextInt(BASIC.length)], type(depth - 1)));
      default -> {
        List<Type> fields = new ArrayList<>();
        do {
          fields.add(type(depth - 1));
        } while (random.nextBoolean());
        yield new Type.StructOf(fields);
      }
    };
  }

  List<Object> values(Signature signature, int fds) {
    List<Object> values = new ArrayList<>();
    for (Type type : signature.types()) {
      values.add(value(type, fds, 3));
    }
    return values;
  }

  private Object value(Type type, int fds, int depth) {
    return switch (type) {
      case Type.Basic basic -> basic(basic, fds);
      case Type.Any _ -> {
        Type inner = type(Math.max(0, depth - 1));
        yield new Variant(Signature.of(List.of(inner)), value(inner, fds, depth - 1));
      }
      case Type.ArrayOf(Type.DictEntry entry) -> {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(basic(entry.key(), fds), value(entry.value(), fds, depth));
        }
        yield map;
      }
      case Type.ArrayOf(Type element) -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(element, fds, depth));
        }
        yield list;
      }
      case Type.StructOf(List<Type> fields) -> {
        List<Object> list = new ArrayList<>();
        for (Type field : fields) {
          list.add(value(field, fds, depth));
        }
        yield list;
      }
      case Type.DictEntry _ -> throw new AssertionError();
    };
  }

  private Object basic(Type.Basic type, int fds) {
    return switch (type) {
      case BYTE -> random.nextInt(256);
      case BOOLEAN -> random.nextBoolean();
      case INT16 -> (int) (short) random.nextInt();
      case UINT16 -> random.nextInt(1 << 16);
      case INT32 -> random.nextInt();
      case UINT32 -> random.nextLong(1L << 32);
      case INT64, UINT64 -> random.nextLong();
      case DOUBLE -> random.nextDouble();
      case STRING -> string();
      case OBJECT_PATH ->
          random.nextInt(4) == 0 ? ObjectPath.ROOT : new ObjectPath("/a/b_" + random.nextInt(99));
      case SIGNATURE -> signature();
      case UNIX_FD -> new UnixFd(random.nextInt(fds));
    };
  }

  private String string() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int c = random.nextInt(10) == 0 ? random.nextInt(1, 0xD800) : random.nextInt(1, 128);
      text.appendCodePoint(random.nextInt(50) == 0 ? 0x1F600 : c);
    }
    return text.toString();
  }
}
