package org.reeve.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Markdown page that shows commands and what they print, in fenced blocks of the language {@code
 * console}:
 *
 * <pre>
 * ```console
 * root# systemctl is-active myecho.service
 * active
 * ```
 * </pre>
 *
 * <p>A user's command stands behind {@code $}, root's behind {@code root#}; lines with {@code >} go
 * on with it. What follows, up to the next command, is its output; a line {@code ...} in it stands
 * for any lines, or none. The line {@code ^C} is a key.
 */
record ConsolePage(Path file, List<Block> blocks) {
  static final String INTERRUPT = "^C";
  static final String ANYTHING = "...";
  private static final String FENCE = "```";
  private static final String USER = "$ ";
  private static final String ROOT = "root# ";

  /**
   * A fenced block.
   *
   * @param words what stands behind the language, for whoever enters the commands
   */
  record Block(List<String> words, List<Entry> entries) {
    /** Whether its first command is root's: it stands behind {@code root#}. */
    boolean isRoots() {
      return entries.getFirst().root();
    }
  }

  /**
   * A command and its output.
   *
   * @param line where it stands, counted from 1
   * @param root whether it stands behind {@code root#}
   */
  record Entry(int line, boolean root, String command, List<String> shown) {}

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
      boolean root = line.startsWith(ROOT);
      StringBuilder command = new StringBuilder();
      if (root || line.startsWith(USER)) {
        command.append(line.substring((root ? ROOT : USER).length()));
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
      entries.add(new Entry(at, root, command.toString(), shown));
    }
    return entries;
  }

  private static boolean isInput(String line) {
    return line.startsWith(USER) || line.startsWith(ROOT) || line.equals(INTERRUPT);
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
