package org.reeve.init;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.host.Clients;
import org.reeve.host.LogSink;
import org.reeve.init.RunStyle.Mark;
import org.reeve.manager.ActiveState;
import org.reeve.manager.Cause;
import org.reeve.manager.Change;
import org.reeve.manager.Host;
import org.reeve.manager.InvocationId;
import org.reeve.manager.Job;
import org.reeve.manager.JobResult;
import org.reeve.manager.JobType;
import org.reeve.manager.LogLevel;
import org.reeve.manager.Manager;
import org.reeve.manager.ProcessEnd;
import org.reeve.manager.Refusal;
import org.reeve.manager.Service;
import org.reeve.manager.Unit;
import org.reeve.recipe.Octets;
import org.reeve.unit.DependencyType;
import org.reeve.unit.JobMode;
import org.reeve.unit.LoadState;
import org.reeve.unit.Problem;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitType;

/**
 * {@code reeve run} at work: starts the named units, shows what they write and how they fare, and
 * ends when the last of them has ended, with exit status 1 if one failed or could not be started.
 * SIGINT, SIGTERM and SIGHUP stop them in order ({@code ManagerSignals}).
 *
 * <p><b>What counts as running</b>: the units that were named, those that a named target pulls in,
 * those that a client has started, and handlers of OnFailure= and OnSuccess=. Of these, a target is
 * nothing to wait for, nor is a service that remains active without a process. When none of them
 * runs and no job is left, whatever else they had pulled in is stopped, and then it ends.
 *
 * <p>It is a client of the manager like any other: changes come by {@link #publish} after the turn
 * and are shown at once; what follows from them is done in {@link #dispatch} in the next. What it
 * knows itself is a {@link RunRecord} in the state memory, so that a new manager goes on with it.
 */
final class Foreground implements Clients, LogSink.Listener {
  private static final Set<DependencyType> PULLS =
      Set.of(
          DependencyType.WANTS,
          DependencyType.REQUIRES,
          DependencyType.BINDS_TO,
          DependencyType.UPHOLDS);

  private static final long CLIENTS_NANOS = 500_000_000;
  private static final int PAUSE_MILLIS = 10;

  /** What the run wants of the host it is on. */
  interface Place {
    /** All output is to be read. */
    void catchUp();

    /** Keeps the record, with the turn's others. */
    void remember(byte[] record);

    /** Has {@code action} run on the loop's thread. */
    void post(Runnable action);

    /** Whether a client is connected. */
    boolean isTalkedTo();

    /** The places on disk are to be given up. */
    void cleanUp();
  }

  private final Manager manager;
  private final RunOptions options;
  private final Place place;
  private final RunOutput output;
  private final RunStyle style; // guarded by itself
  private final RunFiles files;
  private final RunNews news;
  private final RunReport reports;
  private final Map<UnitName, ByteArrayOutputStream> partial = new HashMap<>(); // guarded by style
  private final Set<String> said = new HashSet<>();
  private RunRecord record;
  private boolean hasNews = true;
  private boolean seemsDone;
  private boolean ended;

  /**
   * @param remembered the record of a manager before this one; null if there was none
   */
  Foreground(
      Manager manager,
      RunOptions options,
      LogSink logs,
      Place place,
      RunOutput output,
      RunStyle style,
      RunFiles files,
      byte @Nullable [] remembered) {
    this.manager = manager;
    this.options = options;
    this.place = place;
    this.output = output;
    this.style = style;
    this.files = files;
    this.news = new RunNews(this::state);
    this.reports = new RunReport(logs, manager.config().uid() == 0);
    Set<UnitName> wanted = new LinkedHashSet<>();
    for (String name : options.operands()) {
      wanted.add(UnitName.of(name));
    }
    RunRecord fresh = new RunRecord(false, false, wanted, List.of());
    this.record = remembered == null ? fresh : RunRecord.ofBytes(remembered, fresh);
    record.wanted().forEach(style::know);
    if (record.started()) {
      for (Unit unit : manager.allUnits()) {
        manager.hold(unit.name());
        style.know(unit.name());
        news.skip(unit);
      }
    }
    output.whenClosed(() -> place.post(this::nobodyReads));
  }

