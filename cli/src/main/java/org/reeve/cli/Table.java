package org.reeve.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A table as systemd's tools draw it: columns as wide as their widest cell, one space between them,
 * nothing after the last. In a window that is too narrow the columns share what there is: every
 * column gets an equal part, and what one does not need goes to the others.
 */
final class Table {
  /**
   * A cell.
   *
   * @param colour the text's colour
   * @param gap the colour of the space to its right
   * @param underlined whether the row ends a group
   */
  record Cell(String text, Colour colour, Colour gap, boolean underlined) {
    static Cell of(String text) {
      return new Cell(text, Colour.NONE, Colour.NONE, false);
    }

    /** A cell whose colour reaches to the next column. */
    static Cell of(String text, Colour colour) {
      return new Cell(text, colour, colour, false);
    }

    /** A cell whose colour ends with it. */
    static Cell only(String text, Colour colour) {
      return new Cell(text, colour, Colour.NONE, false);
    }

    /** The same in a row that ends a group. */
    Cell underline() {
      return new Cell(text, colour, gap, true);
    }

    /** What stands for a cell without content. */
    private Cell filled() {
      return text.isEmpty() ? new Cell("-", Colour.GREY, Colour.NONE, underlined) : this;
    }
  }

  private final Screen screen;
  private final List<String> headers;
  private final boolean dashes;
  private final List<List<Cell>> rows = new ArrayList<>();

  /**
   * @param dashes whether empty cells show a dash
   */
  Table(Screen screen, boolean dashes, String... headers) {
    this.screen = screen;
    this.headers = List.of(headers);
    this.dashes = dashes;
  }

  void row(Cell... cells) {
    row(false, cells);
  }

  /**
   * Adds a row.
   *
   * @param ends whether it is the last of its group, which is underlined
   */
  void row(boolean ends, Cell... cells) {
    List<Cell> row = new ArrayList<>(cells.length);
    for (Cell cell : cells) {
      Cell filled = dashes ? cell.filled() : cell;
      row.add(ends ? filled.underline() : filled);
    }
    rows.add(row);
  }

  /**
   * Prints the table.
   *
   * @param header whether the headers are shown
   * @param cut whether lines end at the window's edge
   */
  void print(boolean header, boolean cut) {
    int[] widths = widths(header, cut);
    if (header) {
      printHeader(widths);
    }
    for (List<Cell> row : rows) {
      printRow(row, widths);
    }
  }

  private int[] widths(boolean header, boolean cut) {
    int[] wanted = new int[headers.size()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = header ? Widths.of(headers.get(i)) : 1;
      for (List<Cell> row : rows) {
        wanted[i] = Math.max(wanted[i], Widths.of(row.get(i).text()));
      }
      wanted[i] = Math.max(wanted[i], 1);
    }
    return cut ? fit(wanted, screen.columns() - (wanted.length - 1)) : wanted;
  }

  /** Shares a width among columns that want more than there is. */
  static int[] fit(int[] wanted, int width) {
    int sum = 0;
    for (int each : wanted) {
      sum += each;
    }
    if (sum <= width) {
      return wanted;
    }
    int[] widths = new int[wanted.length];
    int shares = wanted.length;
    int extra = Math.max(0, width - wanted.length);
    boolean settled = false;
    while (true) {
      boolean again = false;
      for (int i = 0; i < wanted.length && !again; i++) {
        if (widths[i] > 0) {
          continue;
        }
        int share = 1 + extra / shares;
        if (share >= wanted[i]) {
          // gives back what it does not need: the others' shares grow
          share = wanted[i];
          again = !settled;
        } else if (!settled) {
          continue;
        }
        widths[i] = share;
        extra -= share - 1;
        shares--;
      }
      if (settled) {
        return widths;
      }
      settled = !again;
    }
  }

  private void printHeader(int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      String text = (i > 0 ? " " : "") + padded(headers.get(i), widths[i], true);
      if (screen.isColoured()) {
        screen.print(screen.end() + screen.start(Colour.UNDERLINE) + text + screen.end());
      } else {
        screen.print(i == widths.length - 1 ? text.stripTrailing() : text);
      }
    }
    screen.line("");
  }

  private void printRow(List<Cell> row, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      Cell cell = row.get(i);
      if (i > 0) {
        Cell left = row.get(i - 1);
        screen.print(styled(" ", left.gap(), left.underlined()));
      }
      boolean styled = screen.isColoured() && (cell.colour() != Colour.NONE || cell.underlined());
      String text = padded(cell.text(), widths[i], i < widths.length - 1 || styled);
      screen.print(styled(text, cell.colour(), cell.underlined()));
    }
    screen.line("");
  }

  private String styled(String text, Colour colour, boolean underlined) {
    if (!underlined || !screen.isColoured()) {
      return screen.coloured(colour, text);
    }
    String start = colour == Colour.NONE ? screen.end() : screen.start(colour);
    return start + screen.start(Colour.UNDERLINE) + text + screen.end();
  }

  private String padded(String text, int width, boolean pad) {
    String shown = Widths.cut(screen, text, width, 100);
    return pad ? shown + " ".repeat(Math.max(0, width - Widths.of(shown))) : shown;
  }
}
