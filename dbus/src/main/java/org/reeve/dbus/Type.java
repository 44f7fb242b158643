package org.reeve.dbus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One complete D-Bus type, as the D-Bus specification's section "Type System" defines it. The Java
 * values that stand for each are listed at {@link Marshaller}.
 */
public sealed interface Type {

  /**
   * The boundary, in bytes from the message's start, that a value of this type begins at: 1, 2, 4
   * or 8.
   */
  int alignment();

  /** Appends this type's signature characters. */
  void appendTo(StringBuilder out);

  /**
   * A type that is a single character and holds no other; only these may be the key of a
   * dictionary.
   */
  enum Basic implements Type {
    BYTE('y', 1),
    BOOLEAN('b', 4),
    INT16('n', 2),
    UINT16('q', 2),
    INT32('i', 4),
    UINT32('u', 4),
    INT64('x', 8),
    UINT64('t', 8),
    DOUBLE('d', 8),
    STRING('s', 4),
    OBJECT_PATH('o', 4),
    SIGNATURE('g', 1),
    UNIX_FD('h', 4);

    private final char code;
    private final int alignment;

    Basic(char code, int alignment) {
      this.code = code;
      this.alignment = alignment;
    }

    /** The basic type with this signature character, or null. */
    static @Nullable Basic of(char code) {
      return switch (code) {
        case 'y' -> BYTE;
        case 'b' -> BOOLEAN;
        case 'n' -> INT16;
        case 'q' -> UINT16;
        case 'i' -> INT32;
        case 'u' -> UINT32;
        case 'x' -> INT64;
        case 't' -> UINT64;
        case 'd' -> DOUBLE;
        case 's' -> STRING;
        case 'o' -> OBJECT_PATH;
        case 'g' -> SIGNATURE;
        case 'h' -> UNIX_FD;
        default -> null;
      };
    }

    @Override
    public int alignment() {
      return alignment;
    }

    @Override
    public void appendTo(StringBuilder out) {
      out.append(code);
    }
  }

  /** {@code v}: a value that brings its own type. */
  enum Any implements Type {
    VARIANT;

    @Override
    public int alignment() {
      return 1;
    }

    @Override
    public void appendTo(StringBuilder out) {
      out.append('v');
    }
  }

  /** {@code aX}; with a {@link DictEntry} as its element it is a dictionary. */
  record ArrayOf(Type element) implements Type {
    @Override
    public int alignment() {
      return 4;
    }

    @Override
    public void appendTo(StringBuilder out) {
      element.appendTo(out.append('a'));
    }
  }

  /** {@code (XY…)}, with at least one field. */
  record StructOf(List<Type> fields) implements Type {
    public StructOf {
      fields = List.copyOf(fields);
    }

    @Override
    public int alignment() {
      return 8;
    }

    @Override
    public void appendTo(StringBuilder out) {
      out.append('(');
      for (Type field : fields) {
        field.appendTo(out);
      }
      out.append(')');
    }
  }

  /** <code>{KV}</code>, which occurs only as the element of an array. */
  record DictEntry(Basic key, Type value) implements Type {
    @Override
    public int alignment() {
      return 8;
    }

    @Override
    public void appendTo(StringBuilder out) {
      key.appendTo(out.append('{'));
      value.appendTo(out);
      out.append('}');
    }
  }
}
