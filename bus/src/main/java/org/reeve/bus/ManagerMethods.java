package org.reeve.bus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Call;
import org.reeve.dbus.Interface;
import org.reeve.dbus.ObjectPath;
import org.reeve.manager.Host;
import org.reeve.manager.InvocationId;
import org.reeve.manager.Job;
import org.reeve.manager.JobType;
import org.reeve.manager.Manager;
import org.reeve.manager.ManagerConfig;
import org.reeve.manager.Refusal;
import org.reeve.manager.Unit;
import org.reeve.unit.Glob;

/**
 * The methods of org.freedesktop.systemd1.Manager about units, jobs, the environment and the end.
 */
final class ManagerMethods {
  private final UnitVerbs verbs;

  ManagerMethods(UnitVerbs verbs) {
    this.verbs = verbs;
  }

  Binding<Manager> bind(Binding<Manager> binding) {
    units(binding);
    jobs(binding);
    listing(binding);
    machine(binding);
    return binding
        .method("Subscribe", (_, call) -> call.reply())
        .method("Unsubscribe", (_, call) -> call.reply())
        .method("SetEnvironment", (m, call) -> environment(m, call, List.of(), call.strings(0)))
        .method("UnsetEnvironment", (m, call) -> environment(m, call, call.strings(0), List.of()))
        .method(
            "UnsetAndSetEnvironment",
            (m, call) -> environment(m, call, call.strings(0), call.strings(1)));
  }

  private void units(Binding<Manager> binding) {
    binding
        .method("GetUnit", (_, call) -> path(call, verbs.find(call.string(0), call)))
        .method("GetUnitByPID", this::unitByPid)
        .method("GetUnitByInvocationID", this::unitByInvocation)
        .method("GetUnitByControlGroup", this::unitByCgroup)
        .method("LoadUnit", (_, call) -> path(call, verbs.load(call.string(0))))
        .method("KillUnit", (_, call) -> verbs.kill(call, verbs.find(call.string(0), call), 1))
        .method(
            "ResetFailedUnit",
            (_, call) -> verbs.resetFailed(call, verbs.find(call.string(0), call)))
        .method("ResetFailed", ManagerMethods::resetAllFailed)
        .method(
            "GetUnitProcesses",
            (_, call) -> verbs.processes(call, verbs.find(call.string(0), call)));
  }

  private static void path(Call call, Unit unit) {
    call.reply(Paths.unit(unit.name().text()));
  }

  private void unitByPid(Manager manager, Call call) throws BusError {
    long given = call.number(0);
    int pid = given == 0 ? call.caller().pid() : (int) given;
    Unit unit = verbs.ofProcess(pid);
    if (unit == null) {
      throw new BusError(
          Refusals.NO_UNIT_FOR_PID, "PID " + pid + " does not belong to any loaded unit.");
    }
    path(call, unit);
  }

  private void unitByInvocation(Manager manager, Call call) throws BusError {
    List<?> bytes = (List<?>) call.message().body().getFirst();
    if (bytes.isEmpty()) {
      Unit own = verbs.ofProcess(call.caller().pid());
      if (own == null) {
        throw new BusError(
            Refusals.NO_SUCH_UNIT, "Client " + call.caller().pid() + " not member of any unit.");
      }
      path(call, own);
      return;
    }
    if (bytes.size() != 16) {
      throw Refusals.invalid("Invalid invocation ID");
    }
    InvocationId id = new InvocationId(bits(bytes, 0), bits(bytes, 8));
    for (Unit unit : manager.allUnits()) {
      if (id.equals(unit.state().invocation())) {
        path(call, unit);
        return;
      }
    }
    throw new BusError(
        Refusals.NO_UNIT_FOR_INVOCATION_ID,
        "No unit with the specified invocation ID " + id + " known.");
  }

  private static long bits(List<?> bytes, int from) {
    long value = 0;
    for (int i = from; i < from + 8; i++) {
      value = value << 8 | (Integer) bytes.get(i);
    }
    return value;
  }

  private void unitByCgroup(Manager manager, Call call) throws BusError {
    String given = call.string(0);
    Unit unit = verbs.ofCgroup(given.startsWith("/") ? given.substring(1) : given);
    if (unit == null) {
      throw new BusError(
          Refusals.NO_SUCH_UNIT,
          "Control group '" + given + "' is not valid or not managed by this instance");
    }
    path(call, unit);
  }

  private static void resetAllFailed(Manager manager, Call call) {
    manager.resetAllFailed();
    call.reply();
  }

  private void jobs(Binding<Manager> binding) {
    binding
        .method("StartUnit", job(JobType.START, false))
        .method("StopUnit", job(JobType.STOP, false))
        .method("ReloadUnit", job(JobType.RELOAD, false))
        .method("RestartUnit", job(JobType.RESTART, false))
        .method("TryRestartUnit", job(JobType.TRY_RESTART, false))
        .method("ReloadOrRestartUnit", job(JobType.RESTART, true))
        .method("ReloadOrTryRestartUnit", job(JobType.TRY_RESTART, true))
        .method("EnqueueUnitJob", this::enqueueJob)
        .method("GetJob", (m, call) -> call.reply(Paths.job(JobObject.find(m, call).id())))
        .method("GetJobAfter", (m, call) -> JobObject.after(m, JobObject.find(m, call), call))
        .method("GetJobBefore", (m, call) -> JobObject.before(m, JobObject.find(m, call), call))
        .method("CancelJob", (m, call) -> JobObject.cancel(m, JobObject.find(m, call), call))
        .method("ClearJobs", ManagerMethods::clearJobs)
        .method("ListJobs", (m, call) -> call.reply(JobObject.rows(m.allJobs())));
  }

