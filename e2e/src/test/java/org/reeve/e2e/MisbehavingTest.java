package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Daemons that misbehave, as data: each directory under {@code misbehaving} has unit files and a
 * {@code script} of what is done to them. Every script runs once on a machine with the real systemd
 * and once on one with Reeve, several at a time, and must print the same. Where it does not, the
 * case has a file {@code difference} ("-" systemd's lines, "+" Reeve's) and COMPATIBILITY.md names
 * the case with the reason.
 *
 * <p>{@code -Dreeve.misbehaving=PATTERN} runs the cases whose name matches.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MisbehavingTest {
  private static final Path CASES = Path.of("src/test/resources/misbehaving");
  private static final Path TARGET = Path.of("target/misbehaving");
  private static final Path COMPATIBILITY = Path.of("../COMPATIBILITY.md");
  private static final Pattern CHOSEN =
      Pattern.compile(System.getProperty("reeve.misbehaving", ".*"));
  private static final int AT_ONCE = 8;

  private final Map<Init, Map<String, List<String>>> transcripts = new EnumMap<>(Init.class);

  @BeforeAll
  void runAllCasesUnderBothInits() throws IOException {
    Needs.machinesWith(Init.SYSTEMD);
    Needs.machinesWith(Init.REEVE);
    Path units = units();
    for (Init init : Init.values()) {
      long begin = System.nanoTime();
      try (Machine machine = Machine.boot(init, units)) {
        transcripts.put(init, transcripts(machine));
      }
      System.out.println(
          init
              + ": "
              + names().size()
              + " cases in "
              + (System.nanoTime() - begin) / 1_000_000
              + " ms");
    }
  }

  static List<String> names() {
    try (Stream<Path> files = Files.list(CASES)) {
      return files
          .filter(Files::isDirectory)
          .map(directory -> directory.getFileName().toString())
          .filter(name -> CHOSEN.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void endsAsUnderSystemdExceptWhereItsDifferenceSaysOtherwise(String name) {
    List<String> found = Difference.between(said(Init.SYSTEMD, name), said(Init.REEVE, name));
    assertThat(found)
        .as(() -> name + " under systemd:\n" + String.join("\n", said(Init.SYSTEMD, name)))
        .isEqualTo(documented(name));
  }

  @Test
  void everyDifferenceIsNamedInCompatibility() throws IOException {
    String page = Files.readString(COMPATIBILITY);
    assertThat(names())
        .allSatisfy(name ->
            assertThat(page.contains("`misbehaving/" + name + "`"))
                .as(name)
                .isEqualTo(!documented(name).isEmpty()));
  }

  private List<String> said(Init init, String name) {
    return transcripts.getOrDefault(init, Map.of()).getOrDefault(name, List.of());
  }

  private static List<String> documented(String name) {
    Path file = CASES.resolve(name).resolve("difference");
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All unit files in one directory, and beside them the directories of the cases. */
  private static Path units() throws IOException {
    Path units = TARGET.resolve("units");
    try (Stream<Path> files = Files.walk(CASES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        copy(file, units.resolve("misbehaving").resolve(CASES.relativize(file)));
        if (file.toString().endsWith(".service") || file.toString().endsWith(".socket")) {
          copy(file, units.resolve(file.getFileName()));
        }
      }
    }
    return units;
  }

  private static void copy(Path file, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Map<String, List<String>> transcripts(Machine machine) {
    Map<String, Future<List<String>>> running = new TreeMap<>();
    Map<String, List<String>> transcripts = new TreeMap<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
      for (String name : names()) {
        running.put(name, workers.submit(() -> transcript(machine, name)));
      }
      for (Map.Entry<String, Future<List<String>>> entry : running.entrySet()) {
        transcripts.put(entry.getKey(), said(entry.getValue()));
      }
    } catch (InterruptedException e) {
      throw new AssertionError("on the console:\n" + machine.console(), e);
    }
    return transcripts;
  }

  /** What a script has said; one that does not end is only its own case's failure. */
  private static List<String> said(Future<List<String>> transcript) throws InterruptedException {
    try {
      return transcript.get();
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause()).lines().toList();
    }
  }

  private static List<String> transcript(Machine machine, String name) {
    Result result =
        machine.shell(
            "cd /etc/systemd/system/misbehaving/"
                + name
                + " && exec sh -c '. ../lib.sh; . ./script' 2>&1");
    return result.out().lines().toList();
  }
}
