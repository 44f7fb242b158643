package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Services that end fast: what they said before is heard, and those that shall come back do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("it measures time")
class NotifyTest {
  private static final int SERVICES = 2000;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Fleet fleet = new Fleet("notify");

  @AfterAll
  void halt() {
    fleet.close();
  }

  @ParameterizedTest
  @EnumSource
  void ofTwoThousandServicesThatSayReadyAndEndAtOnceNoneIsMissed(Init init) throws IOException {
    Machine machine = fleet.on(init);
    Path wants = Files.createDirectory(machine.path("/etc/systemd/system/burst.target.wants"));
    for (int i = 1; i <= SERVICES; i++) {
      Files.createSymbolicLink(
          wants.resolve("burst@" + i + ".service"), Path.of("../burst@.service"));
    }
    assertThat(machine.systemctl("daemon-reload").status()).isZero();
    long begin = System.nanoTime();
    assertThat(machine.systemctl("start", "--no-block", "burst.target").status()).isZero();
    Await.until(
        "the burst is over",
        LONG,
        () -> machine.systemctl("list-jobs", "--no-legend").out().isEmpty());
    long millis = (System.nanoTime() - begin) / 1_000_000;
    long active = count(machine, "--state=active");
    long failed = count(machine, "--state=failed");
    System.out.println(
        init + ": " + active + " of " + SERVICES + " READY=1 heard, " + millis + " ms");
    assertThat(failed).as("services whose READY=1 was missed").isZero();
    assertThat(active).isEqualTo(SERVICES);
  }

  @ParameterizedTest
  @EnumSource
  void aServiceKilledThroughCgroupKillStartsAgainInAGroupThatIsNotPoisoned(Init init)
      throws IOException {
    Machine machine = fleet.on(init);
    assertThat(machine.systemctl("start", "comes-back.service").status()).isZero();
    String group = property(machine, "ControlGroup");
    for (int round = 1; round <= 3; round++) {
      String expected = Integer.toString(round);
      Files.writeString(Path.of(machine.cgroup() + group + "/cgroup.kill"), "1");
      Await.until(
          "restart " + round,
          SOON,
          () ->
              property(machine, "NRestarts").equals(expected)
                  && property(machine, "SubState").equals("running"));
      String pid = property(machine, "MainPID");
      assertThat(machine.shell("cat /proc/" + pid + "/comm").line()).isEqualTo("sleep");
    }
  }

  private static long count(Machine machine, String state) {
    return machine
        .systemctl("list-units", "--all", "--no-legend", "--plain", state, "burst@*.service")
        .out()
        .lines()
        .count();
  }

  private static String property(Machine machine, String name) {
    return machine.systemctl("show", "-p", name, "--value", "comes-back.service").line();
  }
}
