package org.reeve.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.reeve.dbus.BusError;

/**
 * Services that have a script in /etc/init.d too: Debian's systemctl keeps its links in /etc/rc?.d
 * in step through a program of the distribution, {@code systemd-sysv-install}.
 */
final class SysvScripts {
  private static final String PROGRAM = "/lib/systemd/systemd-sysv-install";
  private static final String SCRIPTS = "/etc/init.d/";

  private SysvScripts() {}

  /**
   * Runs the program for each name that has a script.
   *
   * @return the names that are left to do: those with a unit file, or without a script
   */
  static List<String> synchronize(Invocation invocation, String verb, List<String> names)
      throws Failure, IOException {
    boolean concerns = List.of("enable", "disable", "is-enabled").contains(verb);
    Boolean skip = Options.bool(invocation.environment().getOrDefault("SYSTEMCTL_SKIP_SYSV", ""));
    if (!concerns || invocation.scope() != Scope.SYSTEM || Boolean.TRUE.equals(skip)) {
      return names;
    }
    List<String> left = new ArrayList<>();
    for (String name : names) {
      if (!hasScript(invocation, name)) {
        left.add(name);
        continue;
      }
      boolean hasUnit = hasUnit(invocation, name);
      if (hasUnit) {
        left.add(name);
      }
      if (hasUnit && verb.equals("is-enabled")) {
        continue;
      }
      announce(invocation, name, hasUnit);
      int status = run(invocation, verb, name);
      if (verb.equals("is-enabled")) {
        if (!invocation.isQuiet()) {
          invocation.screen().line(status == 0 ? "enabled" : "disabled");
        }
      } else if (status != 0) {
        throw new Failure("", 1);
      }
    }
    return left;
  }

  /** Whether one of the names without unit file is enabled by its script's links. */
  static boolean anyEnabled(Invocation invocation, List<String> names) throws Failure, IOException {
    for (String name : names) {
      if (hasScript(invocation, name)
          && !hasUnit(invocation, name)
          && run(invocation, "is-enabled", name) == 0) {
        return true;
      }
    }
    return false;
  }

  private static String root(Invocation invocation) {
    String root = invocation.options().last(Option.ROOT);
    return root == null ? "" : root;
  }

  private static boolean hasScript(Invocation invocation, String name) {
    return name.endsWith(".service")
        && !name.startsWith("/")
        && Window.exists(root(invocation) + SCRIPTS + script(name));
  }

  private static String script(String name) {
    return name.substring(0, name.length() - ".service".length());
  }

  private static boolean hasUnit(Invocation invocation, String name) throws Failure, IOException {
    if (!root(invocation).isEmpty() || invocation.isOffline()) {
      OfflineUnitFiles files =
          new OfflineUnitFiles(root(invocation), invocation.scope(), invocation.environment());
      return !files.list(List.of(), List.of(name)).isEmpty();
    }
    try {
      invocation.manager().call("GetUnitFileState", "s", name);
      return true;
    } catch (BusError none) {
      return false;
    }
  }

  private static void announce(Invocation invocation, String name, boolean hasUnit) {
    if (invocation.isQuiet()) {
      return;
    }
    invocation
        .screen()
        .log(
            Screen.Level.INFO,
            hasUnit
                ? "Synchronizing state of "
                    + name
                    + " with SysV service script with "
                    + PROGRAM
                    + "."
                : name + " is not a native service, redirecting to systemd-sysv-install.");
  }

  private static int run(Invocation invocation, String verb, String name) throws Failure {
    List<String> command = new ArrayList<>(List.of(PROGRAM));
    if (!root(invocation).isEmpty()) {
      command.add("--root=" + root(invocation));
    }
    command.add(verb);
    command.add(script(name));
    if (!invocation.isQuiet()) {
      invocation.screen().log(Screen.Level.INFO, "Executing: " + String.join(" ", command));
    }
    return Programs.run(command);
  }
}
