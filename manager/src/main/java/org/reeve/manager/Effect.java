package org.reeve.manager;

import static org.reeve.unit.DependencyType.BINDS_TO;
import static org.reeve.unit.DependencyType.BOUND_BY;
import static org.reeve.unit.DependencyType.CONFLICTED_BY;
import static org.reeve.unit.DependencyType.CONFLICTS;
import static org.reeve.unit.DependencyType.CONSISTS_OF;
import static org.reeve.unit.DependencyType.PROPAGATES_RELOAD_TO;
import static org.reeve.unit.DependencyType.PROPAGATES_STOP_TO;
import static org.reeve.unit.DependencyType.REQUIRED_BY;
import static org.reeve.unit.DependencyType.REQUIRES;
import static org.reeve.unit.DependencyType.REQUISITE;
import static org.reeve.unit.DependencyType.REQUISITE_OF;
import static org.reeve.unit.DependencyType.UPHELD_BY;
import static org.reeve.unit.DependencyType.UPHOLDS;
import static org.reeve.unit.DependencyType.WANTED_BY;
import static org.reeve.unit.DependencyType.WANTS;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.reeve.unit.DependencyType;

/**
 * What a dependency does. No algorithm asks "is this Requires=?"; each asks for the dependencies
 * that have one of these effects, and the table below says which those are (systemd.unit(5) in
 * another order). A dependency is written down on both units, so that the effects of a unit on
 * those that depend on it are found on its own inverse dependencies.
 */
public enum Effect {
  /** Starting me starts it, and I fail if that cannot be. */
  PULL_IN_START,
  /** Starting me starts it if possible. */
  PULL_IN_START_IGNORED,
  /** I can only be started while it is active. */
  PULL_IN_VERIFY,
  /** Starting me stops it, and I fail if that cannot be. */
  PULL_IN_STOP,
  /** Starting me stops it if possible. */
  PULL_IN_STOP_IGNORED,
  /** Stopping me stops it. */
  PROPAGATE_STOP,
  /** Restarting me restarts it if it runs. */
  PROPAGATE_RESTART,
  /** Reloading me reloads it if it runs. */
  PROPAGATE_RELOAD,
  /** My start job's failure is its start job's failure. */
  PROPAGATE_START_FAILURE,
  /** My stop job's failure is its start job's failure. */
  PROPAGATE_STOP_FAILURE,
  /** If I become active without a job, it is started, replacing jobs. */
  RETROACTIVE_START_REPLACE,
  /** If I become active without a job, it is started unless that contradicts a job. */
  RETROACTIVE_START_FAIL,
  /** If I become active without a job, it is stopped. */
  RETROACTIVE_STOP_ON_START,
  /** If I go down without a job, it is stopped. */
  RETROACTIVE_STOP_ON_STOP,
  /** I cannot be active without it. */
  CANNOT_BE_ACTIVE_WITHOUT,
  /** While it is active I am needed. */
  PINNED_BY,
  /** When I go down it may no longer be needed. */
  MAY_BE_UNNEEDED,
  /** While I am active it shall be. */
  UPHOLD,
  /** A target is ordered after it unless told otherwise. */
  DEFAULT_TARGET_ORDER,
  /** Started when I fail. */
  ON_FAILURE,
  /** Started when I end well. */
  ON_SUCCESS,
  /** Ordering. */
  BEFORE,
  /** Ordering. */
  AFTER;

  private static final Map<DependencyType, Set<Effect>> EFFECTS = table();

  /** The effects of a dependency on the unit that has it. */
  public static Set<Effect> of(DependencyType type) {
    return EFFECTS.getOrDefault(type, Set.of());
  }

  private static Map<DependencyType, Set<Effect>> table() {
    Map<DependencyType, Set<Effect>> table = new EnumMap<>(DependencyType.class);
    table.put(
        REQUIRES,
        EnumSet.of(
            PULL_IN_START, RETROACTIVE_START_REPLACE, MAY_BE_UNNEEDED, DEFAULT_TARGET_ORDER));
    table.put(REQUISITE, EnumSet.of(PULL_IN_VERIFY, MAY_BE_UNNEEDED, DEFAULT_TARGET_ORDER));
    table.put(
        WANTS,
        EnumSet.of(
            PULL_IN_START_IGNORED, RETROACTIVE_START_FAIL, MAY_BE_UNNEEDED, DEFAULT_TARGET_ORDER));
    table.put(
        BINDS_TO,
        EnumSet.of(
            PULL_IN_START,
            RETROACTIVE_START_REPLACE,
            CANNOT_BE_ACTIVE_WITHOUT,
            MAY_BE_UNNEEDED,
            DEFAULT_TARGET_ORDER));
    table.put(
        UPHOLDS,
        EnumSet.of(
            PULL_IN_START_IGNORED,
            RETROACTIVE_START_REPLACE,
            UPHOLD,
            MAY_BE_UNNEEDED,
            DEFAULT_TARGET_ORDER));
    table.put(
        REQUIRED_BY,
        EnumSet.of(PROPAGATE_STOP, PROPAGATE_RESTART, PROPAGATE_START_FAILURE, PINNED_BY));
    table.put(
        REQUISITE_OF,
        EnumSet.of(PROPAGATE_STOP, PROPAGATE_RESTART, PROPAGATE_START_FAILURE, PINNED_BY));
    table.put(WANTED_BY, EnumSet.of(PINNED_BY));
    table.put(UPHELD_BY, EnumSet.of(PINNED_BY));
    table.put(
        BOUND_BY,
        EnumSet.of(
            RETROACTIVE_STOP_ON_STOP,
            PROPAGATE_STOP,
            PROPAGATE_RESTART,
            PROPAGATE_START_FAILURE,
            PINNED_BY));
    table.put(CONSISTS_OF, EnumSet.of(PROPAGATE_STOP, PROPAGATE_RESTART));
    table.put(CONFLICTS, EnumSet.of(PULL_IN_STOP, RETROACTIVE_STOP_ON_START));
    table.put(
        CONFLICTED_BY,
        EnumSet.of(PULL_IN_STOP_IGNORED, RETROACTIVE_STOP_ON_START, PROPAGATE_STOP_FAILURE));
    table.put(PROPAGATES_STOP_TO, EnumSet.of(RETROACTIVE_STOP_ON_STOP, PROPAGATE_STOP));
    table.put(PROPAGATES_RELOAD_TO, EnumSet.of(PROPAGATE_RELOAD));
    table.put(DependencyType.ON_FAILURE, EnumSet.of(ON_FAILURE));
    table.put(DependencyType.ON_SUCCESS, EnumSet.of(ON_SUCCESS));
    table.put(DependencyType.BEFORE, EnumSet.of(BEFORE));
    table.put(DependencyType.AFTER, EnumSet.of(AFTER));
    return table;
  }
}
