package org.reeve.init;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.host.Clients;
import org.reeve.host.LogEntry;
import org.reeve.host.LogSink;
import org.reeve.manager.ActiveState;
import org.reeve.manager.Cause;
import org.reeve.manager.Change;
import org.reeve.manager.Host;
import org.reeve.manager.InvocationId;
import org.reeve.manager.JobType;
import org.reeve.manager.Manager;
import org.reeve.manager.ProcessEnd;
import org.reeve.manager.Refusal;
import org.reeve.manager.Service;
import org.reeve.manager.Unit;
import org.reeve.recipe.Octets;
import org.reeve.unit.JobMode;
import org.reeve.unit.LoadState;
import org.reeve.unit.Problem;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;

/**
 * {@code reeve run} at work: starts the named units, shows their output with the unit's name before
 * each line, and ends when the last of them has ended, with exit status 1 if one failed or could
 * not be started. SIGINT, SIGTERM and SIGHUP stop them in order ({@code ManagerSignals}).
 *
 * <p>It is the manager's only client: changes come by {@link #publish} after the turn, what follows
 * from them is done in {@link #dispatch} in the next.
 */
final class Foreground implements Clients, LogSink.Listener {
  private static final int LAST_LINES = 10;

  private final Manager manager;
  private final List<UnitName> wanted;
  private final LogSink logs;
  private final End end;
  private final PrintStream out;
  private final PrintStream err;
  private final int width;
  private final Map<UnitName, ByteArrayOutputStream> partial = new HashMap<>();
  private boolean hasNews = true;
  private boolean started;
  private boolean refused;
  private boolean stopping;
  private boolean ended;

  /** What is to be done around the last report. */
  interface End {
    /** All output is to be read. */
    void catchUp();

    /** The places on disk are to be given up. */
    void cleanUp();
  }

  Foreground(
      Manager manager,
      List<UnitName> wanted,
      LogSink logs,
      End end,
      PrintStream out,
      PrintStream err) {
    this.manager = manager;
    this.wanted = List.copyOf(wanted);
    this.logs = logs;
    this.end = end;
    this.out = out;
    this.err = err;
    int longest = 0;
    for (UnitName name : wanted) {
      longest = Math.max(longest, name.text().length());
    }
    this.width = longest;
  }

  /** Continues after the manager was replaced: the units were started by the one before. */
  void resumed() {
    started = true;
  }

  @Override
  public boolean hasCalls() {
    return hasNews;
  }

  @Override
  public void dispatch() {
    hasNews = false;
    if (!started) {
      started = true;
      start();
    }
    if (ended || !manager.allJobs().isEmpty() || !haveEnded(wanted)) {
      return;
    }
    if (!stopping && !haveEnded(services())) {
      stopping = true; // what they had pulled in
      manager.stopAll("the end of reeve run");
      return;
    }
    ended = true;
    end.catchUp();
    showUnended();
    boolean good = report();
    out.flush();
    end.cleanUp();
    manager.finish(new Host.Finish(Host.Finish.Verb.EXIT, good ? 0 : 1));
  }

  private void start() {
    for (UnitName name : wanted) {
      String why = startOrSay(name);
      if (why != null) {
        refused = true;
        err.println("reeve: " + name + " cannot be started: " + why);
      }
    }
  }

  /** Asks for the start; returns why that cannot be, in a sentence, or null. */
  private @Nullable String startOrSay(UnitName name) {
    Unit unit = manager.loadUnit(name);
    LoadState state = unit.loadState();
    if (state != LoadState.LOADED) {
      List<Problem> problems = unit.definition().problems();
      Problem last = problems.isEmpty() ? unit.definition().loadError() : problems.getLast();
      return "it is " + state.text() + (last == null ? "." : ": " + last);
    }
    try {
      manager.request(JobType.START, name, JobMode.REPLACE, false, new Cause.Manager("reeve run"));
      return null;
    } catch (Refusal refusal) {
      return refusal.sentence();
    }
  }

  private boolean haveEnded(List<UnitName> names) {
    for (UnitName name : names) {
      Unit unit = manager.findUnit(name);
      if (unit != null && !unit.activeState().isInactiveOrFailed()) {
        return false;
      }
    }
    return true;
  }

  private List<UnitName> services() {
    List<UnitName> names = new ArrayList<>();
    for (Unit unit : manager.allUnits()) {
      if (unit instanceof Service) {
        names.add(unit.name());
      }
    }
    return names;
  }

  /** Says which units failed, why, and what they said last; returns whether all went well. */
  private boolean report() {
    boolean good = !refused;
    for (UnitName name : wanted) {
      Unit unit = manager.findUnit(name);
      if (unit == null || unit.activeState() != ActiveState.FAILED) {
        continue;
      }
      good = false;
      err.println("reeve: " + name + " failed" + why(unit));
      showLastLines(unit.name());
    }
    return good;
  }

  /** What the unit itself has written; the manager's messages have just been shown. */
  private void showLastLines(UnitName name) {
    List<byte[]> own = new ArrayList<>();
    for (LogEntry entry : logs.last(name, Integer.MAX_VALUE)) {
      if (!entry.fromManager()) {
        own.add(entry.line().bytes());
      }
    }
    for (byte[] line : own.subList(Math.max(0, own.size() - LAST_LINES), own.size())) {
      err.print("  ");
      err.write(line, 0, line.length);
      err.println();
    }
  }

  private static String why(Unit unit) {
    if (!(unit instanceof Service service)) {
      return ".";
    }
    ProcessEnd main = service.service().processes().mainStatus().end();
    String result = service.service().progress().result().text();
    return " with result '"
        + result
        + (main == null ? "'." : "': its main process ended with " + main.phrase() + ".");
  }

  @Override
  public void publish(Change change) {
    hasNews = true;
  }

  @Override
  public void flush() {
    out.flush();
  }

  /** Whole lines are shown as they come; the beginning of a line waits for its end. */
  @Override
  public synchronized void output(UnitName unit, InvocationId invocation, int pid, Octets output) {
    ByteArrayOutputStream line = partial.computeIfAbsent(unit, _ -> new ByteArrayOutputStream());
    for (byte b : output.bytes()) {
      if (b == '\n') {
        show(unit, line);
      } else {
        line.write(b);
      }
    }
  }

  /** At the end, a line needs no newline any more. */
  private synchronized void showUnended() {
    partial.forEach((unit, line) -> {
      if (line.size() > 0) {
        show(unit, line);
      }
    });
  }

  /** In one piece, as others write to the same terminal. */
  private void show(UnitName unit, ByteArrayOutputStream line) {
    String name = unit.text();
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    shown.writeBytes(RawText.encode(name + " ".repeat(Math.max(0, width - name.length())) + " | "));
    shown.writeBytes(line.toByteArray());
    shown.write('\n');
    out.write(shown.toByteArray(), 0, shown.size());
    out.flush();
    line.reset();
  }
}