  // ---- the loop ----

  @Override
  public boolean hasCalls() {
    return hasNews;
  }

  @Override
  public void dispatch() {
    hasNews = false;
    if (!record.started()) {
      start();
      replace(record.begun());
    }
    if (!ended) {
      stopIfWanted();
      endIfDone();
    }
  }

  private void replace(RunRecord fresh) {
    record = fresh;
    place.remember(record.toBytes());
  }

  private void start() {
    Set<UnitName> wanted = new LinkedHashSet<>();
    for (UnitName name : record.wanted()) {
      wanted.add(manager.loadUnit(name).name()); // which an alias is not
    }
    record = new RunRecord(false, false, wanted, List.of());
    record.wanted().forEach(manager::hold);
    for (UnitName name : wanted) {
      String why = startOrSay(name);
      if (why != null) {
        replace(record.withFault(name + " cannot be started: " + why));
      }
    }
    for (Unit unit : manager.allUnits()) {
      if (unit.job() != null && !isBare(unit)) {
        manager.hold(unit.name());
        synchronized (style) {
          style.know(unit.name());
        }
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
      return refusal.sentence() + hint(refusal);
    }
  }

  /** Units that are required and are the machine's own have to be named. */
  private String hint(Refusal refusal) {
    if (refusal.kind() != Refusal.Kind.NO_SUCH_UNIT) {
      return "";
    }
    for (Unit unit : manager.allUnits()) {
      if (unit.loadState() == LoadState.NOT_FOUND
          && refusal.sentence().contains(unit.name().text())
          && files.isMachines(unit.name())) {
        return " It is one of this machine's own, which are started only if they are named beside"
            + " the others.";
      }
    }
    return "";
  }

  /** --exit-on=, --exit-code-from=, --abort-on-failure. */
  private void stopIfWanted() {
    if (record.ending() || !manager.allJobs().isEmpty()) {
      return;
    }
    UnitName exitOn = options.exitOn();
    if (exitOn != null) {
      Unit unit = manager.findUnit(exitOn);
      if (unit == null || !isRunning(unit)) {
        boolean ran = unit != null && unit.state().invocation() != null;
        end(exitOn + (ran ? " has ended" : " was not started") + ": stopping the others.");
        return;
      }
    }
    if (options.abortOnFailure()) {
      for (Unit unit : manager.allUnits()) {
        if (unit.activeState() == ActiveState.FAILED) {
          end(unit.name() + " has failed: stopping the others.");
          return;
        }
      }
    }
  }

  private void end(String why) {
    replace(record.ended());
    if (anythingIsUp()) {
      sentence(Mark.DOWN, why);
      manager.stopAll("the end of reeve run");
    }
  }

  private void endIfDone() {
    if (!manager.allJobs().isEmpty() || someRun(principals())) {
      seemsDone = false;
      return;
    }
    if (!record.ending() && anythingIsUp()) {
      replace(record.ended());
      manager.stopAll("the end of reeve run"); // what they had pulled in
      return;
    }
    if (anyServiceIsUp()) {
      return; // being killed
    }
    if (!seemsDone) { // the changes of this very turn have not been shown yet
      seemsDone = true;
      hasNews = true;
      return;
    }
    ended = true;
    place.catchUp();
    showUnended();
    int status = report();
    long until = System.nanoTime() + CLIENTS_NANOS;
    output.whenDrained(() -> place.post(() -> finish(status, until)));
  }

  /** A client whose wish was the end may have something to ask yet. */
  private void finish(int status, long until) {
    if (place.isTalkedTo() && System.nanoTime() < until) {
      Thread pause = new Thread(() -> pause(() -> place.post(() -> finish(status, until))), "end");
      pause.setDaemon(true);
      pause.start();
      return;
    }
    place.cleanUp();
    manager.finish(new Host.Finish(Host.Finish.Verb.EXIT, status));
  }

  private static void pause(Runnable then) {
    try {
      Thread.sleep(PAUSE_MILLIS);
      then.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void nobodyReads() {
    if (!record.ending()) {
      end("nobody reads the output any more: stopping all.");
    }
  }

  // ---- what runs ----

  /** The units whose end is waited for. */
  private Set<UnitName> principals() {
    Set<UnitName> principals = new LinkedHashSet<>();
    ArrayDeque<UnitName> open = new ArrayDeque<>(record.wanted());
    for (UnitName next = open.poll(); next != null; next = open.poll()) {
      Unit unit = manager.findUnit(next);
      if (principals.add(next) && unit != null && unit.name().type() == UnitType.TARGET) {
        for (DependencyType type : PULLS) {
          for (Unit other : unit.dependenciesOf(type)) {
            open.add(other.name());
          }
        }
      }
    }
    return principals;
  }

  private boolean someRun(Set<UnitName> names) {
    for (UnitName name : names) {
      Unit unit = manager.findUnit(name);
      if (unit != null && isRunning(unit)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRunning(Unit unit) {
    return switch (unit.name().type()) {
      case TARGET, SLICE, SCOPE -> false;
      case SERVICE, SOCKET, DEVICE, MOUNT, AUTOMOUNT, SWAP, TIMER, PATH ->
          !unit.activeState().isInactiveOrFailed() && !unit.subState().equals("exited");
    };
  }

  private boolean anythingIsUp() {
    for (Unit unit : manager.allUnits()) {
      if (!unit.activeState().isInactiveOrFailed() && !unit.isPerpetual()) {
        return true;
      }
    }
    return false;
  }

  private boolean anyServiceIsUp() {
    for (Unit unit : manager.allUnits()) {
      if (unit instanceof Service && !unit.activeState().isInactiveOrFailed()) {
        return true;
      }
    }
    return false;
  }

  private boolean isBare(Unit unit) {
    return files.isBare(unit.definition().fragmentPath());
  }

  // ---- the end ----

  /** Says what went wrong; returns the exit status. */
  private int report() {
    int status = record.faults().isEmpty() ? manager.exitCode() : 1;
    for (String fault : record.faults()) {
      sentence(Mark.FAILED, "reeve: " + fault);
    }
    for (Unit unit : manager.allUnits()) {
      if (unit.activeState() == ActiveState.FAILED) {
        status = 1;
        output.err(reports.of(unit));
      }
    }
    UnitName from = options.exitOn();
    if (from != null
        && options.exitCodeFrom()
        && manager.findUnit(from) instanceof Service service) {
      ProcessEnd end = service.service().processes().mainStatus().end();
      return end == null
          ? status
          : end.code() == ProcessEnd.Code.EXITED ? end.status() : 128 + end.status();
    }
    return status;
  }

  // ---- changes ----

  @Override
  public void publish(Change change) {
    hasNews = true;
    switch (change) {
      case Change.UnitChanged(UnitName name) -> {
        Unit unit = manager.findUnit(name);
        if (unit != null && !isBare(unit)) {
          news.look(unit);
        }
      }
      case Change.JobNew(int id, UnitName _) -> jobIsNew(manager.findJob(id));
      case Change.JobRemoved(int _, UnitName unit, JobResult result) -> jobEnded(unit, result);
      case Change.UnitNew _,
          Change.UnitRemoved _,
          Change.JobChanged _,
          Change.Reloading _,
          Change.StartupFinished _ -> {}
    }
  }

  /** What a client starts, or what handles a failure, is waited for as if it had been named. */
  private void jobIsNew(@Nullable Job job) {
    if (job == null || job.type() == JobType.STOP || record.wanted().contains(job.unit())) {
      return;
    }
    manager.hold(job.unit());
    boolean asked =
        switch (job.cause()) {
          case Cause.Client _ -> true;
          case Cause.Propagation p ->
              p.type() == DependencyType.ON_FAILURE || p.type() == DependencyType.ON_SUCCESS;
          case Cause.Dependency _, Cause.AutoRestart _, Cause.Manager _ -> false;
        };
    if (asked) {
      replace(record.with(job.unit()));
    }
  }

  private void jobEnded(UnitName name, JobResult result) {
    String why =
        switch (result) {
          case DEPENDENCY -> "a unit that it needs did not start" + needed(name);
          case ASSERT -> "an assertion of it is not met";
          case UNSUPPORTED ->
              "units of type " + name.type().suffix() + " cannot be started by this version";
          case TIMEOUT -> "its job took too long";
          case DONE, FAILED, CANCELED, SKIPPED, INVALID, COLLECTED, ONCE -> "";
        };
    if (why.isEmpty()) {
      return;
    }
    state(Mark.FAILED, name, "not started: " + why);
    if (principals().contains(name)) {
      replace(record.withFault(name + " was not started: " + why + "."));
    }
  }

  private String needed(UnitName name) {
    Unit unit = manager.findUnit(name);
    List<String> missing = new ArrayList<>();
    if (unit != null) {
      for (DependencyType type :
          List.of(DependencyType.REQUIRES, DependencyType.BINDS_TO, DependencyType.REQUISITE)) {
        for (Unit other : unit.dependenciesOf(type)) {
          if (other.activeState().isInactiveOrFailed()) {
            missing.add(other.name().text());
          }
        }
      }
    }
    return missing.isEmpty() ? "" : " (" + String.join(", ", missing) + ")";
  }

  /** A message of the manager's that no state says. */
  void message(LogLevel level, @Nullable UnitName unit, String message) {
    if (level.compareTo(LogLevel.NOTICE) <= 0 && saidOnce(unit, message)) {
      boolean bad = level.compareTo(LogLevel.ERR) <= 0;
      Mark mark = bad ? Mark.FAILED : level == LogLevel.NOTICE ? Mark.DOWN : Mark.WARNING;
      sentence(mark, (mark == Mark.WARNING ? "warning: " : "") + message);
    }
  }

  /** A reload reads all files again, and says again what is wrong with them. */
  private boolean saidOnce(@Nullable UnitName unit, String message) {
    return unit == null || !message.startsWith("/") || said.add(message);
  }

  @Override
  public void flush() {
    // all is on its way
  }

  // ---- what is shown ----

  private void state(Mark mark, UnitName unit, String what) {
    if (options.quiet()) {
      return;
    }
    if (mark != Mark.UP && !output.isStopped()) {
      place.catchUp(); // its last words come before the news of its end
    }
    synchronized (style) {
      if (mark != Mark.UP) {
        showUnended(unit);
      }
      output.err(style.state(mark, unit, what));
    }
  }

  private void sentence(Mark mark, String text) {
    if (!options.quiet() || mark == Mark.FAILED) {
      synchronized (style) {
        output.err(style.sentence(mark, text));
      }
    }
  }

  /** Whole lines are shown as they come; the beginning of a line waits for its end. */
  @Override
  public void output(UnitName unit, InvocationId invocation, int pid, Octets piece) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(); // written at once, as they came
    synchronized (style) {
      ByteArrayOutputStream line = partial.computeIfAbsent(unit, _ -> new ByteArrayOutputStream());
      byte[] bytes = piece.bytes();
      int begin = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          line.write(bytes, begin, i - begin);
          lines.writeBytes(style.output(unit, line.toByteArray()));
          line.reset();
          begin = i + 1;
        }
      }
      line.writeBytes(Arrays.copyOfRange(bytes, begin, bytes.length));
    }
    if (lines.size() > 0) {
      output.out(lines.toByteArray());
    }
  }

  /** At the end, a line needs no newline any more. */
  private void showUnended() {
    synchronized (style) {
      List.copyOf(partial.keySet()).forEach(this::showUnended);
    }
  }

  private void showUnended(UnitName unit) {
    ByteArrayOutputStream line = partial.remove(unit);
    if (line != null && line.size() > 0) {
      output.outNow(style.output(unit, line.toByteArray()));
    }
  }
}
