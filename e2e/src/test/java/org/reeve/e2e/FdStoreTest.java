package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a service has stored outlives the manager, which the real systemd can show only for a
 * manager that replaces itself. The rest of the file descriptor store is among the cases of {@link
 * MisbehavingTest}.
 */
class FdStoreTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String UNIT = "keeps.service";

  private final Fleet fleet = new Fleet("fd-store");

  @AfterEach
  void halt() {
    fleet.close();
  }

  @Test
  void aManagerThatIsKilledLeavesWhatWasStoredToTheNext() throws IOException {
    Machine machine = started(Init.REEVE);
    kill(machine.manager());
    awaitAnswer(machine);
    assertThat(stored(machine)).isEqualTo("4");
    assertThat(handedAfterRestart(machine))
        .isEqualTo(
            """
            count=3 names=unpolled:two:one pid=mine
            3: "" blocking
            4: "two" blocking
            5: "one" blocking
            """);
    assertThat(stored(machine)).isEqualTo("7");
    // and what is stored in a store that was taken over is closed with the rest
    assertThat(machine.systemctl("stop", UNIT).status()).isZero();
    assertThat(stored(machine)).isEqualTo("0");
    Files.delete(machine.path("/run/fds"));
    assertThat(machine.systemctl("start", UNIT).status()).isZero();
    assertThat(handed(machine)).isEqualTo("count=none names=none pid=none\n");
  }

  @Test
  void aServiceThatCrashesWhileThereIsNoManagerIsHandedItsDescriptorsWhenItComesBack()
      throws IOException {
    Machine machine = started(Init.REEVE);
    Files.delete(machine.path("/run/fds"));
    // without its program hand cannot start a manager, however often it tries
    Path java = machine.path("/usr/lib/reeve/runtime/bin/java");
    Path away = java.resolveSibling("java.away");
    Files.move(java, away);
    kill(machine.manager());
    Path die = Files.createFile(machine.path("/run/die"));
    Await.until(
        "the service has died",
        SOON,
        () -> machine.processes("/usr/lib/reeve-e2e/act", "fds=/run/fds").isEmpty());
    Files.delete(die);
    Files.move(away, java);
    Await.until("it comes back", SOON, () -> Files.exists(machine.path("/run/fds")));
    assertThat(handed(machine)).startsWith("count=3 names=unpolled:two:one pid=mine\n");
  }

  @Test
  void aManagerThatReplacesItselfKeepsWhatWasStored() throws IOException {
    replaced(Init.REEVE, "unpolled:two:one");
  }

  /** The whole is turned round, as COMPATIBILITY.md says. */
  @Test
  void systemdKeepsItToo() throws IOException {
    replaced(Init.SYSTEMD, "one:two:unpolled");
  }

  private void replaced(Init init, String names) throws IOException {
    Machine machine = started(init);
    assertThat(machine.systemctl("daemon-reexec").status()).isZero();
    awaitAnswer(machine);
    assertThat(stored(machine)).isEqualTo("4");
    assertThat(handedAfterRestart(machine)).startsWith("count=3 names=" + names + " pid=mine\n");
  }

  @Test
  void aReloadKeepsTheYoungestThatALowerLimitAllows() throws IOException {
    lowered(Init.REEVE);
  }

  @Test
  void soDoesSystemds() throws IOException {
    lowered(Init.SYSTEMD);
  }

  private void lowered(Init init) throws IOException {
    Machine machine = started(init);
    Path unit = machine.path("/etc/systemd/system/" + UNIT);
    Files.writeString(unit, Files.readString(unit).replace("Max=9", "Max=3"));
    assertThat(machine.systemctl("daemon-reload").status()).isZero();
    assertThat(stored(machine)).isEqualTo("3");
    // the polled pipe is among them until its other end dies with the service
    String handed = handedAfterRestart(machine).lines().findFirst().orElse("");
    assertThat(handed).containsPattern("names=(unpolled:two|two:unpolled) ");
  }

  private Machine started(Init init) {
    Machine machine = fleet.on(init);
    assertThat(machine.systemctl("start", UNIT).status()).isZero();
    assertThat(stored(machine)).isEqualTo("4");
    return machine;
  }

  private static String handedAfterRestart(Machine machine) throws IOException {
    Files.delete(machine.path("/run/fds"));
    assertThat(machine.systemctl("restart", UNIT).status()).isZero();
    return handed(machine);
  }

  /** What its present process has found; the first had found nothing. */
  private static String handed(Machine machine) throws IOException {
    return Files.readString(machine.path("/run/fds"));
  }

  private static String stored(Machine machine) {
    return machine.systemctl("show", "-p", "NFileDescriptorStore", "--value", UNIT).line();
  }

  private static void awaitAnswer(Machine machine) {
    Await.until(
        "systemctl answers", SOON, () -> machine.systemctl("show", "-p", "Version").status() == 0);
  }

  private static void kill(long pid) {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    Await.until("process " + pid + " is gone", SOON, () -> !process.isAlive());
  }
}
