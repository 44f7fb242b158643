package org.reeve.unit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The directories that unit files are looked for in, most important first (systemd.unit(5), "UNIT
 * FILE LOAD PATH"), and the ones among them that have a role.
 *
 * @param directories all of them, in order
 * @param persistentConfig where enabling puts links
 * @param runtimeConfig where enabling until reboot does
 * @param persistentControl settings made by set-property, persistent
 * @param runtimeControl the same until reboot
 * @param transientUnits units made over D-Bus
 * @param generatorEarly generators' output before, beside and behind the rest
 * @param generator see there
 * @param generatorLate see there
 * @param user true for a user manager's
 */
public record LoadPath(
    List<String> directories,
    String persistentConfig,
    String runtimeConfig,
    String persistentControl,
    String runtimeControl,
    String transientUnits,
    String generatorEarly,
    String generator,
    String generatorLate,
    boolean user) {

  public LoadPath {
    directories = List.copyOf(directories);
  }

  /** The system manager's default. */
  public static LoadPath system() {
    return new LoadPath(
        List.of(
            "/etc/systemd/system.control",
            "/run/systemd/system.control",
            "/run/systemd/transient",
            "/run/systemd/generator.early",
            "/etc/systemd/system",
            "/etc/systemd/system.attached",
            "/run/systemd/system",
            "/run/systemd/system.attached",
            "/run/systemd/generator",
            "/usr/local/lib/systemd/system",
            "/lib/systemd/system",
            "/usr/lib/systemd/system",
            "/run/systemd/generator.late"),
        "/etc/systemd/system",
        "/run/systemd/system",
        "/etc/systemd/system.control",
        "/run/systemd/system.control",
        "/run/systemd/transient",
        "/run/systemd/generator.early",
        "/run/systemd/generator",
        "/run/systemd/generator.late",
        false);
  }

  /**
   * The system manager's for an environment: {@code SYSTEMD_UNIT_PATH} replaces the default, or
   * comes before it if it ends in a colon.
   */
  public static LoadPath system(Map<String, String> environment) {
    return system().override(environment.get("SYSTEMD_UNIT_PATH"));
  }

  /**
   * A user manager's. Of the environment HOME, XDG_RUNTIME_DIR, XDG_CONFIG_HOME, XDG_CONFIG_DIRS,
   * XDG_DATA_HOME, XDG_DATA_DIRS and SYSTEMD_UNIT_PATH count; without XDG_RUNTIME_DIR, {@code
   * /run/user/none} stands for it and holds nothing.
   */
  public static LoadPath user(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "/");
    String config = directory(environment, "XDG_CONFIG_HOME", home + "/.config") + "/systemd/";
    String data = directory(environment, "XDG_DATA_HOME", home + "/.local/share") + "/systemd/user";
    String given = environment.get("XDG_RUNTIME_DIR");
    String runtime = (given == null ? "/run/user/none" : given) + "/systemd/";
    var directories = new LinkedHashSet<String>();
    directories.add(config + "user.control");
    directories.add(runtime + "user.control");
    directories.add(runtime + "transient");
    directories.add(runtime + "generator.early");
    directories.add(config + "user");
    addAll(directories, environment.getOrDefault("XDG_CONFIG_DIRS", "/etc/xdg"));
    directories.add("/etc/systemd/user");
    directories.add(runtime + "user");
    directories.add("/run/systemd/user");
    directories.add(runtime + "generator");
    directories.add(data);
    addAll(directories, environment.getOrDefault("XDG_DATA_DIRS", "/usr/local/share:/usr/share"));
    directories.add("/usr/local/lib/systemd/user");
    directories.add("/usr/local/share/systemd/user");
    directories.add("/usr/lib/systemd/user");
    directories.add("/usr/share/systemd/user");
    directories.add(runtime + "generator.late");
    if (given == null) {
      directories.removeIf(directory -> directory.startsWith(runtime));
    }
    var path =
        new LoadPath(
            new ArrayList<>(directories),
            config + "user",
            runtime + "user",
            config + "user.control",
            runtime + "user.control",
            runtime + "transient",
            runtime + "generator.early",
            runtime + "generator",
            runtime + "generator.late",
            true);
    return path.override(environment.get("SYSTEMD_UNIT_PATH"));
  }

  /** This path with exactly these directories; the roles stay. */
  public LoadPath withDirectories(List<String> others) {
    return new LoadPath(
        others,
        persistentConfig,
        runtimeConfig,
        persistentControl,
        runtimeControl,
        transientUnits,
        generatorEarly,
        generator,
        generatorLate,
        user);
  }

  /** True for the directories whose units are neither the administrator's nor permanent. */
  public boolean isGenerated(String directory) {
    return directory.equals(generator)
        || directory.equals(generatorEarly)
        || directory.equals(generatorLate);
  }

  private LoadPath override(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return this;
    }
    var all = new LinkedHashSet<String>();
    int start = 0;
    while (start < value.length()) {
      int colon = value.indexOf(':', start);
      colon = colon < 0 ? value.length() : colon;
      if (colon > start) {
        all.add(Ascii.simplifyPath(value.substring(start, colon)));
      }
      start = colon + 1;
    }
    if (value.endsWith(":")) {
      all.addAll(directories);
    }
    return withDirectories(new ArrayList<>(all));
  }

  private static String directory(
      Map<String, String> environment, String variable, String fallback) {
    String value = environment.get(variable);
    return value == null || !value.startsWith("/") ? fallback : value;
  }

  private static void addAll(LinkedHashSet<String> directories, String list) {
    int start = 0;
    while (start <= list.length()) {
      int colon = list.indexOf(':', start);
      colon = colon < 0 ? list.length() : colon;
      if (colon > start) {
        directories.add(Ascii.simplifyPath(list.substring(start, colon)) + "/systemd/user");
      }
      start = colon + 1;
    }
  }
}
