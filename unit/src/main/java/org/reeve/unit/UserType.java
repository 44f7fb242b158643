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
    String name = context.expand(text);
    if (name == null) {
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
    return !name.isEmpty() && !dots && name.equals(Ascii.strip(name)) && !name.startsWith("-");
  }
}
