package org.reeve.unit;

/** Character tests without locale. */
final class Ascii {
  private Ascii() {}

  static String lower(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return text.toLowerCase(java.util.Locale.ROOT);
      }
    }
    return text;
  }

  /** Without a leading "the " and with a capital first letter. */
  static String capital(String phrase) {
    String text = phrase.startsWith("the ") ? phrase.substring(4) : phrase;
    char first = text.charAt(0);
    return (first >= 'a' && first <= 'z' ? (char) (first - 32) : first) + text.substring(1);
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** True for one or more digits. */
  static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /**
   * True if there is no control character in it (systemd's "safe" strings; quotes and backslashes
   * are not either).
   */
  static boolean isSafe(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == 0x7F || c == '"' || c == '\\' || c == '\'') {
        return false;
      }
    }
    return true;
  }

  /** Without blanks at both ends. */
  static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && Words.isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && Words.isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /**
   * A path without repeated or trailing slashes and {@code .} components; still absolute if it was.
   */
  static String simplifyPath(String path) {
    boolean plain = path.length() == 1 || !path.endsWith("/");
    plain &=
        !path.contains("//")
            && !path.contains("/./")
            && !path.startsWith("./")
            && !path.endsWith("/.");
    if (plain) {
      return path;
    }
    var out = new StringBuilder(path.length());
    int i = 0;
    while (i < path.length()) {
      int end = path.indexOf('/', i);
      end = end < 0 ? path.length() : end;
      if (end > i && !(end == i + 1 && path.charAt(i) == '.')) {
        if (!out.isEmpty() || path.startsWith("/")) {
          out.append('/');
        }
        out.append(path, i, end);
      }
      i = end + 1;
    }
    return !out.isEmpty() ? out.toString() : path.startsWith("/") ? "/" : ".";
  }

  /** True if a component of the path is {@code ..}. */
  static boolean climbs(String path) {
    return path.equals("..")
        || path.startsWith("../")
        || path.endsWith("/..")
        || path.contains("/../");
  }
}
