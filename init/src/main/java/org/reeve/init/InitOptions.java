package org.reeve.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.manager.LogLevel;
import org.reeve.unit.UnitName;

/**
 * The command line of the program: systemd(1)'s, and {@code --run FILE...}, which {@code reeve run}
 * uses. Options of systemd that have no meaning here are accepted in silence if they only change
 * how the console looks, and named otherwise.
 *
 * @param mode for whom to manage; null to decide by pid and uid
 * @param unit what to start first instead of default.target
 * @param level messages up to this level go to the console; null for none
 * @param levelGiven whether the level was asked for, here or in the environment
 * @param showStatus whether a boot shows its progress
 * @param files what {@code --run} names
 * @param action what to do
 * @param problems what could not be understood, a sentence each
 */
record InitOptions(
    @Nullable Mode mode,
    @Nullable UnitName unit,
    @Nullable LogLevel level,
    boolean levelGiven,
    boolean showStatus,
    List<String> files,
    Action action,
    List<String> problems) {

  enum Mode {
    SYSTEM,
    USER,
    RUN
  }

  enum Action {
    MANAGE,
    TEST,
    DUMP_ITEMS,
    VERSION,
    HELP
  }

  InitOptions {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
  }

  /** Options that are taken and change nothing here, with or without a value. */
  private static final List<String> WITHOUT_EFFECT =
      List.of(
          "--log-color",
          "--log-location",
          "--log-time",
          "--log-target",
          "--crash-chvt",
          "--crash-vt",
          "--crash-shell",
          "--crash-reboot",
          "--dump-core",
          "--confirm-spawn",
          "--service-watchdogs",
          "--default-standard-output",
          "--default-standard-error",
          "--switched-root");

  /**
   * Reads the words after the program's name; $SYSTEMD_LOG_LEVEL is the default of --log-level=.
   */
  static InitOptions parse(List<String> words, Map<String, String> environment) {
    Mode mode = null;
    UnitName unit = null;
    boolean showStatus = true;
    Action action = Action.MANAGE;
    List<String> files = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    LogLevel level = LogLevel.WARNING;
    String wanted = environment.get("SYSTEMD_LOG_LEVEL");
    boolean levelGiven = wanted != null;
    if (wanted != null) {
      level = level(wanted, "$SYSTEMD_LOG_LEVEL", problems, level);
    }
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String name = equals < 0 ? word : word.substring(0, equals);
      String value = equals < 0 ? null : word.substring(equals + 1);
      boolean takesNext =
          equals < 0
              && i + 1 < words.size()
              && (name.equals("--unit") || name.equals("--log-level"));
      if (takesNext) {
        value = words.get(++i);
      }
      switch (name) {
        case "--system" -> mode = Mode.SYSTEM;
        case "--user" -> mode = Mode.USER;
        case "--run" -> {
          mode = Mode.RUN;
          files.addAll(words.subList(i + 1, words.size()));
          i = words.size();
        }
        case "--unit" -> {
          unit = value == null ? null : UnitName.parse(value);
          if (unit == null) {
            problems.add(
                "--unit= needs a unit's name, such as multi-user.target, not \"" + value + "\".");
          }
        }
        case "--log-level" -> {
          level = level(value, "--log-level=", problems, level);
          levelGiven = true;
        }
        case "--show-status" ->
            showStatus = !"no".equals(value) && !"false".equals(value) && !"0".equals(value);
        case "--test" -> action = Action.TEST;
        case "--dump-configuration-items" -> action = Action.DUMP_ITEMS;
        case "--version" -> action = Action.VERSION;
        case "--help", "-h" -> action = Action.HELP;
        case "--" -> i = words.size(); // the rest told hand how to start this manager
        default -> {
          if (!WITHOUT_EFFECT.contains(name) && word.startsWith("-")) {
            problems.add("Unknown option " + word + " is ignored; --help lists the options.");
          }
        }
      }
    }
    return new InitOptions(mode, unit, level, levelGiven, showStatus, files, action, problems);
  }

  /** The level of that name or number; {@code otherwise} if there is none. */
  static LogLevel level(String text, LogLevel otherwise) {
    LogLevel found = level(text, "", new ArrayList<>(), otherwise);
    return found == null ? otherwise : found;
  }

  private static @Nullable LogLevel level(
      @Nullable String text, String where, List<String> problems, @Nullable LogLevel otherwise) {
    if (text != null) {
      for (LogLevel level : LogLevel.values()) {
        boolean named = level.name().equalsIgnoreCase(text) || level.number() == digit(text);
        if (named) {
          return level;
        }
      }
      if (text.equalsIgnoreCase("null")) {
        return null;
      }
    }
    problems.add(where + " needs a level from emerg to debug or 0 to 7, not \"" + text + "\".");
    return otherwise;
  }

  private static int digit(String text) {
    return text.length() == 1 && Character.isDigit(text.charAt(0)) ? text.charAt(0) - '0' : -1;
  }

  static String helpText() {
    return """
    init [OPTION...]: starts and looks after services, as PID 1 or below another init.

          --system               manage the system: the default of root's PID 1; nobody else may
          --user                 manage a user's services: the default of PID 1 without root
          --unit=UNIT            start UNIT first instead of default.target
          --log-level=LEVEL      messages up to LEVEL go to the console (emerg, ..., info, debug, or null)
          --show-status=BOOL     show progress on the console
          --test                 say what would be started first, and end
          --dump-configuration-items
                                 list the sections and keys of unit files, and end
          --version              show the version
      -h, --help                 show this

    Other options of systemd(1) are taken and change nothing; unknown ones are named and ignored, as
    an init must not fail because of them. `reeve run` starts a few units without all this.

    Exit status: that of the service manager's end, as in `systemctl exit 3`; 1 if there is nothing
    to manage, as for --system in a process that is not PID 1.
    """;
  }
}
