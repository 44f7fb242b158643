package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code reeve run} with directories, names and several units that need each other; how it shows
 * what happens; {@code reeve ctl} and {@code reeve log} beside it.
 */
@ParameterizedClass
@EnumSource(names = {"ROOT", "ORDINARY_USER"})
@Order(4)
class RunUnitsTest {
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

  // ---- what is started ----

  @Test
  void aDirectoryStartsWhatItsDefaultTargetPullsInAndInOrder() {
    Result run = calls.run("run", calls.units("app"));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly("db.service  | db up", "web.service | web up", "db.service  | db down");
    assertThat(run.err())
        .contains("● db.service done (after ", "), remains active\n", "● default.target reached\n")
        .doesNotContain("network-online.target", "other.service");
  }

  @Test
  void aDirectoryWithLinksInWantsStartsThose() {
    Result run = calls.run("run", calls.units("enabled"));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out().lines()).containsExactly("one.service | one");
  }

  @Test
  void anyOtherDirectoryStartsWhatNoOtherUnitOfItPullsIn() {
    Result run = calls.run("run", "--no-prefix", calls.units("plain"));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out().lines()).containsExactlyInAnyOrder("main", "helper", "also");
  }

  @Test
  void aTemplateBesideIsGivenByTheNameOfAnInstance() {
    String directory = calls.units("templates");
    Result run = calls.run("run", directory + "/web@8.service", "web@9");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactlyInAnyOrder("web@8.service | welcome 8", "web@9.service | hello 9");
  }

  @Test
  void theMachinesTargetsCountAsReachedAndItsServicesAreNotStarted() {
    Result run = beside("machine", "wishes.service").end();
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("wishes.service | wishes\n");
  }

  @Test
  void aServiceOfTheMachinesOwnThatIsRequiredHasToBeNamed() {
    Result refused = beside("machine", "needs.service").end();
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err())
        .contains(
            "reeve: needs.service cannot be started: Unit theirs.service not found. It is one of"
                + " this machine's own, which are started only if they are named beside the"
                + " others.\n");
    Result run = beside("machine", "needs.service", "theirs").end();
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactlyInAnyOrder("needs.service  | needs", "theirs.service | theirs");
  }

  /** With other units as the machine's own. */
  private Calls.Call beside(String units, String file, String... names) {
    String path = directory.resolve(units).toString();
    if (!Files.exists(Path.of(path))) {
      calls.units(units);
    }
    List<String> command = new ArrayList<>(List.of("env"));
    command.add("SYSTEMD_UNIT_PATH=" + path + "/theirs");
    command.addAll(List.of(calls.program("reeve"), "run", path + "/" + file));
    command.addAll(List.of(names));
    return calls.beginCommand(command);
  }

  @Test
  void aUnitWhoseRequirementFailsIsNotStartedAndThatIsSaid() {
    String directory = calls.units("fails");
    Result run = calls.run("run", directory + "/web.service");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("db.service  | no disk\n");
    assertThat(run.err())
        .contains(
            "× db.service failed (exit-code 1/FAILURE)\n",
            "× web.service not started: a unit that it needs did not start (db.service)\n",
            "reeve: web.service was not started: a unit that it needs did not start"
                + " (db.service).\n",
            "reeve: db.service failed with result 'exit-code': its main process ended with"
                + " code=exited, status=1/FAILURE.\n  no disk\n  -> its command is /bin/sh -c");
  }

  @Test
  void aHandlerOfAFailureIsWaitedFor() {
    Result run = calls.run("run", calls.units("handler") + "/fails.service");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("handler.service | handled\n");
    assertThat(run.err()).contains("× fails.service failed (exit-code 1/FAILURE)\n");
  }

  // ---- when it ends ----

  @Test
  void theExitStatusCanBeThatOfAUnitWhichEndsAll() {
    String units = calls.units("codes");
    Result run =
        calls.run(
            "run", "--exit-code-from=ends-7", units + "/ends-7.service", units + "/long.service");
    assertThat(run.status()).as(run.err()).isEqualTo(7);
    assertThat(run.err())
        .contains(
            "ends-7.service has ended: stopping the others.\n", "○ long.service stopped (after ");
    Result killed = calls.run("run", "--exit-code-from=killed.service", units + "/killed.service");
    assertThat(killed.status()).as(killed.err()).isEqualTo(128 + 9);
    assertThat(killed.err()).contains("× killed.service failed (signal 9/KILL)\n");
  }

  @Test
  void theFirstFailureCanEndAll() {
    String units = calls.units("fails");
    Result run =
        calls.run("run", "--abort-on-failure", units + "/db.service", units + "/long.service");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "db.service has failed: stopping the others.\n", "○ long.service stopped (after ");
  }

  @Test
  void aRestartIsAnnounced() {
    Result run = calls.run("run", calls.units("restart") + "/flaky.service");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("× flaky.service failed (exit-code 1/FAILURE), restarting in 200 ms\n")
        .contains("○ flaky.service ended (exit-code 0/SUCCESS, after ");
  }

  @Test
  void whoKillsReeveRunItselfLeavesNothing() {
    Calls.Call run = calls.begin("run", calls.units("codes") + "/long.service");
    run.awaitErr("● long.service started (pid ");
    run.signal("KILL").end();
    calls.awaitNothingLeft();
  }

  @Test
  void whatIsLeftOfARunThatWasKilledWithItsManagerIsRemovedByTheNext() throws IOException {
    String unit = calls.units("codes") + "/long.service";
    Calls.Call run = calls.begin("run", unit);
    run.awaitErr("● long.service started (pid ");
    // stopped, the manager cannot see that reeve run is gone
    String manager = manager();
    kill("STOP", manager);
    run.signal("KILL").end();
    kill("KILL", manager);
    assertThat(calls.runtime()).isNotEmptyDirectory();
    if (caller == Calls.Caller.ORDINARY_USER) {
      calls.killLeftovers(); // what no cgroup holds together, the kernel cannot tell
    }
    assertThat(calls.run("run", calls.units("enabled")).status()).isZero();
  }

  private String manager() {
    for (String process : calls.processes()) {
      if (process.contains(" manager --channel=3")) {
        return process.substring(0, process.indexOf(' '));
      }
    }
    throw new AssertionError("no manager in " + calls.processes());
  }

  private void kill(String signal, String pid) {
    assertThat(calls.beginCommand(List.of("/bin/kill", "-s", signal, pid)).end().status()).isZero();
  }

  // ---- how it looks ----

  @Test
  void onATerminalEachUnitHasItsColour() {
    String directory = calls.units("templates");
    String run = calls.program("reeve") + " run " + directory + "/web@8.service web@9";
    Result coloured = terminal("env TERM=xterm " + run);
    assertThat(coloured.out())
        .contains(
            "\033[36mweb@8.service | \033[0mwelcome 8", "\033[35mweb@9.service | \033[0mhello");
    for (String how : List.of("env TERM=xterm NO_COLOR=1 " + run, "env TERM=dumb " + run)) {
      assertThat(terminal(how).out()).as(how).contains("welcome 8").doesNotContain("\033");
    }
    Result off = terminal("env TERM=xterm " + run + " --no-color");
    assertThat(off.out()).contains("welcome 8").doesNotContain("\033");
  }

  @Test
  void withoutATerminalThereAreColoursOnlyIfTheyAreAskedFor() {
    String unit = calls.units("templates") + "/web@8.service";
    assertThat(calls.run("run", unit).out()).isEqualTo("web@8.service | welcome 8\n");
    assertThat(calls.run("run", "--color", unit).out()).startsWith("\033[36mweb@8.service | ");
    Result asked =
        calls
            .beginCommand(List.of("env", "SYSTEMD_COLORS=1", calls.program("reeve"), "run", unit))
            .end();
    assertThat(asked.out()).startsWith("\033[36mweb@8.service | ");
  }

  private Result terminal(String command) {
    return calls.beginCommand(List.of("script", "-qec", command, "/dev/null")).end();
  }

  @Test
  void prefixesTimesAndStatesAreTheUsersChoice() {
    String unit = calls.units("templates") + "/web@8.service";
    Result bare = calls.run("run", "--no-prefix", "--quiet", unit);
    assertThat(bare.out()).isEqualTo("welcome 8\n");
    assertThat(bare.err()).isEmpty();
    Result timed = calls.run("run", "--timestamps", unit);
    assertThat(timed.out()).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} web@8.service \\| welcome 8\n");
    assertThat(timed.err()).matches("(\\d\\d:\\d\\d:\\d\\d\\.\\d{3} [●○] web@8.service .*\n)+");
  }

  @Test
  void theHelpIsOnStandardOutput() {
    Result help = calls.run("run", "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out()).startsWith("reeve run [OPTION...] FILE|DIRECTORY|UNIT...: ");
    assertThat(help.err()).isEmpty();
  }

  // ---- reeve ctl, reeve log ----

  @Test
  void ctlDrivesTheRunThatIsThere() {
    Calls.Call run = calls.begin("run", calls.units("codes") + "/long.service");
    run.awaitErr("● long.service started (pid ");
    assertThat(calls.run("ctl", "is-active", "long.service").out()).isEqualTo("active\n");
    Result list = calls.run("ctl", "list-units", "--no-legend", "--plain");
    assertThat(list.out()).startsWith("long.service loaded active running long.service");
    assertThat(calls.run("ctl", "show", "-P", "SubState", "long").out()).isEqualTo("running\n");
    assertThat(calls.run("ctl", "cat", "long").out()).contains("ExecStart=/bin/sleep 1000\n");
    assertThat(calls.run("ctl", "restart", "long").status()).isZero();
    run.awaitErr("○ long.service stopped (after ");
    Result start = calls.run("ctl", "start", "ends-7.service");
    assertThat(start.status()).as(start.err()).isZero();
    run.awaitErr("× ends-7.service failed (exit-code 7/NOTRUNNING)");
    assertThat(calls.run("ctl", "status", "ends-7").status()).isEqualTo(3);
    Result enable = calls.run("ctl", "enable", "long");
    assertThat(enable.status()).isEqualTo(1);
    assertThat(enable.err())
        .isEqualTo("'enable' is about a machine that boots; reeve ctl has none.\n");
    Result stop = calls.run("ctl", "stop", "long");
    assertThat(stop.err()).isEmpty();
    assertThat(stop.status()).isZero();
    assertThat(run.end().status()).as("a unit that a client started failed").isEqualTo(1);
  }

  @Test
  void ctlExitEndsTheRunInOrderWithThatStatus() {
    Calls.Call run = calls.begin("run", calls.units("app"), calls.units("codes") + "/long.service");
    run.awaitErr("● long.service started (pid ").awaitErr("web.service ended");
    assertThat(calls.run("ctl", "exit", "42").status()).isZero();
    Result end = run.end();
    assertThat(end.status()).as(end.err()).isEqualTo(42);
    assertThat(end.out()).contains("db.service   | db down\n");
  }

  @Test
  void logShowsWhatTheUnitsOfTheRunHaveWritten() {
    Calls.Call run = calls.begin("run", calls.units("app"), calls.units("codes") + "/long.service");
    run.awaitOut("| web up\n").awaitErr("web.service ended");
    Result log = calls.run("log", "web");
    assertThat(log.status()).as(log.err()).isZero();
    assertThat(log.out()).containsPattern("web\\[\\d+\\]: web up\n");
    run.signal("TERM").end();
  }

  @Test
  void ofSeveralRunsOneHasToBeChosen() {
    String units = calls.units("codes");
    Calls.Call one = calls.begin("run", units + "/long.service");
    one.awaitErr("● long.service started (pid ");
    String other = calls.units("fails");
    Calls.Call two = calls.begin("run", other + "/long.service");
    two.awaitErr("● long.service started (pid ");
    Result ask = calls.run("ctl", "list-units");
    assertThat(ask.status()).isEqualTo(1);
    assertThat(ask.err().lines().toList())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("reeve: 2 runs are there; choose one by `reeve ctl --run ");
    assertThat(ask.err()).contains("  long.service  (" + units + ")\n");
    assertThat(calls.run("ctl", "--run", other, "stop", "long").status()).isZero();
    assertThat(two.end().status()).isZero();
    assertThat(calls.run("ctl", "is-active", "long").out()).isEqualTo("active\n");
    one.signal("TERM").end();
  }

  @Test
  void withoutARunCtlSaysSo() {
    Result ask = calls.run("ctl", "status");
    assertThat(ask.status()).isEqualTo(1);
    assertThat(ask.err())
        .isEqualTo(
            "reeve: no `reeve run` of yours is running; start one, such as `reeve run"
                + " ./myecho.service`.\n");
  }
}
