package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** A well-known D-Bus name. */
final class BusNameType extends ScalarType {
  static final BusNameType NAME = new BusNameType();

  @Override
  public @Nullable String parse(String text, ValueContext context) {
    String name = context.expand(text);
    if (name == null) {
      return null;
    }
    if (!isBusName(name)) {
      context.warn("Invalid bus name, ignoring: " + name);
      return null;
    }
    return name;
  }

  /** Two or more parts of letters, digits, _ and -, none beginning with a digit. */
  static boolean isBusName(String name) {
    boolean dot = false;
    boolean start = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '.') {
        if (start) {
          return false;
        }
        dot = true;
        start = true;
      } else if (Ascii.isLetter(c) || c == '_' || c == '-' || (!start && Ascii.isDigit(c))) {
        start = false;
      } else {
        return false;
      }
    }
    return dot && !start && name.length() <= 255;
  }
}
