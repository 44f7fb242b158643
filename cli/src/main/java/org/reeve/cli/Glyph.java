package org.reeve.cli;

/** Characters that have an ASCII stand-in for locales without UTF-8. */
enum Glyph {
  VERTICAL("│ ", "| "),
  BRANCH("├─", "|-"),
  LAST("└─", "`-"),
  SPACE("  ", "  "),
  DOT("●", "*"),
  CIRCLE("○", "*"),
  CROSS("×", "x"),
  RELOADING("↻", "@"),
  ARROW("→", "->"),
  BULLET("•", "*"),
  ELLIPSIS("…", "...");

  private final String utf8;
  private final String ascii;

  Glyph(String utf8, String ascii) {
    this.utf8 = utf8;
    this.ascii = ascii;
  }

  String text(boolean inUtf8) {
    return inUtf8 ? utf8 : ascii;
  }

  /** The mark before a unit's name that stands for its active state. */
  static Glyph ofActiveState(String state) {
    return switch (state) {
      case "failed" -> CROSS;
      case "inactive", "maintenance" -> CIRCLE;
      case "reloading" -> RELOADING;
      default -> DOT;
    };
  }
}
