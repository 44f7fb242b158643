package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a page that shows something else than its commands print is found out. */
class ConsolePageTest {
  @TempDir private Path directory;

  @Test
  void blocksAreReadWithTheirWordsCommandsAndOutputs() throws Exception {
    ConsolePage page =
        page(
            """
            Text, and `$ code`.

            ```sh
            $ not this
            ```

            ```console now
            root# cat > a <<'E'
            > one
            > E
            root# cat a
            # one

            ^C
            stopped
            ```
            """);
    assertThat(page.blocks())
        .containsExactly(
            new ConsolePage.Block(
                List.of("now"),
                List.of(
                    new ConsolePage.Entry(8, true, "cat > a <<'E'\none\nE", List.of()),
                    new ConsolePage.Entry(11, true, "cat a", List.of("# one", "")),
                    new ConsolePage.Entry(14, false, "^C", List.of("stopped")))));
  }

  @Test
  void outputAgreesLineByLineAndThreeDotsStandForAnyLines() {
    List<String> printed = List.of("a", "b", "c");
    assertThat(ConsolePage.agree(printed, printed)).isTrue();
    assertThat(ConsolePage.agree(List.of("a", "..."), printed)).isTrue();
    assertThat(ConsolePage.agree(List.of("...", "c"), printed)).isTrue();
    assertThat(ConsolePage.agree(List.of("a", "...", "b", "c"), printed)).isTrue();
    assertThat(ConsolePage.agree(List.of(), printed)).isFalse();
    assertThat(ConsolePage.agree(List.of("a", "b"), printed)).isFalse();
    assertThat(ConsolePage.agree(List.of("a", "c", "..."), printed)).isFalse();
    assertThat(ConsolePage.agree(List.of("...", "b"), printed)).isFalse();
  }

  @Test
  void whatDiffersIsNamedWithItsLineAndBothTexts() throws Exception {
    ConsolePage page =
        page("```console\n$ echo $((40+2))\n42\n$ echo 17; false\n18\n$ echo $?\n1\n```\n");
    Path masks = Files.writeString(directory.resolve("masks"), "^4\\d$ => NUMBER\n");
    ConsoleRun run = new ConsoleRun(page, Masks.read(masks));
    try (ConsoleShell shell = new ConsoleShell(new ProcessBuilder("bash").start())) {
      run.enter(page.blocks().getFirst(), shell::enter);
    }
    assertThat(run.differences())
        .hasSize(2)
        .first()
        .isEqualTo("page.md:4: echo 17; false\n  shown:\n    18\n  printed:\n    17\n");
    assertThat(Path.of("target/page.md")).content().contains("\n$ echo 17; false\n17\n$ echo $?");
  }

  private ConsolePage page(String text) throws Exception {
    return ConsolePage.read(Files.writeString(directory.resolve("page.md"), text));
  }
}
