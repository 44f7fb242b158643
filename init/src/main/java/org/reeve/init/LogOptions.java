package org.reeve.init;

import java.util.ArrayList;
import java.util.List;
import org.reeve.unit.UnitName;

/**
 * The command line of {@code reeve log}.
 *
 * @param user whether to ask the user's own manager instead of the system's
 * @param follow whether to go on as lines come
 * @param newest how many lines to begin with, the newest; Integer.MAX_VALUE for all
 * @param raw whether control characters are written as they are
 * @param units whose logs
 * @param problems what could not be understood, a sentence each
 */
record LogOptions(
    boolean user,
    boolean follow,
    int newest,
    boolean raw,
    List<UnitName> units,
    List<String> problems) {
  private static final int NEWEST = 10;

  LogOptions {
    units = List.copyOf(units);
    problems = List.copyOf(problems);
  }

  static LogOptions parse(List<String> words) {
    boolean user = false;
    boolean follow = false;
    boolean raw = false;
    int newest = -1;
    List<UnitName> units = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      switch (word) {
        case "--user" -> user = true;
        case "--system" -> user = false;
        case "-f", "--follow" -> follow = true;
        case "-a", "--all" -> raw = true;
        case "-n", "--lines" -> {
          i++;
          newest = number(i < words.size() ? words.get(i) : "", problems);
        }
        default -> {
          if (word.startsWith("--lines=")) {
            newest = number(word.substring("--lines=".length()), problems);
          } else if (word.startsWith("-n")) {
            newest = number(word.substring(2), problems);
          } else if (word.startsWith("-")) {
            problems.add(
                "log has no option "
                    + word
                    + "; there are --user, -n N, -f (follow) and -a (all).");
          } else {
            unit(word, units, problems);
          }
        }
      }
    }
    if (units.isEmpty() && problems.isEmpty()) {
      problems.add("log needs at least one unit, such as `reeve log myecho.service`.");
    }
    int first = newest >= 0 ? newest : follow ? NEWEST : Integer.MAX_VALUE;
    return new LogOptions(user, follow, first, raw, units, problems);
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
