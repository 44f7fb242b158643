package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.reeve.unit.JobMode;
import org.reeve.unit.UnitName;

/**
 * A graph and what is done to it: requests of clients and blows from outside, at fixed times.
 *
 * @param seed of the faults
 * @param granularityUsec how often the manager looks up
 */
record RandomHistory(RandomGraph graph, List<Step> steps, long seed, long granularityUsec)
    implements Property.Shrinkable<RandomHistory> {

  /** Something that is done {@code afterUsec} after the step before. */
  record Step(long afterUsec, Action action) {}

  /** What is done. */
  sealed interface Action {
    record Ask(JobType type, UnitName unit, JobMode mode, boolean reloadIfPossible)
        implements Action {}

    /** The place is counted among the jobs of the moment. */
    record Cancel(int place) implements Action {}

    record ResetFailed(UnitName unit) implements Action {}

    record Reload() implements Action {}

    record Reexecute() implements Action {}

    /**
     * Takes a line out of a unit's file, or the file away if there is no such line, and reloads.
     */
    record Edit(UnitName unit, int line) implements Action {}

    record KillMain(UnitName unit, int signal) implements Action {}

    /** A signal from outside, to a process of the unit chosen by its place. */
    record Strike(UnitName unit, int place, int signal) implements Action {}

    record StepClock(long usec) implements Action {}

    /** A client comes to where the unit's socket may listen. */
    record Connect(UnitName unit) implements Action {}
  }

  private static final long MS = 1_000;
  private static final long[] GRAINS = {1, 100, 1_000, 20_000};
  private static final int[] SIGNALS = {9, 9, 15, 6, 1};
  private static final JobType[] TYPES = {
    JobType.START,
    JobType.START,
    JobType.START,
    JobType.STOP,
    JobType.STOP,
    JobType.RESTART,
    JobType.TRY_RESTART,
    JobType.RELOAD,
    JobType.RELOAD_OR_START
  };
  private static final JobMode[] MODES = {
    JobMode.REPLACE,
    JobMode.REPLACE,
    JobMode.REPLACE,
    JobMode.REPLACE,
    JobMode.FAIL,
    JobMode.REPLACE_IRREVERSIBLY,
    JobMode.IGNORE_DEPENDENCIES
  };

  static RandomHistory make(RandomGenerator random, int size) {
    RandomGraph graph = RandomGraph.make(random, size);
    int count = 2 + random.nextInt(Math.max(2, size));
    boolean gentle = random.nextInt(3) == 0;
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      steps.add(new Step(pause(random), action(random, graph, gentle)));
    }
    long seed = random.nextLong();
    int grain = random.nextInt(GRAINS.length);
    RandomGenerator sockets = new SplittableRandom(seed);
    for (RandomGraph.RandomUnit unit : graph.units()) {
      if (unit.isSocket()) {
        addSteps(sockets, UnitName.of(unit.name()), steps);
      }
    }
    return new RandomHistory(graph, steps, seed, GRAINS[grain]);
  }

  /** What happens to a socket: it is started, clients come, and at times it is stopped. */
  private static void addSteps(RandomGenerator random, UnitName socket, List<Step> steps) {
    int at = random.nextInt(steps.size());
    steps.add(at, new Step(0, ask(JobType.START, socket)));
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      at += 1 + random.nextInt(steps.size() - at);
      Action action =
          switch (random.nextInt(8)) {
            case 0 -> ask(JobType.STOP, socket);
            case 1 -> ask(JobType.RESTART, socket);
            case 2 -> ask(JobType.START, socket);
            default -> new Action.Connect(socket);
          };
      steps.add(at, new Step(random.nextInt(3) == 0 ? 0 : random.nextInt(800) * MS, action));
    }
  }

  private static Action ask(JobType type, UnitName unit) {
    return new Action.Ask(type, unit, JobMode.REPLACE, false);
  }

  private static long pause(RandomGenerator random) {
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1 -> random.nextInt(5_000);
      case 2 -> random.nextInt(200) * MS;
      default -> random.nextInt(3_000) * MS + random.nextInt(1_000);
    };
  }

  private static Action action(RandomGenerator random, RandomGraph graph, boolean gentle) {
    long others = graph.units().stream().filter(unit -> !unit.isSocket()).count();
    RandomGraph.RandomUnit chosen = graph.units().get(random.nextInt((int) others));
    UnitName unit = UnitName.of(chosen.name());
    int what = random.nextInt(100);
    if (gentle || what < 70) {
      JobType type = TYPES[random.nextInt(TYPES.length)];
      boolean isolate = random.nextInt(15) == 0;
      JobMode mode = gentle ? JobMode.REPLACE : MODES[random.nextInt(MODES.length)];
      return isolate
          ? new Action.Ask(JobType.START, unit, JobMode.ISOLATE, false)
          : new Action.Ask(type, unit, mode, random.nextInt(10) == 0);
    }
    if (what < 75) {
      return new Action.Cancel(random.nextInt(4));
    }
    if (what < 80) {
      return new Action.ResetFailed(unit);
    }
    if (what < 83) {
      return new Action.Reload();
    }
    if (what < 84) {
      return new Action.Reexecute();
    }
    if (what < 87) {
      return new Action.Edit(unit, random.nextInt(16));
    }
    if (what < 90) {
      return new Action.KillMain(unit, SIGNALS[random.nextInt(SIGNALS.length)]);
    }
    if (what < 98) {
      return new Action.Strike(unit, random.nextInt(3), SIGNALS[random.nextInt(SIGNALS.length)]);
    }
    return new Action.StepClock((random.nextInt(7_200) - 3_600) * 1_000_000L);
  }

  /** Whether unit files change on the way. */
  boolean edits() {
    return steps.stream().anyMatch(step -> step.action instanceof Action.Edit);
  }

  /**
   * Whether a manager's death may change how it ends: it hears of clients that came at one moment
   * in another order.
   */
  boolean races() {
    return steps.stream().anyMatch(step -> step.action instanceof Action.Connect);
  }

  @Override
  public List<RandomHistory> smaller() {
    List<RandomHistory> smaller = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      List<Step> fewer = new ArrayList<>(steps);
      Step gone = fewer.remove(i);
      if (i < fewer.size()) { // the rest happens when it did
        Step next = fewer.get(i);
        fewer.set(i, new Step(gone.afterUsec + next.afterUsec, next.action));
      }
      smaller.add(new RandomHistory(graph, fewer, seed, granularityUsec));
    }
    for (RandomGraph simpler : graph.smaller()) {
      smaller.add(new RandomHistory(simpler, steps, seed, granularityUsec));
    }
    if (granularityUsec > 1) {
      smaller.add(new RandomHistory(graph, steps, seed, 1));
    }
    return smaller;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(graph.toString());
    text.append("--- history, faults by seed ")
        .append(seed)
        .append(", grain ")
        .append(granularityUsec)
        .append(" µs\n");
    for (Step step : steps) {
      text.append("+").append(step.afterUsec).append(" µs ").append(step.action).append('\n');
    }
    return text.toString();
  }
}
