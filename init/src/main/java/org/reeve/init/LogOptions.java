package org.reeve.init;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.UnitName;

/**
 * The command line of {@code reeve log}.
 *
 * @param whose which manager is asked; null for a run if there is one, else the system's
 * @param run the id or directory of the {@code reeve run} that is asked; null if none was named
 * @param follow whether to go on as lines come
 * @param newest how many lines to begin with, the newest; Integer.MAX_VALUE for all
 * @param raw whether control characters are written as they are
 * @param units whose logs
 * @param help whether only the help is wanted
 * @param problems what could not be understood, a sentence each
 */
record LogOptions(
    @Nullable Whose whose,
    @Nullable String run,
    boolean follow,
    int newest,
    boolean raw,
    List<UnitName> units,
    boolean help,
    List<String> problems) {
  /** The managers that can be asked. */
  enum Whose {
    SYSTEM,
    USER,
    RUN
  }

  private static final int NEWEST = 10;

  LogOptions {
    units = List.copyOf(units);
    problems = List.copyOf(problems);
  }

  static LogOptions parse(List<String> words) {
    Whose whose = null;
    String run = null;
    boolean help = false;
    boolean follow = false;
    boolean raw = false;
    int newest = -1;
    List<UnitName> units = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      switch (word) {
        case "--user" -> whose = Whose.USER;
        case "--system" -> whose = Whose.SYSTEM;
        case "--help", "-h" -> help = true;
        case "--run" -> {
          i++;
          whose = Whose.RUN;
          run = i < words.size() ? words.get(i) : "";
        }
        case "-f", "--follow" -> follow = true;
        case "-a", "--all" -> raw = true;
        case "-n", "--lines" -> {
          i++;
          newest = number(i < words.size() ? words.get(i) : "", problems);
        }
        default -> {
          if (word.startsWith("--run=")) {
            whose = Whose.RUN;
            run = word.substring("--run=".length());
          } else if (word.startsWith("--lines=")) {
            newest = number(word.substring("--lines=".length()), problems);
          } else if (word.startsWith("-n")) {
            newest = number(word.substring(2), problems);
          } else if (word.startsWith("-")) {
            problems.add(
                "log has no option "
                    + word
                    + "; there are --run ID, --user, --system, -n N, -f (follow) and -a (all).");
          } else {
            unit(word, units, problems);
          }
        }
      }
    }
    if (units.isEmpty() && problems.isEmpty() && !help) {
      problems.add("log needs at least one unit, such as `reeve log myecho.service`.");
    }
    int first = newest >= 0 ? newest : follow ? NEWEST : Integer.MAX_VALUE;
    return new LogOptions(whose, run, follow, first, raw, units, help, problems);
  }

  static String helpText() {
    return """
    reeve log [OPTION...] UNIT...: shows what units have written, in the form of journalctl.

          --run=ID       of the `reeve run` with this id or directory
          --user         of your own manager
          --system       of the system (root)
      -n, --lines=N      the newest N lines only
      -f, --follow       go on as lines come
      -a, --all          control characters as they are
      -h, --help         show this

    Without --run, --user and --system a `reeve run` of yours is asked if there is one, else the
    system.

    Exit status: 0 all went well; 1 there is no manager to ask; 2 the command line is wrong.
    """;
  }

  private static int number(String text, List<String> problems) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException noNumber) {
      // said below
    }
    problems.add("-n needs a number of lines, such as `-n 20`, not \"" + text + "\".");
    return -1;
  }

  private static void unit(String word, List<UnitName> units, List<String> problems) {
    UnitName unit = UnitName.parse(word);
    if (unit == null) {
      unit = UnitName.parse(word + ".service");
    }
    if (unit == null) {
      problems.add("\"" + word + "\" is not the name of a unit.");
    } else {
      units.add(unit);
    }
  }
}
