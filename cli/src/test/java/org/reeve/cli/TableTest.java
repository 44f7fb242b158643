package org.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.reeve.cli.Table.Cell;

class TableTest {
  private static String drawn(Map<String, String> environment, boolean cut) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Screen screen = new Screen(out, new ByteArrayOutputStream(), environment, false);
    Table table = new Table(screen, true, "UNIT", "STATE");
    table.row(true, Cell.of("a-long-name.service"), Cell.of("failed", Colour.RED));
    table.row(Cell.of("b.target"), Cell.of(""));
    table.print(true, cut);
    screen.flush();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void columnsAreAsWideAsTheirWidestCellAndNothingTrails() {
    assertThat(drawn(Map.of(), false))
        .isEqualTo(
            "UNIT                STATE\na-long-name.service failed\nb.target            -\n");
  }

  @Test
  void aNarrowWindowCutsWithAnEllipsis() {
    assertThat(drawn(Map.of("COLUMNS", "16"), true))
        .isEqualTo("UNIT      STATE\na-long-n… failed\nb.target  -\n");
  }

  @Test
  void withoutUtf8TheEllipsisIsThreeDots() {
    assertThat(drawn(Map.of("COLUMNS", "16", "LC_ALL", "C"), true)).contains("a-long...");
  }

  @Test
  void coloursReachIntoTheGapAndTheLastRowOfAGroupIsUnderlined() {
    assertThat(drawn(Map.of("SYSTEMD_COLORS", "1"), false))
        .contains("\033[0m\033[0;4ma-long-name.service\033[0m\033[0m\033[0;4m \033[0m")
        .contains("\033[0;1;31m\033[0;4mfailed\033[0m\n");
  }

  @Test
  void whatOneColumnDoesNotNeedGoesToTheOthers() {
    assertThat(Table.fit(new int[] {1, 31, 9, 10, 12, 44}, 55))
        .containsExactly(1, 11, 9, 10, 12, 12);
  }
}
