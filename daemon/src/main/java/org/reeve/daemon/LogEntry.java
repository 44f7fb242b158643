package org.reeve.daemon;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * One message of a log.
 *
 * @param logger the logger's name; empty if it has none
 * @param text the message, with the stack trace if there is one; may have many lines
 * @param function where it was logged, {@code Class.method}; null if that is not known
 */
record LogEntry(
    Priority priority, String logger, String text, String thread, @Nullable String function) {

  static LogEntry of(
      Priority priority,
      @Nullable String logger,
      @Nullable String message,
      @Nullable Throwable thrown,
      @Nullable String function) {
    String text = message == null ? "" : message;
    if (thrown != null) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      text = text.isEmpty() ? trace.toString() : text + "\n" + trace;
    }
    return new LogEntry(
        priority,
        logger == null ? "" : logger,
        text.stripTrailing(),
        Thread.currentThread().getName(),
        function);
  }
}
