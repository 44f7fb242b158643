package org.reeve.host;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.reeve.manager.InvocationId;
import org.reeve.manager.LogRecord;
import org.reeve.recipe.Octets;

/**
 * Makes lines of the records of one unit's log. A line has the time of its end; lines of several
 * processes do not get mixed; the first may be the rest of one whose begin was overwritten. A line
 * of a service that begins with {@code <N>}, 0 to 7, has that priority and loses the mark
 * (sd-daemon(3), SyslogLevelPrefix=).
 *
 * <p>Not thread-safe.
 */
public final class LogLines {
  /** Who writes lines of its own: a process in an invocation. */
  private record Writer(InvocationId invocation, int pid) {}

  /** What a writer has written since its last newline, and the last record that has some of it. */
  private static final class Open {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private LogRecord last;

    Open(LogRecord first) {
      last = first;
    }
  }

  private static final int MARK = 3;

  private final Consumer<LogEntry> lines;
  private final Map<Writer, Open> open = new LinkedHashMap<>();

  /** {@code lines} takes each line when its end has come. */
  public LogLines(Consumer<LogEntry> lines) {
    this.lines = lines;
  }

  /** Takes the next record. */
  public void add(LogRecord record) {
    if (record.fromManager()) {
      lines.accept(entry(record, record.priority(), record.bytes()));
      return;
    }
    Open writer =
        open.computeIfAbsent(new Writer(record.invocation(), record.pid()), _ -> new Open(record));
    writer.last = record;
    byte[] bytes = record.bytes().bytes();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        writer.line.write(bytes, start, i - start);
        lines.accept(spoken(record, writer.line.toByteArray()));
        writer.line.reset();
        start = i + 1;
      }
    }
    writer.line.write(bytes, start, bytes.length - start);
  }

  /** No record comes any more: what is unended are lines too. */
  public void finish() {
    for (Open writer : open.values()) {
      if (writer.line.size() > 0) {
        lines.accept(spoken(writer.last, writer.line.toByteArray()));
      }
    }
    open.clear();
  }

  /** What a service has said, with the priority it gave. */
  private static LogEntry spoken(LogRecord record, byte[] line) {
    boolean marked =
        line.length >= MARK && line[0] == '<' && line[1] >= '0' && line[1] <= '7' && line[2] == '>';
    return marked
        ? entry(record, line[1] - '0', Octets.of(line, MARK, line.length - MARK))
        : entry(record, record.priority(), Octets.of(line));
  }

  private static LogEntry entry(LogRecord record, int priority, Octets line) {
    return new LogEntry(
        record.realtimeUsec(),
        record.invocation(),
        record.pid(),
        record.uid(),
        priority,
        record.fromManager(),
        line);
  }
}
