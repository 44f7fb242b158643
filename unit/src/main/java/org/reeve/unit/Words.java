package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/**
 * Cuts a line into words by the rules of systemd.syntax(7), "QUOTING" and the escape table of
 * systemd.service(5): blanks separate, quotes hold together and may begin and end inside a word,
 * C-style escapes work within and outside of quotes.
 *
 * <p>A broken line has two readings, as in systemd: an unknown escape is kept as it stands ({@link
 * #unknownEscape} tells), an open quote ends the line ({@link #broken}).
 */
public final class Words {
  /** Which marks mean something. */
  enum Syntax {
    /** Quotes and C escapes. */
    COMMAND(true, Backslash.ESCAPES),
    /** Quotes; a backslash takes the next char as it is. */
    QUOTED(true, Backslash.TAKES),
    /** Quotes; a backslash is a char like others. */
    QUOTED_RAW(true, Backslash.STAYS),
    /** No quotes; a backslash takes the next char as it is. */
    PLAIN(false, Backslash.TAKES),
    /** Blanks separate, nothing else means anything. */
    RAW(false, Backslash.STAYS);

    private final boolean quotes;
    private final Backslash backslash;

    Syntax(boolean quotes, Backslash backslash) {
      this.quotes = quotes;
      this.backslash = backslash;
    }
  }

  private enum Backslash {
    ESCAPES,
    TAKES,
    STAYS
  }

  private final String text;
  private final Syntax syntax;
  private int position;
  private boolean unknownEscape;
  private boolean broken;
  private boolean relaxed;

  /** Words with quotes and C escapes. */
  public Words(String text) {
    this(text, Syntax.COMMAND);
  }

  Words(String text, Syntax syntax) {
    this.text = text;
    this.syntax = syntax;
  }

  /**
   * From here on an open quote or a trailing backslash is forgiven: the word ends with the line.
   */
  Words relaxed() {
    relaxed = true;
    return this;
  }

  /** Index of the first char not yet read. */
  public int position() {
    return position;
  }

  /** Moves on to {@code index}, which must not lie before {@link #position}. */
  public void skipTo(int index) {
    position = index;
  }

  /**
   * True if the last word held an escape sequence that does not exist; it was kept as it stands.
   */
  public boolean unknownEscape() {
    return unknownEscape;
  }

  /** True if the line ended inside quotes; no further word comes. */
  public boolean broken() {
    return broken;
  }

  /** The next word, or null at the end of the line or where it is {@link #broken}. */
  public @Nullable String next() {
    skipBlanks();
    unknownEscape = false;
    if (position == text.length() || broken) {
      return null;
    }
    var word = new StringBuilder();
    char quote = 0;
    boolean rawBytes = false;
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '\\' && syntax.backslash != Backslash.STAYS) {
        position++;
        if (position == text.length()) {
          if (quote != 0 && !relaxed) {
            break;
          }
          unknownEscape = true;
          word.append('\\');
        } else if (syntax.backslash == Backslash.ESCAPES) {
          rawBytes |= escape(word);
        } else {
          word.append(text.charAt(position++));
        }
      } else if (quote != 0) {
        position++;
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (syntax.quotes && (c == '"' || c == '\'')) {
        quote = c;
        position++;
      } else if (isBlank(c)) {
        skipBlanks();
        break;
      } else {
        word.append(c);
        position++;
      }
    }
    if (quote != 0 && !relaxed) {
      broken = true;
      return null;
    }
    String result = word.toString();
    return rawBytes ? RawText.decode(RawText.encode(result)) : result;
  }

  void skipBlanks() {
    while (position < text.length() && isBlank(text.charAt(position))) {
      position++;
    }
  }

  /** {@code text} as a whole with its C escapes replaced; unknown ones stay. */
  static String unescape(String text) {
    var reader = new Words(text);
    var out = new StringBuilder(text.length());
    while (reader.position < text.length()) {
      char c = text.charAt(reader.position++);
      if (c == '\\' && reader.position < text.length()) {
        reader.escape(out);
      } else {
        out.append(c);
      }
    }
    return RawText.decode(RawText.encode(out.toString()));
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  /**
   * Reads the escape after a backslash into {@code word}; true if it gave a single byte rather than
   * a character.
   */
  private boolean escape(StringBuilder word) {
    char c = text.charAt(position);
    int simple = "abfnrtv\\\"'s".indexOf(c);
    if (simple >= 0) {
      word.append("\u0007\b\f\n\r\t\u000B\\\"' ".charAt(simple));
      position++;
      return false;
    }
    int digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    int value = digits > 0 ? number(position + 1, digits, 16) : number(position, 3, 8);
    boolean octal = digits == 0;
    if (value <= 0 || (octal && value > 0xFF) || (!octal && !Character.isValidCodePoint(value))) {
      unknownEscape = true;
      word.append('\\').append(c);
      position++;
      return false;
    }
    position += octal ? 3 : digits + 1;
    if (digits > 2) {
      word.appendCodePoint(value);
      return false;
    }
    if (value < 0x80) {
      word.append((char) value);
      return false;
    }
    word.append((char) (0xDC00 + value));
    return true;
  }

  private int number(int from, int digits, int radix) {
    if (from + digits > text.length()) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = Character.digit(text.charAt(i), radix);
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value > Integer.MAX_VALUE ? -1 : (int) value;
  }
}
