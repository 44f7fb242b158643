package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The road of somebody who has never seen Reeve: {@code road/run}, from a clean clone. */
class RoadTest {
  private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

  @TempDir private Path directory;

  /** In a network of its own where that can be made, as others have echo servers too. */
  @Test
  void aStrangerGetsThereWithFiveCommands() throws Exception {
    Assumptions.assumeTrue(
        Files.exists(Path.of("../.git")), "there is no .git, so this is not a clone");
    List<String> words = new ArrayList<>();
    if (IS_ROOT) {
      words.addAll(
          List.of("unshare", "--net", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
    }
    words.addAll(List.of("road/run", "--built"));
    Path said = directory.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("TMPDIR", directory.toString());
    int status = builder.start().waitFor();
    assertThat(status).as(Files.readString(said)).isZero();
    assertThat(Files.readString(said)).contains("\nroad: 5 commands, ");
    System.out.println(Files.readString(said));
  }
}
