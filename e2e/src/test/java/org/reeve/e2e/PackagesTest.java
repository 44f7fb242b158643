package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's maintainer scripts find in Reeve what they look for. */
class PackagesTest {
  private static final List<String> DAEMONS = List.of("mosquitto", "redis-server", "cron");

  @Test
  void daemonsAreInstalledRemovedAndPurgedInARunningMachineAsUnderSystemd(@TempDir Path directory)
      throws IOException, InterruptedException {
    Needs.machinesWith(Init.REEVE);
    Needs.machinesWith(Init.SYSTEMD);
    Needs.daemonPackages();
    DaemonRun ours = start("reeve", directory);
    DaemonRun theirs = start("systemd", directory);
    var reference = theirs.steps();
    assertThat(reference.keySet()).containsExactlyInAnyOrderElementsOf(DAEMONS);
    assertThat(reference)
        .allSatisfy((_, steps) -> assertThat(steps).noneMatch(DaemonRun.Step::fails));
    assertThat(ours.steps()).isEqualTo(reference);
  }

  private static DaemonRun start(String init, Path directory) throws IOException {
    List<String> options = List.of("--init", init, "--steps", "install");
    return DaemonRun.start(
        directory.resolve(init), Stream.concat(options.stream(), DAEMONS.stream()).toList());
  }
}
