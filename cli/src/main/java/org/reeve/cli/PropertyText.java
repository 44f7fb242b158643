package org.reeve.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.dbus.Variant;
import org.reeve.unit.TimeSpan;

/**
 * Properties as {@code systemctl show} prints them: {@code NAME=VALUE}, a line each. How a value
 * looks depends on its D-Bus type and, for some, on the property's name; names that need more than
 * that are rows of {@link PropertyForms}.
 */
final class PropertyText {
  private static final long UNSET = -1;
  private static final String UNPRINTABLE = "[unprintable]";

  private static final Set<String> UNSET_WEIGHTS =
      Set.of(
          "CPUWeight",
          "StartupCPUWeight",
          "IOWeight",
          "StartupIOWeight",
          "CPUShares",
          "StartupCPUShares",
          "BlockIOWeight",
          "StartupBlockIOWeight",
          "MemoryCurrent",
          "TasksCurrent",
          "CPUUsageNSec");
  private static final Set<String> INFINITE =
      Set.of(
          "MemoryMin",
          "MemoryLow",
          "MemoryHigh",
          "MemoryMax",
          "MemorySwapMax",
          "MemoryLimit",
          "MemoryAvailable",
          "DefaultMemoryLow",
          "DefaultMemoryMin",
          "TasksMax",
          "DefaultTasksMax");
  private static final Set<String> NO_DATA =
      Set.of("IPIngressBytes", "IPIngressPackets", "IPEgressBytes", "IPEgressPackets");

  private final StringBuilder out = new StringBuilder();
  private final Timestamps timestamps;
  private final boolean empty;
  private final boolean onlyValue;

  /**
   * @param empty whether empty values are shown too ({@code --all}, {@code --property=})
   * @param onlyValue whether the name is left out ({@code --value})
   */
  PropertyText(Timestamps timestamps, boolean empty, boolean onlyValue) {
    this.timestamps = timestamps;
    this.empty = empty;
    this.onlyValue = onlyValue;
  }

  /** What was added so far. */
  String text() {
    return out.toString();
  }

  Timestamps timestamps() {
    return timestamps;
  }

  boolean showsEmpty() {
    return empty;
  }

  /** Adds a property. */
  void add(String name, Variant variant) {
    Object value = variant.value();
    PropertyForms.Form form = PropertyForms.of(name, variant.signature().text());
    if (form != null) {
      form.add(this, name, value);
      return;
    }
    switch (variant.signature().text()) {
      case "s", "o" -> text(name, value.toString());
      case "b" -> line(name, (Boolean) value ? "yes" : "no");
      case "t" -> unsigned64(name, (Long) value);
      case "u" -> unsigned32(name, (Long) value);
      case "n", "i", "x" -> line(name, value.toString());
      case "d" -> line(name, number((Double) value));
      case "as" -> words(name, (List<?>) value);
      case "ay" -> bytes(name, (List<?>) value, 2);
      case "au" -> bytes(name, (List<?>) value, 8);
      default -> {
        if (empty) {
          line(name, UNPRINTABLE);
        }
      }
    }
  }

  /** A line with a value that counts even if it is empty. */
  void line(String name, String value) {
    if (!onlyValue) {
      out.append(name).append('=');
    }
    out.append(value).append('\n');
  }

  /** A line with a value that is left out if it is empty, unless empty ones are shown. */
  void text(String name, String value) {
    if (empty || !value.isEmpty()) {
      line(name, value.indexOf('\n') < 0 ? value : UNPRINTABLE);
    }
  }

  /** Words on one line, each quoted as a shell needs it. */
  void words(String name, List<?> words) {
    StringBuilder value = new StringBuilder();
    for (Object word : words) {
      value.append(value.length() == 0 ? "" : " ").append(shellQuoted((String) word));
    }
    if (!words.isEmpty()) {
      line(name, value.toString());
    } else if (empty) {
      line(name, "");
    }
  }

  private void bytes(String name, List<?> numbers, int digits) {
    StringBuilder value = new StringBuilder();
    for (Object number : numbers) {
      String hex = Long.toHexString(((Number) number).longValue());
      value.append("0".repeat(digits - hex.length())).append(hex);
    }
    text(name, value.toString());
  }

  private void unsigned64(String name, long value) {
    if (name.endsWith("Timestamp")
        || name.equals("NextElapseUSecRealtime")
        || name.equals("LastTriggerUSec")) {
      text(name, timestamps.print(value));
    } else if (name.contains("USec")) {
      line(name, span(value));
    } else if (value == UNSET && UNSET_WEIGHTS.contains(name)) {
      line(name, "[not set]");
    } else if (value == UNSET && isLimit(name)) {
      line(name, "infinity");
    } else if (value == UNSET && NO_DATA.contains(name)) {
      line(name, "[no data]");
    } else {
      line(name, Long.toUnsignedString(value));
    }
  }

  private static boolean isLimit(String name) {
    return name.startsWith("Limit") || name.startsWith("DefaultLimit") || INFINITE.contains(name);
  }

  /** A number without a fraction that says nothing. */
  private static String number(double value) {
    String text = Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** A length of time in microseconds; all ones are infinity. */
  static String span(long usec) {
    return usec < 0 ? "infinity" : new TimeSpan(usec).print();
  }

  private void unsigned32(String name, long value) {
    if (name.contains("UMask") || name.contains("Mode")) {
      String octal = Long.toOctalString(value);
      line(name, "0".repeat(Math.max(0, 4 - octal.length())) + octal);
    } else if ((name.equals("UID") || name.equals("GID")) && value == 0xFFFF_FFFFL) {
      line(name, "[not set]");
    } else {
      line(name, Long.toString(value));
    }
  }

  /** A text as a POSIX shell reads it as one word; itself if it is one already. */
  static String shellQuoted(String text) {
    if (isPlain(text)) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ("\"\\`$".indexOf(c) >= 0) {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.append('"').toString();
  }

  /** Whether a shell reads a text as one word without quotes. */
  static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == 127 || "\"\\`$*?['()<>|&;!".indexOf(c) >= 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** The properties' text of a map, filtered by name; null for all. */
  void addAll(Map<String, Variant> properties, @Nullable Set<String> wanted) {
    for (Map.Entry<String, Variant> each : properties.entrySet()) {
      if (wanted == null || wanted.contains(each.getKey())) {
        add(each.getKey(), each.getValue());
      }
    }
  }
}
