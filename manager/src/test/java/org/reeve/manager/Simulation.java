package org.reeve.manager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.LoadPath;
import org.reeve.unit.MemoryFileTree;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitName;

/**
 * Runs a random history under the eyes of {@link Invariants}, with or without the manager's deaths.
 */
final class Simulation {
  private static final long SECOND = 1_000_000;

  /** After the last step everything has to settle in this time, endless loops of restarts apart. */
  private static final long SETTLING_USEC = 20 * SECOND;

  /** Where a timeout may have been taken out of a file, the default of 90 s holds. */
  private static final long SETTLING_WITHOUT_TIMEOUTS_USEC = 300 * SECOND;

  private static final int MOST_TURNS_A_SECOND = 400;

  /**
   * What a history led to, as far as the manager's deaths must not change it.
   *
   * @param units what clients would be shown of each unit
   * @param jobs the ends of all jobs: by unit, because two that end at the same moment have no
   *     order, and within a unit as they came
   */
  record Outcome(Map<String, String> units, List<Invariants.Ended> jobs) {}

  private final RandomHistory history;
  private final Invariants invariants;
  private final SimulatedHost host;
  private final HistoryFaults faults;
  private final MemoryFileTree files;
  private final Coverage coverage;

  private Simulation(
      RandomHistory history,
      SimulatedHost.Definitions definitions,
      boolean deaths,
      @Nullable SeededDefect defect,
      Coverage coverage) {
    this.history = history;
    this.coverage = coverage;
    this.invariants = new Invariants(history.granularityUsec(), coverage);
    this.files = history.graph().files();
    this.faults = new HistoryFaults(history, deaths);
    SeededDefect.Switches switches = SeededDefect.switches(defect, faults);
    this.host =
        new SimulatedHost(
            new SimulatedHost.Setup(
                history.edits()
                    ? SimulatedHost.Definitions.of(files, LoadPath.system())
                    : definitions,
                files,
                Scene.config(history.graph().scope()),
                switches.rules(),
                history.graph()::program,
                switches.faults(),
                history.granularityUsec()),
            invariants);
    invariants.watch(host);
    host.know(new Host.Identity(true, 1000, 1000, "sim", "/home/sim", "/bin/sh", List.of(1000)));
  }

  /** A graph's definitions, read by the real loader, and only once: the files do not change. */
  static SimulatedHost.Definitions definitions(RandomHistory history) {
    SimulatedHost.Definitions read =
        SimulatedHost.Definitions.of(history.graph().files(), LoadPath.system());
    return new SimulatedHost.Definitions() {
      @Override
      public UnitDefinition load(UnitName name) {
        return read.load(name);
      }

      @Override
      public boolean isStale(UnitDefinition definition) {
        return false;
      }

      @Override
      public void forget() {}
    };
  }

  /** Runs the history; throws if an invariant is broken. */
  static Outcome run(
      RandomHistory history,
      SimulatedHost.Definitions definitions,
      boolean deaths,
      @Nullable SeededDefect defect,
      Coverage coverage) {
    Simulation simulation = new Simulation(history, definitions, deaths, defect, coverage);
    try {
      return simulation.run();
    } catch (RuntimeException | AssertionError failure) {
      String what = failure instanceof AssertionError ? failure.getMessage() : failure.toString();
      throw new AssertionError(what + "\n" + simulation.invariants.trace(), failure);
    }
  }

  private Outcome run() {
    long time = host.now().monotonicUsec();
    for (RandomHistory.Step step : history.steps()) {
      time += step.afterUsec();
      host.runUntil(time);
      act(step.action());
    }
    boolean quiet = settle(time, history.edits() ? SETTLING_WITHOUT_TIMEOUTS_USEC : SETTLING_USEC);
    Outcome outcome = outcome();
    coverage.run(host, quiet);
    return outcome;
  }

  /** Whether all came to rest. */
  private boolean settle(long fromUsec, long usec) {
    long turnsBefore = host.turns();
    long untilUsec = fromUsec + usec;
    host.runUntil(untilUsec);
    long turns = host.turns() - turnsBefore;
    int crowd = Math.max(1, history.graph().units().size() / 4);
    if (turns > MOST_TURNS_A_SECOND * usec / SECOND * crowd) {
      throw new AssertionError(
          "(11) " + turns + " turns in the " + usec / SECOND + " s after the last step");
    }
    if (host.isIdle()) {
      invariants.quiet();
      return true;
    }
    for (Job job : host.manager().allJobs()) {
      if (untilUsec - job.queued().monotonicUsec() > usec * 3) {
        throw new AssertionError(
            "(18) "
                + job
                + " is still there "
                + (untilUsec - job.queued().monotonicUsec())
                + " µs after it was queued");
      }
    }
    return false;
  }

