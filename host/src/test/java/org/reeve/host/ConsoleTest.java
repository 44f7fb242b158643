package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reeve.linux.Socket;

@Timeout(30)
class ConsoleTest {
  private final Socket.Pair pair = Socket.pair(Socket.Type.STREAM, false);
  private final ByteBuffer piece = ByteBuffer.allocateDirect(64 * 1024);

  /** Waits for something to read, and takes what is there. */
  private String read() {
    piece.clear();
    pair.first().read(piece);
    piece.flip();
    return StandardCharsets.UTF_8.decode(piece).toString();
  }

  @Test
  void theLinesOfATurnLeaveTogether() {
    try (Console console = new Console(pair.second())) {
      console.print("one");
      console.print("two");
      console.flush();
      assertThat(read()).isEqualTo("one\ntwo\n");
    }
  }

  @Test
  void whatIsPrintedBeforeTheEndIsWritten() {
    Console console = new Console(pair.second());
    console.print("the last words");
    console.close();
    assertThat(read()).isEqualTo("the last words\n");
  }

  /** The socket takes some 200 KiB, the waiting room as much again: then lines get lost. */
  @Test
  void aConsoleThatNobodyReadsStopsNobodyAndLaterSaysHowManyLinesWereLost() {
    try (Console console = new Console(pair.second())) {
      String line = "x".repeat(999);
      int printed = 2000;
      for (int i = 0; i < printed; i++) {
        console.print(line);
        console.flush();
      }
      StringBuilder all = new StringBuilder();
      while (all.indexOf("were lost") < 0) {
        all.append(read());
        console.print("."); // so that there is another piece, with the count in it
        console.flush();
      }
      String text = all.toString();
      int lost = Integer.parseInt(text.replaceAll("(?s).*\n(\\d+) lines were lost.*", "$1"));
      int arrived = (int) text.lines().filter(line::equals).count();
      assertThat(arrived).isPositive().isLessThan(printed);
      assertThat(lost).isGreaterThanOrEqualTo(printed - arrived);
      assertThat(text).contains(" lines were lost, as nobody took them in time.\n");
    }
  }
}
