package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The differential test of socket units: each directory of {@code resources/sockets} is a scenario,
 * run on a machine with the real systemd and on one with Reeve, with real daemons and clients
 * ({@code serve} and {@code talk} of e2e/programs). Where the transcripts differ, COMPATIBILITY.md
 * has a block {@code ```sockets SCENARIO}.
 */
class SocketTest {
  private static final Scenarios SCENARIOS = new Scenarios(Path.of("src/test/resources/sockets"));
  private static final Path COMPATIBILITY = Path.of("../COMPATIBILITY.md");
  private static final String FENCE = "```sockets ";
  private static final Duration SOON = Duration.ofSeconds(60);

  @BeforeAll
  static void machinesArePossible() {
    Needs.machines();
    Needs.machinesWith(Init.REEVE);
  }

  @Test
  void socketsActAsUnderSystemdExceptWhereCompatibilityShowsBoth(@TempDir Path units) {
    SCENARIOS.copyUnits(units);
    Map<String, List<String>> found =
        VerbsTest.differences(
            SCENARIOS.transcript(Init.SYSTEMD, units), SCENARIOS.transcript(Init.REEVE, units));
    Map<String, List<String>> documented = VerbsTest.documented(COMPATIBILITY, FENCE);
    System.out.println("sockets: " + found.size() + " scenarios differ from systemd 252");
    assertThat(VerbsTest.undocumented(found, documented, FENCE)).isEmpty();
  }

  @Test
  void clientsThatComeWhileThereIsNoManagerWaitAndAreServed(@TempDir Path units)
      throws IOException {
    SCENARIOS.copyUnits(units);
    try (Machine machine = Machine.boot(Init.REEVE, units)) {
      assertThat(machine.systemctl("start", "re-a.socket", "ac-a.socket").status()).isZero();
      // without its program hand cannot start a manager, however often it tries
      Path java = machine.path("/usr/lib/reeve/runtime/bin/java");
      Path away = java.resolveSibling("java.away");
      Files.move(java, away);
      ProcessHandle.of(machine.manager()).orElseThrow().destroyForcibly();
      Await.until("the manager is gone", SOON, () -> machine.managers().isEmpty());
      machine.shell(
          "for to in 127.0.0.1:7101 /run/ac-a.sock; do"
              + " /usr/lib/reeve-e2e/talk stream $to hello > /run/said-${to##*[:/]} 2>&1 & done;"
              + " sleep 0.2");
      assertThat(machine.managers()).isEmpty();
      Files.move(away, java);
      Await.until(
          "both are served",
          SOON,
          () ->
              machine
                  .shell("cat /run/said-*")
                  .out()
                  .lines()
                  .toList()
                  .equals(List.of("re-a: hello", "ac-a: hello")));
      assertThat(machine.systemctl("is-active", "re-a.socket", "re-a.service").out())
          .isEqualTo("active\nactive\n");
    }
  }
}
