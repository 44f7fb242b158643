package org.reeve.init;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.manager.LogLevel;
import org.reeve.unit.DiskFileTree;
import org.reeve.unit.HostSpecifiers;
import org.reeve.unit.LoadPath;
import org.reeve.unit.ManagerSettings;
import org.reeve.unit.Problem;

/**
 * What a manager is told by its surroundings, the weaker voice first: system.conf or user.conf with
 * their drop-ins, the kernel's command line, the environment, its own command line.
 *
 * @param settings the files, with what the kernel's command line puts in their place
 * @param kernel what the kernel's command line says besides
 * @param level how much is logged at first
 * @param consoleLevel messages up to this level go to the console; null for none
 * @param showStatus whether the console shows how a boot goes on
 */
record Configuration(
    ManagerSettings settings,
    KernelCommandLine kernel,
    LogLevel level,
    @Nullable LogLevel consoleLevel,
    boolean showStatus) {

  /** For a manager that reads no such files. */
  static final Configuration NONE =
      new Configuration(
          ManagerSettings.NONE, KernelCommandLine.NOTHING, LogLevel.INFO, LogLevel.WARNING, true);

  static Configuration read(
      DiskFileTree files, Map<String, String> environment, boolean user, InitOptions options) {
    ManagerSettings read =
        ManagerSettings.read(files, new HostSpecifiers(files, environment, user), user);
    boolean bare = !user && environment.getOrDefault("container", "").isEmpty();
    KernelCommandLine kernel = bare ? KernelCommandLine.read() : KernelCommandLine.NOTHING;
    ManagerSettings settings = override(read, kernel.settings());
    LogLevel level = LogLevel.INFO;
    String wanted = settings.text("LogLevel");
    if (wanted != null) {
      level = InitOptions.level(wanted, level);
    }
    LogLevel console = options.level();
    String target = environment.getOrDefault("SYSTEMD_LOG_TARGET", settings.text("LogTarget"));
    if ("console".equals(target) && !options.levelGiven()) {
      console = level;
    } else if ("null".equals(target)) {
      console = null;
    }
    boolean show = options.showStatus() && !isNo(settings.text("ShowStatus"));
    return new Configuration(settings, kernel, level, console, show);
  }

  private static boolean isNo(@Nullable String text) {
    return switch (text) {
      case "no", "n", "false", "f", "off", "0", "error", "auto" -> true;
      case null, default -> false;
    };
  }

  private static ManagerSettings override(ManagerSettings files, Map<String, String> others) {
    if (others.isEmpty()) {
      return files;
    }
    Map<String, ManagerSettings.Text> texts = new LinkedHashMap<>(files.texts());
    others.forEach((key, value) ->
        texts.put(
            key, new ManagerSettings.Text(value, new org.reeve.unit.Origin("/proc/cmdline", 1))));
    return new ManagerSettings(files.unitDefaults(), texts, files.problems());
  }

  /** What is wrong with the files, a sentence each, with file and line. */
  List<String> problems() {
    List<String> sentences = new ArrayList<>();
    for (Problem problem : settings.problems()) {
      sentences.add(
          (problem.origin() == null
                  ? ""
                  : problem.origin().file() + ":" + problem.origin().line() + ": ")
              + problem.message());
    }
    return sentences;
  }

  /**
   * The load path with, below all others, the units that come with Reeve: a machine that has none
   * of its own still has the special ones (systemd.special(7)). A path that SYSTEMD_UNIT_PATH
   * replaces is left as it is.
   */
  static LoadPath withOwnUnits(LoadPath path, Map<String, String> environment) {
    String given = environment.getOrDefault("SYSTEMD_UNIT_PATH", "");
    String home = System.getProperty("java.home", "");
    if ((!given.isEmpty() && !given.endsWith(":")) || home.isEmpty()) {
      return path;
    }
    List<String> directories = new ArrayList<>(path.directories());
    int slash = home.lastIndexOf('/');
    directories.add(home.substring(0, slash) + "/lib/units/" + (path.user() ? "user" : "system"));
    return path.withDirectories(directories);
  }
}
