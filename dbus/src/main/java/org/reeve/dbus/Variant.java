package org.reeve.dbus;

import java.util.List;

/**
 * A value with its type.
 *
 * @param signature one complete type
 * @param value the value, in the Java class that {@link Marshaller} names for that type
 */
public record Variant(Signature signature, Object value) {
  public Variant {
    if (!signature.isSingle()) {
      throw new IllegalArgumentException(
          "a variant holds one complete type, not '" + signature + "'");
    }
  }

  /** A variant whose type is written as a signature. */
  public static Variant of(String signature, Object value) {
    return new Variant(Signature.of(signature), value);
  }

  /** A string. */
  public static Variant of(String value) {
    return of("s", value);
  }

  /** A boolean. */
  public static Variant of(boolean value) {
    return of("b", value);
  }

  /** A list of strings. */
  public static Variant of(List<String> value) {
    return of("as", value);
  }
}
