package org.reeve.daemon;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Stat;
import org.reeve.linux.UnixAddress;

/**
 * Where log entries go. {@code $JOURNAL_STREAM} decides: if it names this process's standard error,
 * a manager reads that into its journal, and entries go there natively, or as lines with a prefix
 * if no journal listens. Otherwise they are lines for people.
 */
final class LogOutput {
  private final OutputStream lines;
  private final boolean prefixed;
  private final @Nullable JournalSocket journal;

  LogOutput(OutputStream lines, boolean prefixed, @Nullable JournalSocket journal) {
    this.lines = lines;
    this.prefixed = prefixed;
    this.journal = journal;
  }

  /** Where entries of this process go. */
  static LogOutput ofProcess() {
    OutputStream err = new FileOutputStream(FileDescriptor.err);
    boolean journalReads = isStream(System.getenv(), Fd.of(2));
    return new LogOutput(
        err,
        journalReads,
        journalReads ? new JournalSocket(UnixAddress.path(JournalSocket.PATH)) : null);
  }

  /** Whether {@code JOURNAL_STREAM} names this descriptor: device and inode, in decimal. */
  static boolean isStream(Map<String, String> environment, Fd fd) {
    String stream = environment.get("JOURNAL_STREAM");
    if (stream == null) {
      return false;
    }
    try {
      Stat stat = fd.stat();
      return stream.equals(number(stat.device()) + ":" + stat.inode());
    } catch (ErrnoException closed) {
      return false;
    }
  }

  /** A device as {@code st_dev} of stat(2) has it, makedev(3). */
  private static long number(long device) {
    long major = device >>> 32;
    long minor = device & 0xffff_ffffL;
    return (major & 0xffff_f000L) << 32
        | (major & 0xfff) << 8
        | (minor & 0xffff_ff00L) << 12
        | (minor & 0xff);
  }

  void write(LogEntry entry) {
    if (journal != null && journal.send(entry)) {
      return;
    }
    try {
      lines.write(text(entry).getBytes(StandardCharsets.UTF_8));
      lines.flush();
    } catch (IOException nobodyReads) {
      // there is no place left where that could be said
    }
  }

  /** The entry as lines, all in one piece so that those of two threads do not mix. */
  private String text(LogEntry entry) {
    StringBuilder out = new StringBuilder();
    String begin = prefixed ? entry.priority().prefix() : entry.priority() + " ";
    String logger = entry.logger().isEmpty() ? "" : entry.logger() + ": ";
    for (String line : entry.text().lines().toList()) {
      out.append(begin).append(logger).append(line).append('\n');
      begin = prefixed ? begin : "  ";
      logger = "";
    }
    if (out.isEmpty()) {
      out.append(begin).append(logger).append('\n');
    }
    return out.toString();
  }
}
