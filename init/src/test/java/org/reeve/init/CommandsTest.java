package org.reeve.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void versionNamesReeveFirst() {
    assertThat(run("reeve", "--version")).isZero();
    assertThat(text(out)).startsWith("reeve 0.1.0\n");
  }

  @Test
  void unknownCommandIsNamedAndFails() {
    assertThat(run("reeve", "fly")).isEqualTo(Commands.USAGE);
    assertThat(text(err)).contains("'fly'");
  }

  @Test
  void withoutACommandTheHelpGoesToStandardErrorAndTheStatusSaysSo() {
    assertThat(run("reeve")).isEqualTo(Commands.USAGE);
    assertThat(text(err)).contains("version");
    assertThat(text(out)).isEmpty();
  }

  private int run(String... args) {
    return Main.run(List.of(args), new PrintStream(out, true), new PrintStream(err, true));
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
