package org.reeve.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Enters the commands of a page, in its order, and compares what they print with what is shown.
 * What differs is also written down: as the page would have to be, under target.
 */
final class ConsoleRun {
  /** Where commands are entered. */
  @FunctionalInterface
  interface Place {
    /** Enters a command and returns the lines that it prints. */
    List<String> enter(String command);
  }

  private final ConsolePage page;
  private final Masks masks;
  private final List<String> differences = new ArrayList<>();
  private final List<String> corrected;

  ConsoleRun(ConsolePage page, Masks masks) throws IOException {
    this.page = page;
    this.masks = masks;
    this.corrected = new ArrayList<>(Files.readAllLines(page.file()));
  }

  /** Enters the commands of a block. */
  void enter(ConsolePage.Block block, Place place) {
    for (ConsolePage.Entry entry : block.entries()) {
      try {
        compare(entry, place.enter(entry.command()));
      } catch (AssertionError stuck) {
        throw new AssertionError(String.join("\n", differences) + "\n" + stuck.getMessage(), stuck);
      }
    }
  }

  /** Whether what a command has printed is what is shown. */
  boolean agrees(ConsolePage.Entry entry, List<String> printed) {
    return ConsolePage.agree(masked(entry.shown()), masked(printed));
  }

  /** Takes a note if it is not. */
  void compare(ConsolePage.Entry entry, List<String> printed) {
    List<String> shown = masked(entry.shown());
    if (agrees(entry, printed)) {
      return;
    }
    differences.add(
        page.file().getFileName()
            + ":"
            + entry.line()
            + ": "
            + entry.command()
            + "\n  shown:\n"
            + indented(shown)
            + "  printed:\n"
            + indented(masked(printed)));
    // lines are kept apart until the end, so that numbers of lines stay what they were
    int first = entry.line() - 1 + entry.command().split("\n", -1).length;
    for (int i = 0; i < entry.shown().size(); i++) {
      corrected.set(first + i, DELETED);
    }
    corrected.set(first - 1, corrected.get(first - 1) + "\n" + String.join("\n", printed));
  }

  private static final String DELETED = "\0";

  private List<String> masked(List<String> lines) {
    String text = masks.apply(String.join("\n", lines));
    return text.stripTrailing().lines().toList();
  }

  private static String indented(List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append("    ").append(line).append('\n'));
    return text.toString();
  }

  /** All that differed, a paragraph each. */
  List<String> differences() throws IOException {
    if (!differences.isEmpty()) {
      Path file = Path.of("target").resolve(String.valueOf(page.file().getFileName()));
      corrected.removeIf(line -> line.equals(DELETED));
      Files.writeString(file, String.join("\n", corrected) + "\n");
      differences.add("As it would have to be: " + file.toAbsolutePath());
    }
    return differences;
  }
}
