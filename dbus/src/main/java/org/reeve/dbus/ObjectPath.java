package org.reeve.dbus;

/**
 * The name of an object: {@code /} or elements of {@code [A-Za-z0-9_]+}, each after a slash.
 *
 * @param text the whole path, always valid
 */
public record ObjectPath(String text) {
  /** The root. */
  public static final ObjectPath ROOT = new ObjectPath("/");

  public ObjectPath {
    if (!isValid(text)) {
      throw new IllegalArgumentException("'" + text + "' is not a D-Bus object path");
    }
  }

  /** Whether this text is an object path. */
  public static boolean isValid(String text) {
    if (text.equals("/")) {
      return true;
    }
    if (!text.startsWith("/")) {
      return false;
    }
    boolean empty = true;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '/') {
        if (empty) {
          return false;
        }
        empty = true;
      } else if (Names.isWord(c)) {
        empty = false;
      } else {
        return false;
      }
    }
    return !empty;
  }

  @Override
  public String toString() {
    return text;
  }
}
