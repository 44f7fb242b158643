package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code reeve daemonize}: any program as a daemon, by root and by an ordinary user. */
@ParameterizedClass
@EnumSource(names = {"ROOT", "ORDINARY_USER"})
class DaemonizeTest {
  private static final Duration SOON = Duration.ofSeconds(60);

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
  void kill() {
    calls.killLeftovers();
  }

  private String pidFile() {
    return directory.resolve("pid").toString();
  }

  private long pid() {
    return Long.parseLong(Machine.read(directory.resolve("pid")).strip());
  }

  private Result daemonize(String... words) {
    List<String> command = new ArrayList<>(List.of("daemonize", "-E", "REEVE_E2E_MARK"));
    command.addAll(List.of("--pid-file=" + pidFile()));
    command.addAll(Arrays.asList(words));
    return calls.run(command.toArray(String[]::new));
  }

  private Result look(String... words) {
    List<String> command = new ArrayList<>(List.of("daemonize", "-p", pidFile()));
    command.addAll(Arrays.asList(words));
    return calls.run(command.toArray(String[]::new));
  }

  private static String status(long pid, String key) {
    for (String line : Machine.read(Path.of("/proc/" + pid + "/status")).lines().toList()) {
      if (line.startsWith(key + ":")) {
        return line.substring(key.length() + 1).strip();
      }
    }
    return "";
  }

