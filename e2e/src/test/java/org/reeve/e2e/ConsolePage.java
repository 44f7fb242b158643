package org.reeve.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Markdown page that shows commands and what they print, in fenced blocks of the language {@code
 * console}. Words behind the language say where a block's commands are entered:
 *
 * <pre>
 * ```console root
 * # systemctl is-active myecho.service
 * active
 * ```
 * </pre>
 *
 * <p>A command stands behind {@code $} or {@code #}; lines with {@code >} go on with it. What
 * follows, up to the next command, is its output; a line {@code ...} in it stands for any lines, or
 * none. The line {@code ^C} is a key.
 */
record ConsolePage(Path file, List<Block> blocks) {
  static final String INTERRUPT = "^C";
  static final String ANYTHING = "...";
  private static final String FENCE = "```";

  /**
   * A fenced block.
   *
   * @param words what stands behind the language
   */
  record Block(List<String> words, List<Entry> entries) {}

  /**
   * A command and its output.
   *
   * @param line where it stands, counted from 1
   */
  record Entry(int line, String command, List<String> shown) {}

  ConsolePage {
    blocks = List.copyOf(blocks);
  }

  static ConsolePage read(Path file) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(FENCE)) {
        int begin = i;
        do {
          i++;
        } while (!lines.get(i).startsWith(FENCE));
        List<String> words = List.of(line.substring(FENCE.length()).strip().split(" +", -1));
        if (words.getFirst().equals("console")) {
          blocks.add(
              new Block(
                  words.subList(1, words.size()), entries(lines.subList(begin + 1, i), begin + 2)));
        }
      }
    }
    return new ConsolePage(file, blocks);
  }

  private static List<Entry> entries(List<String> lines, int first) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); ) {
      int at = first + i;
      String line = lines.get(i++);
      StringBuilder command = new StringBuilder();
      if (line.startsWith("$ ") || line.startsWith("# ")) {
        command.append(line, 2, line.length());
        while (i < lines.size() && lines.get(i).startsWith("> ")) {
          command.append('\n').append(lines.get(i++), 2, lines.get(i - 1).length());
        }
      } else if (line.equals(INTERRUPT)) {
        command.append(line);
      } else {
        throw new IllegalStateException("line " + at + " is neither a command nor its output");
      }
      List<String> shown = new ArrayList<>();
      while (i < lines.size() && !isInput(lines.get(i))) {
        shown.add(lines.get(i++));
      }
      entries.add(new Entry(at, command.toString(), shown));
    }
    return entries;
  }

  private static boolean isInput(String line) {
    return line.startsWith("$ ") || line.startsWith("# ") || line.equals(INTERRUPT);
  }

  /** Whether the lines that a command has printed are those that are shown. */
  static boolean agree(List<String> shown, List<String> printed) {
    int dots = shown.indexOf(ANYTHING);
    if (dots < 0) {
      return shown.equals(printed);
    }
    if (printed.size() < dots || !shown.subList(0, dots).equals(printed.subList(0, dots))) {
      return false;
    }
    List<String> rest = shown.subList(dots + 1, shown.size());
    for (int skip = dots; skip <= printed.size(); skip++) {
      if (agree(rest, printed.subList(skip, printed.size()))) {
        return true;
      }
    }
    return false;
  }
}
