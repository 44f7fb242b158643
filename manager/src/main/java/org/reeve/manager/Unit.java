package org.reeve.manager;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.Condition;
import org.reeve.unit.DependencyType;
import org.reeve.unit.LoadState;
import org.reeve.unit.Problem;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitSettings;

/**
 * A loaded unit: its definition (what the files say), its dependencies, its state (a record) and at
 * most one job.
 *
 * <p>What all types share stands here and never asks "which type are you": starting with its
 * conditions and rate limit, stopping, reloading, and {@link #changed}, which every state change of
 * every type goes through. A type adds what starting means, its sub-states and their records.
 *
 * <p>Order of a state change: the type replaces its record, then calls {@link #changed}, which
 * writes the times down, lets the job table finish the job that the change answers, and passes the
 * change on to other units ({@link Propagation}).
 */
public abstract sealed class Unit permits ExecUnit, Group, Inert {
  static final Comparator<Unit> BY_NAME = (a, b) -> a.name.compareTo(b.name);
  static final int VERSION = 3;

  private final Manager manager;
  private final UnitName name;
  private UnitDefinition definition;
  private final Dependencies dependencies = new Dependencies();
  private UnitState state = UnitState.FRESH;
  private @Nullable Job job;

  Unit(Manager manager, UnitDefinition definition) {
    this.manager = manager;
    this.name = definition.name();
    this.definition = definition;
  }

  // ---- what clients see ----

  public final UnitName name() {
    return name;
  }

  public final UnitDefinition definition() {
    return definition;
  }

  /** What became of the unit's files. A unit whose type needs no file is loaded without one. */
  public final LoadState loadState() {
    LoadState files = definition.loadState();
    return files == LoadState.NOT_FOUND && !needsFile() ? LoadState.LOADED : files;
  }

  /** Whether there is no such unit unless a file says so. */
  boolean needsFile() {
    return true;
  }

  /** The state that all types share. */
  public abstract ActiveState activeState();

  /** The type's own word for its state. */
  public abstract String subState();

  public final UnitState state() {
    return state;
  }

  public final @Nullable Job job() {
    return job;
  }

  /**
   * The units to which this one has a dependency of that kind, its own and those that others have
   * on it.
   */
  public final Set<Unit> dependenciesOf(DependencyType type) {
    return dependencies.of(type);
  }

  /** The description, or the name if there is none. */
  public String description() {
    String text = definition.get(UnitSettings.DESCRIPTION);
    return text.isEmpty() ? ownDescription() : text;
  }

  /** What describes the unit if no file does. */
  String ownDescription() {
    return name.text();
  }

  /**
   * The cgroup below the manager's root, such as {@code system.slice/a.service}; null if the type
   * has none.
   */
  public @Nullable String cgroup() {
    return null;
  }

  /** Whether processes of it are still there though it may be down (KillMode=process). */
  boolean hasLeftovers() {
    return false;
  }

  /** Whether reloading can mean anything. */
  public boolean canReload() {
    return false;
  }

  /** Whether it is there for as long as the manager is. */
  public boolean isPerpetual() {
    return false;
  }

  public final boolean needsReload() {
    return manager.host().isStale(definition);
  }

  /** Why the unit could not be loaded, for messages; empty if it could. */
  public final String loadErrorText() {
    Problem problem = definition.loadError();
    return problem == null ? "" : problem.message();
  }

  // ---- what the type does ----

  /** Begins to start. Conditions, limits and dependencies have been looked at. */
  abstract Attempt startNow();

  /** Begins to stop; the unit is not inactive. */
  abstract Attempt stopNow();

  Attempt reloadNow() {
    return Attempt.NOT_RELOADABLE;
  }

  /** The exit status of its last main process, for the exit actions; -1 if it has none. */
  int exitStatus() {
    return -1;
  }

  /** Starts are limited (StartLimitBurst=); called when there was one too many. */
  void startLimitHit() {}

  /** The moment at which {@link #timeElapsed} wants to be called; Long.MAX_VALUE for never. */
  long deadlineUsec() {
    return Long.MAX_VALUE;
  }

  void timeElapsed() {}

  /** Its job has ended without having been done. */
  void jobLost() {}

  /** A unit that this one triggers has changed state, or has no job any more. */
  void triggerChanged(Unit other) {}

  /** It is down and has no job: what it held only for its next run is given back. */
  void releaseResources() {}

  /** Back from failed to inactive, rate limit forgotten. */
  abstract void resetFailed();

  /** Orders that were given in the last committed turn and may not have left are given again. */
  void resume() {}

  abstract void writeType(StateWriter out);

  abstract void readType(StateReader in);

  // ---- what all types share ----

  final Manager manager() {
    return manager;
  }

  final Dependencies dependencies() {
    return dependencies;
  }

  final void replaceDefinition(UnitDefinition fresh) {
    definition = fresh;
  }

  final void replaceState(UnitState fresh) {
    state = fresh;
    touched();
  }

  final void replaceJob(@Nullable Job fresh) {
    job = fresh;
    touched();
  }

  /** The unit's record has to be written at the end of the turn, and clients told. */
  final void touched() {
    manager.touched(this);
  }

  final boolean hasDefaultDependencies() {
    return definition.get(UnitSettings.DEFAULT_DEPENDENCIES);
  }

  final boolean ignoresIsolation() {
    return isPerpetual() || definition.get(UnitSettings.IGNORE_ON_ISOLATE);
  }

