package org.reeve.cli;

/** How many columns of a terminal a text takes, and texts cut to fit. */
final class Widths {
  private Widths() {}

  /** The columns of a text: East Asian wide characters take two, combining marks none. */
  static int of(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      width += of(c);
    }
    return width;
  }

  private static int of(int c) {
    if (c < 0x300) {
      return 1;
    }
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || c == 0x200B) {
      return 0;
    }
    boolean wide =
        (c >= 0x1100 && c <= 0x115F)
            || (c >= 0x2E80 && c <= 0xA4CF && c != 0x303F)
            || (c >= 0xAC00 && c <= 0xD7A3)
            || (c >= 0xF900 && c <= 0xFAFF)
            || (c >= 0xFE30 && c <= 0xFE6F)
            || (c >= 0xFF00 && c <= 0xFF60)
            || (c >= 0xFFE0 && c <= 0xFFE6)
            || (c >= 0x1F300 && c <= 0x1F64F)
            || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
  }

  /**
   * A text that takes at most {@code width} columns, with an ellipsis where something is missing.
   *
   * @param percent how much of what is kept stands before the ellipsis
   */
  static String cut(Screen screen, String text, int width, int percent) {
    if (of(text) <= width) {
      return text;
    }
    String ellipsis = screen.glyph(Glyph.ELLIPSIS);
    int room = width - of(ellipsis);
    if (room <= 0) {
      return ellipsis;
    }
    int before = percent >= 100 ? room : room * percent / 100;
    return start(text, before) + ellipsis + end(text, room - before);
  }

  private static String start(String text, int width) {
    int used = 0;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (used + of(c) > width) {
        break;
      }
      used += of(c);
      i += Character.charCount(c);
    }
    return text.substring(0, i);
  }

  private static String end(String text, int width) {
    int used = 0;
    int i = text.length();
    while (i > 0) {
      int c = text.codePointBefore(i);
      if (used + of(c) > width) {
        break;
      }
      used += of(c);
      i -= Character.charCount(c);
    }
    return text.substring(i);
  }
}
