package org.reeve.manager;

import org.jspecify.annotations.Nullable;

/** Defects kept as switches. */
enum SeededDefect {
  NOTHING_YET;

  record Switches(JobRules rules, SimulatedFaults faults) {}

  static Switches switches(@Nullable SeededDefect defect, Simulation.HistoryFaults faults) {
    return new Switches(new JobRules(), faults);
  }
}
