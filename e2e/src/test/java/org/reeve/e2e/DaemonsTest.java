package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real daemons of Debian's packages, as {@code daemons/run} takes them through their steps: on one
 * machine with Reeve and on one with the real systemd, both at once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DaemonsTest {
  private static final Path DAEMONS = Path.of("daemons");
  private static final long MINUTES = 8;

  /** What {@code daemons/steps} wrote: by init, by daemon, a line a step. */
  private final Map<Init, Map<String, List<Step>>> seen = new EnumMap<>(Init.class);

  /**
   * A line of {@code daemons/steps}.
   *
   * @param name the step's name, as in the table's head
   * @param verdict "ok", "n.a." or "fails: " and why
   * @param state what could be seen of the daemon afterwards
   */
  private record Step(String name, String verdict, String state) {
    @Override
    public String toString() {
      return name + ": " + verdict + "; " + state;
    }
  }

  @BeforeAll
  void runBoth(@TempDir Path directory) throws IOException, InterruptedException {
    Needs.machinesWith(Init.REEVE);
    Needs.machinesWith(Init.SYSTEMD);
    Needs.daemonPackages();
    Map<Init, Process> running = new EnumMap<>(Init.class);
    for (Init init : Init.values()) {
      String name = init == Init.REEVE ? "reeve" : "systemd";
      Path table = directory.resolve(name + ".table");
      List<String> command = List.of(DAEMONS.resolve("run").toString(), "--init", name);
      List<String> words = new ArrayList<>(command);
      words.addAll(List.of("--tsv", directory.resolve(name).toString()));
      Process run =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(table.toFile())
              .start();
      running.put(init, run);
    }
    for (Map.Entry<Init, Process> run : running.entrySet()) {
      Path file = directory.resolve(run.getKey() == Init.REEVE ? "reeve" : "systemd");
      if (!run.getValue().waitFor(MINUTES, TimeUnit.MINUTES)) {
        running.values().forEach(Process::destroy); // it ends its machine itself
        throw new AssertionError("no end within " + MINUTES + " minutes: daemons/run " + file);
      }
      String table = Files.readString(Path.of(file + ".table"));
      System.out.println(table);
      if (!Files.exists(file)) {
        throw new AssertionError("daemons/run says: " + table);
      }
      seen.put(run.getKey(), read(file));
    }
  }

  private static Map<String, List<Step>> read(Path file) throws IOException {
    Map<String, List<Step>> byDaemon = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] fields = line.split("\t", -1);
      byDaemon
          .computeIfAbsent(fields[0], _ -> new ArrayList<>())
          .add(new Step(fields[1], fields[2], fields[4]));
    }
    return byDaemon;
  }

  static Stream<String> daemons() {
    try (Stream<Path> directories = Files.list(DAEMONS)) {
      return directories
          .filter(Files::isDirectory)
          .map(directory -> directory.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("daemons")
  void startsAnswersReloadsSurvivesAKillAndStopsAsUnderSystemd(String daemon) {
    List<Step> reference = seen.getOrDefault(Init.SYSTEMD, Map.of()).get(daemon);
    assertThat(reference).as("systemd's steps").isNotNull();
    assertThat(reference).noneMatch(step -> step.verdict().startsWith("fails"));
    assertThat(seen.getOrDefault(Init.REEVE, Map.of()).get(daemon)).isEqualTo(reference);
  }
}
