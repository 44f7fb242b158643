package org.reeve.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.reeve.dbus.BusError;
import org.reeve.dbus.ObjectPath;

/** The verbs that queue a job for units and wait for it: start, stop and their kin. */
final class UnitVerbs {
  /**
   * What a verb queues.
   *
   * @param verb what the user types
   * @param method the manager's method
   * @param job the job's type, as the manager names it
   */
  private record Action(String verb, String method, String job) {}

  private static final List<Action> ACTIONS =
      List.of(
          new Action("start", "StartUnit", "start"),
          new Action("stop", "StopUnit", "stop"),
          new Action("condstop", "StopUnit", "stop"),
          new Action("reload", "ReloadUnit", "reload"),
          new Action("restart", "RestartUnit", "restart"),
          new Action("try-restart", "TryRestartUnit", "try-restart"),
          new Action("condrestart", "TryRestartUnit", "try-restart"),
          new Action("reload-or-restart", "ReloadOrRestartUnit", "reload-or-restart"),
          new Action("try-reload-or-restart", "ReloadOrTryRestartUnit", "reload-or-try-restart"),
          new Action("reload-or-try-restart", "ReloadOrTryRestartUnit", "reload-or-try-restart"),
          new Action("condreload", "ReloadOrTryRestartUnit", "reload-or-try-restart"),
          new Action("force-reload", "ReloadOrTryRestartUnit", "reload-or-try-restart"),
          new Action("isolate", "StartUnit", "start"));

  private static final Action START = ACTIONS.getFirst();

  private UnitVerbs() {}

  /** {@code systemctl start UNIT...} and the other verbs of {@link #ACTIONS}. */
  static int run(Invocation invocation, String verb, List<String> typed)
      throws Failure, IOException {
    if (invocation.has(Option.MARKED)) {
      return marked(invocation, typed);
    }
    if (typed.isEmpty()) {
      throw new Failure("List of units to restart/reload is required.");
    }
    boolean isolate = verb.equals("isolate");
    List<String> names = UnitNames.expand(invocation, typed, isolate ? "target" : "service");
    if (action(verb).job.equals("start")) {
      warnPattern(invocation, typed);
    }
    String mode = isolate ? "isolate" : jobMode(invocation);
    return queue(invocation, action(verb), names, mode, !invocation.has(Option.NO_BLOCK));
  }

  /** A pattern means loaded units, which are mostly those that need no start. */
  private static void warnPattern(Invocation invocation, List<String> typed) {
    boolean pattern = false;
    for (String name : typed) {
      pattern |= UnitNames.isPattern(name);
    }
    if (!pattern || invocation.has(Option.ALL) || invocation.isQuiet()) {
      return;
    }
    invocation
        .screen()
        .log(
            Screen.Level.WARNING,
            "Warning: "
                + invocation
                    .screen()
                    .coloured(Colour.RED, "systemctl start called with a glob pattern."));
    invocation
        .screen()
        .log(
            Screen.Level.NOTICE,
            """
            Hint: unit globs expand to loaded units, so start will usually have no effect.
                  Passing --all will also load units which are pulled in by other units.
                  See systemctl(1) for more details.\
            """);
  }

  /** Starts one unit in this mode, as the verbs of the system's states do. */
  static int start(Invocation invocation, String name, String mode, boolean wait)
      throws Failure, IOException {
    return queue(invocation, START, List.of(name), mode, wait);
  }

  /** Starts or stops units after they were enabled or disabled. */
  static int now(Invocation invocation, String verb, List<String> names)
      throws Failure, IOException {
    return queue(
        invocation, action(verb), names, jobMode(invocation), !invocation.has(Option.NO_BLOCK));
  }

  private static String jobMode(Invocation invocation) {
    String mode = invocation.options().last(Option.JOB_MODE);
    if (mode != null) {
      return mode;
    }
    if (invocation.has(Option.IRREVERSIBLE)) {
      return "replace-irreversibly";
    }
    return invocation.has(Option.IGNORE_DEPENDENCIES) ? "ignore-dependencies" : "replace";
  }

  private static Action action(String verb) {
    for (Action action : ACTIONS) {
      if (action.verb.equals(verb)) {
        return action;
      }
    }
    throw new IllegalArgumentException(verb);
  }

  private static int queue(
      Invocation invocation, Action action, List<String> names, String mode, boolean wait)
      throws Failure, IOException {
    ManagerClient manager = invocation.manager();
    JobWaiter jobs = new JobWaiter(invocation);
    int status = 0;
    for (String name : names) {
      try {
        ObjectPath job = queueOne(invocation, action, name, mode);
        if (needsReload(manager, name)) {
          warnChanged(invocation, name);
        }
        jobs.add(job);
      } catch (BusError e) {
        explain(invocation, action, name, e);
        status = status == 0 ? exitStatus(e) : status;
      }
    }
    if (wait) {
      boolean done = jobs.await();
      if (action.method.equals("StopUnit") && !invocation.isQuiet()) {
        for (String name : names) {
          warnTriggered(invocation, name);
        }
      }
      if (!done) {
        return 1;
      }
    }
    return status == 0 && wait && invocation.has(Option.WAIT) ? jobs.awaitEnds(names) : status;
  }

