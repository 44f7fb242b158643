package org.reeve.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Standard output and standard error, and what is known about who looks at them: colours, glyphs,
 * width. Output is collected and written at the end, or earlier where a command waits or complains.
 *
 * <p>On a terminal output goes through a pager once a verb has asked for one.
 */
final class Screen {
  /** How loud a sentence on standard error is. */
  enum Level {
    ERROR(Colour.RED),
    WARNING(Colour.YELLOW),
    NOTICE(Colour.HIGHLIGHT),
    INFO(Colour.NONE);

    private final Colour colour;

    Level(Colour colour) {
      this.colour = colour;
    }
  }

  private static final int DEFAULT_COLUMNS = 80;

  private final OutputStream out;
  private final OutputStream err;
  private final Map<String, String> environment;
  private final boolean terminal;
  private final ColourMode mode;
  private final boolean utf8;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private final StringBuilder text = new StringBuilder();
  private boolean pager;

  /**
   * @param terminal whether {@code out} is a terminal
   */
  Screen(OutputStream out, OutputStream err, Map<String, String> environment, boolean terminal) {
    this.out = out;
    this.err = err;
    this.environment = environment;
    this.terminal = terminal;
    this.mode = ColourMode.of(environment, terminal);
    this.utf8 = Terminal.isUtf8(environment);
  }

  /** Appends to standard output. */
  Screen print(String more) {
    text.append(more);
    return this;
  }

  /** Appends a whole line to standard output. */
  void line(String more) {
    text.append(more).append('\n');
  }

  /** Appends bytes as they are. */
  void print(byte[] bytes) {
    collect();
    waiting.writeBytes(bytes);
  }

  /** Appends in a colour. */
  Screen print(Colour colour, String more) {
    text.append(coloured(colour, more));
    return this;
  }

  /** The text between the colour's beginning and the end of colours; itself for no colour. */
  String coloured(Colour colour, String more) {
    return colour == Colour.NONE ? more : start(colour) + more + end();
  }

  /** The escape sequence that begins a colour. */
  String start(Colour colour) {
    return colour.start(mode);
  }

  /** The escape sequence that ends all colours. */
  String end() {
    return Colour.NORMAL.start(mode);
  }

  String glyph(Glyph glyph) {
    return glyph.text(utf8);
  }

  boolean isColoured() {
    return mode != ColourMode.OFF;
  }

  /** Whether lines may be as long as they are: nobody's window cuts them. */
  boolean isUnlimited() {
    return !terminal || pager;
  }

  boolean isTerminal() {
    return terminal;
  }

  /** The window's width, $COLUMNS first. */
  int columns() {
    String asked = environment.get("COLUMNS");
    if (asked != null && Options.isNumber(asked) && asked.length() < 6) {
      int columns = Integer.parseInt(asked);
      if (columns > 0) {
        return columns;
      }
    }
    return terminal ? Window.columns(DEFAULT_COLUMNS) : DEFAULT_COLUMNS;
  }

  /** A link to a file on this machine around a text, where terminals are known to follow it. */
  String fileLink(String path, String shown) {
    return hasLinks() ? link("file://" + Window.hostName() + path, shown) : shown;
  }

  /** A link around a text. */
  String link(String url, String shown) {
    return hasLinks() ? "\033]8;;" + url + "\007" + shown + "\033]8;;\007" : shown;
  }

  private boolean hasLinks() {
    Boolean asked = Options.bool(environment.getOrDefault("SYSTEMD_URLIFY", ""));
    return asked != null ? asked : isColoured() && !pager;
  }

  /** From now on output is for a pager, if there is a terminal and the user has not put it off. */
  void wantPager() {
    pager = terminal && Pager.isWanted(environment);
  }

  /** A sentence on standard error. */
  void log(Level level, String sentence) {
    flush();
    StringBuilder lines = new StringBuilder();
    int begin = 0;
    while (begin <= sentence.length()) {
      int newline = sentence.indexOf('\n', begin);
      newline = newline < 0 ? sentence.length() : newline;
      lines.append(coloured(level.colour, sentence.substring(begin, newline))).append('\n');
      begin = newline + 1;
    }
    write(err, lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Lines on standard error that all begin in a colour which ends with the last. */
  void complain(String start, String... lines) {
    flush();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.length; i++) {
      text.append(start).append(lines[i]).append(i < lines.length - 1 ? "\n" : end() + "\n");
    }
    write(err, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  void error(String sentence) {
    log(Level.ERROR, sentence);
  }

  /** Writes what was collected, unless a pager will show it at the end. */
  void flush() {
    collect();
    if (!pager) {
      write(out, waiting.toByteArray());
      waiting.reset();
    }
  }

  private void collect() {
    if (text.length() > 0) {
      waiting.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
      text.setLength(0);
    }
  }

  /** Writes everything and waits until the user has left the pager. */
  void close() {
    flush();
    if (pager && waiting.size() > 0 && !Pager.show(environment, waiting.toByteArray())) {
      write(out, waiting.toByteArray());
    }
  }

  private static void write(OutputStream to, byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    try {
      to.write(bytes);
      to.flush();
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }
}
