package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bad input gets a clear answer, and nothing else notices: after each test the manager answers and
 * a service that has run since boot still has the same main process. The real systemd goes through
 * the same tests, so what they expect is what it does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Fleet fleet = new Fleet("bad-input");
  private final Map<Init, String> witnesses = new EnumMap<>(Init.class);

  @AfterAll
  void halt() {
    fleet.close();
  }

  @AfterEach
  void nothingElseIsDisturbed() {
    witnesses.forEach((init, pid) ->
        assertThat(
                fleet
                    .on(init)
                    .systemctl("show", "-p", "MainPID", "--value", "witness.service")
                    .line())
            .as("main process of the witness under " + init)
            .isEqualTo(pid));
  }

  @ParameterizedTest
  @EnumSource
  void binaryJunkInsteadOfAUnitFileIsAnErrorOfThatUnit(Init init) {
    Result start = on(init).systemctl("start", "junk.service");
    assertThat(start.status()).isEqualTo(1);
    assertThat(start.err())
        .startsWith("Failed to start junk.service: Unit junk.service failed to load properly");
    assertThat(property(init, "junk.service", "LoadState")).isEqualTo("error");
  }

  @ParameterizedTest
  @EnumSource
  void aLineEndsAtANulByte(Init init) {
    assertThat(on(init).systemctl("start", "nul.service").status()).isZero();
    // sleep without an operand: what stood behind the NUL is gone
    awaitFailed(init, "nul.service");
    assertThat(property(init, "nul.service", "ExecMainStatus")).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource
  void aLineOfAlmostAMegabyteIsRead(Init init) throws IOException {
    String description = "x".repeat(1_000_000);
    Files.writeString(
        on(init).path("/etc/systemd/system/long.service"),
        "[Unit]\nDescription=" + description + "\n[Service]\nExecStart=/bin/sleep infinity\n");
    assertThat(on(init).systemctl("start", "long.service").status()).isZero();
    assertThat(property(init, "long.service", "Description")).isEqualTo(description);
  }

  @ParameterizedTest
  @EnumSource
  void aLineOverAMegabyteIsAnErrorOfThatUnit(Init init) throws IOException {
    Files.writeString(
        on(init).path("/etc/systemd/system/longer.service"),
        "[Service]\nExecStart=/bin/sleep infinity\nEnvironment=A=" + "x".repeat(1_100_000) + "\n");
    Result start = on(init).systemctl("start", "longer.service");
    assertThat(start.status()).isEqualTo(1);
    assertThat(start.err())
        .contains("longer.service failed to load properly")
        .contains("No buffer space available");
  }

  @ParameterizedTest
  @EnumSource
  void aServiceWithoutExecStartHasABadSetting(Init init) {
    Result start = on(init).systemctl("start", "no-exec.service");
    assertThat(start.status()).isEqualTo(1);
    assertThat(start.err())
        .startsWith(
            "Failed to start no-exec.service: Unit no-exec.service has a bad unit file setting.\n");
    assertThat(property(init, "no-exec.service", "LoadState")).isEqualTo("bad-setting");
  }

  @ParameterizedTest
  @EnumSource
  void aRelativeProgramIsIgnoredAndThenExecStartIsMissing(Init init) {
    Result start = on(init).systemctl("start", "relative.service");
    assertThat(start.status()).isEqualTo(1);
    assertThat(property(init, "relative.service", "LoadState")).isEqualTo("bad-setting");
  }

  @ParameterizedTest
  @EnumSource
  void anAbsentProgramFailsTheServiceWith203(Init init) {
    assertThat(on(init).systemctl("start", "absent.service").status()).isZero();
    awaitFailed(init, "absent.service");
    assertThat(property(init, "absent.service", "ExecMainStatus")).isEqualTo("203");
  }

  @ParameterizedTest
  @EnumSource
  void anAbsentProgramFailsTheStartItselfWithTypeExec(Init init) {
    Result start = on(init).systemctl("start", "absent-exec.service");
    assertThat(start.status()).isEqualTo(1);
    assertThat(start.err())
        .startsWith(
            "Job for absent-exec.service failed because the control process exited with error code.\n");
    assertThat(property(init, "absent-exec.service", "ExecMainStatus")).isEqualTo("203");
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownUserFailsTheServiceWith217(Init init) {
    assertThat(on(init).systemctl("start", "no-user.service").status()).isZero();
    awaitFailed(init, "no-user.service");
    assertThat(property(init, "no-user.service", "ExecMainStatus")).isEqualTo("217");
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownUserFailsTheStartItselfWithTypeExec(Init init) {
    assertThat(on(init).systemctl("start", "no-user-exec.service").status()).isEqualTo(1);
    assertThat(property(init, "no-user-exec.service", "ExecMainStatus")).isEqualTo("217");
  }

  @ParameterizedTest
  @EnumSource
  void aCycleOfRequirementsIsRefusedByName(Init init) {
    Result start = on(init).systemctl("start", "cycle-a.service");
    assertThat(start.status()).isEqualTo(1);
    assertThat(start.err())
        .startsWith(
            "Failed to start cycle-a.service: Transaction order is cyclic. See system logs for details.\n");
    assertThat(property(init, "cycle-a.service", "ActiveState")).isEqualTo("inactive");
  }

  @ParameterizedTest
  @EnumSource
  void aCycleOfWishesIsBrokenAndWhatCanRunRuns(Init init) {
    assertThat(on(init).systemctl("start", "loose-a.service").status()).isZero();
    assertThat(property(init, "loose-a.service", "ActiveState")).isEqualTo("active");
    // Which job is dropped to break the cycle is not determined; without loose-b nothing asks for
    // loose-c.
    Await.until(
        "the jobs are done",
        SOON,
        () -> on(init).systemctl("list-jobs", "--no-legend").out().isEmpty());
    assertThat(property(init, "loose-c.service", "ActiveState")).isEqualTo("inactive");
  }

  @ParameterizedTest
  @EnumSource
  void aUnitNameWithALetterBeyondAsciiIsEscapedByTheClientAndFoundUnderThatName(Init init) {
    Result start = on(init).systemctl("start", "ü.service");
    assertThat(start.status()).isZero();
    assertThat(start.err())
        .startsWith("Invalid unit name \"ü.service\" escaped as \"\\xc3\\xbc.service\"");
    assertThat(property(init, "\\xc3\\xbc.service", "Description"))
        .isEqualTo("The escaped name of ü.service");
    assertThat(property(init, "\\xc3\\xbc.service", "ActiveState")).isEqualTo("active");
  }

  @ParameterizedTest
  @EnumSource
  void unknownSectionsKeysAndValuesAreWarnedAboutAndTheUnitRunsAllTheSame(Init init) {
    assertThat(on(init).systemctl("start", "unknown.service").status()).isZero();
    assertThat(property(init, "unknown.service", "ActiveState")).isEqualTo("active");
    assertThat(property(init, "unknown.service", "RestartUSec")).isEqualTo("100ms");
    assertThat(property(init, "unknown.service", "KillMode")).isEqualTo("control-group");
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfNotificationsDisturbsNobody(Init init) {
    Machine machine = on(init);
    assertThat(machine.systemctl("start", "flooded.service").status()).isZero();
    String pid = property(init, "flooded.service", "MainPID");
    Result flood =
        machine.shell(
            "export $(tr '\\0' '\\n' < /proc/"
                + pid
                + "/environ | grep ^NOTIFY_SOCKET=);"
                + " for i in 1 2 3; do /usr/lib/reeve-e2e/flood 4000 & done; wait");
    assertThat(flood.status()).as(flood.err()).isZero();
    assertThat(property(init, "flooded.service", "ActiveState")).isEqualTo("active");
    assertThat(property(init, "flooded.service", "MainPID")).isEqualTo(pid);
  }

  private Machine on(Init init) {
    Machine machine = fleet.on(init);
    witnesses.computeIfAbsent(
        init, _ -> machine.systemctl("show", "-p", "MainPID", "--value", "witness.service").line());
    return machine;
  }

  private String property(Init init, String unit, String name) {
    return on(init).systemctl("show", "-p", name, "--value", unit).line();
  }

  private void awaitFailed(Init init, String unit) {
    Await.until(
        unit + " has failed", SOON, () -> on(init).systemctl("is-failed", unit).status() == 0);
  }
}
