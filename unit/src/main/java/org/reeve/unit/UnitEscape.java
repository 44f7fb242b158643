package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/**
 * Escaping between arbitrary strings and unit names (systemd.unit(5), "STRING ESCAPING FOR
 * INCLUSION IN UNIT NAMES"): {@code /} becomes {@code -}, every other byte that a name cannot hold
 * becomes {@code \xNN}. Strings are {@link RawText}.
 */
public final class UnitEscape {
  private static final String HEX = "0123456789abcdef";

  private UnitEscape() {}

  /** Escapes a string; the result can stand in a unit name. */
  public static String escape(String text) {
    byte[] bytes = RawText.encode(text);
    var out = new StringBuilder(bytes.length + 8);
    for (int i = 0; i < bytes.length; i++) {
      char c = (char) (bytes[i] & 0xFF);
      if (c == '/') {
        out.append('-');
      } else if (c == '-' || c == '\\' || (c == '.' && i == 0) || !UnitName.isNameChar(c)) {
        hex(out, c);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Undoes {@link #escape}; null if {@code text} holds a broken {@code \x} sequence. */
  public static @Nullable String unescape(String text) {
    var bytes = new java.io.ByteArrayOutputStream(text.length());
    byte[] in = RawText.encode(text);
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '-') {
        bytes.write('/');
      } else if (in[i] == '\\') {
        if (i + 3 >= in.length || in[i + 1] != 'x') {
          return null;
        }
        int high = Character.digit((char) in[i + 2], 16);
        int low = Character.digit((char) in[i + 3], 16);
        if (high < 0 || low < 0) {
          return null;
        }
        bytes.write(high << 4 | low);
        i += 3;
      } else {
        bytes.write(in[i]);
      }
    }
    return RawText.decode(bytes.toByteArray());
  }

  /**
   * Escapes a path: repeated and trailing slashes and {@code .} components vanish, the leading
   * slash is dropped, and the root directory becomes {@code -}. Null if the path holds a {@code ..}
   * component.
   */
  public static @Nullable String escapePath(String path) {
    String simple = simplify(path);
    if (simple == null) {
      return null;
    }
    return simple.isEmpty() ? "-" : escape(simple);
  }

  /** Undoes {@link #escapePath}: always absolute; null if {@code text} is not an escaped path. */
  public static @Nullable String unescapePath(String text) {
    if (text.equals("-")) {
      return "/";
    }
    String path = text.isEmpty() ? null : unescape(text);
    if (path == null || path.startsWith("/") || path.endsWith("/") || path.contains("//")) {
      return null;
    }
    String simple = simplify(path);
    return simple == null || !simple.equals(path) ? null : "/" + path;
  }

  /**
   * The unit that stands for a path, such as {@code home-lennart.mount} for {@code /home/lennart}.
   */
  public static @Nullable UnitName pathToName(String path, UnitType type) {
    String escaped = escapePath(path);
    return escaped == null ? null : UnitName.parse(escaped + "." + type.suffix());
  }

  /**
   * Turns what a user typed into a unit name as systemctl does: a name stays; a path below /dev
   * becomes a device, another absolute path a mount; anything else is escaped where it must and
   * gets {@code .suffix}. Glob characters stay if {@code globs}. Null if no name comes of it.
   */
  public static @Nullable String mangle(String text, String suffix, boolean globs) {
    if (text.isEmpty() || text.length() > 2 * UnitName.MAX_LENGTH) {
      return null;
    }
    if (UnitName.parse(text) != null || (globs && isGlob(text))) {
      return text;
    }
    if (text.startsWith("/")) {
      UnitType type = text.startsWith("/dev/") ? UnitType.DEVICE : UnitType.MOUNT;
      UnitName name = pathToName(text, type);
      return name == null ? null : name.text();
    }
    byte[] bytes = RawText.encode(text);
    var out = new StringBuilder(bytes.length + suffix.length() + 1);
    for (byte b : bytes) {
      char c = (char) (b & 0xFF);
      if (c == '/') {
        out.append('-');
      } else if (UnitName.isNameChar(c) || c == '@' || (globs && isGlobChar(c))) {
        out.append(c);
      } else {
        hex(out, c);
      }
    }
    String mangled = out.toString();
    if (UnitName.parse(mangled) == null) {
      mangled = mangled + "." + suffix;
    }
    return mangled.length() > UnitName.MAX_LENGTH ? null : mangled;
  }

  private static boolean isGlob(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isGlobChar(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isGlobChar(char c) {
    return c == '*' || c == '?' || c == '[';
  }

  /** Without empty and {@code .} components and leading slash; null if there is a {@code ..}. */
  private static @Nullable String simplify(String path) {
    var out = new StringBuilder(path.length());
    int i = 0;
    while (i < path.length()) {
      int end = path.indexOf('/', i);
      end = end < 0 ? path.length() : end;
      String part = path.substring(i, end);
      if (part.equals("..")) {
        return null;
      }
      if (!part.isEmpty() && !part.equals(".")) {
        if (!out.isEmpty()) {
          out.append('/');
        }
        out.append(part);
      }
      i = end + 1;
    }
    return out.toString();
  }

  private static void hex(StringBuilder out, char c) {
    out.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
  }
}