  private void act(RandomHistory.Action action) {
    switch (action) {
      case RandomHistory.Action.Ask ask -> ask(ask);
      case RandomHistory.Action.Cancel(int place) -> {
        List<Job> jobs = host.manager().allJobs();
        if (!jobs.isEmpty()) {
          invariants.cancelled();
          host.request(manager -> manager.cancel(jobs.get(place % jobs.size()).id()));
        }
      }
      case RandomHistory.Action.ResetFailed(UnitName unit) -> {
        invariants.forgotten(unit);
        host.request(manager -> manager.resetFailed(unit));
      }
      case RandomHistory.Action.Reload() -> host.request(Manager::reload);
      case RandomHistory.Action.Edit(UnitName unit, int line) -> edit(unit, line);
      case RandomHistory.Action.Reexecute() -> host.request(Manager::reexecute);
      case RandomHistory.Action.KillMain(UnitName unit, int signal) -> {
        faults.sparing = true; // else the client would have no answer and would have to ask again
        host.request(manager -> manager.kill(unit, Manager.Whom.MAIN, signal));
        faults.sparing = false;
      }
      case RandomHistory.Action.Strike(UnitName unit, int place, int signal) -> {
        if (host.manager().findUnit(unit) instanceof Service service) {
          host.strike(service.cgroup(), place, signal);
        }
      }
      case RandomHistory.Action.StepClock(long usec) -> host.stepRealtime(usec);
      case RandomHistory.Action.Connect(UnitName unit) ->
          host.connect(RandomGraph.address(unit.prefix()));
    }
  }

  private void edit(UnitName unit, int line) {
    String path = "/etc/systemd/system/" + unit;
    String less = history.graph().without(unit.text(), line);
    try {
      if (less != null) {
        files.file(path, less);
      } else if (files.stat(path).exists()) {
        files.remove(path);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    invariants.edited();
    host.request(Manager::reload);
  }

  private void ask(RandomHistory.Action.Ask ask) {
    invariants.asked(ask.mode());
    host.request(manager -> {
      Cause cause = new Cause.Client(1, 0, ask.type().text());
      Job job = manager.request(ask.type(), ask.unit(), ask.mode(), ask.reloadIfPossible(), cause);
      if (!ask.reloadIfPossible()) {
        invariants.accepted(manager, ask.type(), ask.unit(), ask.mode(), job);
      }
    });
  }

  private Outcome outcome() {
    Map<String, String> units = new TreeMap<>();
    for (RandomGraph.RandomUnit unit : history.graph().units()) {
      Unit found = host.manager().findUnit(UnitName.of(unit.name()));
      units.put(unit.name(), found == null ? "inactive/dead" : describe(found));
    }
    List<Invariants.Ended> jobs = new ArrayList<>(invariants.results());
    jobs.sort(Comparator.comparing(Invariants.Ended::unit));
    return new Outcome(units, jobs);
  }

  private static String describe(Unit unit) {
    String state = unit.activeState().text() + "/" + unit.subState();
    if (unit instanceof Socket socket) {
      return state.equals("inactive/dead")
          ? state
          : state + ", result " + socket.socket().progress().result().text();
    }
    if (!(unit instanceof Service service)) {
      return state;
    }
    ServiceState all = service.service();
    Map<String, String> commands = new TreeMap<>();
    all.log()
        .forEach(
            (slot, status) -> commands.put(slot.kind() + "#" + slot.index(), describe(status)));
    // one that is down may be dropped from memory, and whether something holds it is not in a
    // record: a unit that was loaded because somebody asked after it is not loaded again
    boolean droppable = state.equals("inactive/dead");
    return droppable
        ? state
        : state
            + ", result "
            + all.progress().result().text()
            + ", restarts "
            + all.restarts().count()
            + ", main "
            + describe(all.processes().mainStatus())
            + ", commands "
            + commands;
  }

  private static String describe(ExecStatus status) {
    return status.begun().monotonicUsec()
        + "-"
        + status.ended().monotonicUsec()
        + " "
        + status.end();
  }

  /** Delays and deaths by the history's seed. */
  static class HistoryFaults extends SimulatedFaults {
    private final long seed;
    private final long grain;
    private final boolean deaths;
    boolean sparing;

    HistoryFaults(RandomHistory history, boolean deaths) {
      this.seed = history.seed();
      this.grain = history.granularityUsec();
      this.deaths = deaths;
    }

    private SplittableRandom random(long what) {
      return Property.random(seed, what);
    }

    @Override
    protected @Nullable Crash crash(long turn) {
      if (!deaths || sparing) {
        return null;
      }
      return switch (random(turn).nextInt(10)) {
        case 0 -> Crash.BEFORE_ORDERS;
        case 1 -> Crash.BEFORE_ACKNOWLEDGEMENT;
        default -> null;
      };
    }

    @Override
    protected long channelDelayUsec(SimulatedHost.Run run) {
      SplittableRandom random = random(run.hashCode());
      return random.nextInt(6) == 0 ? random.nextInt(30_000) : 0;
    }

    /** Answers come at fixed times, so that a manager that has to ask again gets them no later. */
    @Override
    protected long preparationDelayUsec(UnitName unit, long nowUsec) {
      SplittableRandom random = random(unit.hashCode() + 1);
      long period = grain * (1 + random.nextInt((int) (400_000 / grain)));
      return random.nextInt(2) == 0 ? (period - nowUsec % period) % period : 0;
    }

    /** As those of preparations. */
    @Override
    protected long pidFileDelayUsec(UnitName unit, long nowUsec) {
      SplittableRandom random = random(unit.hashCode() + 2);
      long period = grain * (1 + random.nextInt((int) (100_000 / grain)));
      return random.nextInt(2) == 0 ? (period - nowUsec % period) % period : 0;
    }

    @Override
    protected long emptyDelayUsec(UnitName unit) {
      SplittableRandom random = random(unit.hashCode());
      return random.nextInt(6) == 0 ? random.nextInt(50_000) : 0;
    }
  }
}
