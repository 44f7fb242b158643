package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How PID 1 begins, what others see of it, and how it ends. */
class PidOneTest {
  private static final Path UNITS = Path.of("src/test/resources/units/lecture");
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String INIT = Init.REEVE.command().getFirst();

  @BeforeEach
  void machinesArePossible() {
    Needs.machines();
  }

  @Test
  void variablesByWhichOthersConfigureAJvmOrTheLinkerDoNotReachTheManager() {
    bootsWith(
        "/usr/bin/env",
        "-u",
        "PATH",
        "JAVA_TOOL_OPTIONS=-Xmx1k",
        "_JAVA_OPTIONS=-Xmx1k",
        "JDK_JAVA_OPTIONS=-Xmx1k",
        "CLASSPATH=/nowhere",
        "LD_LIBRARY_PATH=/nowhere",
        INIT,
        "--system");
  }

  @Test
  void anEmptyEnvironmentIsEnough() {
    bootsWith("/usr/bin/env", "-i", INIT, "--system");
  }

  @Test
  void aVariableThatIsNotUtf8AroundPidOneDisturbsNothing() {
    bootsWith("/bin/sh", "-c", "exec env ODD=\"$(printf 'x\\377y')\" " + INIT + " --system");
  }

  @ParameterizedTest
  @EnumSource
  void aServiceGetsTheVariablesOfPidOneThatItNamesReeveAlsoThoseThatAreNotUtf8(Init init)
      throws IOException {
    Needs.machinesWith(init);
    String program = String.join(" ", init.command());
    List<String> command =
        List.of(
            "/bin/sh",
            "-c",
            "export ODD=\"$(printf 'x\\377y')\" PLAIN=1 EMPTY= OTHER=2; exec " + program);
    Path units = Path.of("src/test/resources/units/environment");
    try (Machine machine = Machine.boot(command, init.command().getFirst(), units)) {
      assertThat(machine.systemctl("start", "passes.service").status()).isZero();
      byte[] environ = Files.readAllBytes(machine.path("/run/passed"));
      List<String> variables =
          List.of(new String(environ, StandardCharsets.ISO_8859_1).split("\0", -1));
      assertThat(variables)
          .contains("PLAIN=1", "EMPTY=", "container=lab")
          .noneMatch(variable -> variable.startsWith("NOT_SET=") || variable.startsWith("OTHER="));
      // systemd 252 drops what is not UTF-8
      assertThat(variables.contains("ODD=x\u00ffy")).isEqualTo(init == Init.REEVE);
    }
  }

  @Test
  void anotherLocaleAroundPidOneDisturbsNothing() {
    bootsWith("/usr/bin/env", "LC_ALL=C", "LANG=de_DE.ISO-8859-1", INIT, "--system");
  }

  @Test
  void itStartsThroughASymbolicLinkFromAnyDirectory() {
    Needs.machinesWith(Init.REEVE);
    List<String> command =
        List.of(
            "/bin/sh",
            "-c",
            "ln -s " + INIT + " /sbin/reeve-init; cd /proc; exec ../sbin/reeve-init --system");
    try (Machine machine = Machine.boot(command, "../sbin/reeve-init", UNITS)) {
      assertThat(machine.systemctl("start", "lecture.service").status()).isZero();
    }
  }

  @Test
  void clientsFindTheCommandLineAndEnvironmentOfPidOneUntouchedAndItsNameIsSystemd() {
    Needs.machinesWith(Init.REEVE);
    try (Machine machine = Machine.boot(Init.REEVE, UNITS)) {
      assertThat(Machine.read(machine.path("/proc/1/cmdline"))).isEqualTo(INIT + "\0--system\0");
      assertThat(Machine.read(machine.path("/proc/1/environ"))).contains("container=lab\0");
      assertThat(Machine.read(machine.path("/proc/1/comm"))).isEqualTo("systemd\n");
    }
  }

  /** As no controller can be enabled in a cgroup that has processes of its own. */
  @Test
  void handAndManagerMoveToInitScopeAndLaterManagersAreBornThere() {
    Needs.machinesWith(Init.REEVE);
    try (Machine machine = Machine.boot(Init.REEVE, UNITS)) {
      long first = machine.manager();
      Await.until("both are in init.scope", SOON, () -> inInitScope(machine, first));
      assertThat(machine.systemctl("start", "lecture.service").status()).isZero();
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      Await.until(
          "the next manager runs",
          SOON,
          () -> machine.managers().stream().anyMatch(manager -> manager != first));
      assertThat(inInitScope(machine, machine.manager())).isTrue();
      assertThat(machine.systemctl("is-active", "lecture.service").line()).isEqualTo("active");
    }
  }

  private static boolean inInitScope(Machine machine, long manager) {
    String ofInit = Machine.read(Path.of("/proc/" + machine.init() + "/cgroup"));
    String ofManager = Machine.read(Path.of("/proc/" + manager + "/cgroup"));
    return ofInit.contains("/init.scope\n") && ofManager.contains("/init.scope\n");
  }

  @Test
  void theManagerUsesTheAotCache() {
    Needs.machinesWith(Init.REEVE);
    try (Machine machine = Machine.boot(Init.REEVE, UNITS)) {
      assertThat(Machine.read(Path.of("/proc/" + machine.manager() + "/maps")))
          .contains("reeve.aot");
    }
  }

  @ParameterizedTest
  @EnumSource
  void poweroffEndsTheMachine(Init init) {
    // for a machine in a PID namespace the kernel turns "power off" into SIGINT for its PID 1
    ends(init, 128 + 2, "poweroff");
  }

  @ParameterizedTest
  @EnumSource
  void exitInAContainerGivesTheMachineThatStatus(Init init) {
    ends(init, 7, "exit", "7");
  }

  private static void ends(Init init, int status, String... verb) {
    Needs.machinesWith(init);
    try (Machine machine = Machine.boot(init, UNITS)) {
      assertThat(machine.systemctl("start", "lecture.service").status()).isZero();
      machine.systemctl(verb); // its own status is not certain: its machine ends meanwhile
      assertThat(machine.awaitEnd()).isEqualTo(status);
    }
  }

  /** Boots with this command as PID 1, and has a service say which environment it got. */
  private static void bootsWith(String... command) {
    Needs.machinesWith(Init.REEVE);
    try (Machine machine = Machine.boot(new ArrayList<>(List.of(command)), INIT, UNITS)) {
      assertThat(machine.systemctl("start", "lecture.service").status()).isZero();
      String pid = machine.systemctl("show", "-p", "MainPID", "--value", "lecture.service").line();
      String environment = machine.shell("tr '\\0' '\\n' < /proc/" + pid + "/environ").line();
      assertThat(environment).doesNotContain("JAVA", "LC_ALL=C.UTF-8");
    }
  }
}
