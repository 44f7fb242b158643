package org.reeve.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * exec/words.txt holds {@code WORDS => <arg><arg>…}: what a program started by systemd 252 as
 * {@code ExecStart=/program WORDS} saw as its arguments, with the environment below.
 */
class ExecWordsTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "ONE", "one", "TWO", "a b", "EMPTY", "", "QUOTED", "\"x y\" z", "BACK", "a\\\\b c\\\\ d");

  static Stream<String> lines() throws IOException {
    try (var in = ExecWordsTest.class.getResourceAsStream("exec/words.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
    }
  }

  private static UnitDefinition unit(String command) {
    var files =
        new MemoryFileTree()
            .file(
                "/etc/systemd/system/x.service",
                "[Service]\nType=oneshot\nExecStart=" + command + "\n");
    return new UnitLoader(files, LoadPath.system(), c -> null).load(UnitName.of("x.service"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void programsSeeTheArgumentsSystemdGivesThem(String line) {
    int arrow = line.lastIndexOf(" => ");
    ExecCommand command =
        unit("/program " + line.substring(0, arrow)).get(ServiceSettings.EXEC_START).getFirst();
    var seen = new StringBuilder();
    List<String> argv = ExecExpansion.expand(command.argv(), ENVIRONMENT);
    for (String word : argv.subList(1, argv.size())) {
      seen.append('<').append(word.replace("\n", "\\n")).append('>');
    }
    assertThat(seen).hasToString(line.substring(arrow + 4));
  }

  @Test
  void aSemicolonAsWordSeparatesCommands() {
    List<ExecCommand> commands =
        unit("-/bin/a 1 ; @/bin/b zero 2 ; ; +/bin/c a;b \\; d").get(ServiceSettings.EXEC_START);
    assertThat(commands)
        .extracting(ExecCommand::path)
        .containsExactly("/bin/a", "/bin/b", "/bin/c");
    assertThat(commands.get(0).has(ExecFlag.IGNORE_FAILURE)).isTrue();
    assertThat(commands.get(1).argv()).containsExactly("zero", "2");
    assertThat(commands.get(2).argv()).containsExactly("/bin/c", "a;b", ";", "d");
    assertThat(commands.get(2).has(ExecFlag.FULLY_PRIVILEGED)).isTrue();
  }

  @Test
  void twoExclamationMarksAreAFlagOfTheirOwn() {
    assertThat(unit("!!/bin/a").get(ServiceSettings.EXEC_START).getFirst().flags())
        .containsExactly(ExecFlag.AMBIENT_MAGIC);
    assertThat(unit("!/bin/a").get(ServiceSettings.EXEC_START).getFirst().flags())
        .containsExactly(ExecFlag.NO_SETUID);
  }

  @Test
  void aBytePassesThroughAnEscape() {
    List<String> argv = unit("/bin/a \\xff").get(ServiceSettings.EXEC_START).getFirst().argv();
    assertThat(RawText.encode(argv.get(1))).containsExactly(0xFF);
  }

  @Test
  void aPrintedCommandReadsBackTheSame() {
    String text = "-@/bin/a \"a b\" 'c\"d' \"\" e%%f \\x07 g;h \";\" \\\\ $X ; /bin/b";
    List<ExecCommand> commands = unit(text).get(ServiceSettings.EXEC_START);
    String printed = ServiceSettings.EXEC_START.type().print(commands);
    assertThat(unit(printed).get(ServiceSettings.EXEC_START)).isEqualTo(commands);
  }
}
