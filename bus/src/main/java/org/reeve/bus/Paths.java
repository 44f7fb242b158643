package org.reeve.bus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.dbus.ObjectPath;

/** Where the objects are: org.freedesktop.systemd1(5). */
final class Paths {
  /** The manager. */
  static final ObjectPath MANAGER = new ObjectPath("/org/freedesktop/systemd1");

  /** The manager's log settings. */
  static final ObjectPath LOG_CONTROL = new ObjectPath("/org/freedesktop/LogControl1");

  static final String UNITS = "/org/freedesktop/systemd1/unit";
  static final String JOBS = "/org/freedesktop/systemd1/job";

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Paths() {}

  static ObjectPath unit(String name) {
    return new ObjectPath(UNITS + "/" + escape(name));
  }

  static ObjectPath job(int id) {
    return new ObjectPath(JOBS + "/" + id);
  }

  /**
   * A name as one element of a path: letters and digits stay, a digit in front and every other byte
   * becomes {@code _} and two hexadecimal digits, nothing at all becomes {@code _}.
   */
  static String escape(String name) {
    if (name.isEmpty()) {
      return "_";
    }
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder(bytes.length + 8);
    for (int i = 0; i < bytes.length; i++) {
      char c = (char) (bytes[i] & 0xFF);
      boolean digit = c >= '0' && c <= '9';
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (digit && i > 0)) {
        out.append(c);
      } else {
        out.append('_').append(HEX[c >> 4]).append(HEX[c & 15]);
      }
    }
    return out.toString();
  }

  /** Undoes {@link #escape}; what is no escape stays as it is. */
  static String unescape(String element) {
    if (element.equals("_")) {
      return "";
    }
    byte[] bytes = new byte[element.length()];
    int length = 0;
    for (int i = 0; i < element.length(); i++) {
      char c = element.charAt(i);
      int high =
          c == '_' && i + 2 < element.length() ? Character.digit(element.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(element.charAt(i + 2), 16);
      if (low >= 0) {
        bytes[length++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** The unit's name in the path of a unit; null if it is no such path. */
  static @Nullable String unitOf(ObjectPath path) {
    return path.text().startsWith(UNITS + "/")
        ? unescape(path.text().substring(UNITS.length() + 1))
        : null;
  }

  /** The job's number in the path of a job; 0 if it is no such path. */
  static int jobOf(ObjectPath path) {
    if (!path.text().startsWith(JOBS + "/")) {
      return 0;
    }
    return number(path.text().substring(JOBS.length() + 1));
  }

  private static int number(String text) {
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || value > Integer.MAX_VALUE / 10 - 1) {
        return 0;
      }
      value = value * 10 + c - '0';
    }
    return value;
  }

  /** The names that stand directly below a path that is itself above the manager's objects. */
  static List<String> above(ObjectPath path) {
    String prefix = path.equals(ObjectPath.ROOT) ? "/" : path.text() + "/";
    List<String> names = new ArrayList<>();
    for (String known : new String[] {LOG_CONTROL.text(), MANAGER.text()}) {
      if (known.startsWith(prefix)) {
        int end = known.indexOf('/', prefix.length());
        String name = known.substring(prefix.length(), end < 0 ? known.length() : end);
        if (!names.contains(name)) {
          names.add(name);
        }
      }
    }
    return names;
  }
}
