package org.reeve.manager;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.DependencyType;
import org.reeve.unit.JobMode;
import org.reeve.unit.LoadState;
import org.reeve.unit.UnitSettings;

/**
 * What one unit's change means for others, beyond jobs: units that came up or went down by
 * themselves take their dependencies along, OnFailure= and OnSuccess= start others, and three
 * standing wishes are looked after: a unit bound to another goes down with it, a unit that nobody
 * needs any more stops, an upheld unit comes back.
 *
 * <p>Changes only queue the units that might be concerned; {@link #dispatch} looks at them when the
 * jobs have had their turn, because a job may already be doing what is wished.
 */
final class Propagation {
  /**
   * The most that a standing wish may start or stop one unit in 10 s; after that it is left alone
   * for a while.
   */
  private static final int MOST = 16;

  private static final long WHILE_USEC = 10_000_000;

  private final Manager manager;
  private final Set<Unit> bound = new LinkedHashSet<>();
  private final Set<Unit> unneeded = new LinkedHashSet<>();
  private final Set<Unit> upheld = new LinkedHashSet<>();

  Propagation(Manager manager) {
    this.manager = manager;
  }

  void unitChanged(
      Unit unit, ActiveState before, ActiveState after, boolean expected, boolean willRestart) {
    if (!expected) {
      if (before.isInactiveOrFailed() && after.isActiveOrActivating()) {
        startedByItself(unit);
      } else if (before.isActiveOrActivating() && after.isInactiveOrDeactivating()) {
        stoppedByItself(unit);
      }
    }
    if (before == after) {
      tellTriggers(unit);
      return;
    }
    if (after == ActiveState.FAILED && !willRestart) {
      startOnEnd(unit, Effect.ON_FAILURE);
      Emergency.act(
          unit,
          "FailureAction",
          unit.definition().get(UnitSettings.FAILURE_ACTION),
          unit.definition().get(UnitSettings.FAILURE_ACTION_EXIT_STATUS));
    } else if (after == ActiveState.INACTIVE && !before.isInactiveOrFailed() && !willRestart) {
      startOnEnd(unit, Effect.ON_SUCCESS);
      Emergency.act(
          unit,
          "SuccessAction",
          unit.definition().get(UnitSettings.SUCCESS_ACTION),
          unit.definition().get(UnitSettings.SUCCESS_ACTION_EXIT_STATUS));
    }
    queue(unit, after);
    tellTriggers(unit);
  }

  /** Sockets and their like look at the units that they trigger. */
  void tellTriggers(Unit unit) {
    for (Unit trigger : List.copyOf(unit.dependencies().of(DependencyType.TRIGGERED_BY))) {
      trigger.triggerChanged(unit);
    }
  }

  private void queue(Unit unit, ActiveState after) {
    bound.add(unit);
    unneeded.add(unit);
    upheld.add(unit);
    if (after.isInactiveOrFailed()) {
      bound.addAll(unit.dependencies().of(DependencyType.BOUND_BY));
      unneeded.addAll(unit.dependencies().with(Effect.MAY_BE_UNNEEDED));
      manager.units().suspect(unit);
    }
    upheld.addAll(unit.dependencies().of(DependencyType.UPHOLDS));
  }

  /** A wish leaves units with jobs alone, so the end of a job is a reason to look again. */
  void jobEnded(Unit unit, JobType type) {
    bound.add(unit);
    bound.addAll(unit.dependencies().of(DependencyType.BOUND_BY));
    unneeded.add(unit);
    unneeded.addAll(unit.dependencies().with(Effect.MAY_BE_UNNEEDED));
    if (type == JobType.STOP) {
      upheld.add(
          unit); // it may have gone down by itself while its job was waiting, which then changed
      // nothing
    }
    upheld.addAll(unit.dependencies().of(DependencyType.UPHOLDS));
    tellTriggers(unit);
  }

  /** A job ended in timeout or dependency, so the unit never got to fail by itself. */
  void jobFailed(Unit unit) {
    startOnEnd(unit, Effect.ON_FAILURE);
  }

  private void startOnEnd(Unit unit, Effect effect) {
    JobMode mode =
        JobMode.of(
            (effect == Effect.ON_FAILURE
                    ? unit.definition().get(UnitSettings.ON_FAILURE_JOB_MODE)
                    : unit.definition().get(UnitSettings.ON_SUCCESS_JOB_MODE))
                .text());
    for (Unit other : unit.dependencies().with(effect)) {
      if (mayAct(other)) { // a handler that requires what has failed would fail it again, and so on
        enqueue(JobType.START, other, mode == null ? JobMode.REPLACE : mode, unit, effect);
      }
    }
  }

  private void startedByItself(Unit unit) {
    for (Unit other : unit.dependencies().with(Effect.RETROACTIVE_START_REPLACE)) {
      if (!unit.dependencies().has(Effect.AFTER, other)
          && !other.activeState().isActiveOrActivating()) {
        enqueue(JobType.START, other, JobMode.REPLACE, unit, Effect.RETROACTIVE_START_REPLACE);
      }
    }
    for (Unit other : unit.dependencies().with(Effect.RETROACTIVE_START_FAIL)) {
      if (!unit.dependencies().has(Effect.AFTER, other)
          && !other.activeState().isActiveOrActivating()) {
        enqueue(JobType.START, other, JobMode.FAIL, unit, Effect.RETROACTIVE_START_FAIL);
      }
    }
    for (Unit other : unit.dependencies().with(Effect.RETROACTIVE_STOP_ON_START)) {
      if (!other.activeState().isInactiveOrDeactivating()) {
        enqueue(JobType.STOP, other, JobMode.REPLACE, unit, Effect.RETROACTIVE_STOP_ON_START);
      }
    }
  }

