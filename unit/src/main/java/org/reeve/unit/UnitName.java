package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/**
 * The name of a unit: {@code prefix.type} or {@code prefix@instance.type} (systemd.unit(5), "UNIT
 * NAMES"). At most 255 characters of ASCII letters, digits and {@code :-_.\}; the instance may hold
 * {@code @} too. Everything else has to be escaped first ({@link UnitEscape}): a file called {@code
 * ü.service} is not a unit, here as in systemd.
 *
 * @param text the whole name
 */
public record UnitName(String text) implements Comparable<UnitName> {
  /** Longest name, in characters. */
  public static final int MAX_LENGTH = 255;

  public UnitName {
    String fault = fault(text);
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
  }

  /**
   * The name {@code text}; throws IllegalArgumentException with a sentence that says why it is
   * none.
   */
  public static UnitName of(String text) {
    return new UnitName(text);
  }

  /** The name {@code text}, or null if it is not a unit name. */
  public static @Nullable UnitName parse(String text) {
    return fault(text) == null ? new UnitName(text) : null;
  }

  public UnitType type() {
    UnitType type = UnitType.ofSuffix(text.substring(text.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalStateException("validated name without type: " + text);
    }
    return type;
  }

  /** The part before {@code @}, or before the suffix where there is none. */
  public String prefix() {
    int at = text.indexOf('@');
    return text.substring(0, at >= 0 ? at : text.lastIndexOf('.'));
  }

  /** The part between {@code @} and the suffix ("" for a template), null for a plain name. */
  public @Nullable String instance() {
    int at = text.indexOf('@');
    return at < 0 ? null : text.substring(at + 1, text.lastIndexOf('.'));
  }

  /** The name without its suffix, as {@code %N} gives it (still escaped). */
  public String withoutSuffix() {
    return text.substring(0, text.lastIndexOf('.'));
  }

  /** True for {@code prefix@.type}. */
  public boolean isTemplate() {
    int at = text.indexOf('@');
    return at >= 0 && at + 1 == text.lastIndexOf('.');
  }

  /** True for {@code prefix@instance.type}. */
  public boolean isInstance() {
    int at = text.indexOf('@');
    return at >= 0 && at + 1 < text.lastIndexOf('.');
  }

  /**
   * The template {@code prefix@.type} of an instance; a plain name or a template is returned as it
   * is.
   */
  public UnitName template() {
    int at = text.indexOf('@');
    return isInstance()
        ? new UnitName(text.substring(0, at + 1) + text.substring(text.lastIndexOf('.')))
        : this;
  }

  /**
   * This template or instance with another instance (already escaped). Throws
   * IllegalArgumentException for a plain name or an unusable instance.
   */
  public UnitName withInstance(String instance) {
    int at = text.indexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException("Unit name " + text + " has no @ and takes no instance.");
    }
    return new UnitName(
        text.substring(0, at + 1) + instance + text.substring(text.lastIndexOf('.')));
  }

  /** This name with another type's suffix, such as {@code foo.service} for {@code foo.socket}. */
  public UnitName withType(UnitType type) {
    return new UnitName(withoutSuffix() + "." + type.suffix());
  }

  // by hand, as they are asked for before anything else: linking a record's own takes 3 ms of a
  // boot

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UnitName name && text.equals(name.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public int compareTo(UnitName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }

  /** Why {@code text} is not a unit name, as a sentence; null if it is one. */
  static @Nullable String fault(String text) {
    int dot = text.lastIndexOf('.');
    if (dot <= 0) {
      return quote(text)
          + " is not a unit name: it has no prefix and type suffix, such as foo.service.";
    }
    if (text.length() > MAX_LENGTH) {
      return quote(text) + " is not a unit name: it is longer than " + MAX_LENGTH + " characters.";
    }
    if (UnitType.ofSuffix(text.substring(dot + 1)) == null) {
      return quote(text)
          + " is not a unit name: ."
          + text.substring(dot + 1)
          + " is not a unit type.";
    }
    for (int i = 0; i < dot; i++) {
      char c = text.charAt(i);
      if (c == '@') {
        if (i == 0) {
          return quote(text) + " is not a unit name: nothing stands before the @.";
        }
      } else if (!isNameChar(c)) {
        return quote(text)
            + " is not a unit name: character "
            + (i + 1)
            + " must be escaped (see systemd-escape).";
      }
    }
    return null;
  }

  static boolean isNameChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == ':'
        || c == '-'
        || c == '_'
        || c == '.'
        || c == '\\';
  }

  private static String quote(String text) {
    return "\"" + text + "\"";
  }
}
