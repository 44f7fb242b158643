package org.reeve.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reeve.manager.Scene.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reeve.unit.JobMode;
import org.reeve.unit.UnitName;

/** What the simulated machine promises to managers and to those who look on. */
final class SimulatedHostTest {

  /** Lets the manager die in one turn. */
  private static SimulatedFaults dyingIn(long wanted, SimulatedFaults.Crash how) {
    return new SimulatedFaults() {
      @Override
      protected @Nullable Crash crash(long turn) {
        return turn == wanted ? how : null;
      }
    };
  }

  private static Scene service(SimulatedFaults faults) {
    return new Scene()
        .service("a.service", "Type=exec", "ExecStart=/usr/bin/a", "Restart=always", "RestartSec=1")
        .faults(faults);
  }

  @Test
  void ordersLeaveOnlyWhenTheRecordsAreCommitted() {
    Scene scene = service(new SimulatedFaults());
    SimulatedHost host = scene.host();
    List<Integer> processesWhileOrdering = new ArrayList<>();
    host.request(manager -> {
      manager.request(
          JobType.START,
          UnitName.of("a.service"),
          JobMode.REPLACE,
          false,
          new Cause.Client(1, 0, "start"));
      processesWhileOrdering.addAll(host.processes("app.slice/a.service"));
    });
    assertThat(processesWhileOrdering).isEmpty();
    assertThat(host.record("unit:a.service")).isNotNull();
    assertThat(host.processes("app.slice/a.service")).hasSize(1);
  }

  @Test
  void aManagerThatDiesBeforeItsOrdersLeaveGivesThemAgain() {
    Scene scene = service(dyingIn(1, SimulatedFaults.Crash.BEFORE_ORDERS));
    scene.start("a.service").run(SECOND);
    assertThat(scene.host().deaths()).isEqualTo(1);
    assertThat(scene.spawned()).hasSize(2);
    assertThat(scene.host().processes("app.slice/a.service")).hasSize(1);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
  }

  @Test
  void aManagerThatDiesAfterItsOrdersLeftDoesNotGiveThemAgain() {
    Scene scene = service(dyingIn(1, SimulatedFaults.Crash.BEFORE_ACKNOWLEDGEMENT));
    scene.start("a.service").run(SECOND);
    assertThat(scene.host().deaths()).isEqualTo(1);
    assertThat(scene.spawned()).hasSize(1);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
  }

  @Test
  void anExitThatWasNotAcknowledgedComesAgainAndCountsOnce() {
    for (long turn = 1; turn < 12; turn++) {
      Scene scene = service(dyingIn(turn, SimulatedFaults.Crash.BEFORE_ACKNOWLEDGEMENT));
      scene.program(
          "/usr/bin/a",
          run -> run.number() == 1 ? SimulatedProgram.exits(1, SECOND) : SimulatedProgram.daemon());
      scene.start("a.service").run(5 * SECOND);
      assertThat(scene.service("a.service").service().restarts().count())
          .as("died in turn %s", turn)
          .isEqualTo(1);
      assertThat(scene.state("a.service")).isEqualTo("active/running");
    }
  }

  @Test
  void aDroppedManagerLeavesProcessesAsTheyAre() {
    Scene scene = service(new SimulatedFaults());
    scene.start("a.service").run(SECOND);
    int main = scene.service("a.service").mainPid();
    scene.host().request(Manager::reexecute);
    scene.run(SECOND);
    assertThat(scene.host().deaths()).isEqualTo(1);
    assertThat(scene.service("a.service").mainPid()).isEqualTo(main);
  }

  @Test
  void timeStandsStillWhileNothingIsDue() {
    Scene scene = service(new SimulatedFaults());
    scene.start("a.service").run(3_600 * SECOND);
    assertThat(scene.host().turns()).isLessThan(10);
    assertThat(scene.host().isIdle()).isTrue();
  }

  @Test
  void aStepOfTheWallClockMovesNoDeadline() {
    Scene scene = service(new SimulatedFaults());
    scene.program("/usr/bin/a", SimulatedProgram.exits(0, SECOND));
    scene.start("a.service").run(1_500 * Scene.MILLISECOND);
    assertThat(scene.state("a.service")).isEqualTo("activating/auto-restart");
    scene.host().stepRealtime(-3_600 * SECOND);
    scene.run(100 * Scene.MILLISECOND);
    assertThat(scene.state("a.service")).isEqualTo("activating/auto-restart");
    scene.run(SECOND);
    assertThat(scene.spawned()).hasSize(2);
  }

  @Test
  void twoManagersOfTheSameRecordsHaveTheSameState() {
    Scene scene = service(new SimulatedFaults());
    scene.start("a.service").run(SECOND);
    Map<String, byte[]> before = scene.host().records();
    scene.host().request(Manager::reexecute);
    Map<String, byte[]> after = scene.host().records();
    assertThat(after.get("unit:a.service")).isEqualTo(before.get("unit:a.service"));
  }

  @Test
  void aFileOfTheEnvironmentIsReadByPreparation() {
    Scene scene =
        new Scene().service("a.service", "EnvironmentFile=/etc/missing", "ExecStart=/usr/bin/a");
    scene.start("a.service").run(SECOND);
    assertThat(scene.result("a.service")).isNotEqualTo("success");
    assertThat(scene.spawned()).isEmpty();
  }
}
