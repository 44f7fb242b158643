package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * PID 1 of an ordinary Podman container, where the real systemd gives up: no cgroups of our own, so
 * wardens keep units together; and of one whose cgroups can be written. As root (uid 0) and as
 * nobody in particular (uid 1000).
 */
class ContainerTest {
  private static final Path UNITS = Path.of("src/test/resources/units/container");
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int MANY = 1000;

  @BeforeEach
  void containers() {
    Needs.containers();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000})
  void whatServicesForkDetachStripAndRefuseToEndIsGoneAfterTheirStop(int uid) {
    try (Container container = Container.boot(uid, UNITS)) {
      misbehavingServicesEnd(container, uid, false);
      assertThat(abilities(container)).contains("kept together by wardens instead");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000})
  void whereCgroupsCanBeWrittenItIsGoneToo(int uid) {
    try (Container container = Container.bootWithCgroup(uid, UNITS)) {
      assertThat(abilities(container))
          .contains("Cgroups of units lie below /sys/fs/cgroup")
          .doesNotContain("wardens");
      misbehavingServicesEnd(container, uid, true);
      Await.until(
          "no service has a cgroup: " + container.groups(),
          SOON,
          () -> container.groups().stream().noneMatch(group -> group.endsWith(".service")));
    }
  }

  /**
   * Starts them, sees by whose children they leave whether they have cgroups or wardens, and stops
   * them.
   */
  private static void misbehavingServicesEnd(Container container, int uid, boolean haveCgroups) {
    List<String> units =
        new ArrayList<>(List.of("forks-twice.service", "bare.service", "stubborn.service"));
    if (uid == 0) {
      units.add("another-user.service");
    }
    assertThat(call(container, "start", units).status()).isZero();
    Await.until("all have forked", SOON, () -> sleepers(container).size() >= 2 * units.size() - 1);
    for (String unit : units) {
      assertThat(container.property(unit, "ActiveState")).as(unit).isEqualTo("active");
    }
    Await.until(
        haveCgroups ? "what was left is hand's child" : "what was left is its warden's child",
        SOON,
        () ->
            sleepers(container).stream()
                .filter(line -> line.endsWith("sleep 1001"))
                .allMatch(line -> line.startsWith("1 ") == haveCgroups));
    List<String> groups =
        container.groups().stream().filter(group -> group.endsWith(".service")).toList();
    assertThat(groups).hasSize(haveCgroups ? units.size() : 0);
    assertThat(call(container, "stop", units).status()).isZero();
    assertThat(container.property("stubborn.service", "Result")).isEqualTo("timeout");
    nothingIsLeft(container);
  }

  private static String abilities(Container container) {
    Result abilities = container.run(List.of("/usr/lib/reeve/bin/reeve", "abilities"));
    assertThat(abilities.status()).as(abilities.err()).isZero();
    return abilities.out();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000})
  void servicesComeBackTimeOutAndSayThatTheyAreReady(int uid) {
    try (Container container = Container.boot(uid, UNITS)) {
      assertThat(container.systemctl("start", "comes-back.service").status()).isZero();
      String pid = container.property("comes-back.service", "MainPID");
      assertThat(container.shell("kill -9 " + pid).status()).isZero();
      Await.until(
          "it has come back",
          SOON,
          () ->
              container.property("comes-back.service", "NRestarts").equals("1")
                  && container.property("comes-back.service", "SubState").equals("running"));
      assertThat(container.systemctl("start", "never-ready.service").status()).isNotZero();
      assertThat(container.property("never-ready.service", "Result")).isEqualTo("timeout");
      assertThat(container.systemctl("start", "ready.service").status()).isZero();
      assertThat(container.systemctl("stop", "comes-back.service", "ready.service").status())
          .isZero();
      nothingIsLeft(container);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000})
  void aKilledManagerComesBackAndKnowsItsProcesses(int uid) {
    try (Container container = Container.boot(uid, UNITS)) {
      assertThat(container.systemctl("start", "forks-twice.service").status()).isZero();
      Await.until("it has forked", SOON, () -> sleepers(container).size() == 2);
      String pid = container.property("forks-twice.service", "MainPID");
      assertThat(container.shell("kill -9 $(pidof /usr/lib/reeve/runtime/bin/java)").status())
          .isZero();
      Await.until(
          "the next manager answers",
          SOON,
          () -> container.property("forks-twice.service", "MainPID").equals(pid));
      assertThat(container.systemctl("stop", "forks-twice.service").status()).isZero();
      nothingIsLeft(container);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000})
  void aThousandServicesRunWithinTheLimitsAndEnd(int uid) {
    List<String> units =
        IntStream.rangeClosed(1, MANY).mapToObj(i -> "many@" + i + ".service").toList();
    try (Container container = Container.boot(uid, UNITS)) {
      long begun = System.nanoTime();
      assertThat(call(container, "start", units).status()).isZero();
      long started = System.nanoTime();
      assertThat(sleepers(container)).hasSize(MANY);
      String files =
          container
              .shell(
                  "for p in 1 $(pidof /usr/lib/reeve/runtime/bin/java); do ls /proc/$p/fd | wc -l; done")
              .out()
              .strip()
              .replace('\n', ' ');
      long before = System.nanoTime();
      assertThat(call(container, "stop", units).status()).isZero();
      System.out.printf(
          "uid %d: %d services started in %d ms, stopped in %d ms; descriptors of hand and manager:"
              + " %s%n",
          uid,
          MANY,
          (started - begun) / 1_000_000,
          (System.nanoTime() - before) / 1_000_000,
          files);
      nothingIsLeft(container);
    }
  }

  @Test
  void thePlacesSignalToStopEndsTheServicesInOrderAndTheContainerWithZero() {
    for (int uid : new int[] {0, 1000}) {
      try (Container container = Container.boot(uid, UNITS)) {
        assertThat(container.systemctl("start", "forks-twice.service").status()).isZero();
        container.signal("RTMIN+3");
        assertThat(container.awaitEnd()).as(container.console()).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000})
  void theArgumentOfSystemctlExitIsTheContainersExitCode(int uid) {
    try (Container container = Container.boot(uid, UNITS)) {
      container.systemctl("exit", "7");
      assertThat(container.awaitEnd()).as(container.console()).isEqualTo(7);
    }
  }

  private static Result call(Container container, String verb, List<String> units) {
    List<String> words = new ArrayList<>(List.of(verb));
    words.addAll(units);
    return container.systemctl(words.toArray(String[]::new));
  }

  private static List<String> sleepers(Container container) {
    return container.processes().stream().filter(line -> line.contains(" sleep ")).toList();
  }

  /** Only hand and the manager are left. */
  private static void nothingIsLeft(Container container) {
    Await.until(
        "nothing is left but hand and manager",
        SOON,
        () ->
            container.processes().stream()
                .allMatch(line ->
                    line.startsWith("0 ") || line.contains("/usr/lib/reeve/runtime/bin/java")));
  }
}
