package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * README.md, from its beginning to its end, in a checkout that is built. {@code running} commands
 * have a terminal of their own, in which the key is typed; {@code podman} commands are root's, with
 * this machine's root as the image; {@code check} is what runs this test.
 */
class ReadmeTest {
  private static final Path MASKS = Path.of("src/test/resources/console-masks.txt");
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final String CTRL_C = "\003";

  @TempDir private Path directory;

  @Test
  void everyCommandOfTheReadmePrintsWhatIsShown() throws Exception {
    ConsolePage page = ConsolePage.read(Path.of("../README.md"));
    ConsoleRun run = new ConsoleRun(page, Masks.read(MASKS));
    Checkout checkout = Checkout.make(directory);
    try (ConsoleShell user = checkout.shell()) {
      Terminal terminal = new Terminal(checkout, run);
      for (ConsolePage.Block block : page.blocks()) {
        switch (String.join(" ", block.words())) {
          case "" -> run.enter(block, user::enter);
          case "running" -> terminal.enter(block);
          case "podman" -> inContainers(block, run);
          case "check" -> assertThat(block.entries().getFirst().command()).isEqualTo("./check");
          default -> throw new AssertionError("what does " + block.words() + " mean?");
        }
      }
    } finally {
      checkout.end();
    }
    assertThat(String.join("\n", run.differences())).isEmpty();
  }

  /** Where a command runs until a key is typed. */
  private static final class Terminal {
    private final Checkout checkout;
    private final ConsoleRun run;
    private Calls.@org.jspecify.annotations.Nullable Call call;
    private int seen;

    Terminal(Checkout checkout, ConsoleRun run) {
      this.checkout = checkout;
      this.run = run;
    }

    void enter(ConsolePage.Block block) {
      for (ConsolePage.Entry entry : block.entries()) {
        Calls.Call present = call;
        if (entry.command().equals(ConsolePage.INTERRUPT) && present != null) {
          try {
            present.type(CTRL_C);
          } catch (java.io.UncheckedIOException ended) {
            throw new AssertionError("it has ended before: " + present, ended);
          }
          present.end();
          run.compare(entry, said());
        } else {
          call = checkout.begin(entry.command());
          try {
            Await.until("what is shown", SOON, () -> run.agrees(entry, said()));
          } catch (AssertionError late) {
            run.compare(entry, said());
          }
          seen = said().size();
        }
      }
    }

    /** The lines since the last key, without what the terminal itself echoes. */
    private List<String> said() {
      List<String> all =
          call == null
              ? List.of()
              : call.out().replace("\r", "").replace("^C", "").lines().toList();
      return all.subList(seen, all.size());
    }
  }

  private void inContainers(ConsolePage.Block block, ConsoleRun run) throws IOException {
    if (Container.impossible() == null) {
      Path place = Files.createTempDirectory("reeve-"); // podman takes short paths only
      Path checkout = directory.resolve("checkout");
      Process bash =
          new ProcessBuilder("lab/containers", place.toString())
              .directory(Path.of("").toAbsolutePath().toFile())
              .start();
      try (ConsoleShell shell = new ConsoleShell(bash)) {
        shell.enter("cd " + checkout);
        run.enter(block, shell::enter);
      }
      Files.delete(place);
    }
  }
}
