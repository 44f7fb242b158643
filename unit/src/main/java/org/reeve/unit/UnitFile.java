package org.reeve.unit;

import java.util.ArrayList;
import java.util.List;

/**
 * One file of the unit-file syntax (systemd.syntax(7)), cut into headers and assignments. Whether
 * sections and keys exist is not known here. Parsing never fails: what makes no sense is an item of
 * its own, in its place.
 *
 * <p>Kept from systemd because files depend on it: a line ends at LF, CR or NUL; a backslash at the
 * end of a line joins the next one to it with a blank between; comment lines inside such a
 * continuation are skipped without ending it; a bad section header, a line that is not UTF-8 or one
 * over 1 MiB spoils the file ({@link #broken}).
 *
 * @param path where it was read
 * @param items what stands in it, in order
 */
public record UnitFile(String path, List<Item> items) {
  /** Longest line in bytes; continuations count as one line. */
  public static final int LONGEST_LINE = 1024 * 1024;

  /** Something that stands in a file. */
  public sealed interface Item {
    Origin origin();
  }

  /** {@code [section]}. */
  public record Header(String section, Origin origin) implements Item {}

  /** {@code key=value}, without surrounding blanks, continuation lines joined. */
  public record Assignment(String section, String key, String value, Origin origin)
      implements Item {}

  /** What a faulty line means for its reader. */
  public enum FaultKind {
    /** Read all the same. */
    ODD(Severity.NOTICE),
    /** Passed over. */
    SKIPPED(Severity.WARNING),
    /** The file ends here. */
    INVALID(Severity.ERROR),
    /** The file ends here, at a line beyond {@link #LONGEST_LINE}. */
    TOO_LONG(Severity.ERROR);

    private final Severity severity;

    FaultKind(Severity severity) {
      this.severity = severity;
    }
  }

  /** A line that is neither. */
  public record Fault(FaultKind kind, Origin origin, String message) implements Item {
    public boolean fatal() {
      return kind.severity == Severity.ERROR;
    }

    public Problem problem() {
      return new Problem(kind.severity, origin, message);
    }
  }

  public UnitFile {
    items = List.copyOf(items);
  }

  /** True if the file cannot be used at all; its last item says why. */
  public boolean broken() {
    return !items.isEmpty() && items.getLast() instanceof Fault fault && fault.fatal();
  }

  /** The assignments of a section, in order. */
  public List<Assignment> assignments(String section) {
    var out = new ArrayList<Assignment>();
    for (Item item : items) {
      if (item instanceof Assignment assignment && assignment.section().equals(section)) {
        out.add(assignment);
      }
    }
    return out;
  }

  /** What is wrong with the file as such. */
  public List<Problem> problems() {
    var out = new ArrayList<Problem>();
    for (Item item : items) {
      if (item instanceof Fault fault) {
        out.add(fault.problem());
      }
    }
    return out;
  }

  /** Cuts {@code content} into items. */
  public static UnitFile parse(String path, byte[] content) {
    return new Lexer(path, content).parse();
  }

  /** The reading position and what is under way. */
  private static final class Lexer {
    private final String path;
    private final byte[] content;
    private final List<Item> items = new ArrayList<>();
    private int position;
    private int line;
    private String section = "";
    private boolean headerSeen;
    private boolean nulReported;
    private boolean stopped;

    Lexer(String path, byte[] content) {
      this.path = path;
      this.content = content;
      if (content.length >= 3
          && content[0] == (byte) 0xEF
          && content[1] == (byte) 0xBB
          && content[2] == (byte) 0xBF) {
        position = 3; // a byte order mark means nothing in UTF-8
      }
    }

    UnitFile parse() {
      StringBuilder joined = null;
      while (position < content.length && !stopped) {
        int from = position;
        int to = endOfLine();
        line++;
        if (to - from >= LONGEST_LINE) {
          fault(FaultKind.TOO_LONG, "Line too long");
        } else if (isComment(from, to)) {
          // comments do not end a continuation
        } else if (joined == null && !continues(from, to)) {
          take(RawText.decode(content, from, to));
        } else {
          boolean more = continues(from, to);
          joined = joined == null ? new StringBuilder() : joined;
          joined.append(RawText.decode(content, from, more ? to - 1 : to)).append(more ? " " : "");
          if (joined.length() > LONGEST_LINE) {
            fault(FaultKind.TOO_LONG, "Continuation line too long");
          } else if (!more) {
            take(joined.toString());
            joined = null;
          }
        }
      }
      if (joined != null && !stopped) {
        line++;
        take(joined.toString());
      }
      return new UnitFile(path, items);
    }

    /** Moves behind the line and its end and returns where the line's text ends. */
    private int endOfLine() {
      int end = position;
      while (end < content.length && !isEnd(content[end])) {
        end++;
      }
      position = end;
      int seen = 0;
      while (position < content.length && isEnd(content[position])) {
        byte b = content[position];
        int mark = b == '\n' ? 1 : b == '\r' ? 2 : 4;
        if ((seen & mark) != 0 || (seen & 4) != 0) {
          break;
        }
        if (mark == 4 && !nulReported) {
          nulReported = true;
          items.add(
              new Fault(
                  FaultKind.ODD,
                  new Origin(path, line + 1),
                  "NUL byte in file, taken as end of line."));
        }
        seen |= mark;
        position++;
      }
      return end;
    }

    private static boolean isEnd(byte b) {
      return b == '\n' || b == '\r' || b == 0;
    }

    private boolean isComment(int from, int to) {
      int i = from;
      while (i < to && (content[i] == ' ' || content[i] == '\t')) {
        i++;
      }
      return i < to && (content[i] == '#' || content[i] == ';');
    }

    /** True if the line ends in a backslash that is not itself escaped. */
    private boolean continues(int from, int to) {
      int i = to;
      while (i > from && content[i - 1] == '\\') {
        i--;
      }
      return (to - i) % 2 == 1;
    }

    private void take(String raw) {
      String text = Ascii.strip(raw);
      if (text.isEmpty()) {
        return;
      }
      if (!RawText.isEscapeFree(text)) {
        fault(
            FaultKind.INVALID, "String is not UTF-8 clean, ignoring assignment: " + visible(text));
        return;
      }
      if (text.charAt(0) == '[') {
        if (text.charAt(text.length() - 1) != ']') {
          fault(FaultKind.INVALID, "Invalid section header '" + text + "'");
          return;
        }
        section = text.substring(1, text.length() - 1);
        headerSeen = true;
        items.add(new Header(section, origin()));
        return;
      }
      if (!headerSeen) {
        fault(FaultKind.SKIPPED, "Assignment outside of section. Ignoring.");
        return;
      }
      int equals = text.indexOf('=');
      if (equals < 0) {
        fault(FaultKind.SKIPPED, "Missing '=', ignoring line.");
      } else if (equals == 0) {
        fault(FaultKind.SKIPPED, "Missing key name before '=', ignoring line.");
      } else {
        String key = Ascii.strip(text.substring(0, equals));
        items.add(new Assignment(section, key, Ascii.strip(text.substring(equals + 1)), origin()));
      }
    }

    private Origin origin() {
      return new Origin(path, line);
    }

    private void fault(FaultKind kind, String message) {
      Fault fault = new Fault(kind, origin(), message);
      items.add(fault);
      stopped |= fault.fatal();
    }

    private static String visible(String text) {
      var out = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        out.append(
            c >= 0xDC80 && c <= 0xDCFF && !(i > 0 && Character.isHighSurrogate(text.charAt(i - 1)))
                ? '\uFFFD'
                : c);
      }
      return out.toString();
    }
  }
}
