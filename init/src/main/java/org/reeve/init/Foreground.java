package org.reeve.init;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.reeve.host.Clients;
import org.reeve.host.LogEntry;
import org.reeve.host.LogSink;
import org.reeve.manager.ActiveState;
import org.reeve.manager.Cause;
import org.reeve.manager.Change;
import org.reeve.manager.Host;
import org.reeve.manager.InvocationId;
import org.reeve.manager.JobMode;
import org.reeve.manager.JobType;
import org.reeve.manager.Manager;
import org.reeve.manager.Refusal;
import org.reeve.manager.Service;
import org.reeve.manager.Unit;
import org.reeve.recipe.Octets;
import org.reeve.unit.LoadState;
import org.reeve.unit.UnitName;

/**
 * {@code reeve run} at work: starts the named units, shows their output with the unit's name before
 * each line, and ends when the last of them has ended, with exit status 1 if one failed.
 *
 * <p>It is the manager's only client: changes come by {@link #publish} after the turn, what follows
 * from them is done in {@link #dispatch} in the next.
 */
final class Foreground implements Clients, LogSink.Listener {
  private static final int LAST_LINES = 10;

  private final List<UnitName> wanted;
  private final LogSink logs;
  private final PrintStream out;
  private final PrintStream err;
  private final int width;
  private final Map<UnitName, ByteArrayOutputStream> partial = new HashMap<>();
  private final Manager manager;
  private boolean hasNews = true;
  private boolean started;
  private boolean ended;

  Foreground(
      Manager manager, List<UnitName> wanted, LogSink logs, PrintStream out, PrintStream err) {
    this.manager = manager;
    this.wanted = List.copyOf(wanted);
    this.logs = logs;
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
    if (!ended && isOver()) {
      ended = true;
      manager.finish(new Host.Finish(Host.Finish.Verb.EXIT, report() ? 0 : 1));
    }
  }

  private void start() {
    for (UnitName name : wanted) {
      try {
        manager.request(
            JobType.START, name, JobMode.REPLACE, false, new Cause.Manager("reeve run"));
      } catch (Refusal refusal) {
        err.println("reeve: " + name.text() + " cannot be started: " + refusal.sentence());
      }
    }
  }

  private boolean isOver() {
    if (!manager.allJobs().isEmpty()) {
      return false;
    }
    for (UnitName name : wanted) {
      Unit unit = manager.findUnit(name);
      if (unit != null && !unit.activeState().isInactiveOrFailed()) {
        return false;
      }
    }
    return true;
  }

  /** Says which units failed, why, and what they said last; returns whether all ended well. */
  private boolean report() {
    boolean good = true;
    for (UnitName name : wanted) {
      Unit unit = manager.loadUnit(name);
      boolean unstartable = unit.loadState() != LoadState.LOADED;
      if (unit.activeState() == ActiveState.FAILED || unstartable) {
        good = false;
        String why =
            unit instanceof Service service
                ? "result " + service.service().progress().result().text()
                : unit.subState();
        err.println(
            "reeve: "
                + name.text()
                + " failed: "
                + (unstartable ? unit.loadState().text() : why)
                + ".");
        for (LogEntry entry : logs.last(unit.name(), LAST_LINES)) {
          err.println("  " + entry.line());
        }
      }
    }
    return good;
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

  private void show(UnitName unit, ByteArrayOutputStream line) {
    String name = unit.text();
    out.print(name + " ".repeat(Math.max(0, width - name.length())) + " | ");
    out.write(line.toByteArray(), 0, line.size());
    out.println();
    line.reset();
  }
}
