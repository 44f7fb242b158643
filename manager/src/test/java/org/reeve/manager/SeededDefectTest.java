package org.reeve.manager;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every seeded defect is found by the same random histories that the sound core passes. */
final class SeededDefectTest {
  private static final int MOST = 400;
  private static final int LARGEST = 14;

  @ParameterizedTest
  @EnumSource
  void aSeededDefectIsFoundByTheBoundedRun(SeededDefect defect) {
    for (int number = 0; number < MOST; number++) {
      RandomHistory history =
          RandomHistory.make(
              Property.random(Property.seed(), number), Property.size(number, LARGEST));
      Throwable found = Property.failure(each -> check(each, defect), history);
      if (found != null) {
        String why = String.valueOf(found.getMessage()).lines().findFirst().orElse("");
        System.out.println(defect + ": found by history " + number + ": " + why);
        assertThat(why).as("an invariant's number, or a difference between two ends").isNotEmpty();
        return;
      }
    }
    throw new AssertionError(defect + " was not found in " + MOST + " histories");
  }

  private static void check(RandomHistory history, SeededDefect defect) {
    SimulatedHost.Definitions units = Simulation.definitions(history);
    Coverage coverage = new Coverage();
    Simulation.Outcome straight = Simulation.run(history, units, false, defect, coverage);
    Simulation.Outcome rebuilt = Simulation.run(history, units, true, defect, coverage);
    if (!history.races()) {
      assertThat(rebuilt).isEqualTo(straight);
    }
  }
}