  private static String[] stat(long pid) {
    String stat = Machine.read(Path.of("/proc/" + pid + "/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
  }

  private static Set<String> descriptors(long pid) throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> links = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path link : links.toList()) {
        found.add(link.getFileName() + " " + Files.readSymbolicLink(link));
      }
    }
    return found;
  }

  @Test
  void aProgramRunsInASessionThatItDoesNotLeadWithNothingButItsLock() throws IOException {
    Result start = daemonize("sleep", "1000");
    assertThat(start).isEqualTo(new Result(0, "", ""));
    long pid = pid();
    assertThat(status(pid, "Name")).isEqualTo("sleep");
    assertThat(descriptors(pid))
        .containsExactly("0 /dev/null", "1 /dev/null", "2 /dev/null", "3 " + pidFile());
    assertThat(status(pid, "Umask")).isEqualTo("0022");
    assertThat(status(pid, "SigIgn")).isEqualTo("0".repeat(16));
    assertThat(status(pid, "SigBlk")).isEqualTo("0".repeat(16));
    assertThat(Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd"))).isEqualTo(Path.of("/"));
    assertThat(stat(pid)[3]).as("session").isNotEqualTo(Long.toString(pid)).isNotEqualTo("0");
    assertThat(stat(pid)[4]).as("terminal").isEqualTo("0");
    assertThat(Machine.read(Path.of("/proc/" + pid + "/environ")).split("\0", -1))
        .anyMatch(variable -> variable.startsWith("PATH="))
        .noneMatch(variable -> variable.startsWith("XDG_RUNTIME_DIR="));
  }

  @Test
  void aSecondStartIsRefusedAndTheFirstIsFoundSignalledAndStopped() {
    assertThat(look("--status")).isEqualTo(new Result(3, "not running\n", ""));
    assertThat(daemonize("sleep", "1000").status()).isZero();
    long pid = pid();
    Result second = daemonize("sleep", "1000");
    assertThat(second.status()).isEqualTo(1);
    assertThat(second.err())
        .isEqualTo(
            "reeve: sleep is running already, as process " + pid + " (" + pidFile() + ").\n");
    assertThat(look("--status")).isEqualTo(new Result(0, "running as process " + pid + "\n", ""));
    assertThat(look("--send=WINCH")).isEqualTo(new Result(0, "", ""));
    assertThat(look("--stop")).isEqualTo(new Result(0, "stopped process " + pid + "\n", ""));
    calls.awaitNothingLeft();
    assertThat(look("--status"))
        .isEqualTo(new Result(1, "not running; it has left " + pidFile() + "\n", ""));
    assertThat(look("--stop")).isEqualTo(new Result(0, "not running\n", ""));
    assertThat(look("--send=HUP").status()).isEqualTo(1);
    assertThat(daemonize("sleep", "1000").status()).as("the lock is free").isZero();
  }

  @Test
  void whoStartsTwoAtOnceGetsOne() {
    List<Calls.Call> starts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      starts.add(
          calls.begin("daemonize", "-E", "REEVE_E2E_MARK", "-p", pidFile(), "--", "sleep", "1000"));
    }
    List<Integer> statuses = new ArrayList<>();
    for (Calls.Call start : starts) {
      statuses.add(start.end().status());
    }
    assertThat(statuses).containsExactlyInAnyOrder(0, 1, 1, 1);
    assertThat(calls.processes()).hasSize(1);
  }

  @Test
  void aProgramThatClosesItsLockIsFoundAllTheSame() {
    assertThat(daemonize("sh", "-c", "exec 3>&-; exec sleep 1000").status()).isZero();
    long pid = pid();
    Await.until("it is sleep", SOON, () -> status(pid, "Name").equals("sleep"));
    assertThat(look("--status"))
        .isEqualTo(new Result(0, "running as process " + pid + ", without its lock\n", ""));
    assertThat(daemonize("sleep", "1000").status()).isEqualTo(1);
    assertThat(look("--stop").status()).isZero();
    calls.awaitNothingLeft();
  }

  @Test
  void oneThatDoesNotEndIsKilled() {
    Path trapped = directory.resolve("trapped");
    assertThat(
            daemonize("sh", "-c", "trap '' TERM; echo > " + trapped + "; sleep 1000 & wait; wait")
                .status())
        .isZero();
    Await.until("the signal is ignored", SOON, () -> Files.exists(trapped));
    assertThat(look("--stop", "--timeout=1"))
        .isEqualTo(new Result(0, "killed, as it did not end within 1 s\n", ""));
  }

  @Test
  void outputUmaskDirectoryAndVariablesAreThoseThatWereChosen() throws IOException {
    Path output = directory.resolve("output");
    Files.writeString(output, "before\n");
    Files.setPosixFilePermissions(output, PosixFilePermissions.fromString("rw-rw-rw-"));
    Result start =
        daemonize(
            "-o",
            output.toString(),
            "--umask=077",
            "--chdir=/usr",
            "-E",
            "A=b c",
            "--ignore-hangup",
            "--",
            "sh",
            "-c",
            "umask; pwd; echo $A; echo error >&2; grep SigIgn /proc/self/status; echo end");
    assertThat(start).isEqualTo(new Result(0, "", ""));
    Await.until("it has ended", SOON, () -> Machine.read(output).endsWith("end\n"));
    assertThat(Machine.read(output))
        .isEqualTo("before\n0077\n/usr\nb c\nerror\nSigIgn:\t0000000000000001\nend\n");
  }

  @Test
  void whatFailsIsSaidInASentenceWithTheStatusOfItsStep() {
    Result program = daemonize("/nowhere/program");
    assertThat(program)
        .isEqualTo(new Result(1, "", "reeve: there is no program \"/nowhere/program\".\n"));
    Result chdir = daemonize("--chdir=/nowhere", "sleep", "1000");
    assertThat(chdir)
        .isEqualTo(
            new Result(
                200,
                "",
                "sleep: cannot change to the directory /nowhere: No such file or directory.\n"));
    Result exec = daemonize("/etc/passwd");
    assertThat(exec)
        .isEqualTo(new Result(203, "", "passwd: cannot execute /etc/passwd: Permission denied.\n"));
    Result user = daemonize("--user=nobody-of-that-name", "sleep", "1000");
    assertThat(user)
        .isEqualTo(new Result(1, "", "reeve: There is no user \"nobody-of-that-name\".\n"));
    Result usage = calls.run("daemonize", "--fly", "sleep");
    assertThat(usage.status()).isEqualTo(2);
    assertThat(usage.err())
        .isEqualTo("reeve: daemonize has no option --fly; `reeve daemonize --help` lists them.\n");
    calls.awaitNothingLeft();
  }

  @Test
  void rootGivesItsPrivilegesAwayAndOthersCannotTakeAnyones() {
    Result start = daemonize("--user=daemon:mail", "sleep", "1000");
    if (caller == Calls.Caller.ROOT) {
      assertThat(start.status()).as(start.err()).isZero();
      assertThat(status(pid(), "Uid")).isEqualTo("1\t1\t1\t1");
      assertThat(status(pid(), "Gid")).isEqualTo("8\t8\t8\t8");
    } else {
      assertThat(start.status()).isEqualTo(216);
      assertThat(start.err()).contains("cannot take the groups").contains("not permitted");
    }
  }

  @Test
  void theLecturesSevenStepsMakeASessionLeaderThatIgnoresHangups() throws IOException {
    Result start = daemonize("--lecture", "sleep", "1000");
    assertThat(start).isEqualTo(new Result(0, "", ""));
    long pid = pid();
    assertThat(stat(pid)[3]).as("session").isEqualTo(Long.toString(pid));
    assertThat(status(pid, "Umask")).isEqualTo("0000");
    assertThat(status(pid, "SigIgn")).isEqualTo("0".repeat(15) + "1");
    assertThat(descriptors(pid))
        .containsExactly("0 /dev/null", "1 /dev/null", "2 /dev/null", "3 " + pidFile());
  }

  @Test
  void aDryRunShowsTheStepsAndDoesNothing() {
    Result steps = daemonize("--dry-run", "sleep", "1000");
    assertThat(steps.status()).isZero();
    assertThat(steps.out())
        .contains("setsid", "lock         " + pidFile(), "daemon(7) step 12: a single instance")
        .endsWith("the program\n");
    assertThat(directory.resolve("pid")).doesNotExist();
  }

  @Test
  void theLimitOfDescriptorsIsTheCallers() {
    Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/prlimit")), "prlimit is missing");
    Result start =
        calls
            .beginCommand(
                List.of(
                    "prlimit",
                    "--nofile=600:",
                    calls.program("reeve"),
                    "daemonize",
                    "-E",
                    "REEVE_E2E_MARK",
                    "-p",
                    pidFile(),
                    "sleep",
                    "1000"))
            .end();
    assertThat(start.status()).as(start.err()).isZero();
    assertThat(Machine.read(Path.of("/proc/" + pid() + "/limits")))
        .containsPattern("Max open files +600 ");
  }
}