  /** Whether a job of this type makes any sense for the unit. */
  final boolean isApplicable(JobType type) {
    return switch (type) {
      case START, VERIFY_ACTIVE, NOP -> true;
      case STOP, RESTART, TRY_RESTART -> !isPerpetual();
      case RELOAD, TRY_RELOAD, RELOAD_OR_START -> canReload();
    };
  }

  final Attempt start() {
    ActiveState now = activeState();
    if (now.isActiveOrReloading()) {
      return Attempt.ALREADY;
    }
    if (now == ActiveState.MAINTENANCE) {
      return Attempt.AGAIN;
    }
    if (loadState() != LoadState.LOADED) {
      return Attempt.FAILED;
    }
    if (now != ActiveState.ACTIVATING) {
      Attempt refused = checkStart();
      if (refused != null) {
        return refused;
      }
    }
    return startNow();
  }

  /** Conditions, assertions, BindsTo= and the rate limit; null if all allow a start. */
  private @Nullable Attempt checkStart() {
    if (!passes(definition.get(UnitSettings.CONDITIONS))) {
      replaceState(state.withConditions(new UnitState.Check(false, manager.host().now())));
      return Attempt.CONDITION_UNMET;
    }
    replaceState(state.withConditions(new UnitState.Check(true, manager.host().now())));
    if (!passes(definition.get(UnitSettings.ASSERTS))) {
      replaceState(state.withAsserts(new UnitState.Check(false, manager.host().now())));
      return Attempt.ASSERTION_UNMET;
    }
    replaceState(state.withAsserts(new UnitState.Check(true, manager.host().now())));
    for (Unit other : dependencies.with(Effect.CANNOT_BE_ACTIVE_WITHOUT)) {
      if (dependencies.has(Effect.AFTER, other) && !other.activeState().isActiveOrReloading()) {
        return Attempt.DEPENDENCY_INACTIVE;
      }
    }
    return canStartNow() && isStartedTooOften() ? Attempt.FAILED : null;
  }

  /** One start more; true, with all that follows, if that is one too many. */
  private boolean isStartedTooOften() {
    long interval = definition.get(UnitSettings.START_LIMIT_INTERVAL_SEC).usec();
    replaceState(state.with(state.starts().once(manager.nowUsec(), interval)));
    if (!hasHitStartLimit()) {
      return false;
    }
    manager.log(LogLevel.WARNING, name, name.text() + ": Start request repeated too quickly.");
    startLimitHit();
    manager.propagation().tellTriggers(this);
    Emergency.act(this, "StartLimitAction", definition.get(UnitSettings.START_LIMIT_ACTION), -1);
    return true;
  }

  /** Whether it was started too often and not yet long enough ago. */
  final boolean hasHitStartLimit() {
    long interval = definition.get(UnitSettings.START_LIMIT_INTERVAL_SEC).usec();
    return state.starts().exceeds(interval, definition.get(UnitSettings.START_LIMIT_BURST));
  }

  /**
   * Whether a start would begin now; a unit that is still stopping is asked again later and that
   * does not count.
   */
  boolean canStartNow() {
    return activeState().isInactiveOrFailed();
  }

  /** All plain conditions must hold, and of those marked '|' at least one. */
  private boolean passes(List<Condition> conditions) {
    boolean anyTrigger = false;
    boolean triggered = false;
    for (Condition condition : conditions) {
      boolean holds = manager.host().test(condition) != condition.negate();
      if (condition.trigger()) {
        anyTrigger = true;
        triggered |= holds;
      } else if (!holds) {
        manager.log(
            LogLevel.INFO,
            name,
            name.text()
                + ": "
                + description()
                + " was skipped because of an unmet condition check ("
                + condition
                + ").");
        return false;
      }
    }
    return !anyTrigger || triggered;
  }

  final Attempt stop() {
    return activeState().isInactiveOrFailed() ? Attempt.ALREADY : stopNow();
  }

  final Attempt reload() {
    if (loadState() != LoadState.LOADED) {
      return Attempt.FAILED;
    }
    if (!canReload()) {
      return Attempt.NOT_ACTIVE;
    }
    ActiveState now = activeState();
    if (now == ActiveState.RELOADING) {
      return Attempt.AGAIN;
    }
    if (now != ActiveState.ACTIVE) {
      manager.log(
          LogLevel.WARNING,
          name,
          name.text() + ": Unit cannot be reloaded because it is inactive.");
      return Attempt.NOT_RELOADABLE;
    }
    return reloadNow();
  }

  /**
   * The type's state has just changed.
   *
   * @param before the active state before the change
   * @param reloadFailed whether the change ends a reload that failed
   * @param willRestart whether the unit is going to restart itself, so that going down is not the
   *     end
   */
  final void changed(ActiveState before, boolean reloadFailed, boolean willRestart) {
    ActiveState after = activeState();
    touched();
    if (before != after) {
      replaceState(state.with(state.times().change(before, after, manager.host().now())));
    } else {
      Lifetimes old = state.times();
      replaceState(
          state.with(
              new Lifetimes(
                  manager.host().now(),
                  old.inactiveExit(),
                  old.activeEnter(),
                  old.activeExit(),
                  old.inactiveEnter())));
    }
    boolean expected = manager.jobs().unitChanged(this, after, reloadFailed);
    manager.propagation().unitChanged(this, before, after, expected, willRestart);
  }

  final byte[] toBytes() {
    StateWriter out = new StateWriter(VERSION);
    state.write(out);
    writeType(out);
    return out.toBytes();
  }

  final void restore(String key, byte[] bytes) {
    StateReader in = new StateReader(key, bytes, VERSION);
    state = UnitState.read(in);
    readType(in);
  }

  @Override
  public final String toString() {
    return name.text();
  }
}
