package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real daemons of Debian's packages with their own unit files: on a machine with Reeve beside one
 * with the real systemd, and in a container, where systemd does not run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(5)
class DaemonsTest {
  private final Map<String, List<DaemonRun.Step>> reeve = new HashMap<>();
  private final Map<String, List<DaemonRun.Step>> systemd = new HashMap<>();

  @BeforeAll
  void runBoth(@TempDir Path directory) throws IOException, InterruptedException {
    Needs.machinesWith(Init.REEVE);
    Needs.machinesWith(Init.SYSTEMD);
    Needs.daemonPackages();
    DaemonRun ours = start("reeve", directory);
    DaemonRun theirs = start("systemd", directory);
    systemd.putAll(theirs.steps());
    reeve.putAll(ours.steps());
  }

  private static DaemonRun start(String init, Path directory) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--init", init));
    arguments.addAll(daemons().toList());
    return DaemonRun.start(directory.resolve(init), arguments);
  }

  static Stream<String> daemons() {
    try (Stream<Path> directories = Files.list(DaemonRun.DAEMONS)) {
      List<String> names =
          directories
              .filter(directory -> Files.exists(directory.resolve("unit")))
              .map(directory -> directory.getFileName().toString())
              .sorted()
              .toList();
      return names.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("daemons")
  void startsAnswersReloadsSurvivesAKillAndStopsAsUnderSystemd(String daemon) {
    @Nullable List<DaemonRun.Step> reference = systemd.get(daemon);
    assertThat(reference).as("steps under systemd").isNotEmpty().noneMatch(DaemonRun.Step::fails);
    assertThat(reeve.get(daemon)).isEqualTo(reference);
  }

  @Test
  void inAnOrdinaryContainerAllRunExceptThoseWhoseDirectorySaysWhyNot(@TempDir Path directory)
      throws IOException, InterruptedException {
    Needs.containers();
    List<String> daemons = daemons().toList();
    List<String> arguments = new ArrayList<>(List.of("--in", "container"));
    arguments.addAll(daemons);
    assertThat(DaemonRun.start(directory, arguments).steps())
        .hasSameSizeAs(daemons)
        .allSatisfy((_, steps) -> assertThat(steps).noneMatch(DaemonRun.Step::fails));
  }
}
