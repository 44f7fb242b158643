package org.reeve.init;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fs;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;
import org.reeve.unit.Words;

/**
 * What the kernel's command line says to the system manager (systemd(1), KERNEL COMMAND LINE). In a
 * container it is the host's and says nothing to us.
 *
 * @param unit what to start first; null if nothing is said
 * @param settings keys of system.conf(5) that are overridden
 * @param environment systemd.setenv=
 */
record KernelCommandLine(
    @Nullable UnitName unit, Map<String, String> settings, Map<String, String> environment) {

  static final KernelCommandLine NOTHING = new KernelCommandLine(null, Map.of(), Map.of());

  /** Old words for what to start. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("emergency", "emergency.target"),
          Map.entry("-b", "emergency.target"),
          Map.entry("rescue", "rescue.target"),
          Map.entry("single", "rescue.target"),
          Map.entry("s", "rescue.target"),
          Map.entry("S", "rescue.target"),
          Map.entry("1", "rescue.target"),
          Map.entry("2", "multi-user.target"),
          Map.entry("3", "multi-user.target"),
          Map.entry("4", "multi-user.target"),
          Map.entry("5", "graphical.target"));

  private static final Map<String, String> KEYS =
      Map.of(
          "systemd.log_level", "LogLevel",
          "systemd.log_target", "LogTarget",
          "systemd.show_status", "ShowStatus",
          "systemd.status_unit_format", "StatusUnitFormat");

  KernelCommandLine {
    settings = Map.copyOf(settings);
    environment = Map.copyOf(environment);
  }

  static KernelCommandLine read() {
    byte[] line = Fs.readIfExists(Fs.path("/proc/cmdline"));
    return line == null ? NOTHING : parse(RawText.decode(line).strip());
  }

  static KernelCommandLine parse(String line) {
    UnitName unit = null;
    Map<String, String> settings = new LinkedHashMap<>();
    Map<String, String> environment = new LinkedHashMap<>();
    Words words = new Words(line);
    for (String word = words.next(); word != null; word = words.next()) {
      int equals = word.indexOf('=');
      String option = (equals < 0 ? word : word.substring(0, equals)).replace('-', '_');
      String value = equals < 0 ? "yes" : word.substring(equals + 1);
      String plain = WORDS.get(word);
      String key = KEYS.get(option);
      if (plain != null) {
        unit = UnitName.of(plain);
      } else if (key != null) {
        settings.put(key, value);
      } else if (option.equals("systemd.unit")) {
        UnitName named = UnitName.parse(value);
        unit = named == null ? unit : named;
      } else if (option.equals("systemd.setenv")) {
        int at = value.indexOf('=');
        if (at > 0) {
          environment.put(value.substring(0, at), value.substring(at + 1));
        }
      } else if (word.equals("quiet")) {
        settings.putIfAbsent("ShowStatus", "no");
      } else if (word.equals("debug")) {
        settings.putIfAbsent("LogLevel", "debug");
      }
    }
    return new KernelCommandLine(unit, settings, environment);
  }
}
