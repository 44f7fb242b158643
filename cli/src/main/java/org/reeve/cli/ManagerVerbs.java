package org.reeve.cli;

import java.io.IOException;
import java.util.List;
import org.reeve.dbus.BusError;
import org.reeve.dbus.ObjectPath;
import org.reeve.unit.Signals;

/** The verbs that ask something of the manager as a whole, or of a unit without a job. */
final class ManagerVerbs {
  private static final List<String> LOG_LEVELS =
      List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");

  private ManagerVerbs() {}

  static int reload(Invocation invocation, String verb, List<String> none)
      throws Failure, IOException {
    invocation.manager().ask("Failed to reload daemon", "Reload", "");
    return 0;
  }

  static int reexecute(Invocation invocation, String verb, List<String> none) throws Failure {
    ManagerClient manager = invocation.manager();
    try {
      manager.ask("Failed to reexecute daemon", "Reexecute", "");
    } catch (IOException ended) {
      // the manager executes itself instead of answering: that is what was wanted
    }
    return 0;
  }

  static int resetFailed(Invocation invocation, String verb, List<String> typed)
      throws Failure, IOException {
    if (typed.isEmpty()) {
      invocation.manager().ask("Failed to reset failed state", "ResetFailed", "");
      return 0;
    }
    int status = 0;
    for (String name : UnitNames.expand(invocation, typed)) {
      try {
        invocation.manager().call("ResetFailedUnit", "s", name);
      } catch (BusError e) {
        invocation
            .screen()
            .error(
                "Failed to reset failed state of unit " + name + ": " + ManagerClient.sentence(e));
        status = 1;
      }
    }
    return status;
  }

  static int kill(Invocation invocation, String verb, List<String> typed)
      throws Failure, IOException {
    String whom = invocation.options().last(Option.KILL_WHOM);
    whom = whom == null ? invocation.options().last(Option.KILL_WHO) : whom;
    String signal = invocation.options().last(Option.SIGNAL);
    int number = signal == null ? Signals.SIGTERM : Signals.parse(signal);
    int status = 0;
    for (String name : UnitNames.expand(invocation, typed)) {
      try {
        invocation.manager().call("KillUnit", "ssi", name, whom == null ? "all" : whom, number);
      } catch (BusError e) {
        invocation.screen().error("Failed to kill unit " + name + ": " + ManagerClient.sentence(e));
        status = 1;
      }
    }
    return status;
  }

  /** {@code freeze} and {@code thaw}. */
  static int freeze(Invocation invocation, String verb, List<String> typed)
      throws Failure, IOException {
    String method = verb.equals("freeze") ? "FreezeUnit" : "ThawUnit";
    int status = 0;
    for (String name : UnitNames.expand(invocation, typed)) {
      try {
        invocation.manager().call(method, "s", name);
      } catch (BusError e) {
        sayFailed(invocation, verb, name, e);
        status = 1;
      }
    }
    return status;
  }

  static int clean(Invocation invocation, String verb, List<String> typed)
      throws Failure, IOException {
    List<String> what = invocation.options().items(Option.WHAT);
    int status = 0;
    for (String name : UnitNames.expand(invocation, typed)) {
      try {
        invocation
            .manager()
            .call("CleanUnit", "sas", name, what.isEmpty() ? List.of("cache", "runtime") : what);
      } catch (BusError e) {
        sayFailed(invocation, verb, name, e);
        status = 1;
      }
    }
    return status;
  }

  private static void sayFailed(Invocation invocation, String verb, String name, BusError e) {
    invocation
        .screen()
        .error("Failed to " + verb + " unit " + name + ": " + ManagerClient.sentence(e));
  }

  /** {@code log-level} and {@code log-target}: shows or sets. */
  static int log(Invocation invocation, String verb, List<String> values)
      throws Failure, IOException {
    ManagerClient manager = invocation.manager();
    boolean level = verb.equals("log-level");
    String property = level ? "LogLevel" : "LogTarget";
    if (values.isEmpty()) {
      invocation.screen().line(manager.text(ManagerClient.PATH, ManagerClient.MANAGER, property));
      return 0;
    }
    String value = values.getFirst();
    if (level && !LOG_LEVELS.contains(value) && !(Options.isNumber(value) && value.length() == 1)) {
      throw new Failure("\"" + value + "\" is not a valid log level.");
    }
    ObjectPath control = new ObjectPath("/org/freedesktop/LogControl1");
    try {
      manager.call(
          control,
          "org.freedesktop.DBus.Properties",
          "Set",
          "ssv",
          "org.freedesktop.LogControl1",
          property,
          org.reeve.dbus.Variant.of(value));
    } catch (BusError e) {
      throw new Failure(
          "Failed to set "
              + verb.replace('-', ' ')
              + " of "
              + ManagerClient.NAME
              + " to "
              + value
              + ": "
              + ManagerClient.sentence(e));
    }
    return 0;
  }

  static int serviceWatchdogs(Invocation invocation, String verb, List<String> values)
      throws Failure, IOException {
    ManagerClient manager = invocation.manager();
    if (values.isEmpty()) {
      try {
        Object on = manager.get(ManagerClient.PATH, ManagerClient.MANAGER, "ServiceWatchdogs");
        invocation.screen().line(Boolean.TRUE.equals(on) ? "yes" : "no");
      } catch (BusError e) {
        throw new Failure("Failed to get service-watchdog state: " + ManagerClient.sentence(e));
      }
      return 0;
    }
    Boolean on = Options.bool(values.getFirst());
    if (on == null) {
      throw new Failure("Failed to parse service-watchdogs argument: Invalid argument");
    }
    try {
      manager.set("ServiceWatchdogs", "b", on);
    } catch (BusError e) {
      throw new Failure("Failed to set service-watchdog state: " + ManagerClient.sentence(e));
    }
    return 0;
  }

  /** {@code systemctl help}: the documentation that units name. */
  static int help(Invocation invocation, String verb, List<String> typed)
      throws Failure, IOException {
    for (String name : UnitNames.expand(invocation, typed)) {
      UnitStatus unit;
      try {
        unit =
            new UnitStatus(
                invocation.manager().all(ManagerClient.unitPath(name), ManagerClient.UNIT));
      } catch (BusError e) {
        throw new Failure("Failed to get properties: " + ManagerClient.sentence(e));
      }
      if (unit.text("LoadState").equals("not-found")) {
        invocation.screen().error("Unit " + name + " could not be found.");
        return 1;
      }
      if (unit.list("Documentation").isEmpty()) {
        invocation.screen().log(Screen.Level.INFO, "Documentation for " + name + " not known.");
      }
      for (Object each : unit.list("Documentation")) {
        read(invocation, (String) each);
      }
    }
    return 0;
  }

  private static void read(Invocation invocation, String document) throws Failure {
    invocation.screen().flush();
    if (!document.startsWith("man:")) {
      invocation.screen().log(Screen.Level.INFO, "Can't show: " + document);
      return;
    }
    String page = document.substring(4);
    int open = page.indexOf('(');
    Programs.run(
        open > 0 && page.endsWith(")")
            ? List.of("man", page.substring(open + 1, page.length() - 1), page.substring(0, open))
            : List.of("man", page));
  }
}
