package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Messages between hand and the manager that are cut or altered, on a whole machine: hand refuses
 * them, a manager is replaced, and the services do not notice.
 */
class ChannelTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Fleet fleet = new Fleet("bad-input");

  @AfterEach
  void halt() {
    fleet.close();
  }

  @Test
  void handRefusesMessagesThatAreCutOrAlteredAndTheManagerSaysSo() {
    Machine machine = fleet.on(Init.REEVE);
    String witness = witness(machine);
    long manager = machine.manager();
    String inside = machine.shell("pgrep -f -- '--channel=3'").line();
    Result injected = machine.run(java.util.List.of("/usr/lib/reeve-e2e/inject", inside));
    int sent = Integer.parseInt(injected.line());
    assertThat(sent).isGreaterThan(350); // every cut and some bits of each field of a Spawn message
    assertThat(machine.systemctl("start", "flooded.service").status()).isZero();
    Await.until(
        "the console has a sentence for each, so far:\n" + machine.console(),
        SOON,
        () -> refusals(machine) >= sent - ANSWERED_OTHERWISE);
    System.out.println(
        sent + " messages cut or altered: " + refusals(machine) + " refusals on the console");
    assertThat(witness(machine)).as("main process of a service").isEqualTo(witness);
    assertThat(machine.manager()).as("the manager").isEqualTo(manager);
  }

  /**
   * A bit of one of the 32 bytes of fields may leave a message that can be read: then the spawn
   * fails, as its cgroup is missing.
   */
  private static final int ANSWERED_OTHERWISE = 8 * 32;

  @Test
  void aManagerThatGetsACutMessageIsReplacedAndTheServicesDoNotNotice() {
    Machine machine = fleet.on(Init.REEVE);
    String witness = witness(machine);
    long manager = machine.manager();
    assertThat(machine.shell("/usr/lib/reeve-e2e/inject 1").line()).isEqualTo("1");
    Await.until(
        "another manager runs",
        SOON,
        () -> {
          List<Long> managers = machine.managers();
          return managers.size() == 1 && !managers.contains(manager);
        });
    Await.until(
        "systemctl answers",
        SOON,
        () -> machine.systemctl("start", "flooded.service").status() == 0);
    assertThat(witness(machine)).as("main process of a service").isEqualTo(witness);
  }

  private static long refusals(Machine machine) {
    return machine
        .console()
        .lines()
        .filter(line -> line.contains("hand refused a message"))
        .count();
  }

  private static String witness(Machine machine) {
    return machine.systemctl("show", "-p", "MainPID", "--value", "witness.service").line();
  }
}
