package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** Names and numbers of Linux's signals (x86, ARM and most others; signal(7)). */
public final class Signals {
  /** glibc's first free real-time signal. */
  public static final int RTMIN = 34;

  public static final int RTMAX = 64;
  public static final int SIGHUP = 1;
  public static final int SIGABRT = 6;
  public static final int SIGKILL = 9;
  public static final int SIGPIPE = 13;
  public static final int SIGTERM = 15;
  public static final int SIGCONT = 18;

  private static final String[] NAMES = {
    "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
    "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
  };

  private Signals() {}

  /**
   * The number of {@code TERM}, {@code SIGTERM}, {@code 15}, {@code RTMIN+3} or {@code RTMAX-1}; -1
   * if there is none.
   */
  public static int parse(String text) {
    if (Ascii.isNumber(text)) {
      return text.length() <= 2 && inRange(Integer.parseInt(text)) ? Integer.parseInt(text) : -1;
    }
    String name = text.startsWith("SIG") ? text.substring(3) : text;
    for (int i = 1; i < NAMES.length; i++) {
      if (NAMES[i].equals(name)) {
        return i;
      }
    }
    return switch (name) {
      case "RTMIN" -> RTMIN;
      case "RTMAX" -> RTMAX;
      case "IOT" -> SIGABRT;
      case "POLL" -> 29;
      default -> {
        int base = name.startsWith("RTMIN+") ? RTMIN : name.startsWith("RTMAX-") ? RTMAX : 0;
        String offset = base == 0 ? "" : name.substring(6);
        if (!Ascii.isNumber(offset) || offset.length() > 2) {
          yield -1;
        }
        int number =
            base == RTMIN ? base + Integer.parseInt(offset) : base - Integer.parseInt(offset);
        yield number >= RTMIN && number <= RTMAX ? number : -1;
      }
    };
  }

  /**
   * The name without SIG, such as {@code TERM} or {@code RTMIN+3}; null if there is no such signal.
   */
  public static @Nullable String name(int number) {
    if (!inRange(number)) {
      return null;
    }
    if (number < NAMES.length) {
      return NAMES[number];
    }
    return number < RTMIN
        ? Integer.toString(number)
        : number == RTMIN ? "RTMIN" : "RTMIN+" + (number - RTMIN);
  }

  private static boolean inRange(int number) {
    return number >= 1 && number <= RTMAX;
  }
}
