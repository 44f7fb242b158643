package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The manager dies or is replaced, and the services do not notice. The real systemd can show only
 * the second: when its process dies, so does the machine.
 */
@Isolated("it measures time")
class SurviveTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final List<String> WRITERS =
      List.of("writer-1.service", "writer-2.service", "writer-3.service");
  private static final int ENDING = 20;
  private static final int COUNT = 800;

  /** What the program lines writes, in the form of {@code reeve log}. */
  private static final Pattern LINE =
      Pattern.compile(
          "^[A-Z][a-z]{2} \\d\\d [0-9:]{8} machine \\S+\\[\\d+\\]: line (\\d+)$",
          Pattern.MULTILINE);

  private final Fleet fleet = new Fleet("survive");

  @AfterEach
  void halt() {
    fleet.close();
  }

  @Test
  void killedManagerComesBackWithItsServicesItsPendingJobItsRestartTimerAndEveryLineOfOutput() {
    Machine machine = fleet.on(Init.REEVE);
    surviving(Init.REEVE, machine, () -> kill(machine.manager()));
  }

  @Test
  void reexecutedReeveKeepsItsServicesItsPendingJobItsRestartTimerAndEveryLineOfOutput() {
    reexecutedKeepsAll(Init.REEVE);
  }

  @Test
  void reexecutedSystemdKeepsItsServicesItsPendingJobAndItsRestartTimer() {
    reexecutedKeepsAll(Init.SYSTEMD);
  }

  @Test
  void servicesThatEndWhileNoManagerRunsAreAllReportedWithTheirStatus() throws IOException {
    Machine machine = fleet.on(Init.REEVE);
    for (int i = 1; i <= ENDING; i++) {
      assertThat(machine.systemctl("start", "ends@" + i + ".service").status()).isZero();
    }
    // without its program hand cannot start a manager, however often it tries
    Path java = machine.path("/usr/lib/reeve/runtime/bin/java");
    Path away = java.resolveSibling("java.away");
    Files.move(java, away);
    kill(machine.manager());
    Files.createFile(machine.path("/run/end"));
    Await.until("all have ended", SOON, () -> machine.processes("/bin/sh", "-c").isEmpty());
    assertThat(machine.managers()).isEmpty();
    Files.move(away, java);
    Await.until("a manager runs", SOON, () -> !machine.managers().isEmpty());
    awaitAnswer(machine);
    List<String> reported = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= ENDING; i++) {
      String unit = "ends@" + i + ".service";
      Await.until(
          unit + " is reported", SOON, () -> machine.systemctl("is-failed", unit).status() == 0);
      reported.add(
          i
              + ": "
              + property(machine, unit, "Result")
              + " "
              + property(machine, unit, "ExecMainStatus"));
      expected.add(i + ": exit-code " + i);
    }
    assertThat(reported).isEqualTo(expected);
    System.out.println(
        ENDING + " of " + ENDING + " services that ended without a manager reported");
  }

  @Test
  void noLineIsLostOrDoubledAndNoWriterWaitsWhenTheManagerIsKilled() {
    Machine machine = fleet.on(Init.REEVE);
    nothingIsLost(machine, () -> kill(machine.manager()));
  }

  @Test
  void noLineIsLostOrDoubledAndNoWriterWaitsWhenTheManagerIsReexecuted() {
    Machine machine = fleet.on(Init.REEVE);
    nothingIsLost(machine, () -> assertThat(machine.systemctl("daemon-reexec").status()).isZero());
  }

  /** Services that write a line every two milliseconds, and a blow in the midst of it. */
  private static void nothingIsLost(Machine machine, Runnable blow) {
    List<String> units = List.of("counter@1.service", "counter@2.service", "counter@3.service");
    for (String unit : units) {
      assertThat(machine.systemctl("start", unit).status()).isZero();
    }
    int before = last(numbers(machine, units.getLast()));
    blow.run();
    for (String unit : units) {
      Await.until(
          unit + " has written all",
          SOON,
          () -> machine.reeve("log", "-n", "1", unit).out().contains("longest write"));
    }
    assertThat(before).as("lines at the blow").isBetween(1, COUNT - 1);
    for (String unit : units) {
      assertThat(numbers(machine, unit))
          .as("lines of " + unit)
          .isEqualTo(IntStream.rangeClosed(1, COUNT).boxed().toList());
      String end = machine.reeve("log", "-n", "1", unit).line();
      long longest = Long.parseLong(end.replaceAll(".*longest write (\\d+) us", "$1"));
      System.out.println(unit + ": " + COUNT + " lines, longest write " + longest + " us");
      assertThat(longest).as("longest write of " + unit + ", microseconds").isLessThan(500_000);
      assertThat(property(machine, unit, "Result")).isEqualTo("success");
    }
  }

  /** The numbers of the lines that a writer has in its log, oldest first. */
  private static List<Integer> numbers(Machine machine, String unit) {
    Result log = machine.reeve("log", unit);
    assertThat(log.status()).as(log.err()).isZero();
    return LINE.matcher(log.out()).results().map(line -> Integer.valueOf(line.group(1))).toList();
  }

  private static int last(List<Integer> numbers) {
    return numbers.isEmpty() ? 0 : numbers.getLast();
  }

  private void reexecutedKeepsAll(Init init) {
    Machine machine = fleet.on(init);
    surviving(
        init, machine, () -> assertThat(machine.systemctl("daemon-reexec").status()).isZero());
  }

  private static void surviving(Init init, Machine machine, Runnable blow) {
    boolean hasLog = init == Init.REEVE;
    for (String writer : WRITERS) {
      assertThat(machine.systemctl("start", writer).status()).isZero();
    }
    List<String> pids = mainPids(machine);
    assertThat(pids).doesNotContain("0");
    assertThat(machine.systemctl("start", "--no-block", "pending.service").status()).isZero();
    assertThat(machine.systemctl("start", "comes-back.service").status()).isZero();
    String ended = property(machine, "comes-back.service", "MainPID");
    assertThat(machine.shell("kill -9 " + ended).status()).isZero();
    Await.until(
        "the restart timer runs",
        SOON,
        () -> property(machine, "comes-back.service", "SubState").equals("auto-restart"));

    Process gap = machine.begin(List.of("/usr/lib/reeve-e2e/gap", "/run/over"));
    BufferedReader asked = gap.inputReader(StandardCharsets.UTF_8);
    assertThat(readLine(asked)).isEqualTo("begun");
    int before = hasLog ? last(numbers(machine, WRITERS.getFirst())) : 0;
    blow.run();
    awaitAnswer(machine);
    assertThat(machine.shell("touch /run/over").status()).isZero();
    System.out.printf("%s: no answer for %.1f ms%n", init, Long.parseLong(readLine(asked)) / 1e3);

    assertThat(mainPids(machine)).as("main processes of the writers").isEqualTo(pids);
    assertThat(property(machine, "pending.service", "ActiveState")).isEqualTo("activating");
    assertThat(machine.systemctl("list-jobs", "--no-legend").out()).contains("pending.service");
    assertThat(property(machine, "comes-back.service", "SubState")).isEqualTo("auto-restart");
    assertThat(machine.shell("touch /run/go").status()).isZero();
    Await.until(
        "the job has finished",
        SOON,
        () -> property(machine, "pending.service", "SubState").equals("exited"));
    Await.until(
        "the restart timer has fired",
        SOON,
        () -> property(machine, "comes-back.service", "SubState").equals("running"));
    assertThat(property(machine, "comes-back.service", "NRestarts")).isEqualTo("1");
    assertThat(mainPids(machine)).as("main processes of the writers").isEqualTo(pids);
    if (hasLog) {
      for (String writer : WRITERS) {
        isWholeAround(before, writer, numbers(machine, writer));
      }
    }
  }

  /** The log is a ring: it may have lost its oldest lines, but none from before the blow on. */
  private static void isWholeAround(int before, String writer, List<Integer> numbers) {
    int first = numbers.getFirst();
    assertThat(before).as("line of " + writer + " before the blow").isPositive();
    assertThat(first).as("oldest line of " + writer).isLessThanOrEqualTo(before);
    assertThat(numbers)
        .as("lines of " + writer)
        .isEqualTo(IntStream.rangeClosed(first, last(numbers)).boxed().toList());
    assertThat(last(numbers)).as("newest line of " + writer).isGreaterThan(before);
  }

  private static void awaitAnswer(Machine machine) {
    Await.until(
        "systemctl answers", SOON, () -> machine.systemctl("show", "-p", "Version").status() == 0);
  }

  private static String readLine(BufferedReader reader) {
    try {
      return String.valueOf(reader.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> mainPids(Machine machine) {
    return WRITERS.stream().map(unit -> property(machine, unit, "MainPID")).toList();
  }

  private static String property(Machine machine, String unit, String name) {
    return machine.systemctl("show", "-p", name, "--value", unit).line();
  }

  private static void kill(long pid) {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    Await.until("process " + pid + " is gone", SOON, () -> !process.isAlive());
  }
}
