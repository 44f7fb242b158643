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
      String text = "";
      while (arrived(text, line) + lost(text) < printed) {
        text += read();
        console.print("."); // so that there is another piece, with the count in it
        console.flush();
      }
      assertThat(arrived(text, line)).isPositive().isLessThan(printed);
      assertThat(lost(text)).isPositive();
    }
  }

  private static int arrived(String text, String line) {
    return (int) text.lines().filter(line::equals).count();
  }

  /** The sum of what was said to be lost; a writer that is slow says it more than once. */
  private static int lost(String text) {
    String saying = " lines were lost, as nobody took them in time.";
    return text.lines()
        .filter(line -> line.endsWith(saying))
        .mapToInt(line -> Integer.parseInt(line.substring(0, line.length() - saying.length())))
        .sum();
  }
}
