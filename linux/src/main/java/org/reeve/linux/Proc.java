package org.reeve.linux;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads proc(5), without regular expressions or scanners: it is on the path of every start. */
public final class Proc {
  /**
   * From /proc/PID/stat.
   *
   * @param command up to 15 bytes, as of PR_SET_NAME
   * @param state R, S, D, Z, T ...
   * @param startTicks time of start in clock ticks since boot; with the pid a unique name
   */
  public record Status(
      int pid, String command, char state, int ppid, int pgrp, int session, long startTicks) {
    public boolean isZombie() {
      return state == 'Z' || state == 'X';
    }
  }

  private Proc() {}

  /** /proc/PID/FILE, or null if the process is gone. */
  public static byte @Nullable [] read(int pid, String file) {
    return Fs.readIfExists(Fs.path("/proc/" + pid + "/" + file));
  }

  /** /proc/PID/stat, or null if the process is gone. */
  public static @Nullable Status status(int pid) {
    byte[] text = read(pid, "stat");
    if (text == null) {
      return null;
    }
    // the command is in brackets and may hold anything, brackets and blanks included
    int open = 0;
    while (open < text.length && text[open] != '(') {
      open++;
    }
    int close = text.length - 1;
    while (close > open && text[close] != ')') {
      close--;
    }
    if (close <= open) {
      return null;
    }
    String command = new String(Arrays.copyOfRange(text, open + 1, close), StandardCharsets.UTF_8);
    int state = close + 2;
    int ppid = state + 2;
    int pgrp = next(text, ppid);
    int session = next(text, pgrp);
    int at = session;
    for (int field = 6; field < 22; field++) {
      at = next(text, at);
    }
    return new Status(
        pid,
        command,
        (char) text[state],
        (int) number(text, ppid),
        (int) number(text, pgrp),
        (int) number(text, session),
        number(text, at));
  }

  /**
   * The path of a process in the unified cgroup hierarchy ({@code 0::} in /proc/PID/cgroup), such
   * as {@code /system.slice/x.service}; null if the process is gone or there is no such hierarchy.
   */
  public static @Nullable String cgroup(int pid) {
    byte[] text = read(pid, "cgroup");
    if (text == null) {
      return null;
    }
    int at = startsWith(text, 0, "0::") ? 3 : find(text, "\n0::") + 4;
    if (at < 4 && !startsWith(text, 0, "0::")) {
      return null;
    }
    int end = at;
    while (end < text.length && text[end] != '\n') {
      end++;
    }
    return new String(Arrays.copyOfRange(text, at, end), StandardCharsets.UTF_8);
  }

  /** Offset of the first byte after the next blank. */
  private static int next(byte[] text, int at) {
    int i = at;
    while (i < text.length && text[i] != ' ') {
      i++;
    }
    return i + 1;
  }

  /** The decimal number at {@code at}, after blanks and with a sign; 0 if there is none. */
  public static long number(byte[] text, int at) {
    int i = at;
    while (i < text.length && (text[i] == ' ' || text[i] == '\t')) {
      i++;
    }
    boolean negative = i < text.length && text[i] == '-';
    if (negative) {
      i++;
    }
    long value = 0;
    while (i < text.length && text[i] >= '0' && text[i] <= '9') {
      value = value * 10 + text[i] - '0';
      i++;
    }
    return negative ? -value : value;
  }

  /** Offset of ASCII {@code word} in {@code text}, or -1. */
  public static int find(byte[] text, String word) {
    for (int i = 0; i + word.length() <= text.length; i++) {
      if (startsWith(text, i, word)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean startsWith(byte[] text, int at, String word) {
    if (at + word.length() > text.length) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (text[at + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
