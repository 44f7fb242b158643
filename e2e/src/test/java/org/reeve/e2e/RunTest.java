package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code reeve run FILE...}: units in the foreground, by root and by an ordinary user. */
@ParameterizedClass
@EnumSource(names = {"ROOT", "ORDINARY_USER"})
class RunTest {
  private static final String CTRL_C = "\003";

  @TempDir private static Path shared;
  private static Path tree = Path.of("");

  @Parameter private Calls.Caller caller = Calls.Caller.ORDINARY_USER;
  @TempDir private Path directory;
  private Calls calls = new Calls(tree, shared, Calls.Caller.ORDINARY_USER);

  @BeforeAll
  static void copyTheTree() throws Exception {
    tree = Calls.copyOfTree(shared);
  }

  @BeforeEach
  void open() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    calls = new Calls(tree, directory, caller);
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    try {
      calls.awaitNothingLeft();
      if (Files.exists(calls.runtime())) {
        assertThat(calls.runtime()).isEmptyDirectory();
      }
    } finally {
      calls.killLeftovers();
    }
  }

  @Test
  void outputHasTheUnitsNameInFrontAndTheStatusIsZeroWhenAllEndedWell() {
    Result run = calls.run("run", calls.unit("one.service"), calls.unit("another-one.service"));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "one.service         | first",
            "one.service         | second",
            "another-one.service | third",
            "another-one.service | no newline");
    assertThat(run.err()).doesNotContain("failed", "Failed");
  }

  @Test
  void aUnitThatFailsIsNamedWithReasonAndLastLinesAndTheStatusIsOne() {
    Result run = calls.run("run", calls.unit("ends-3.service"), calls.unit("one.service"));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "reeve: ends-3.service failed with result 'exit-code': its main process ended with"
                + " code=exited, status=3/NOTIMPLEMENTED.\n")
        .contains("\n  last words\n")
        .doesNotContain("one.service failed");
  }

  @Test
  void aProgramThatDoesNotExistFailsItsUnitWith203() {
    Result run = calls.run("run", calls.unit("no-program.service"));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains("reeve: no-program.service failed with result 'exit-code':", "status=203/EXEC.\n")
        .contains("exec /nowhere/program", "no-program.service:2", "ENOENT");
  }

  @Test
  void aUserThatDoesNotExistFailsItsUnitWith217() {
    Result run = calls.run("run", calls.unit("no-user.service"));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains("reeve: no-user.service failed with result 'exit-code':", "status=217/USER.\n")
        .contains("nobody-of-that-name", "no-user.service:2");
  }

  @Test
  void whatAUnitHasPulledInEndsWithIt() {
    calls.unit("a.service");
    Result run = calls.run("run", calls.unit("pulls-in.service"));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("● a.service started (pid ", "○ a.service stopped (after ");
  }

  @Test
  void theSignalOfCtrlCStopsTheUnitsInReverseOrder() {
    Calls.Call run = beginThree(reeveRun("a.service", "b.service", "c.service"));
    assertStopsInOrder(run.signal("INT").end(), 0);
  }

  @Test
  void theSignalOfATerminationStopsTheUnitsInReverseOrder() {
    Calls.Call run = beginThree(reeveRun("a.service", "b.service", "c.service"));
    assertStopsInOrder(run.signal("TERM").end(), 0);
  }

  @Test
  void ctrlCOnATerminalStopsTheUnitsInReverseOrder() {
    String command = "exec " + String.join(" ", reeveRun("a.service", "b.service", "c.service"));
    Calls.Call run = beginThree(List.of("script", "-qec", command, "/dev/null"));
    assertStopsInOrder(run.type(CTRL_C).end(), 0);
  }

  @Test
  void ctrlCOnATerminalReachesUnitsThatAScriptRuns() {
    String command =
        String.join(" ", reeveRun("a.service", "b.service", "c.service")) + "; echo not reached";
    Calls.Call run = beginThree(List.of("script", "-qec", command, "/dev/null"));
    Result end = run.type(CTRL_C).end();
    // the shell ends of the same Ctrl-C once its command has ended
    assertStopsInOrder(end, 128 + 2);
  }

  @Test
  void theHangupOfATerminalStopsTheUnits() {
    String command = "exec " + String.join(" ", reeveRun("a.service", "b.service", "c.service"));
    Calls.Call run = beginThree(List.of("script", "-qec", command, "/dev/null"));
    run.signal("KILL").end();
    calls.awaitNothingLeft();
  }

  @Test
  void theSecondCtrlCKillsWhatDoesNotStop() {
    Calls.Call run = calls.beginCommand(reeveRun("stubborn.service"));
    run.awaitOut("stubborn.service | up\n").awaitErr("● stubborn.service started (pid ");
    run.signal("INT").awaitErr("Stopping all units");
    Result end = run.signal("INT").end();
    assertThat(end.status()).isEqualTo(1);
    assertThat(end.err())
        .contains("stubborn.service: Killed, as the signal to stop came again.")
        .contains("its main process ended with code=killed, status=9/KILL.");
  }

  @Test
  void servicesSurviveTheDeathOfTheirManagerAndCtrlCStillStopsThem() {
    Calls.Call run = beginThree(reeveRun("a.service", "b.service", "c.service"));
    String old = manager();
    ProcessHandle.of(Long.parseLong(old)).orElseThrow().destroyForcibly();
    Await.until(
        "there is another manager",
        java.time.Duration.ofSeconds(20),
        () -> !manager().isEmpty() && !manager().equals(old));
    Result end = run.signal("INT").end();
    assertStopsInOrder(end, 0);
    assertThat(end.out().lines().filter(line -> line.endsWith(" up")))
        .as("started once")
        .hasSize(3);
  }

  /** The process id of the Java manager; empty if there is none. */
  private String manager() {
    for (String process : calls.processes()) {
      if (process.contains(" manager --channel=3")) {
        return process.substring(0, process.indexOf(' '));
      }
    }
    return "";
  }

  @Test
  void theCallersEnvironmentReachesServicesByteByByte() throws IOException {
    Path before = directory.resolve("before");
    Path after = directory.resolve("after");
    String script =
        """
        export LC_ALL=C LANG=de_DE JAVA_TOOL_OPTIONS=-Xmx1k JDK_JAVA_OPTIONS=-Xmx1k CLASSPATH=/nowhere EMPTY=
        export LD_LIBRARY_PATH=/nowhere REEVE_WAS_HERE=1 WHERE=%s ODD="$(printf 'x\\377y\\nz=ü')"
        cp /proc/self/environ %s
        exec %s
        """
            .formatted(after, before, String.join(" ", reeveRun("environment.service")));
    Result run = calls.beginCommand(List.of("/bin/sh", "-c", script)).end();
    assertThat(run.status()).as(run.err()).isZero();
    List<String> had = variables(before);
    List<String> got = variables(after);
    assertThat(had).contains("LC_ALL=C", "EMPTY=", "ODD=x\u00ff" + "y\nz=\u00c3\u00bc");
    assertThat(got).containsAll(had);
    got.removeAll(had);
    assertThat(got.stream().map(variable -> variable.substring(0, variable.indexOf('='))))
        .as("what the manager adds")
        .containsExactlyInAnyOrder(
            "INVOCATION_ID", "JOURNAL_STREAM", "MANAGERPID", "SYSTEMD_EXEC_PID");
  }

  private static List<String> variables(Path environ) throws IOException {
    String text = Files.readString(environ, java.nio.charset.StandardCharsets.ISO_8859_1);
    return new ArrayList<>(Arrays.asList(text.split("\0", -1)).subList(0, text.split("\0").length));
  }

  @Test
  void aFileThatIsNotThereIsNamedInASentence() {
    assertRefused(
        calls.run("run", "absent.service"),
        1,
        "reeve: cannot run absent.service: there is no such file here, and no such unit on this"
            + " machine.\n");
  }

  @Test
  void allThatIsWrongWithTheFilesIsSaidAtOnce() throws IOException {
    Files.createDirectory(directory.resolve("folder.service"));
    Files.writeString(directory.resolve("notes.txt"), "[Service]\n");
    Files.writeString(directory.resolve("some@.service"), "[Service]\n");
    assertRefused(
        calls.run(
            "run", "folder.service", "notes.txt", "some@.service", "./absent.service", "gone"),
        1,
        """
        reeve: cannot run notes.txt: its name is not that of a unit; unit files are called NAME.service, NAME.target and so on.
        reeve: cannot run some@.service: it is a template; name an instance of it, such as some@x.service.
        reeve: cannot run ./absent.service: there is no such file.
        reeve: cannot run folder.service: there is no unit file in it that could be started.
        reeve: cannot run gone: there is no such file here, and no such unit on this machine.
        """);
  }

  @Test
  void twoFilesOfOneNameAreNotTheSameUnit() throws IOException {
    String one = calls.unit("one.service");
    Path other = Files.createDirectory(directory.resolve("other")).resolve("one.service");
    Files.copy(Path.of(one), other);
    assertRefused(
        calls.run("run", one, other.toString()),
        1,
        "reeve: cannot run "
            + other
            + ": "
            + one
            + " has the same name, and a unit has one name only.\n");
  }

  @Test
  void withoutAFileOrWithAnOptionTheUsageIsSaidWithStatusTwo() {
    assertRefused(
        calls.run("run"),
        2,
        "reeve: run needs at least one unit file, directory or unit name, such as `reeve run"
            + " ./myecho.service`.\n");
    assertRefused(
        calls.run("run", "--now", "a.service"),
        2,
        "reeve: run has no option --now; `reeve run --help` lists them.\n");
  }

  @Test
  void aFileWithJunkCannotBeStartedAndEveryLineOfItIsNamed() {
    Result run = calls.run("run", calls.unit("junk.service"));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("junk.service:1: ", "reeve: junk.service cannot be started: ");
  }

  @Test
  void aServiceWithoutExecStartCannotBeStarted() {
    Result run = calls.run("run", calls.unit("no-exec.service"));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("reeve: no-exec.service cannot be started: ", "ExecStart=");
  }

  @Test
  void aRuntimeDirectoryThatCannotBeMadeIsNamedInASentence() {
    List<String> command = new ArrayList<>(List.of("env", "XDG_RUNTIME_DIR=/proc/nowhere"));
    command.addAll(reeveRun("one.service"));
    Result run = calls.beginCommand(command).end();
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("reeve: the directory /proc/nowhere/reeve-run-")
        .contains("cannot be made: ")
        .endsWith("; XDG_RUNTIME_DIR must name a directory of your own.\n");
  }

  @Test
  void initOutsidePidOneManagesNoSystem() {
    Result init = calls.beginCommand(List.of(calls.program("init"), "--system")).end();
    assertRefused(
        init,
        1,
        "reeve: the system is managed by PID 1 only, and this is not PID 1; use --user, or"
            + " `reeve run FILE` for a few units.\n");
  }

  private static void assertRefused(Result call, int status, String sentences) {
    assertThat(call.err()).isEqualTo(sentences);
    assertThat(call.out()).isEmpty();
    assertThat(call.status()).isEqualTo(status);
  }

  private List<String> reeveRun(String... units) {
    List<String> command = new ArrayList<>(List.of(calls.program("reeve"), "run"));
    for (String unit : units) {
      command.add(calls.unit(unit));
    }
    return command;
  }

  private Calls.Call beginThree(List<String> command) {
    Calls.Call run = calls.beginCommand(command);
    for (String unit : List.of("a", "b", "c")) {
      run.awaitOut(unit + ".service | up");
    }
    return run;
  }

  /** Each was stopped after those that come after it had ended; with a terminal all is in one. */
  private static void assertStopsInOrder(Result run, int status) {
    String all = run.out() + run.err();
    assertThat(all.lines().map(String::strip).filter(line -> line.contains(" stopped (")))
        .map(line -> line.substring(line.indexOf(' ') + 1, line.indexOf(" (")))
        .containsExactly("c.service stopped", "b.service stopped", "a.service stopped");
    assertThat(all)
        .contains("a.service | down", "b.service | down", "c.service | down")
        .doesNotContain("not reached");
    assertThat(run.status()).as(all).isEqualTo(status);
  }
}
