package org.reeve.cli;

/** The colours of systemd's tools: what each is for, and its escape sequences. */
enum Colour {
  NONE("", ""),
  /** Failed, off, missing. */
  RED("\033[0;1;31m", "\033[0;1;31m"),
  /** Active, on. */
  GREEN("\033[0;1;32m", "\033[0;1;32m"),
  /** Worth a look. */
  YELLOW("\033[0;1;38;5;185m", "\033[0;1;33m"),
  HIGHLIGHT("\033[0;1;39m", "\033[0;1;39m"),
  BLUE("\033[0;1;34m", "\033[0;1;34m"),
  MAGENTA("\033[0;1;35m", "\033[0;1;35m"),
  GREY("\033[0;38;5;245m", "\033[0;90m"),
  UNDERLINE("\033[0;4m", "\033[0;4m"),
  NORMAL("\033[0m", "\033[0m");

  private final String full;
  private final String sixteen;

  Colour(String full, String sixteen) {
    this.full = full;
    this.sixteen = sixteen;
  }

  /** The escape sequence that begins this colour, empty where colours are off. */
  String start(ColourMode mode) {
    return switch (mode) {
      case OFF -> "";
      case SIXTEEN -> sixteen;
      case FULL -> full;
    };
  }

  /** The colour of an active state in lists and status lines. */
  static Colour ofActiveState(String state) {
    return switch (state) {
      case "failed" -> RED;
      case "active", "reloading" -> GREEN;
      default -> NONE;
    };
  }
}
