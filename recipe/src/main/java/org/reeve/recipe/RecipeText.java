package org.reeve.recipe;

import java.util.List;

/** The text form of a recipe. Columns are as wide as their widest entry, up to a limit. */
final class RecipeText {
  private static final int WIDEST = 48;

  /** signal(7), the same on all but three architectures; others print as numbers. */
  private static final String[] SIGNALS = {
    "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM"
  };

  private static final String INFINITY = "infinity";

  private RecipeText() {}

  static String of(Recipe recipe) {
    int n = recipe.lines().size();
    String[][] cells = new String[n][];
    int[] widths = new int[3];
    for (int i = 0; i < n; i++) {
      Recipe.Line line = recipe.lines().get(i);
      String word = (line.tolerated() ? "-" : "") + line.step().word();
      cells[i] =
          new String[] {word, value(line.step()), line.source().directive(), line.source().place()};
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], Math.min(cells[i][c].length(), WIDEST));
      }
    }
    StringBuilder out = new StringBuilder();
    for (String[] row : cells) {
      int lineStart = out.length();
      for (int c = 0; c < row.length; c++) {
        out.append(row[c]);
        if (c < widths.length) {
          out.repeat(' ', Math.max(0, widths[c] - row[c].length()) + 2);
        }
      }
      int end = out.length();
      while (end > lineStart && out.charAt(end - 1) == ' ') {
        end--;
      }
      out.setLength(end);
      out.append('\n');
    }
    return out.toString();
  }

  /** What the step has besides its kind. */
  private static String value(Step step) {
    return switch (step) {
      case Step.Fork _, Step.Session _, Step.NoNewPrivileges _, Step.KeepCapabilities _ -> "";
      case Step.Umask s -> octal(s.mask());
      case Step.WorkingDirectory s -> word(s.path()) + (s.missingOk() ? " (missing is fine)" : "");
      case Step.Null s -> "-> " + s.target();
      case Step.Open s -> word(s.path()) + flags(s) + " -> " + s.target();
      case Step.Duplicate s -> s.source() + " -> " + s.target();
      case Step.Attached s -> "#" + s.index() + " -> " + s.target();
      case Step.Kept s -> word(s.name()) + " -> " + s.target();
      case Step.CloseOthers s -> "all but" + numbers(s.keep());
      case Step.Signals s ->
          s.ignored().isEmpty() ? "default" : "default, ignored" + signals(s.ignored());
      case Step.Limit s -> s.resource() + " " + limit(s.soft()) + ":" + limit(s.hard());
      case Step.Nice s -> Integer.toString(s.value());
      case Step.OomScore s -> Integer.toString(s.value());
      case Step.Groups s -> s.gids().isEmpty() ? "none" : numbers(s.gids()).substring(1);
      case Step.Group s -> Long.toString(s.gid());
      case Step.User s -> Long.toString(s.uid());
      case Step.Environment s -> words(s.variables());
      case Step.OwnPid s -> word(s.variable());
      case Step.PidFile s -> word(s.path());
      case Step.Lock s -> word(s.path()) + (s.writePid() ? " pid" : "") + " -> " + s.target();
      case Step.Name s -> word(s.name());
      case Step.Directory s ->
          word(s.path()) + " " + octal(s.mode()) + owner(s) + (s.ifMissing() ? " if missing" : "");
      case Step.Link s -> word(s.path()) + " -> " + word(s.target());
      case Step.Data s -> s.content().length() + " bytes -> " + s.target();
      case Step.Terminal s ->
          word(s.path())
              + " "
              + claim(s.claim())
              + (s.owner() == Step.NOBODY_ELSE ? "" : " owner " + s.owner())
              + " -> "
              + s.target();
      case Step.TerminalReset s -> word(s.path()) + how(s);
      case Step.OwnStream s -> word(s.variable()) + " of " + s.descriptor();
      case Step.Scheduler s ->
          "policy "
              + s.policy()
              + " priority "
              + s.priority()
              + (s.resetOnFork() ? " reset on fork" : "");
      case Step.IoPriority s ->
          "class " + (s.priority() >> 13) + " level " + (s.priority() & 0x1fff);
      case Step.Affinity s -> numbers(s.cpus()).substring(1);
      case Step.TimerSlack s -> Long.toUnsignedString(s.nanoseconds()) + "ns";
      case Step.Personality s -> "0x" + Long.toHexString(s.persona());
      case Step.CoredumpFilter s -> "0x" + Long.toHexString(s.mask());
      case Step.BoundingSet s -> "keep 0x" + Long.toHexString(s.keep());
      case Step.Ambient s -> "0x" + Long.toHexString(s.mask());
      case Step.SecureBits s -> "0x" + Long.toHexString(s.bits());
      case Step.Blocking s -> s.descriptor() + (s.blocks() ? " waits" : " never waits");
      case Step.Exec s -> word(s.path()) + " [" + words(s.arguments()) + "]";
    };
  }

  private static String owner(Step.Directory s) {
    return s.uid() == Step.NOBODY_ELSE && s.gid() == Step.NOBODY_ELSE
        ? ""
        : " owner " + s.uid() + ":" + s.gid();
  }

  private static String claim(TerminalClaim claim) {
    return switch (claim) {
      case WAIT -> "wait";
      case FORCE -> "force";
      case FAIL -> "fail";
    };
  }

  private static String how(Step.TerminalReset s) {
    return ((s.how() & TerminalFlags.HANG_UP) == 0 ? "" : " hangup")
        + ((s.how() & TerminalFlags.SETTINGS) == 0 ? "" : " settings")
        + ((s.how() & TerminalFlags.DEALLOCATE) == 0 ? "" : " deallocate")
        + (s.rows() < 0 ? "" : " rows " + s.rows())
        + (s.columns() < 0 ? "" : " columns " + s.columns());
  }

  private static String flags(Step.Open s) {
    StringBuilder out = new StringBuilder();
    flag(out, s, OpenFlags.READ, "read");
    flag(out, s, OpenFlags.WRITE, "write");
    flag(out, s, OpenFlags.CREATE, "create");
    flag(out, s, OpenFlags.APPEND, "append");
    flag(out, s, OpenFlags.TRUNCATE, "truncate");
    flag(out, s, OpenFlags.NONBLOCK, "nonblock");
    flag(out, s, OpenFlags.NO_CTTY, "noctty");
    flag(out, s, OpenFlags.NO_FOLLOW, "nofollow");
    return out + ((s.flags() & OpenFlags.CREATE) == 0 ? "" : " " + octal(s.mode()));
  }

  private static void flag(StringBuilder out, Step.Open s, int bit, String name) {
    if ((s.flags() & bit) != 0) {
      out.append(out.isEmpty() ? ' ' : ',').append(name);
    }
  }

  private static String octal(int value) {
    String digits = Integer.toOctalString(value);
    return "0".repeat(Math.max(1, 4 - digits.length())) + digits;
  }

  private static String limit(long value) {
    return value == -1 ? INFINITY : Long.toUnsignedString(value);
  }

  private static String numbers(List<? extends Number> values) {
    StringBuilder out = new StringBuilder();
    for (Number value : values) {
      out.append(' ').append(value);
    }
    return values.isEmpty() ? " none" : out.toString();
  }

  private static String signals(List<Integer> numbers) {
    StringBuilder out = new StringBuilder();
    for (int n : numbers) {
      out.append(' ').append(n > 0 && n < SIGNALS.length ? SIGNALS[n] : Integer.toString(n));
    }
    return out.toString();
  }

  private static String words(List<Octets> values) {
    StringBuilder out = new StringBuilder();
    for (Octets value : values) {
      out.append(out.isEmpty() ? "" : " ").append(word(value));
    }
    return out.toString();
  }

  /** Quoted if it could not be told from its neighbours otherwise. */
  private static String word(Octets value) {
    String text = value.toString();
    boolean quote = text.isEmpty();
    for (int i = 0; i < text.length() && !quote; i++) {
      char c = text.charAt(i);
      quote = c == ' ' || c == '"' || c == '[' || c == ']' || c == '\\';
    }
    return quote ? '"' + text.replace("\"", "\\x22") + '"' : text;
  }
}
