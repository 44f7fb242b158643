package org.reeve.init;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.dbus.BusError;
import org.reeve.host.LogEntry;
import org.reeve.host.LogLines;
import org.reeve.linux.Sys;
import org.reeve.manager.LogPage;
import org.reeve.unit.UnitName;

/**
 * {@code reeve log UNIT...}: what units have written and what the manager has said about them, in
 * the form of {@code journalctl -o short}.
 *
 * <p>It asks the running manager, page by page, and makes lines of the pages itself. If the manager
 * dies meanwhile it asks the next one from the same place on: what units write is kept outside the
 * manager, so nothing comes twice and nothing is left out.
 */
final class LogCommand {
  private static final int PAUSE_MILLIS = 200;
  private static final int MOST_TRIES = 50;

  /** One unit's log as far as it was read. */
  private static final class Source {
    private final UnitName unit;
    private final Deque<LogEntry> lines = new ArrayDeque<>();
    private final LogLines open = new LogLines(lines::add);
    private long next;

    Source(UnitName unit) {
      this.unit = unit;
    }
  }

  /** A line and whose it is. */
  private record Line(UnitName unit, LogEntry entry) {}

  private final LogOptions options;
  private final String socket;
  private final LogFormat format;
  private final PrintStream out;
  private final PrintStream err;
  private @Nullable ManagerClient manager;

  private LogCommand(LogOptions options, String socket, PrintStream out, PrintStream err) {
    this.options = options;
    this.socket = socket;
    this.format = new LogFormat(Sys.uname().node(), options.raw());
    this.out = out;
    this.err = err;
  }

  static int run(List<String> words, PrintStream out, PrintStream err) {
    LogOptions options = LogOptions.parse(words);
    for (String problem : options.problems()) {
      err.println("reeve: " + problem);
    }
    if (!options.problems().isEmpty()) {
      return Commands.USAGE;
    }
    if (options.help()) {
      out.print(LogOptions.helpText());
      return 0;
    }
    String socket = socket(options, err);
    return socket == null ? 1 : new LogCommand(options, socket, out, err).run();
  }

  /** The private socket of the manager to ask; null if none can be chosen, which has been said. */
  private static @Nullable String socket(LogOptions options, PrintStream err) {
    Map<String, String> environment = System.getenv();
    LogOptions.Whose whose = options.whose();
    if (whose == null) {
      whose =
          Runs.all(environment, Sys.uid()).isEmpty()
              ? LogOptions.Whose.SYSTEM
              : LogOptions.Whose.RUN;
    }
    return switch (whose) {
      case SYSTEM -> Places.system().privateSocket();
      case USER -> Places.user(environment, Sys.uid()).privateSocket();
      case RUN -> {
        Runs.Run run = CtlCommand.choose(options.run(), "log", err);
        yield run == null ? null : run.socket();
      }
    };
  }

  private int run() {
    List<Source> sources = new ArrayList<>();
    for (UnitName unit : options.units()) {
      sources.add(new Source(unit));
    }
    try {
      manager = ManagerClient.connect(socket);
      read(sources);
      if (!options.follow()) {
        sources.forEach(source -> source.open.finish());
      }
      List<Line> lines = merge(sources);
      show(lines.subList(Math.max(0, lines.size() - options.newest()), lines.size()));
      if (lines.isEmpty()) {
        out.println("-- No entries --");
      }
      while (options.follow() && !out.checkError()) {
        Thread.sleep(PAUSE_MILLIS);
        read(sources);
        show(merge(sources));
      }
      return 0;
    } catch (IOException failure) {
      err.println(
          "reeve: the manager cannot be asked at "
              + socket
              + ": "
              + failure.getMessage()
              + (options.whose() == LogOptions.Whose.USER
                  ? "; is your manager running?"
                  : "; as root, is Reeve PID 1 here? For your own manager there is --user."));
      return 1;
    } catch (BusError refused) {
      err.println("reeve: the manager refused: " + refused.sentence());
      return 1;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return 1;
    } finally {
      disconnect();
    }
  }

  /** Reads all that is there by now. */
  private void read(List<Source> sources) throws IOException, BusError, InterruptedException {
    for (Source source : sources) {
      LogPage page = page(source);
      while (!page.records().isEmpty()) {
        if (source.next > 0 && page.first() > source.next) {
          err.println(
              "-- output of " + source.unit + " came faster than it was read: some is lost --");
        }
        page.records().forEach(source.open::add);
        source.next = page.next();
        page = page(source);
      }
    }
  }

  private LogPage page(Source source) throws IOException, BusError, InterruptedException {
    for (int tries = 1; true; tries++) {
      try {
        if (manager == null) {
          manager = ManagerClient.connect(socket);
        }
        return manager.log(source.unit, source.next);
      } catch (IOException gone) {
        // it was killed or replaced: the next one has the same log
        disconnect();
        if (tries >= MOST_TRIES && !options.follow()) {
          throw gone;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private void disconnect() {
    try {
      if (manager != null) {
        manager.close();
      }
    } catch (IOException gone) {
      // there is nothing left to close
    }
    manager = null;
  }

  /** All lines that were read: each log in its own order, and several by time. */
  private static List<Line> merge(List<Source> sources) {
    List<Line> lines = new ArrayList<>();
    while (true) {
      Source earliest = null;
      long when = Long.MAX_VALUE;
      for (Source source : sources) {
        LogEntry first = source.lines.peek();
        if (first != null && first.realtimeUsec() < when) {
          earliest = source;
          when = first.realtimeUsec();
        }
      }
      if (earliest == null) {
        return lines;
      }
      lines.add(new Line(earliest.unit, earliest.lines.remove()));
    }
  }

  private void show(List<Line> lines) {
    for (Line line : lines) {
      byte[] text = format.line(line.unit(), line.entry());
      out.write(text, 0, text.length);
    }
    out.flush();
  }
}
