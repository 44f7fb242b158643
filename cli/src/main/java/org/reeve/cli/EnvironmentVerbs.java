package org.reeve.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.reeve.dbus.BusError;

/** The verbs on the environment that the manager gives to services. */
final class EnvironmentVerbs {
  private EnvironmentVerbs() {}

  static int show(Invocation invocation, String verb, List<String> none)
      throws Failure, IOException {
    invocation.wantPager();
    Object value;
    try {
      value = invocation.manager().get(ManagerClient.PATH, ManagerClient.MANAGER, "Environment");
    } catch (BusError e) {
      throw new Failure("Failed to get environment: " + ManagerClient.sentence(e));
    }
    for (Object each : (List<?>) value) {
      String variable = (String) each;
      int equals = variable.indexOf('=');
      String quoted = quoted(variable.substring(equals + 1));
      invocation.screen().line(variable.substring(0, equals + 1) + quoted);
    }
    return 0;
  }

  /** A value as a shell reads it back: {@code $'…'} where it needs quoting. */
  static String quoted(String value) {
    if (value.isEmpty() || PropertyText.isPlain(value)) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("$'");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        case '\r' -> quoted.append("\\r");
        case '\\', '\'' -> quoted.append('\\').append(c);
        default -> quoted.append(c);
      }
    }
    return quoted.append('\'').toString();
  }

  static int set(Invocation invocation, String verb, List<String> assignments)
      throws Failure, IOException {
    invocation.manager().ask("Failed to set environment", "SetEnvironment", "as", assignments);
    return 0;
  }

  static int unset(Invocation invocation, String verb, List<String> names)
      throws Failure, IOException {
    invocation.manager().ask("Failed to set environment", "UnsetEnvironment", "as", names);
    return 0;
  }

  /** {@code import-environment}: variables of this process by name, or all of them. */
  static int importThem(Invocation invocation, String verb, List<String> names)
      throws Failure, IOException {
    Map<String, String> own = invocation.environment();
    List<String> assignments = new ArrayList<>();
    if (names.isEmpty()) {
      invocation
          .screen()
          .log(
              Screen.Level.WARNING,
              "Calling import-environment without a list of variable names is deprecated.");
      for (Map.Entry<String, String> variable : new TreeMap<>(own).entrySet()) {
        if (isName(variable.getKey())) {
          assignments.add(variable.getKey() + "=" + variable.getValue());
        }
      }
    }
    for (String name : names) {
      if (!isName(name)) {
        throw new Failure("Not a valid environment variable name: " + name);
      }
      String value = own.get(name);
      if (value == null) {
        invocation
            .screen()
            .log(Screen.Level.NOTICE, "Environment variable $" + name + " not set, ignoring.");
      } else {
        assignments.add(name + "=" + value);
      }
    }
    if (!assignments.isEmpty()) {
      invocation.manager().ask("Failed to import environment", "SetEnvironment", "as", assignments);
    }
    return 0;
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
