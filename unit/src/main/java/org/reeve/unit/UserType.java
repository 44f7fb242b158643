package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/**
 * User= and Group=: a name or number. Whether it exists is found out when it is needed; what can be
 * none stops the unit.
 */
final class UserType extends ScalarType {
  static final UserType USER = new UserType();
  static final UserType GROUP = new UserType();

  @Override
  public @Nullable String parse(String text, ValueContext context) {
    if (text.isEmpty()) {
      return "";
    }
    Expansion expansion = context.resolve(text);
    String name = expansion.text();
    if (name == null) {
      context.fail("Failed to resolve unit specifiers in " + text + ": " + expansion.fault());
      return null;
    }
    if (!isUser(name)) {
      context.fail("Invalid user/group name or numeric ID: " + name);
      return null;
    }
    return name;
  }

  /**
   * True for a number other than the reserved ones, or a name without {@code : /} control
   * characters and outer blanks.
   */
  static boolean isUser(String name) {
    if (Ascii.isNumber(name)) {
      Long id = Numbers.integer(name);
      return id != null && id < 0xFFFFFFFFL && id != 0xFFFF;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c == ':' || c == '/' || c == 0x7F) {
        return false;
      }
    }
    boolean dots = name.equals(".") || name.equals("..");
    boolean negative = name.startsWith("-") && Ascii.isNumber(name.substring(1));
    return !name.isEmpty() && !dots && !negative && name.equals(Ascii.strip(name));
  }
}
