package org.reeve.linux;

import org.jspecify.annotations.Nullable;

/**
 * Signal numbers and names, signal(7); the same on x86_64 and aarch64. Real-time signals are
 * counted from 34 as libc does: the kernel's 32 and 33 belong to its threads.
 */
public final class Signals {
  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGQUIT = 3;
  public static final int SIGABRT = 6;
  public static final int SIGKILL = 9;
  public static final int SIGUSR1 = 10;
  public static final int SIGUSR2 = 12;
  public static final int SIGPIPE = 13;
  public static final int SIGALRM = 14;
  public static final int SIGTERM = 15;
  public static final int SIGCHLD = 17;
  public static final int SIGCONT = 18;
  public static final int SIGSTOP = 19;
  public static final int SIGWINCH = 28;
  public static final int SIGPWR = 30;
  public static final int SIGRTMIN = 34;
  public static final int SIGRTMAX = 64;

  private static final @Nullable String[] NAMES = {
    null, "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
    "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
  };

  private Signals() {}

  /** {@code SIGTERM} for 15, {@code SIGRTMIN+3} for 37; the bare number if it has no name. */
  public static String name(int signal) {
    if (signal > 0 && signal < NAMES.length) {
      return "SIG" + NAMES[signal];
    }
    if (signal < SIGRTMIN || signal > SIGRTMAX) {
      return Integer.toString(signal);
    }
    return signal == SIGRTMIN ? "SIGRTMIN" : "SIGRTMIN+" + (signal - SIGRTMIN);
  }

  /** The number of {@code SIGTERM}, {@code TERM}, {@code RTMIN+3}, {@code 15}; 0 if it is none. */
  public static int number(String text) {
    String name = text.startsWith("SIG") ? text.substring(3) : text;
    for (int i = 1; i < NAMES.length; i++) {
      if (name.equals(NAMES[i])) {
        return i;
      }
    }
    if (name.startsWith("RTMIN")) {
      return offset(name, 5, '+', SIGRTMIN, 1);
    }
    if (name.startsWith("RTMAX")) {
      return offset(name, 5, '-', SIGRTMAX, -1);
    }
    int number = digits(name, 0);
    return number >= 1 && number <= SIGRTMAX ? number : 0;
  }

  private static int offset(String name, int at, char sign, int base, int direction) {
    if (name.length() == at) {
      return base;
    }
    int n = name.charAt(at) == sign ? digits(name, at + 1) : -1;
    return n >= 0 && n <= SIGRTMAX - SIGRTMIN ? base + direction * n : 0;
  }

  /** The number that makes up all of the text from {@code at}; -1 if it is none or over 999. */
  private static int digits(String text, int at) {
    int value = -1;
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || value > 99) {
        return -1;
      }
      value = Math.max(value, 0) * 10 + c - '0';
    }
    return value;
  }
}