  private Interface.Handler<Manager> job(JobType type, boolean reloadIfPossible) {
    return (_, call) -> verbs.enqueue(call, verbs.load(call.string(0)), type, reloadIfPossible, 1);
  }

  private void enqueueJob(Manager manager, Call call) throws BusError {
    verbs.enqueueByWord(call, verbs.load(call.string(0)), call.string(1), call.string(2));
  }

  private static void clearJobs(Manager manager, Call call) throws BusError {
    for (Job job : manager.allJobs()) {
      if (manager.findJob(job.id()) != null) {
        try {
          manager.cancel(job.id());
        } catch (Refusal refusal) {
          throw Refusals.error(refusal);
        }
      }
    }
    call.reply();
  }

  private void listing(Binding<Manager> binding) {
    binding
        .method("ListUnits", (m, call) -> list(m, call, _ -> true))
        .method("ListUnitsFiltered", (m, call) -> list(m, call, in(call.strings(0))))
        .method(
            "ListUnitsByPatterns",
            (m, call) -> list(m, call, in(call.strings(0)).and(named(call.strings(1)))))
        .method("ListUnitsByNames", this::listByNames);
  }

  private static Predicate<Unit> in(List<String> states) {
    return unit ->
        states.isEmpty()
            || states.contains(unit.loadState().text())
            || states.contains(unit.activeState().text())
            || states.contains(unit.subState());
  }

  private static Predicate<Unit> named(List<String> patterns) {
    return unit -> {
      for (String pattern : patterns) {
        if (Glob.matches(pattern, unit.name().text())) {
          return true;
        }
      }
      return patterns.isEmpty();
    };
  }

  private static void list(Manager manager, Call call, Predicate<Unit> wanted) {
    List<Object> rows = new ArrayList<>();
    for (Unit unit : manager.allUnits()) {
      if (wanted.test(unit)) {
        rows.add(row(unit));
      }
    }
    call.reply(rows);
  }

  private void listByNames(Manager manager, Call call) throws BusError {
    List<Object> rows = new ArrayList<>();
    for (String name : call.strings(0)) {
      rows.add(row(verbs.load(name)));
    }
    call.reply(rows);
  }

  private static List<Object> row(Unit unit) {
    Job job = unit.job();
    String name = unit.name().text();
    return List.of(
        name,
        unit.description(),
        unit.loadState().text(),
        unit.activeState().text(),
        unit.subState(),
        "",
        Paths.unit(name),
        job == null ? 0 : job.id(),
        job == null ? "" : job.type().text(),
        job == null ? ObjectPath.ROOT : Paths.job(job.id()));
  }

  private static void machine(Binding<Manager> binding) {
    binding
        .method("Reload", ManagerMethods::reload)
        .method("Reexecute", (manager, _) -> manager.reexecute())
        .method("Exit", (m, call) -> end(m, call, Host.Finish.Verb.EXIT))
        .method("Reboot", (m, call) -> end(m, call, Host.Finish.Verb.REBOOT))
        .method("PowerOff", (m, call) -> end(m, call, Host.Finish.Verb.POWEROFF))
        .method("Halt", (m, call) -> end(m, call, Host.Finish.Verb.HALT))
        .method("KExec", (m, call) -> end(m, call, Host.Finish.Verb.KEXEC))
        .method("SetExitCode", ManagerMethods::setExitCode);
  }

  private static void reload(Manager manager, Call call) {
    manager.reload();
    call.reply();
  }

  private static void end(Manager manager, Call call, Host.Finish.Verb verb) throws BusError {
    boolean system = manager.config().scope() == ManagerConfig.Scope.SYSTEM;
    if (verb != Host.Finish.Verb.EXIT && !system) {
      throw new BusError(
          Refusals.NOT_SUPPORTED,
          call.message().member() + " is only supported for system managers.");
    }
    if (manager.config().scope() == ManagerConfig.Scope.FOREGROUND) {
      manager.stopAll("Exit"); // it ends when all have ended
    } else {
      manager.finish(new Host.Finish(verb, manager.exitCode()));
    }
    call.reply();
  }

  private static void setExitCode(Manager manager, Call call) {
    manager.setExitCode((int) call.number(0));
    call.reply();
  }

  private static void environment(
      Manager manager, Call call, List<String> removed, List<String> added) throws BusError {
    Map<String, String> environment = new LinkedHashMap<>(manager.environment());
    for (String each : removed) {
      int equals = each.indexOf('=');
      String name = equals < 0 ? each : each.substring(0, equals);
      if (!isName(name)) {
        throw Refusals.invalid("Invalid environment variable names or assignments");
      }
      if (equals < 0) {
        environment.remove(name);
      } else {
        environment.remove(name, each.substring(equals + 1));
      }
    }
    for (String each : added) {
      int equals = each.indexOf('=');
      if (equals < 0 || !isName(each.substring(0, equals))) {
        throw Refusals.invalid("Invalid environment assignments");
      }
      environment.put(each.substring(0, equals), each.substring(equals + 1));
    }
    manager.setEnvironment(environment);
    call.reply();
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
