package org.reeve.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random unit graphs and histories, each run twice: once by one manager, once by managers that die
 * and are rebuilt at random turns. Both runs keep the {@link Invariants}, and both end the same to
 * the microsecond.
 *
 * <p>A campaign: {@code tools/with25 mvn -B -o -pl manager -am verify -Dtest=SimulationTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dtest.args="-Dreeve.cases=1000000
 * -Dreeve.seed=$RANDOM"}. What a failure prints replays it in the same way.
 */
final class SimulationTest {
  private static final int HISTORIES = 10_000;
  private static final int LARGEST = 14;

  /** These need types or directives that no random graph has. */
  private static final Set<ServiceSubState> RARE = EnumSet.of(ServiceSubState.FINAL_WATCHDOG);

  @Test
  void historiesKeepTheInvariantsAndEndTheSameWhenTheManagerIsDroppedAndRebuilt() {
    Coverage coverage = new Coverage();
    long begun = System.nanoTime();
    Property.forAll(
        HISTORIES,
        LARGEST,
        RandomHistory::make,
        history -> {
          Coverage own = new Coverage();
          own.history(history);
          SimulatedHost.Definitions units = Simulation.definitions(history);
          Simulation.Outcome straight = Simulation.run(history, units, false, null, own);
          Simulation.Outcome rebuilt = Simulation.run(history, units, true, null, own);
          if (!history.races()) {
            assertThat(rebuilt).isEqualTo(straight);
          }
          coverage.add(own);
        });
    System.out.println(coverage.print((System.nanoTime() - begun) / 1_000_000));
    if (Property.isWhole(HISTORIES)) {
      Set<ServiceSubState> missed =
          EnumSet.complementOf(EnumSet.copyOf(coverage.states().keySet()));
      missed.removeAll(RARE);
      assertThat(missed).as("sub-states that no history came through").isEmpty();
      assertThat(coverage.stored().keySet())
          .as("with something stored")
          .contains(ServiceSubState.RUNNING, ServiceSubState.AUTO_RESTART);
      assertThat(coverage.deaths()).isGreaterThan(HISTORIES);
    }
  }
}
