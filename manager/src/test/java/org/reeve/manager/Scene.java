package org.reeve.manager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.JobMode;
import org.reeve.unit.LoadPath;
import org.reeve.unit.MemoryFileTree;
import org.reeve.unit.UnitName;

/**
 * A simulated machine for one scenario: unit files and programs are put in, requests made, time let
 * go on, and what came of it is asked for in the short words of systemctl: {@code active/running},
 * {@code a.service start done}.
 */
final class Scene implements SimulatedHost.Watcher {
  static final long MILLISECOND = 1_000;
  static final long SECOND = 1_000_000;

  private final MemoryFileTree files = new MemoryFileTree();
  private final Map<String, Function<SimulatedHost.Run, SimulatedProgram>> programs =
      new HashMap<>();
  private final List<String> jobs = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();
  private final List<Host.Spawn> spawns = new ArrayList<>();
  private final List<Host.Kill> kills = new ArrayList<>();
  private final Map<Integer, JobType> types = new HashMap<>();
  private ManagerConfig.Scope scope = ManagerConfig.Scope.FOREGROUND;
  private SimulatedFaults faults = new SimulatedFaults();
  private @Nullable SimulatedHost host;

  // ---- before ----

  Scene unit(String name, String... lines) {
    files.file("/etc/systemd/system/" + name, String.join("\n", lines) + "\n");
    return this;
  }

  /**
   * A service whose file has just these lines in [Service], and none of the default dependencies.
   */
  Scene service(String name, String... lines) {
    return unit(name, "[Unit]", "DefaultDependencies=no", "[Service]", String.join("\n", lines));
  }

  /**
   * What every run of this command line does; programs that are not named run until told to end.
   */
  Scene program(String commandLine, SimulatedProgram program) {
    return program(commandLine, _ -> program);
  }

  Scene program(String commandLine, Function<SimulatedHost.Run, SimulatedProgram> program) {
    programs.put(commandLine, program);
    return this;
  }

  Scene scope(ManagerConfig.Scope scope) {
    this.scope = scope;
    return this;
  }

  Scene faults(SimulatedFaults faults) {
    this.faults = faults;
    return this;
  }

  // ---- meanwhile ----

  SimulatedHost host() {
    SimulatedHost present = host;
    if (present == null) {
      present =
          new SimulatedHost(
              new SimulatedHost.Setup(
                  SimulatedHost.Definitions.of(files, LoadPath.system()),
                  files,
                  config(scope),
                  new JobRules(),
                  this::program,
                  faults,
                  1),
              this);
      host = present;
    }
    return present;
  }

  static ManagerConfig config(ManagerConfig.Scope scope) {
    return new ManagerConfig(
        scope,
        null,
        Map.of("PATH", "/usr/bin"),
        "/run/systemd/notify",
        "/run",
        0,
        1,
        ManagerConfig.DEFAULT_TIMEOUT_USEC,
        ManagerConfig.DEFAULT_TIMEOUT_USEC,
        1024,
        524_288,
        ManagerConfig.DEFAULT_SEARCH_PATH);
  }

  private SimulatedProgram program(SimulatedHost.Run run) {
    Function<SimulatedHost.Run, SimulatedProgram> known =
        programs.get(String.join(" ", run.argv()));
    return known == null ? SimulatedProgram.daemon() : known.apply(run);
  }

  Scene start(String unit) {
    return asked(JobType.START, unit, JobMode.REPLACE);
  }

  Scene stop(String unit) {
    return asked(JobType.STOP, unit, JobMode.REPLACE);
  }

  /** A request that must be taken. */
  Scene asked(JobType type, String unit, JobMode mode) {
    Refusal refusal = ask(type, unit, mode);
    if (refusal != null) {
      throw new AssertionError(
          type.text() + " " + unit + " was refused: " + refusal.sentence(), refusal);
    }
    return this;
  }

  /** A request; its refusal, or null. */
  @Nullable Refusal ask(JobType type, String unit, JobMode mode) {
    return host()
        .request(manager ->
            manager.request(
                type, UnitName.of(unit), mode, false, new Cause.Client(1, 0, type.text())));
  }

  /** Takes a unit's file away. */
  Scene remove(String unit) {
    try {
      files.remove("/etc/systemd/system/" + unit);
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
    return this;
  }

  Scene run(long usec) {
    host().runUntil(host().now().monotonicUsec() + usec);
    return this;
  }

  // ---- after ----

  /** {@code active/running}. */
  String state(String unit) {
    Unit found = host().manager().findUnit(UnitName.of(unit));
    return found == null ? "inactive/dead" : found.activeState().text() + "/" + found.subState();
  }

  Service service(String unit) {
    if (host().manager().findUnit(UnitName.of(unit)) instanceof Service service) {
      return service;
    }
    throw new AssertionError(unit + " is not loaded");
  }

  String result(String unit) {
    return service(unit).service().progress().result().text();
  }

  /** The jobs that have ended, {@code a.service start done} each. */
  List<String> jobs() {
    return jobs;
  }

  List<String> messages() {
    return messages;
  }

  /** The spawns that were ordered, {@code a.service ExecStart= /bin/a} each. */
  List<String> spawned() {
    List<String> lines = new ArrayList<>();
    for (Host.Spawn spawn : spawns) {
      SimulatedHost.Run run = SimulatedHost.runOf(spawn, 0);
      lines.add(run.unit() + " " + run.directive() + " " + String.join(" ", run.argv()));
    }
    return lines;
  }

  List<Host.Spawn> spawns() {
    return spawns;
  }

  /** The signals that were sent, {@code a.service 15} each. */
  List<String> killed() {
    List<String> lines = new ArrayList<>();
    for (Host.Kill kill : kills) {
      lines.add(kill.unit() + " " + kill.signal());
    }
    return lines;
  }

  @Override
  public void ordered(Host.Spawn order) {
    spawns.add(order);
  }

  @Override
  public void ordered(Host.Kill order) {
    kills.add(order);
  }

  @Override
  public void published(Change change) {
    switch (change) {
      case Change.JobNew(int id, UnitName _) -> note(id);
      case Change.JobChanged(int id, UnitName _) -> note(id);
      case Change.JobRemoved(int id, UnitName unit, JobResult result) -> {
        JobType type = types.get(id);
        jobs.add(unit + " " + (type == null ? "?" : type.text()) + " " + result.text());
      }
      default -> {}
    }
  }

  private void note(int id) {
    Job job = host == null ? null : host.manager().findJob(id);
    if (job != null) {
      types.put(id, job.type());
    }
  }

  @Override
  public void logged(LogLevel level, @Nullable UnitName unit, String message) {
    messages.add(message);
  }
}
