package org.reeve.dbus;

/**
 * What the D-Bus specification's section "Valid Names" allows as names of interfaces, members,
 * errors and peers.
 */
final class Names {
  private static final int MAX_LENGTH = 255;

  private Names() {}

  /** {@code [A-Za-z0-9_]}. */
  static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || isDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** A method's or signal's name. */
  static boolean isMember(String name) {
    return name.indexOf('.') < 0 && isDotted(name, 1, false, false);
  }

  /** An interface's or an error's name. */
  static boolean isInterface(String name) {
    return isDotted(name, 2, false, false);
  }

  /** A peer's name: well known ({@code org.example.Thing}) or unique ({@code :1.7}). */
  static boolean isPeer(String name) {
    return name.startsWith(":")
        ? isDotted(name.substring(1), 2, true, true)
        : isDotted(name, 2, true, false);
  }

  private static boolean isDotted(String name, int elements, boolean hyphens, boolean digitFirst) {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      return false;
    }
    int seen = 1;
    boolean first = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '.') {
        if (first) {
          return false;
        }
        seen++;
        first = true;
      } else if (isWord(c) || (hyphens && c == '-')) {
        if (first && isDigit(c) && !digitFirst) {
          return false;
        }
        first = false;
      } else {
        return false;
      }
    }
    return !first && seen >= elements;
  }
}
