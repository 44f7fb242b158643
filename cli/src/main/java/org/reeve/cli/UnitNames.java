package org.reeve.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.UnitEscape;

/** Unit names as users type them: without suffix, as paths, as patterns. */
final class UnitNames {
  private UnitNames() {}

  /** Turns what was typed into names or patterns; a name that had to be escaped is mentioned. */
  static List<String> mangle(Invocation invocation, List<String> typed, String suffix)
      throws Failure {
    List<String> names = new ArrayList<>(typed.size());
    for (String text : typed) {
      String name = UnitEscape.mangle(text, suffix, true);
      if (name == null) {
        throw new Failure(
            "Failed to mangle name: Invalid argument\nFailed to expand names: Invalid argument");
      }
      if (!invocation.isQuiet() && isEscaped(text, name)) {
        invocation
            .screen()
            .log(
                Screen.Level.NOTICE,
                "Invalid unit name \""
                    + text
                    + "\" escaped as \""
                    + withoutSuffix(text, name)
                    + "\" (maybe you should use systemd-escape?).");
      }
      names.add(name);
    }
    return names;
  }

  /**
   * Turns what was typed into names of unit files, where patterns are no use.
   *
   * @param operation what is done with them, for the message about a pattern
   */
  static List<String> files(
      Invocation invocation, List<String> typed, String suffix, String operation) throws Failure {
    List<String> names = new ArrayList<>(typed.size());
    for (String text : typed) {
      if (isPattern(text) && !invocation.isQuiet()) {
        invocation
            .screen()
            .log(
                Screen.Level.NOTICE,
                "Glob pattern passed to "
                    + operation
                    + ", but globs are not supported for this.\nInvalid unit name \""
                    + text
                    + "\" escaped as \""
                    + withoutSuffix(text, UnitEscape.mangle(text, suffix, false))
                    + "\".");
        names.add(String.valueOf(UnitEscape.mangle(text, suffix, false)));
        continue;
      }
      if (UnitEscape.mangle(text, suffix, false) == null) {
        throw new Failure("Failed to mangle unit name: Invalid argument");
      }
      names.addAll(mangle(invocation, List.of(text), suffix));
    }
    return names;
  }

  private static String withoutSuffix(String text, @Nullable String name) {
    String mangled = String.valueOf(name);
    return typedSuffix(text) ? mangled : mangled.substring(0, mangled.lastIndexOf('.'));
  }

  private static boolean typedSuffix(String text) {
    return StateNames.TYPES.contains(text.substring(text.lastIndexOf('.') + 1));
  }

  private static boolean isEscaped(String text, String name) {
    return !text.startsWith("/") && !name.startsWith(text);
  }

  /** Names, with patterns replaced by the loaded units they match, in the manager's order. */
  static List<String> expand(Invocation invocation, List<String> typed)
      throws Failure, IOException {
    return expand(invocation, typed, "service");
  }

  /** The same with another suffix for names that have none. */
  static List<String> expand(Invocation invocation, List<String> typed, String suffix)
      throws Failure, IOException {
    List<String> names = new ArrayList<>();
    List<String> patterns = new ArrayList<>();
    for (String name : mangle(invocation, typed, suffix)) {
      (isPattern(name) ? patterns : names).add(name);
    }
    if (!patterns.isEmpty()) {
      List<UnitEntry> found =
          new ArrayList<>(invocation.manager().units(states(invocation), patterns));
      for (UnitEntry unit : found) {
        if (isWanted(invocation, unit)) {
          names.add(unit.name());
        }
      }
    }
    return names;
  }

  /** The states that {@code --state=}, {@code --failed} and {@code --type=LOADSTATE} ask for. */
  static List<String> states(Invocation invocation) {
    List<String> states = new ArrayList<>(invocation.options().items(Option.STATE));
    if (invocation.has(Option.FAILED)) {
      states.add("failed");
    }
    for (String item : invocation.options().items(Option.TYPE)) {
      if (!StateNames.TYPES.contains(item)) {
        states.add(item);
      }
    }
    return states;
  }

  /** The unit types that {@code --type=} asks for; empty for all. */
  static List<String> types(Invocation invocation) {
    List<String> types = new ArrayList<>(invocation.options().items(Option.TYPE));
    types.removeIf(item -> !StateNames.TYPES.contains(item));
    return types;
  }

  private static boolean isWanted(Invocation invocation, UnitEntry unit) {
    List<String> types = types(invocation);
    return types.isEmpty() || types.contains(unit.type());
  }

  static boolean isPattern(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '*' || c == '?' || c == '[') {
        return true;
      }
    }
    return false;
  }
}
