package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The library for daemons with a manager: Java services of {@code resources/kit/Kit.java}, the same
 * tests below the real systemd and below Reeve.
 */
@ParameterizedClass
@EnumSource
class KitTest {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final Path LIBRARY = Path.of("../dist/target/reeve/lib/java");
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private static Path directory;

  /** The machine of the present invocation, if there is one. */
  private static final List<Machine> machines = new ArrayList<>();

  @Parameter private Init init = Init.REEVE;

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** How the program is started inside, from where {@link #boot} puts it. */
  private static String command() {
    return java()
        + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED"
        + " -cp /opt/kit:/usr/lib/reeve/lib/java/* Kit";
  }

  @BeforeParameterizedClassInvocation
  static void boot(Init init) throws Exception {
    Needs.machinesWith(init);
    Path units = Files.createTempDirectory(directory, "units");
    try (Stream<Path> files = Files.list(RESOURCES.resolve("units/kit"))) {
      for (Path file : files.toList()) {
        Files.writeString(
            units.resolve(file.getFileName()), Files.readString(file).replace("@KIT@", command()));
      }
    }
    Path classes = Files.createTempDirectory(directory, "classes");
    Process compiler =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-cp",
                LIBRARY + "/*",
                "-d",
                classes.toString(),
                RESOURCES.resolve("kit/Kit.java").toString())
            .inheritIO()
            .start();
    assertThat(compiler.waitFor()).isZero();
    Machine machine = Machine.boot(init, units);
    machines.add(machine);
    Path kit = Files.createDirectory(machine.path("/opt/kit"));
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.toList()) {
        Files.copy(file, kit.resolve(file.getFileName()));
      }
    }
    Files.createDirectory(machine.path("/run/kit"));
  }

  @AfterParameterizedClassInvocation
  static void halt() {
    machines.forEach(Machine::close);
    machines.clear();
  }

  private Machine machine() {
    return machines.getFirst();
  }

  private String show(String unit, String property) {
    return machine().systemctl("show", "--value", "-p", property, unit).line();
  }

  private void await(String unit, String property, String value) {
    Await.until(
        property + " of " + unit + " is " + value + ", console:\n" + machine().console(),
        SOON,
        () -> show(unit, property).equals(value));
  }

  private void does(String... words) {
    Result result = machine().systemctl(words);
    assertThat(result.status()).as(init + ": " + result + "\n" + machine().console()).isZero();
  }

  private void touch(String file) throws IOException {
    Files.createFile(machine().path("/run/kit/" + file));
  }

  /** The line {@code Status:} of systemctl status. */
  private String statusLine(String unit) {
    return machine()
        .systemctl("status", "--no-pager", unit)
        .out()
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("Status: "))
        .findFirst()
        .orElse("no status");
  }

  private String ask(String where) {
    List<String> words = new ArrayList<>(List.of(command().split(" ", -1)));
    words.addAll(List.of("ask", where));
    return machine().run(words).line();
  }

  @Test
  void readinessReloadsAndTheEndAreAsTheDaemonTellsThem() throws IOException {
    String unit = "kit-lifecycle.service";
    does("start", "--no-block", unit);
    await(unit, "StatusText", "waits for a word");
    assertThat(show(unit, "ActiveState")).isEqualTo("activating");
    assertThat(statusLine(unit)).isEqualTo("Status: \"waits for a word\"");
    touch("go");
    await(unit, "ActiveState", "active");
    assertThat(statusLine(unit)).isEqualTo("Status: \"runs: 66 % ü\"");
    for (int i = 1; i <= 2; i++) {
      does("reload", unit);
      await(unit, "StatusText", "reloaded " + i + " times");
      await(unit, "SubState", "running");
    }
    does("stop", unit);
    assertThat(machine().path("/run/kit/stopped")).exists();
    assertThat(show(unit, "ActiveState")).isEqualTo("inactive");
    assertThat(show(unit, "Result")).isEqualTo("success");
    assertThat(show(unit, "ExecMainStatus")).isEqualTo("0");
  }

  @Test
  void aServiceWhoseHealthCheckHangsOrFailsIsKilledByTheWatchdog() throws IOException {
    String stuck = "kit-stuck.service";
    String unwell = "kit-unwell.service";
    does("start", stuck, unwell);
    assertThat(show(stuck, "ActiveState")).isEqualTo("active");
    touch("unwell");
    await(unwell, "StatusText", "The health check fails: java.io.IOException: disk full");
    touch("hang");
    await(unwell, "ActiveState", "failed");
    await(stuck, "ActiveState", "failed");
    assertThat(show(stuck, "Result")).isEqualTo("watchdog");
    assertThat(show(unwell, "Result")).isEqualTo("watchdog");
  }

  @Test
  void theReasonOfAFailureIsToldWithTheExitStatus() {
    String unit = "kit-gives-up.service";
    machine().systemctl("start", unit);
    await(unit, "ActiveState", "failed");
    assertThat(show(unit, "Result")).isEqualTo("exit-code");
    assertThat(show(unit, "ExecMainStatus")).isEqualTo("6");
    assertThat(show(unit, "StatusErrno")).isEqualTo("2");
    assertThat(show(unit, "StatusText")).isEqualTo("gives up");
  }

  @Test
  void anotherProcessBecomesTheMainOne() {
    String unit = "kit-main-pid.service";
    does("start", unit);
    String pid = show(unit, "MainPID");
    assertThat(machine().shell("cat /proc/" + pid + "/comm").line()).isEqualTo("sleep");
    assertThat(show(unit, "StatusText")).isEqualTo("another process took over");
    does("stop", unit);
  }

  @Test
  void whatAProcessSaidBeforeABarrierIsHeardThoughItIsGone() {
    String unit = "kit-barrier.service";
    does("start", unit);
    assertThat(show(unit, "StatusText")).isEqualTo("told by a process that is gone");
    does("stop", unit);
  }

  @Test
  void storedDescriptorsComeBackAfterARestartAndAreGoneAfterAStop() {
    String unit = "kit-store.service";
    does("start", unit);
    assertThat(show(unit, "StatusText")).isEqualTo("stored");
    assertThat(show(unit, "NFileDescriptorStore")).isEqualTo("1");
    does("restart", unit);
    assertThat(show(unit, "StatusText")).isEqualTo("found 42 in a FILE");
    does("stop", unit);
    assertThat(show(unit, "NFileDescriptorStore")).isEqualTo("0");
    does("start", unit);
    assertThat(show(unit, "StatusText")).isEqualTo("stored");
    does("stop", unit);
  }

  @Test
  void aDaemonThatDetachesItselfIsFoundByItsLockAndEndsInOrder() {
    String unit = "kit-detached.service";
    does("start", unit);
    assertThat(show(unit, "ActiveState")).isEqualTo("active");
    assertThat(show(unit, "MainPID"))
        .isEqualTo(machine().shell("cat /run/kit/detached.pid").line());
    does("stop", unit);
    assertThat(show(unit, "Result")).isEqualTo("success");
  }

  @Test
  void theSocketsOfASocketUnitAreChannels() {
    does("start", "kit-listens.socket");
    assertThat(show("kit-listens.service", "ActiveState")).isEqualTo("inactive");
    assertThat(ask("7001")).isEqualTo("welcome to /127.0.0.1:7001");
    await("kit-listens.service", "ActiveState", "active");
    assertThat(ask("/run/kit/socket")).isEqualTo("welcome to /run/kit/socket");
    assertThat(ask("udp:7002")).isEqualTo("packet for /127.0.0.1:7002");
    does("restart", "kit-listens.service");
    assertThat(ask("udp:7002")).isEqualTo("packet for /127.0.0.1:7002");
    does("stop", "kit-listens.socket", "kit-listens.service");
  }

  @Test
  void aConnectionIsAChannelByNameAndAsStandardInput() {
    does("start", "kit-accepts.socket", "kit-inetd.socket");
    assertThat(ask("7003")).isEqualTo("connection from 127.0.0.1");
    assertThat(ask("7004")).isEqualTo("inetd, from 127.0.0.1");
    does("stop", "kit-accepts.socket", "kit-inetd.socket");
  }

  @Test
  void logsGoNativelyToAJournalAndWithPrefixesWhereThereIsNone() {
    if (init == Init.SYSTEMD) {
      does("start", "systemd-journald.service");
      does("start", "kit-logs.service");
      String entries =
          machine()
              .shell(
                  "journalctl --sync; journalctl --no-pager -o json --all"
                      + " --output-fields=MESSAGE,PRIORITY,LOGGER,CODE_FUNC,_TRANSPORT"
                      + " -u kit-logs.service LOGGER=org.example.Kit + LOGGER=org.example.Other")
              .line();
      List<String> lines = entries.lines().toList();
      assertThat(lines).hasSize(4).allMatch(l -> l.contains("\"_TRANSPORT\":\"journal\""));
      assertThat(lines.get(1)).contains("\"MESSAGE\":\"1 of 2\"", "\"PRIORITY\":\"4\"");
      assertThat(lines.get(2)).contains("line one\\nline two", "\"PRIORITY\":\"3\"");
      assertThat(lines.get(0)).contains("long " + "x".repeat(300_000), "\"PRIORITY\":\"6\"");
      assertThat(lines.get(3)).contains("\"CODE_FUNC\":\"Kit.main\"", "\"PRIORITY\":\"3\"");
    } else {
      does("start", "kit-logs.service");
      Await.until(
          "the log has all lines",
          SOON,
          () -> machine().reeve("log", "kit-logs.service").out().contains("java.util.logging"));
      assertThat(machine().reeve("log", "kit-logs.service").out())
          .contains(
              ": org.example.Kit: 1 of 2\n",
              ": org.example.Kit: line one\n",
              ": line two\n",
              ": org.example.Other: by java.util.logging\n")
          .doesNotContain("<4>", "<3>");
    }
  }
}
