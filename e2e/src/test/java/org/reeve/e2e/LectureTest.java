package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * LECTURE.md, from its beginning to its end: what is behind {@code $} as an ordinary user in a
 * checkout, what is behind {@code root#} as root on a machine.
 */
class LectureTest {
  private static final Path PACKAGES = Path.of("target/packages");
  private static final Path MASKS = Path.of("src/test/resources/console-masks.txt");
  private static final String NEEDS = "needs=";

  @TempDir private Path directory;

  @Test
  void everyCommandOfTheLecturePrintsWhatIsShown() throws Exception {
    Needs.machinesWith(Init.REEVE);
    ConsolePage page = ConsolePage.read(Path.of("../LECTURE.md"));
    ConsoleRun run = new ConsoleRun(page, Masks.read(MASKS));
    Checkout checkout = Checkout.make(directory);
    Files.createDirectories(directory.resolve("units"));
    try (Machine machine = Machine.boot(Init.REEVE, directory.resolve("units"));
        ConsoleShell user = checkout.shell();
        ConsoleShell root = new ConsoleShell(shellOf(machine))) {
      prepare(machine);
      for (ConsolePage.Block block : page.blocks()) {
        if (isPossible(block)) {
          run.enter(block, block.isRoots() ? root::enter : user::enter);
        }
      }
    } finally {
      checkout.end();
    }
    assertThat(String.join("\n", run.differences())).isEmpty();
  }

  private static Process shellOf(Machine machine) {
    return machine.begin(List.of("bash", "--norc", "--noprofile"), ProcessBuilder.Redirect.PIPE);
  }

  /** Whether there is what a block needs; of the packages, that they were downloaded. */
  private static boolean isPossible(ConsolePage.Block block) {
    for (String word : block.words()) {
      String needed = word.startsWith(NEEDS) ? word.substring(NEEDS.length()) : "/";
      Path path = needed.equals("packages") ? PACKAGES.resolve("list") : Path.of(needed);
      if (!Files.exists(path)) {
        return false;
      }
    }
    return true;
  }

  /** The checkout, the packages for apt, and no policy against daemons. */
  private static void prepare(Machine machine) throws IOException {
    Checkout.copy(Path.of("../examples"), machine.path("/reeve/examples"));
    Files.deleteIfExists(machine.path("/usr/sbin/policy-rc.d"));
    Files.writeString(
        machine.path("/etc/apt/apt.conf.d/99lecture"),
        """
        APT::Sandbox::User "root";
        DPkg::Options { "--path-exclude=/usr/share/man/*"; };
        """);
    if (Files.exists(PACKAGES)) {
      List<Path> packages = new ArrayList<>();
      try (Stream<Path> files = Files.list(PACKAGES)) {
        files.filter(file -> file.toString().endsWith(".deb")).forEach(packages::add);
      }
      for (Path file : packages) {
        Files.copy(
            file,
            machine.path("/var/cache/apt/archives/" + file.getFileName()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
