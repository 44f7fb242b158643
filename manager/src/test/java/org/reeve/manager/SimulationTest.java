package org.reeve.manager;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SimulationTest {
  private static final int HISTORIES = 1_000;
  private static final int LARGEST = 14;

  @Test
  void historiesKeepTheInvariantsAndEndTheSameWhenTheManagerIsDroppedAndRebuilt() {
    Coverage coverage = new Coverage();
    long begun = System.nanoTime();
    Property.forAll(
        HISTORIES,
        LARGEST,
        RandomHistory::make,
        history -> {
          coverage.history(history);
          SimulatedHost.Definitions units = Simulation.definitions(history);
          Simulation.Outcome straight = Simulation.run(history, units, false, null, coverage);
          Simulation.Outcome rebuilt = Simulation.run(history, units, true, null, coverage);
          assertThat(rebuilt).isEqualTo(straight);
        });
    System.out.println(coverage.print((System.nanoTime() - begun) / 1_000_000));
  }
}
