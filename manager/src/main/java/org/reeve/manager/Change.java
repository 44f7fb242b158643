package org.reeve.manager;

import org.reeve.unit.UnitName;

/** What clients are told. Published after the turn in which it came about. */
public sealed interface Change {
  record UnitNew(UnitName unit) implements Change {}

  record UnitRemoved(UnitName unit) implements Change {}

  /** Some property of the unit is different now; at most once a unit and turn. */
  record UnitChanged(UnitName unit) implements Change {}

  record JobNew(int id, UnitName unit) implements Change {}

  record JobChanged(int id, UnitName unit) implements Change {}

  record JobRemoved(int id, UnitName unit, JobResult result) implements Change {}

  /** Before (true) and after (false) the unit files are read again. */
  record Reloading(boolean active) implements Change {}

  /** All jobs of the first transaction are done; times in microseconds since the manager began. */
  record StartupFinished(long userspaceUsec, long totalUsec) implements Change {}
}
