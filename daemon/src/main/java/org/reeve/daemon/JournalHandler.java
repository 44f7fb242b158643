package org.reeve.daemon;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/**
 * A handler of java.util.logging for daemons. Where the manager reads standard error into a journal
 * ({@code $JOURNAL_STREAM}), records go there with priority, logger, thread and method as fields,
 * or, if no journal listens, as lines with a prefix such as {@code <4>} (sd-daemon(3)). Elsewhere
 * they are plain lines on standard error.
 *
 * <p>In {@code logging.properties}: {@code handlers = org.reeve.daemon.JournalHandler}.
 */
public final class JournalHandler extends Handler {
  private final LogOutput output;
  private final SimpleFormatter texts = new SimpleFormatter();

  /** A handler that takes records of every level; loggers have levels of their own. */
  public JournalHandler() {
    this(LogOutput.ofProcess());
  }

  JournalHandler(LogOutput output) {
    this.output = output;
    setLevel(Level.ALL);
  }

  @Override
  public void publish(LogRecord record) {
    if (!isLoggable(record)) {
      return;
    }
    String method = record.getSourceMethodName();
    output.write(
        LogEntry.of(
            priority(record.getLevel()),
            record.getLoggerName(),
            texts.formatMessage(record),
            record.getThrown(),
            method == null ? null : record.getSourceClassName() + "." + method));
  }

  private static Priority priority(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return Priority.ERR;
    }
    if (value >= Level.WARNING.intValue()) {
      return Priority.WARNING;
    }
    return value >= Level.INFO.intValue() ? Priority.INFO : Priority.DEBUG;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