  private static ObjectPath queueOne(Invocation invocation, Action action, String name, String mode)
      throws BusError, IOException, Failure {
    ManagerClient manager = invocation.manager();
    if (!invocation.has(Option.SHOW_TRANSACTION)) {
      return (ObjectPath) manager.call(action.method, "ss", name, mode).getFirst();
    }
    List<Object> answer = manager.call("EnqueueUnitJob", "sss", name, action.job, mode);
    if (!invocation.isQuiet()) {
      sayQueued(invocation, "anchor", answer.get(0), answer.get(2), answer.get(4));
      for (Object each : (List<?>) answer.get(5)) {
        List<?> job = (List<?>) each;
        sayQueued(invocation, "auxiliary", job.get(0), job.get(2), job.get(4));
      }
    }
    return (ObjectPath) answer.get(1);
  }

  private static void sayQueued(
      Invocation invocation, String kind, Object id, Object unit, Object type) {
    invocation
        .screen()
        .log(Screen.Level.INFO, "Enqueued " + kind + " job " + id + " " + unit + "/" + type + ".");
  }

  private static void explain(Invocation invocation, Action action, String name, BusError error) {
    Screen screen = invocation.screen();
    screen.error("Failed to " + action.job + " " + name + ": " + ManagerClient.sentence(error));
    String known = error.errorName();
    if (known.equals(ManagerClient.NAME + ".NoSuchUnit")
        || known.equals(ManagerClient.NAME + ".UnitMasked")
        || known.equals(ManagerClient.NAME + ".JobTypeNotApplicable")) {
      return;
    }
    screen.error(
        "See "
            + invocation.logs()
            + " logs and '"
            + invocation.command()
            + " status"
            + (name.startsWith("-") ? " --" : "")
            + " "
            + name
            + "' for details.");
  }

  /** The LSB's statuses for actions on init scripts (systemctl(1), EXIT STATUS). */
  static int exitStatus(BusError error) {
    if (error.errorName().equals(BusError.ACCESS_DENIED)) {
      return 4;
    }
    String prefix = ManagerClient.NAME + ".";
    if (!error.errorName().startsWith(prefix)) {
      return error.errorName().equals("org.freedesktop.DBus.Error.NotSupported") ? 3 : 1;
    }
    return switch (error.errorName().substring(prefix.length())) {
      case "OnlyByDependency", "NoIsolation", "TransactionIsDestructive" -> 4;
      case "NoSuchUnit" -> 5;
      case "JobTypeNotApplicable" -> 3;
      case "LoadFailed" -> 6;
      default -> 1;
    };
  }

  /** Whether a unit's files changed since the manager read them. */
  static boolean needsReload(ManagerClient manager, String name) throws IOException {
    try {
      return Boolean.TRUE.equals(
          manager.get(ManagerClient.unitPath(name), ManagerClient.UNIT, "NeedDaemonReload"));
    } catch (BusError gone) {
      return false;
    }
  }

  static void warnChanged(Invocation invocation, String name) {
    invocation
        .screen()
        .log(
            Screen.Level.WARNING,
            "Warning: The unit file, source configuration file or drop-ins of "
                + name
                + " changed on disk. Run '"
                + invocation.command()
                + " daemon-reload' to reload units.");
  }

  /** Names the active units that would start a stopped one again. */
  private static void warnTriggered(Invocation invocation, String name)
      throws Failure, IOException {
    ManagerClient manager = invocation.manager();
    ObjectPath path = ManagerClient.unitPath(name);
    List<String> triggers = new ArrayList<>();
    try {
      if (manager.text(path, ManagerClient.UNIT, "LoadState").equals("masked")
          || !(manager.get(path, ManagerClient.UNIT, "TriggeredBy") instanceof List<?> all)) {
        return;
      }
      for (Object each : all) {
        String trigger = (String) each;
        String state =
            manager.text(ManagerClient.unitPath(trigger), ManagerClient.UNIT, "ActiveState");
        if (state.equals("active") || state.equals("reloading")) {
          triggers.add(trigger);
        }
      }
    } catch (BusError gone) {
      return;
    }
    if (!triggers.isEmpty()) {
      invocation
          .screen()
          .log(
              Screen.Level.WARNING,
              "Warning: Stopping " + name + ", but it can still be activated by:");
      for (String trigger : triggers) {
        invocation.screen().log(Screen.Level.INFO, "  " + trigger);
      }
    }
  }

  /** {@code systemctl reload-or-restart --marked}. */
  private static int marked(Invocation invocation, List<String> typed) throws Failure, IOException {
    if (!typed.isEmpty()) {
      throw new Failure("No additional arguments allowed with 'reload-or-restart --marked'.");
    }
    List<Object> answer = invocation.manager().ask("Failed to start jobs", "EnqueueMarkedJobs", "");
    JobWaiter jobs = new JobWaiter(invocation);
    for (Object job : (List<?>) answer.getFirst()) {
      jobs.add(new ObjectPath((String) job));
    }
    return invocation.has(Option.NO_BLOCK) || jobs.await() ? 0 : 1;
  }
}
