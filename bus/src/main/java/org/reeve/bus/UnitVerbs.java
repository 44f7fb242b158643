package org.reeve.bus;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Call;
import org.reeve.manager.Cause;
import org.reeve.manager.ExecUnit;
import org.reeve.manager.Job;
import org.reeve.manager.JobType;
import org.reeve.manager.Manager;
import org.reeve.manager.Refusal;
import org.reeve.manager.Unit;
import org.reeve.unit.JobMode;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitType;

/**
 * What clients do to units, whether they name them to the manager ({@code StartUnit}) or speak to
 * the unit's own object ({@code Start}).
 */
final class UnitVerbs {
  /**
   * What a client may ask for by a word: a type and whether a reload will do where the unit can.
   */
  private record Verb(JobType type, boolean reloadIfPossible) {}

  private static final int MAX_SIGNAL = 64;

  private final Manager manager;
  private final Machine machine;

  UnitVerbs(Manager manager, Machine machine) {
    this.manager = manager;
    this.machine = machine;
  }

  /** The unit of this name, loaded if it was not. */
  Unit load(String text) throws BusError {
    UnitName name = UnitName.parse(text);
    if (name == null) {
      throw Refusals.invalid("Unit name " + text + " is not valid.");
    }
    if (name.isTemplate()) {
      throw Refusals.invalid("Unit name " + text + " is missing the instance name.");
    }
    return manager.loadUnit(name);
  }

  /** The unit of this name if it is loaded; of an empty name the caller's. */
  Unit find(String text, Call call) throws BusError {
    if (text.isEmpty()) {
      Unit own = ofProcess(call.caller().pid());
      if (own == null) {
        throw new BusError(Refusals.NO_SUCH_UNIT, "Client not member of any unit.");
      }
      return own;
    }
    UnitName name = UnitName.parse(text);
    Unit unit = name == null ? null : manager.findUnit(name);
    if (unit == null) {
      throw new BusError(Refusals.NO_SUCH_UNIT, "Unit " + text + " not loaded.");
    }
    return unit;
  }

  /** The unit in whose cgroup a process is, or null. */
  @org.jspecify.annotations.Nullable
  Unit ofProcess(int pid) {
    String cgroup = pid <= 0 ? null : machine.cgroupOf(pid);
    return cgroup == null ? null : ofCgroup(cgroup);
  }

  /** The unit whose cgroup this is, or that it lies in, or null. */
  @org.jspecify.annotations.Nullable
  Unit ofCgroup(String cgroup) {
    String path = cgroup;
    while (true) {
      int slash = path.lastIndexOf('/');
      UnitName name = UnitName.parse(path.substring(slash + 1));
      Unit unit = name == null ? null : manager.findUnit(name);
      if (unit != null && path.equals(unit.cgroup())) {
        return unit;
      }
      if (slash < 0) {
        return null;
      }
      path = path.substring(0, slash);
    }
  }

  /** Queues a job and answers with its path; the mode is the argument at {@code modeIndex}. */
  void enqueue(Call call, Unit unit, JobType type, boolean reloadIfPossible, int modeIndex)
      throws BusError {
    Job job = request(call, unit, new Verb(type, reloadIfPossible), call.string(modeIndex));
    call.reply(Paths.job(job.id()));
  }

  private Job request(Call call, Unit unit, Verb verb, String modeText) throws BusError {
    JobMode mode = JobMode.of(modeText);
    if (mode == null) {
      throw Refusals.invalid("Job mode " + modeText + " invalid");
    }
    Cause cause =
        new Cause.Client(
            call.caller().pid(),
            (int) call.caller().uid(),
            String.valueOf(call.message().member()));
    try {
      return manager.request(verb.type(), unit.name(), mode, verb.reloadIfPossible(), cause);
    } catch (Refusal refusal) {
      throw Refusals.error(refusal);
    }
  }

  /**
   * EnqueueUnitJob and EnqueueJob: the type is a word too, and the answer tells of the other jobs
   * that it took.
   */
  void enqueueByWord(Call call, Unit unit, String typeText, String modeText) throws BusError {
    Verb verb = verb(typeText);
    Set<Integer> before = new HashSet<>();
    for (Job job : manager.allJobs()) {
      before.add(job.id());
    }
    Job job = request(call, unit, verb, modeText);
    List<Object> others = new ArrayList<>();
    for (Job other : manager.allJobs()) {
      if (other.id() != job.id() && !before.contains(other.id())) {
        String name = other.unit().text();
        others.add(
            List.of(
                other.id(), Paths.job(other.id()), name, Paths.unit(name), other.type().text()));
      }
    }
    String name = job.unit().text();
    call.reply(job.id(), Paths.job(job.id()), name, Paths.unit(name), job.type().text(), others);
  }

  private static Verb verb(String text) throws BusError {
    return switch (text) {
      case "start" -> new Verb(JobType.START, false);
      case "verify-active" -> new Verb(JobType.VERIFY_ACTIVE, false);
      case "stop" -> new Verb(JobType.STOP, false);
      case "reload" -> new Verb(JobType.RELOAD, false);
      case "restart" -> new Verb(JobType.RESTART, false);
      case "try-restart" -> new Verb(JobType.TRY_RESTART, false);
      case "reload-or-restart" -> new Verb(JobType.RESTART, true);
      case "reload-or-try-restart" -> new Verb(JobType.TRY_RESTART, true);
      default -> throw Refusals.invalid("Job type " + text + " invalid");
    };
  }

  /**
   * Sends a signal to some or all of the unit's processes; the arguments from {@code index} on are
   * whom and the signal.
   */
  void kill(Call call, Unit unit, int index) throws BusError {
    String whom = call.string(index);
    long signal = call.number(index + 1);
    Manager.Whom target =
        switch (whom) {
          case "", "all", "all-fail" -> Manager.Whom.ALL;
          case "main", "main-fail" -> Manager.Whom.MAIN;
          case "control", "control-fail" -> Manager.Whom.CONTROL;
          default -> throw Refusals.invalid("Invalid who argument: " + whom);
        };
    if (signal <= 0 || signal > MAX_SIGNAL) {
      throw Refusals.invalid("Signal number out of range.");
    }
    if (!(unit instanceof ExecUnit service)) {
      throw new BusError(Refusals.NOT_SUPPORTED, "Operation not supported");
    }
    if (whom.equals("all-fail") && machine.members(service.cgroup()).isEmpty()) {
      throw new BusError("org.freedesktop.systemd1.NoSuchProcess", "No matching processes to kill");
    }
    try {
      manager.kill(unit.name(), target, (int) signal);
    } catch (Refusal refusal) {
      throw Refusals.error(refusal);
    }
    call.reply();
  }

  void resetFailed(Call call, Unit unit) {
    manager.resetFailed(unit.name());
    call.reply();
  }

  /** Answers with all processes of the unit: cgroup, pid and command line. */
  void processes(Call call, Unit unit) {
    List<Object> rows = new ArrayList<>();
    String cgroup = unit.cgroup();
    boolean slice = unit.name().type() == UnitType.SLICE;
    if (cgroup != null && (slice || !unit.activeState().isInactiveOrFailed())) {
      for (Machine.Member member : machine.members(cgroup)) {
        String path = machine.rootCgroup() + "/" + member.cgroup();
        rows.add(List.of(path, member.pid(), member.commandLine()));
      }
    }
    call.reply(rows);
  }
}
