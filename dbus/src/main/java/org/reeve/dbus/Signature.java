package org.reeve.dbus;

import java.util.ArrayList;
import java.util.List;

/**
 * A sequence of complete types, such as {@code a{sv}} or {@code ssu}; immutable and always valid.
 *
 * @param text the signature's characters, at most 255
 * @param types what they spell, one entry a complete type
 */
public record Signature(String text, List<Type> types) {
  /** The signature of an empty body. */
  public static final Signature EMPTY = new Signature("", List.of());

  static final int MAX_LENGTH = 255;
  static final int MAX_NESTED_ARRAYS = 32;
  static final int MAX_NESTED_STRUCTS = 32;

  public Signature {
    types = List.copyOf(types);
  }

  /**
   * Parses a signature that the program itself wrote.
   *
   * @throws IllegalArgumentException if it is not a valid signature
   */
  public static Signature of(String text) {
    try {
      return parse(text);
    } catch (ProtocolException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Parses a signature that came from a peer.
   *
   * @throws ProtocolException if it is longer than 255 characters, nests deeper than 32 arrays or
   *     32 structs, or is not a sequence of complete types
   */
  public static Signature parse(String text) throws ProtocolException {
    if (text.isEmpty()) {
      return EMPTY;
    }
    if (text.length() > MAX_LENGTH) {
      throw new ProtocolException(
          "a signature has " + text.length() + " characters, more than the 255 D-Bus allows");
    }
    Parser parser = new Parser(text);
    List<Type> types = new ArrayList<>();
    while (parser.position < text.length()) {
      types.add(parser.complete(0, 0));
    }
    return new Signature(text, types);
  }

  /** The signature of values of the given types in this order. */
  public static Signature of(List<Type> types) {
    StringBuilder text = new StringBuilder();
    for (Type type : types) {
      type.appendTo(text);
    }
    return of(text.toString());
  }

  /**
   * Whether this is exactly one complete type, which a variant's or a property's signature has to
   * be.
   */
  public boolean isSingle() {
    return types.size() == 1;
  }

  /**
   * The one type of a single signature.
   *
   * @throws IllegalStateException if there are none or several
   */
  public Type single() {
    if (!isSingle()) {
      throw new IllegalStateException("signature '" + text + "' is not one complete type");
    }
    return types.getFirst();
  }

  @Override
  public String toString() {
    return text;
  }

  private static final class Parser {
    private final String text;
    private int position;

    Parser(String text) {
      this.text = text;
    }

    Type complete(int arrays, int structs) throws ProtocolException {
      char c = next();
      return switch (c) {
        case 'a' -> array(arrays + 1, structs);
        case '(' -> struct(arrays, structs + 1);
        case 'v' -> Type.Any.VARIANT;
        default -> basic(c);
      };
    }

    private Type array(int arrays, int structs) throws ProtocolException {
      if (arrays > MAX_NESTED_ARRAYS) {
        throw bad("nests more than 32 arrays");
      }
      if (position < text.length() && text.charAt(position) == '{') {
        position++;
        if (structs + 1 > MAX_NESTED_STRUCTS) {
          throw bad("nests more than 32 structs");
        }
        Type.Basic key = basic(next());
        Type value = complete(arrays, structs + 1);
        if (next() != '}') {
          throw bad("has a dictionary entry that is not a key and one value");
        }
        return new Type.ArrayOf(new Type.DictEntry(key, value));
      }
      return new Type.ArrayOf(complete(arrays, structs));
    }

    private Type struct(int arrays, int structs) throws ProtocolException {
      if (structs > MAX_NESTED_STRUCTS) {
        throw bad("nests more than 32 structs");
      }
      List<Type> fields = new ArrayList<>();
      do {
        fields.add(complete(arrays, structs));
      } while (position < text.length() && text.charAt(position) != ')');
      next();
      return new Type.StructOf(fields);
    }

    private Type.Basic basic(char c) throws ProtocolException {
      Type.Basic basic = Type.Basic.of(c);
      if (basic == null) {
        throw bad("has '" + c + "' where a type was expected");
      }
      return basic;
    }

    private char next() throws ProtocolException {
      if (position == text.length()) {
        throw bad("ends within a type");
      }
      return text.charAt(position++);
    }

    private ProtocolException bad(String what) {
      return new ProtocolException("signature '" + text + "' " + what);
    }
  }
}
