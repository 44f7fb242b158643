package org.reeve.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void everyCommandAnswersTheWishForHelp(String word) {
    for (Command command : Commands.TABLE) {
      out.reset();
      assertThat(run("reeve", command.name(), word)).isZero();
      assertThat(text(out)).startsWith("reeve " + command.name());
      assertThat(text(err)).isEmpty();
    }
  }

  @Test
  void helpOfACommandIsWhatItsOptionSays() {
    assertThat(run("reeve", "help", "steps")).isZero();
    assertThat(text(out)).isEqualTo(StepsCommand.helpText());
    assertThat(run("reeve", "help", "fly")).isEqualTo(Commands.USAGE);
    assertThat(text(err)).contains("'fly'");
  }

  @Test
  void theWishForHelpMayStandBehindAnOperandButNotInTheCommandLineOfAProgram() {
    assertThat(run("reeve", "steps", "a.service", "--help")).isZero();
    assertThat(text(out)).isEqualTo(StepsCommand.helpText());
    out.reset();
    assertThat(run("reeve", "steps", "--sysv", "/usr/sbin/mydaemon", "--help")).isZero();
    assertThat(text(out)).contains("[/usr/sbin/mydaemon --help]");
  }

  @Test
  void stepsNamesAnOptionThatItDoesNotHave() {
    assertThat(run("reeve", "steps", "--system", "a.service")).isEqualTo(Commands.USAGE);
    assertThat(text(err))
        .isEqualTo("reeve: steps has no option --system; `reeve steps --help` lists them.\n");
  }

  private int run(String... args) {
    return Main.run(List.of(args), new PrintStream(out, true), new PrintStream(err, true));
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
