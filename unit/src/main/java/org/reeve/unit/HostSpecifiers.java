package org.reeve.unit;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The specifiers of a running machine, read when first asked for. */
public final class HostSpecifiers implements SpecifierContext {
  private final FileTree files;
  private final Map<String, String> environment;
  private final boolean user;
  private final Map<Character, String> known = new HashMap<>();

  /**
   * For the manager whose files and environment these are.
   *
   * @param user true for a user manager
   */
  public HostSpecifiers(FileTree files, Map<String, String> environment, boolean user) {
    this.files = files;
    this.environment = Map.copyOf(environment);
    this.user = user;
  }

  @Override
  public @Nullable String value(char c) {
    String value = known.get(c);
    if (value == null) {
      value = find(c);
      if (value != null) {
        known.put(c, value);
      }
    }
    return value;
  }

  private @Nullable String find(char c) {
    return switch (c) {
      case 't' -> user ? environment.getOrDefault("XDG_RUNTIME_DIR", "/run") : "/run";
      case 'S' -> user ? below("XDG_STATE_HOME", "XDG_CONFIG_HOME", ".config") : "/var/lib";
      case 'C' -> user ? below("XDG_CACHE_HOME", "XDG_CACHE_HOME", ".cache") : "/var/cache";
      case 'L' ->
          user ? below("XDG_CONFIG_HOME", "XDG_CONFIG_HOME", ".config") + "/log" : "/var/log";
      case 'E' -> user ? below("XDG_CONFIG_HOME", "XDG_CONFIG_HOME", ".config") : "/etc";
      case 'T' -> temporary("/tmp");
      case 'V' -> temporary("/var/tmp");
      case 'm' -> id(line("/etc/machine-id"));
      case 'b' -> id(line("/proc/sys/kernel/random/boot_id"));
      case 'H' -> line("/proc/sys/kernel/hostname");
      case 'l' -> shortName(line("/proc/sys/kernel/hostname"));
      case 'q' -> prettyName();
      case 'v' -> line("/proc/sys/kernel/osrelease");
      case 'a' -> architecture();
      case 'o' -> release("ID");
      case 'w' -> release("VERSION_ID");
      case 'W' -> release("VARIANT_ID");
      case 'B' -> release("BUILD_ID");
      case 'M' -> release("IMAGE_ID");
      case 'A' -> release("IMAGE_VERSION");
      case 'U' -> number("Uid:");
      case 'G' -> number("Gid:");
      case 'u' -> account("/etc/passwd", number("Uid:"), 0);
      case 'g' -> account("/etc/group", number("Gid:"), 0);
      case 'h' -> user && environment.containsKey("HOME") ? environment.get("HOME") : home();
      case 's' -> user && environment.containsKey("SHELL") ? environment.get("SHELL") : shell();
      default -> null;
    };
  }

  private String below(String first, String second, String directory) {
    String value = environment.getOrDefault(first, environment.getOrDefault(second, ""));
    return value.isEmpty() ? environment.getOrDefault("HOME", "/") + "/" + directory : value;
  }

  private String temporary(String fallback) {
    for (String variable : new String[] {"TMPDIR", "TEMP", "TMP"}) {
      String value = environment.getOrDefault(variable, "");
      if (value.startsWith("/") && files.stat(value).isDirectory()) {
        return value;
      }
    }
    return fallback;
  }

  private @Nullable String home() {
    String uid = number("Uid:");
    return "0".equals(uid) ? "/root" : account("/etc/passwd", uid, 5);
  }

  private @Nullable String shell() {
    String uid = number("Uid:");
    return "0".equals(uid) ? "/bin/sh" : account("/etc/passwd", uid, 6);
  }

  private @Nullable String text(String path) {
    try {
      return RawText.decode(files.read(path));
    } catch (IOException e) {
      return null;
    }
  }

  private @Nullable String line(String path) {
    String text = text(path);
    return text == null ? null : Ascii.strip(text);
  }

  /** 32 hexadecimal digits, without the hyphens that some files have; null if it is none. */
  private static @Nullable String id(@Nullable String text) {
    String digits = text == null ? "" : text.replace("-", "");
    return digits.length() == 32 ? digits : null;
  }

  private static @Nullable String shortName(@Nullable String host) {
    int dot = host == null ? -1 : host.indexOf('.');
    return host == null || dot < 0 ? host : host.substring(0, dot);
  }

  private @Nullable String prettyName() {
    String pretty = assignment("/etc/machine-info", "PRETTY_HOSTNAME");
    return pretty.isEmpty() ? value('H') : pretty;
  }

  private String release(String key) {
    String path =
        files.stat("/etc/os-release").exists() ? "/etc/os-release" : "/usr/lib/os-release";
    return assignment(path, key);
  }

  /** The value of {@code KEY=value} in a file of such lines, "" if it is not there. */
  private String assignment(String path, String key) {
    String text = text(path);
    int start = 0;
    while (text != null && start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      if (text.startsWith(key + "=", start)) {
        String word =
            new Words(text.substring(start + key.length() + 1, end), Words.Syntax.QUOTED)
                .relaxed()
                .next();
        return word == null ? "" : word;
      }
      start = end + 1;
    }
    return "";
  }

  /** The first number behind a label of /proc/self/status. */
  private @Nullable String number(String label) {
    String text = text("/proc/self/status");
    int at = text == null ? -1 : text.indexOf(label);
    if (text == null || at < 0) {
      return null;
    }
    int end = text.indexOf('\n', at);
    return new Words(
            text.substring(at + label.length(), end < 0 ? text.length() : end), Words.Syntax.QUOTED)
        .next();
  }

  /**
   * A field of the line whose third field is {@code id}; the id itself for names without a line.
   */
  private @Nullable String account(String path, @Nullable String id, int field) {
    String text = text(path);
    int start = 0;
    while (text != null && start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      String[] fields = text.substring(start, end).split(":", -1);
      if (fields.length > field && fields.length > 2 && fields[2].equals(id)) {
        return fields[field];
      }
      start = end + 1;
    }
    return field == 0 ? id : null;
  }

  private static String architecture() {
    String name = System.getProperty("os.arch", "");
    return switch (name) {
      case "amd64", "x86_64" -> "x86-64";
      case "aarch64" -> "arm64";
      case "i386", "i686" -> "x86";
      case "ppc64le" -> "ppc64-le";
      default -> name;
    };
  }
}