  private void stoppedByItself(Unit unit) {
    for (Unit other : unit.dependencies().with(Effect.RETROACTIVE_STOP_ON_STOP)) {
      if (!other.activeState().isInactiveOrDeactivating()) {
        enqueue(JobType.STOP, other, JobMode.REPLACE, unit, Effect.RETROACTIVE_STOP_ON_STOP);
      }
    }
  }

  /** A unit began a reload by itself. */
  void reloading(Unit unit) {
    for (Unit other : unit.dependencies().with(Effect.PROPAGATE_RELOAD)) {
      JobType type = JobType.TRY_RELOAD.collapse(other.activeState());
      if (type != JobType.NOP) {
        enqueue(type, other, JobMode.FAIL, unit, Effect.PROPAGATE_RELOAD);
      }
    }
  }

  /**
   * Looks after the standing wishes of the units that changed; returns whether any job was queued.
   */
  boolean dispatch() {
    int before = manager.jobs().lastId();
    for (Unit unit : drain(bound)) {
      Unit culprit = inactiveButNeeded(unit);
      if (culprit != null && mayAct(unit)) {
        enqueue(JobType.STOP, unit, JobMode.REPLACE, culprit, Effect.RETROACTIVE_STOP_ON_STOP);
      }
    }
    for (Unit unit : drain(unneeded)) {
      if (isUnneeded(unit) && mayAct(unit)) {
        enqueue(JobType.STOP, unit, JobMode.FAIL, unit, Effect.PINNED_BY);
      }
    }
    for (Unit unit : drain(upheld)) {
      Unit holder = upholder(unit);
      if (holder != null && mayAct(unit)) {
        enqueue(JobType.START, unit, JobMode.FAIL, holder, Effect.UPHOLD);
      }
    }
    return manager.jobs().lastId() != before;
  }

  private static List<Unit> drain(Set<Unit> queue) {
    List<Unit> units = List.copyOf(queue);
    queue.clear();
    return units;
  }

  /**
   * A unit that this active one cannot be without and that is down, with no job that might change
   * it; null if there is none.
   */
  private static @Nullable Unit inactiveButNeeded(Unit unit) {
    if (unit.job() != null || !unit.activeState().isActiveOrReloading()) {
      return null;
    }
    for (Unit other : unit.dependencies().with(Effect.CANNOT_BE_ACTIVE_WITHOUT)) {
      if (other.job() == null && other.activeState().isInactiveOrFailed()) {
        return other;
      }
    }
    return null;
  }

  private static boolean isUnneeded(Unit unit) {
    if (!unit.definition().get(UnitSettings.STOP_WHEN_UNNEEDED)
        || unit.job() != null
        || !unit.activeState().isActiveOrReloading()) {
      return false;
    }
    for (Unit other : unit.dependencies().with(Effect.PINNED_BY)) {
      if (other.job() != null || !other.activeState().isInactiveOrFailed()) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Unit upholder(Unit unit) {
    if (unit.job() != null
        || !unit.activeState().isInactiveOrFailed()
        || unit.loadState() != LoadState.LOADED) {
      return null;
    }
    for (Unit other : unit.dependencies().of(DependencyType.UPHELD_BY)) {
      if (other.job() == null && other.activeState().isActiveOrReloading()) {
        return other;
      }
    }
    return null;
  }

  private boolean mayAct(Unit unit) {
    RateLimit acts = unit.state().automatic().once(manager.nowUsec(), WHILE_USEC);
    unit.replaceState(unit.state().withAutomatic(acts));
    if (acts.exceeds(WHILE_USEC, MOST)) {
      manager.log(
          LogLevel.WARNING,
          unit.name(),
          unit.name().text()
              + ": Left as it is, because it was started or stopped for others "
              + MOST
              + " times in 10 s.");
      return false;
    }
    return true;
  }

  private void enqueue(JobType type, Unit unit, JobMode mode, Unit source, Effect effect) {
    try {
      manager.enqueue(
          type,
          unit,
          mode,
          new Cause.Propagation(source.name(), source.dependencies().reason(effect, unit)));
    } catch (Refusal refusal) {
      manager.log(
          LogLevel.WARNING,
          unit.name(),
          unit.name().text()
              + ": Failed to enqueue "
              + type.text()
              + " job, ignoring: "
              + refusal.sentence());
    }
  }

  /**
   * After a reload every unit is looked at once. Not when another manager's work is continued: that
   * one's last turn has left no wish undone but those that cannot be fulfilled.
   */
  void suspectAll() {
    for (Unit unit : manager.units().all()) {
      bound.add(unit);
      unneeded.add(unit);
      upheld.add(unit);
    }
  }

  void clear() {
    bound.clear();
    unneeded.clear();
    upheld.clear();
  }
}
