package org.reeve.manager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.DependencyType;
import org.reeve.unit.JobMode;
import org.reeve.unit.KillMode;
import org.reeve.unit.KillSettings;
import org.reeve.unit.LoadState;
import org.reeve.unit.ServiceSettings;
import org.reeve.unit.ServiceType;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitSettings;

/**
 * What must hold in every simulated history, looked at from outside: by what the manager publishes
 * and orders, what the simulated machine knows, and what the unit files say. None of it asks {@link
 * JobRules} or the job table's own idea of who waits for whom.
 *
 * <p><b>Jobs.</b> (1) Every job that is announced is taken back exactly once, ids ascend, and no
 * unit has two. (2) A job either runs, with its unit changing; or waits, for a job that has to go
 * first or for its unit to stop changing; and waiting never goes in circles: no job is lost. (3)
 * The job that serves a request does what was asked. (4) After a start request everything it
 * requires is up or has a job that brings it up, and everything it conflicts with is down or has a
 * stop job. (5) When a start job fails, the start jobs of all that require the unit fail in the
 * same turn.
 *
 * <p><b>Order.</b> (6) The first process of a start is ordered only when nothing that stands before
 * it has a job and nothing that stands after it is to be stopped; the first act of a stop only when
 * nothing that stands after it is to be stopped.
 *
 * <p><b>Time.</b> (7) No unit stays in a changing state longer than its file allows. (8) The wish
 * for a time covers every deadline. (9) An automatic restart waits for RestartSec=. (10) Starts
 * keep to StartLimitBurst=. (11) A moment has a bounded number of turns.
 *
 * <p><b>Processes.</b> (12) A process that a unit waits for is alive, or news of it is on its way.
 * (13) A unit has at most one main process. (14) A unit that is down has no process left
 * (KillMode=control-group and mixed). (15) A service that said READY=1 never fails because it did
 * not.
 *
 * <p><b>Memory.</b> (16) The committed records are the present state, and reading one and writing
 * it again gives the same bytes. (20) hand keeps exactly the descriptors that units remember, and
 * of a store no more than FileDescriptorStoreMax=; what is down and has no job stores nothing,
 * unless it was stored since.
 *
 * <p><b>Wishes.</b> (17) Two units that conflict are not both up without a job, where no request
 * allowed it. (18) When all is quiet there is no job, no unit is changing, and BindsTo=, Upholds=
 * and StopWhenUnneeded= are fulfilled. (19) A unit that is down has no runtime directory left that
 * it does not preserve, if only for a restart.
 *
 * <p><b>Sockets.</b> (21) A socket that listens is told of traffic: each of its ports is open, and
 * watched or being accepted from.
 */
final class Invariants implements SimulatedHost.Watcher {
  private static final int MOST_TURNS_AT_ONCE = 300;
  private static final long SLACK_USEC = 2_000;
  private static final int TRACED = 60;

  /** How a job ended. */
  record Ended(int id, UnitName unit, JobType type, JobResult result) {}

  /** A job as clients know it. */
  private record Known(UnitName unit, JobType type) {}

  /** Something that came or went. */
  private record Traced(long atUsec, Object what) {
    @Override
    public String toString() {
      String text = what.toString();
      int recipe = text.indexOf(", recipe=");
      return atUsec + " " + (recipe < 0 ? text : text.substring(0, recipe) + "]");
    }
  }

  /** A unit's state as it was after the last turn. */
  private record Seen(ServiceSubState sub, Stamp since) {}

  final Coverage coverage;
  private final long granularityUsec;
  private @Nullable SimulatedHost host;
  private @Nullable Manager dead;

  private final TreeMap<Integer, Known> open = new TreeMap<>();
  private final Map<UnitName, Integer> jobOf = new HashMap<>();
  private final List<Ended> results = new ArrayList<>();
  private final Set<Integer> owed = new TreeSet<>();
  private final Set<Integer> stopping = new HashSet<>();
  private int lastJob;

  private final Map<UnitName, Seen> seen = new HashMap<>();
  private final Map<UnitName, Long> lastSpawn = new HashMap<>();
  private final Map<UnitName, Long> lastJobEnd = new HashMap<>();
  private final Map<UnitName, InvocationId> begun = new HashMap<>();
  private final Map<UnitName, List<Long>> starts = new HashMap<>();
  private final Set<Integer> ready = new HashSet<>();
  private final Set<UnitName> changed = new HashSet<>();
  private boolean mayConflict;
  private boolean edited;
  private boolean leftAlone;
  private final Set<UnitName> unstartable = new HashSet<>();
  private final ArrayDeque<Traced> trace = new ArrayDeque<>();
  private long momentUsec;
  private int turnsInMoment;

  Invariants(long granularityUsec, Coverage coverage) {
    this.granularityUsec = granularityUsec;
    this.coverage = coverage;
  }

  void watch(SimulatedHost host) {
    this.host = host;
  }

  /** The last that came and went, a line each. */
  String trace() {
    StringBuilder text = new StringBuilder();
    trace.forEach(traced -> text.append(traced).append('\n'));
    return text.toString();
  }

  private void trace(Object what) {
    if (trace.size() == TRACED) {
      trace.removeFirst();
    }
    trace.addLast(new Traced(host == null ? 0 : now(), what));
  }

  /** The jobs that have ended: id, unit, result. */
  List<Ended> results() {
    return results;
  }

  // ---- what the one who drives the history says ----

  /** A request in this mode was made. */
  void asked(JobMode mode) {
    mayConflict |=
        mode != JobMode.REPLACE && mode != JobMode.REPLACE_IRREVERSIBLY && mode != JobMode.ISOLATE;
  }

  /** A job was cancelled from outside. */
  void cancelled() {
    mayConflict = true;
  }

  void forgotten(UnitName unit) {
    starts.remove(unit);
  }

  /** Unit files have changed: deadlines may be those of the old ones. */
  void edited() {
    edited = true;
    mayConflict = true;
  }

  /** A request was taken; called before the turn that follows. */
  void accepted(Manager manager, JobType type, UnitName name, JobMode mode, Job job) {
    Unit unit = manager.loadUnit(name);
    if (!serves(job.type(), type)) {
      throw broken(3, unit, type.text() + " was asked for and is served by " + job.type().text());
    }
    boolean plain = mode == JobMode.REPLACE || mode == JobMode.ISOLATE;
    if (plain && type == JobType.START && job.type() == JobType.START) {
      for (DependencyType kind : List.of(DependencyType.REQUIRES, DependencyType.BINDS_TO)) {
        for (Unit other : unit.dependenciesOf(kind)) {
          boolean comes =
              other.job() != null
                  && other.job().type() != JobType.STOP
                  && other.job().type() != JobType.NOP;
          if (!comes && !other.activeState().isActiveOrReloading()) {
            throw broken(4, unit, "is to start, but " + other + ", which it requires, is not");
          }
        }
      }
      for (Unit other : unit.dependenciesOf(DependencyType.CONFLICTS)) {
        boolean goes = other.job() != null && other.job().type() == JobType.STOP;
        if (!goes && !other.activeState().isInactiveOrFailed()) {
          throw broken(
              4, unit, "is to start, but " + other + ", which it conflicts with, is not to stop");
        }
      }
    }
  }

  private static boolean serves(JobType served, JobType asked) {
    return switch (asked) {
      case START ->
          served == JobType.START || served == JobType.RESTART || served == JobType.RELOAD;
      case STOP -> served == JobType.STOP;
      case RESTART -> served == JobType.RESTART;
      case RELOAD ->
          served != JobType.STOP && served != JobType.NOP; // what is going to start need not reload
      case TRY_RESTART -> served == JobType.RESTART || served == JobType.NOP;
      case TRY_RELOAD, RELOAD_OR_START, NOP, VERIFY_ACTIVE -> true;
    };
  }

  // ---- what the machine says ----

  @Override
  public void arrived(Event event) {
    trace(event);
    if (event instanceof Event.Notified notified && notified.lines().contains("READY=1")) {
      ready.add(notified.pid());
    }
    coverage.event(event);
  }

  @Override
  public void ordered(Host.Preparation order) {
    trace(order);
    launches(order.unit());
  }

  @Override
  public void ordered(Host.Spawn order) {
    trace(order);
    launches(order.unit());
  }

  private void launches(UnitName name) {
    Manager manager = present();
    if (manager == null) {
      return; // given again by a manager that is still taking up its state
    }
    lastSpawn.put(name, now());
    if (manager.findUnit(name) instanceof Socket) {
      return;
    }
    if (!(manager.findUnit(name) instanceof Service service)) {
      throw new AssertionError("a process is ordered for " + name + ", which has none");
    }
    InvocationId invocation = service.state().invocation();
    if (service.sub() == ServiceSubState.STOP) {
      beginsToStop(service);
    } else if (service.sub().isStarting()
        && invocation != null
        && !invocation.equals(begun.put(name, invocation))) {
      beginsToStart(service);
    }
  }

  @Override
  public void ordered(Host.Kill order) {
    trace(order);
    Manager manager = present();
    if (manager != null && manager.findUnit(order.unit()) instanceof Service service) {
      beginsToStop(service);
    }
  }

  private void beginsToStart(Service service) {
    if (service.type() == ServiceType.IDLE) {
      checkStartLimit(service); // its job is done before its process is even ordered
      return;
    }
    Job job = service.job();
    if (job == null) {
      throw broken(2, service, "starts without a job");
    }
    if (!job.ignoreOrder()) {
      Unit first = blocker(service, JobType.START);
      if (first != null) {
        throw broken(
            6, service, "starts although " + first + " has " + open.get(jobOf.get(first.name())));
      }
    }
    Seen before = seen.get(service.name());
    long pause = service.definition().get(ServiceSettings.RESTART_SEC).usec();
    boolean itself =
        job.cause() instanceof Cause.AutoRestart; // a client's restart waits for nothing
    if (itself
        && before != null
        && before.sub == ServiceSubState.AUTO_RESTART
        && now() - before.since.monotonicUsec() < pause) {
      throw broken(
          9,
          service,
          "restarts " + (now() - before.since.monotonicUsec()) + " µs after its end, not " + pause);
    }
    checkStartLimit(service);
  }

  private void checkStartLimit(Service service) {
    long interval = service.definition().get(UnitSettings.START_LIMIT_INTERVAL_SEC).usec();
    int burst = service.definition().get(UnitSettings.START_LIMIT_BURST);
    List<Long> times = starts.computeIfAbsent(service.name(), _ -> new ArrayList<>());
    times.add(now());
    times.removeIf(time -> time < now() - interval);
    if (interval > 0 && burst > 0 && times.size() > 2 * burst) {
      throw broken(
          10, service, "started " + times.size() + " times in " + interval + " µs, burst " + burst);
    }
  }

  private void beginsToStop(Service service) {
    Job job = service.job();
    if (job == null
        || job.ignoreOrder()
        || job.state() != JobState.RUNNING
        || (job.type() != JobType.STOP && job.type() != JobType.RESTART)
        || !stopping.add(job.id())) {
      return;
    }
    Unit first = blocker(service, JobType.STOP);
    if (first != null) {
      throw broken(6, service, "stops before " + first);
    }
  }

  /** A unit whose job has to go before a job of this type; null if there is none. */
  private @Nullable Unit blocker(Unit unit, JobType type) {
    boolean down = type == JobType.STOP || type == JobType.RESTART;
    for (Unit other : unit.dependenciesOf(DependencyType.BEFORE)) {
      JobType its = jobType(other);
      if (its == JobType.STOP || its == JobType.RESTART) {
        return other;
      }
    }
    for (Unit other : unit.dependenciesOf(DependencyType.AFTER)) {
      JobType its = jobType(other);
      if (!down && its != null && its != JobType.NOP) {
        return other;
      }
    }
    return null;
  }

  private @Nullable JobType jobType(Unit unit) {
    Known known = open.get(jobOf.getOrDefault(unit.name(), 0));
    return known == null ? null : known.type;
  }

  @Override
  public void logged(LogLevel level, @Nullable UnitName unit, String message) {
    trace(message);
    mayConflict |=
        message.contains("eleti") || message.contains("delete") || message.contains("ignoring");
    leftAlone |= message.contains("Left as it is") || message.contains("Failed to enqueue");
  }

  // ---- jobs as clients see them ----

  @Override
  public void published(Change change) {
    trace(change);
    switch (change) {
      case Change.JobNew(int id, UnitName unit) -> opened(id, unit);
      case Change.JobChanged(int id, UnitName unit) -> {
        Job job = job(id);
        if (!open.containsKey(id)) {
          throw new AssertionError(
              "(1) job " + id + " of " + unit + " changes, but was never announced");
        }
        open.put(id, new Known(unit, job == null ? JobType.NOP : job.type()));
      }
      case Change.JobRemoved(int id, UnitName unit, JobResult result) -> closed(id, unit, result);
      case Change.UnitChanged(UnitName unit) -> changed.add(unit);
      case Change.UnitRemoved(UnitName unit) -> forgotten(unit); // with all its counts
      case Change.UnitNew _, Change.Reloading _, Change.StartupFinished _ -> {}
    }
  }

  private void opened(int id, UnitName unit) {
    Job job = job(id);
    if (id <= lastJob || job == null) {
      throw new AssertionError("(1) job " + id + " of " + unit + " is announced after " + lastJob);
    }
    lastJob = Math.max(lastJob, id);
    open.put(id, new Known(unit, job.type()));
    if (job.type() == JobType.NOP) {
      return; // stands beside any other
    }
    Integer other = jobOf.put(unit, id);
    if (other != null) {
      throw new AssertionError("(1) " + unit + " has jobs " + other + " and " + id);
    }
    if (job.cause() instanceof Cause.Propagation) {
      mayConflict = true; // mode fail drops stops that do not matter
    }
  }

  private void closed(int id, UnitName unit, JobResult result) {
    Known job = open.remove(id);
    if (job == null) {
      throw new AssertionError(
          "(1) job " + id + " of " + unit + " ends (" + result + "), but is not open");
    }
    jobOf.remove(unit, id);
    owed.remove(id);
    lastJobEnd.put(unit, now());
    results.add(new Ended(id, unit, job.type, result));
    coverage.job(job.type, result);
    mayConflict |= job.type == JobType.STOP && result != JobResult.DONE;
    boolean starts = job.type == JobType.START || job.type == JobType.VERIFY_ACTIVE;
    if (starts && result != JobResult.DONE) {
      unstartable.add(unit); // who upholds it has tried
    }
    Manager manager = present();
    if (!starts || result == JobResult.DONE || result == JobResult.CANCELED || manager == null) {
      return;
    }
    Unit failed = manager.findUnit(unit);
    if (failed != null) {
      for (DependencyType kind :
          List.of(
              DependencyType.REQUIRED_BY, DependencyType.REQUISITE_OF, DependencyType.BOUND_BY)) {
        for (Unit other : failed.dependenciesOf(kind)) {
          JobType its = jobType(other);
          if (its == JobType.START || its == JobType.VERIFY_ACTIVE) {
            owed.add(jobOf.get(other.name()));
          }
        }
      }
    }
  }

  private @Nullable Job job(int id) {
    return host == null ? null : host.manager().findJob(id);
  }

  // ---- after each turn ----

  @Override
  public void turned(boolean died) {
    SimulatedHost machine = machine();
    Manager manager = machine.manager();
    if (died) {
      trace("the manager dies");
    }
    countTurn();
    if (!owed.isEmpty()) {
      throw new AssertionError(
          "(5) not failed though what they require failed: " + owed + " of " + open);
    }
    checkJobs(manager);
    for (Unit unit : manager.allUnits()) {
      checkTime(unit);
      if (unit instanceof Service service) {
        if (!died) {
          checkProcesses(service, machine);
          checkDirectories(service, machine);
        }
        seen.put(service.name(), new Seen(service.sub(), service.state().times().stateChange()));
        coverage.state(service.sub());
      }
      if (unit instanceof Socket socket && !died) {
        checkSocket(socket, machine);
      }
    }
    if (!died) {
      checkConflicts(manager);
      checkDescriptors(manager, machine);
    }
    checkMemory(manager, machine);
    changed.clear();
    dead = died ? manager : null;
  }

  private void countTurn() {
    if (momentUsec != now()) {
      momentUsec = now();
      turnsInMoment = 0;
    }
    if (++turnsInMoment > MOST_TURNS_AT_ONCE) {
      throw new AssertionError("(11) " + turnsInMoment + " turns at " + momentUsec + " µs");
    }
  }

  private void checkDescriptors(Manager manager, SimulatedHost machine) {
    Set<String> remembered = manager.units().descriptors();
    Set<String> arriving = new HashSet<>(remembered);
    arriving.removeAll(machine.keptDescriptors());
    for (Unit unit : manager.allUnits()) {
      if (unit instanceof Socket socket) {
        for (SocketState.Port port : socket.socket().ports()) {
          if (socket.socket().listening() != 0) {
            arriving.remove(port.descriptor());
          }
          arriving.remove(Host.KEPT + port.accepting());
        }
      }
    }
    if (!arriving.isEmpty() || !remembered.containsAll(machine.keptDescriptors())) {
      throw new AssertionError(
          "(20) hand keeps " + machine.keptDescriptors() + ", but units remember " + remembered);
    }
    for (Unit unit : manager.allUnits()) {
      if (unit instanceof Service service) {
        int stored = service.service().store().size();
        if (stored > service.definition().get(ServiceSettings.FILE_DESCRIPTOR_STORE_MAX)) {
          throw broken(20, service, "stores " + stored + " file descriptors");
        }
        coverage.stored(service.sub(), stored);
      }
    }
  }

  private void checkJobs(Manager manager) {
    TreeMap<Integer, Known> table = new TreeMap<>();
    for (Job job : manager.allJobs()) {
      table.put(job.id(), new Known(job.unit(), job.type()));
    }
    if (!table.equals(open)) {
      throw new AssertionError("(1) clients know " + open + ", the table holds " + table);
    }
    Map<Integer, Integer> waits = new HashMap<>();
    for (Job job : manager.allJobs()) {
      Unit unit = manager.loadUnit(job.unit());
      ActiveState state = unit.activeState();
      boolean changing = isChanging(state);
      if (job.state() == JobState.RUNNING) {
        stopping.add(job.id()); // begun, even if there was nothing to do
        boolean right =
            switch (job.type()) {
              case START, RELOAD -> changing; // a failing start goes down before it is over
              case STOP, RESTART -> state == ActiveState.DEACTIVATING;
              default -> false;
            };
        if (!right) {
          throw broken(
              2,
              unit,
              job.type().text()
                  + " job "
                  + job.id()
                  + " runs while the unit is "
                  + state
                  + "/"
                  + unit.subState());
        }
      } else {
        Unit first = job.ignoreOrder() ? null : blocker(unit, job.type());
        if (first == null && !changing) {
          throw broken(
              2,
              unit,
              job.type().text()
                  + " job "
                  + job.id()
                  + " waits for nothing, the unit is "
                  + state
                  + "/"
                  + unit.subState());
        }
        if (first != null) {
          waits.put(job.id(), jobOf.get(first.name()));
        }
      }
    }
    checkCircles(waits);
  }

  private void checkCircles(Map<Integer, Integer> waits) {
    for (int start : waits.keySet()) {
      Integer next = waits.get(start);
      for (int steps = 0; next != null; steps++) {
        if (steps > waits.size()) {
          throw new AssertionError("(2) jobs wait for each other: " + waits + " of " + open);
        }
        next = waits.get(next);
      }
    }
  }

  static boolean isChanging(ActiveState state) {
    return state == ActiveState.ACTIVATING
        || state == ActiveState.DEACTIVATING
        || state == ActiveState.RELOADING;
  }

  private void checkTime(Unit unit) {
    if (unit.deadlineUsec() < machine().wakeUsec()) {
      throw broken(
          8,
          unit,
          "wants to be woken at " + unit.deadlineUsec() + ", the wish is " + machine().wakeUsec());
    }
    Job job = unit.job();
    if (job != null && job.deadlineUsec() < machine().wakeUsec()) {
      throw broken(
          8,
          unit,
          "its job wants to be woken at "
              + job.deadlineUsec()
              + ", the wish is "
              + machine().wakeUsec());
    }
    boolean waitsForItsJob = unit.subState().equals("auto-restart") && job != null;
    if (unit instanceof Service service
        && isChanging(service.activeState())
        && !waitsForItsJob
        && !edited) {
      long since = service.state().times().stateChange().monotonicUsec();
      since = Math.max(since, lastSpawn.getOrDefault(service.name(), 0L));
      since =
          Math.max(
              since, lastJobEnd.getOrDefault(service.name(), 0L)); // a restart is waited for anew
      long most = mostUsec(service);
      if (now() - since > most + SLACK_USEC + granularityUsec) {
        throw broken(
            7,
            unit,
            "is " + unit.subState() + " for " + (now() - since) + " µs, allowed are " + most);
      }
    }
  }

  private static long mostUsec(Service service) {
    return switch (service.sub()) {
      case CONDITION, START_PRE, START, START_POST, RELOAD, RELOAD_SIGNAL, RELOAD_NOTIFY ->
          service.timeoutStartUsec();
      case AUTO_RESTART ->
          ServiceEnds.restartPauseUsec(service.definition(), service.service().restarts().count());
      default -> service.timeoutStopUsec();
    };
  }

  private void checkProcesses(Service service, SimulatedHost machine) {
    for (ServiceProcess process : Arrays.asList(service.main(), service.control())) {
      if (process != null) {
        boolean known =
            process.phase() == ServiceProcess.Phase.WAITING
                || process.phase() == ServiceProcess.Phase.FOREIGN
                || waitsForPidFile(service)
                || (process.order() != 0
                    ? machine.isOutstanding(process.order())
                    : machine.processes(service.cgroup()).contains(process.pid())
                        || machine.isExpected(process.pid()));
        if (!known) {
          throw broken(
              12,
              service,
              service.subState() + " waits for " + process + ", which nobody will tell of");
        }
      }
    }
    boolean kills = service.definition().get(KillSettings.SEND_SIGKILL);
    KillMode mode = service.definition().get(KillSettings.KILL_MODE);
    boolean whole = kills && (mode == KillMode.CONTROL_GROUP || mode == KillMode.MIXED);
    List<String> running = machine.running(service.cgroup());
    if (whole && running.size() > 1 && running.stream().filter("ExecStart="::equals).count() > 1) {
      throw broken(13, service, "has two main processes: " + running);
    }
    if (whole
        && !edited // it may have been KillMode=process when it ended
        && service.activeState().isInactiveOrFailed()
        && !machine.processes(service.cgroup()).isEmpty()) {
      throw broken(
          14,
          service,
          "is " + service.subState() + " with processes " + machine.processes(service.cgroup()));
    }
    int main = service.service().processes().mainStatus().pid();
    if (service.service().progress().result() == ServiceResult.PROTOCOL && ready.contains(main)) {
      throw broken(15, service, "failed with result protocol though its main process said READY=1");
    }
  }

  private void checkSocket(Socket socket, SimulatedHost machine) {
    for (SocketState.Port port : socket.socket().ports()) {
      boolean heard =
          machine.isWatched(port.descriptor())
              || port.accepting() != 0
              || !socket.subState().equals("listening");
      boolean open =
          socket.socket().listening() != 0 || machine.keptDescriptors().contains(port.descriptor());
      if (!open || !heard) {
        throw broken(21, socket, "is " + socket.subState() + " without " + port);
      }
    }
    boolean outstanding =
        socket.socket().listening() == 0 || machine.isExpectedToListen(socket.socket().listening());
    if (!outstanding) {
      throw broken(21, socket, "waits to listen, and nobody will tell of it");
    }
  }

  private void checkDirectories(Service service, SimulatedHost machine) {
    boolean down = service.sub() == ServiceSubState.DEAD || service.sub() == ServiceSubState.FAILED;
    for (String path :
        UnitDirectories.perishable(service.definition(), service.manager().config(), true)) {
      if (down && service.job() == null && machine.hasDirectory(path)) {
        throw broken(19, service, "is down and " + path + " is still there");
      }
    }
  }

  /** Its main process has ended, and it is being read whether there is another. */
  private static boolean waitsForPidFile(Service service) {
    PidFileOrder order = service.service().pidFile();
    return order != null && order.why() == PidFileOrder.Why.MAIN_ENDED;
  }

  private void checkConflicts(Manager manager) {
    if (mayConflict) {
      return;
    }
    for (Unit unit : manager.allUnits()) {
      if (unit.job() == null && unit.activeState().isActiveOrReloading()) {
        for (Unit other : unit.dependenciesOf(DependencyType.CONFLICTS)) {
          if (other.job() == null && other.activeState().isActiveOrReloading()) {
            throw broken(17, unit, "and " + other + " are both up");
          }
        }
      }
    }
  }

  private void checkMemory(Manager manager, SimulatedHost machine) {
    boolean all = machine.turns() % 8 == 0;
    for (Unit unit : manager.allUnits()) {
      if (all || changed.contains(unit.name())) {
        byte[] present = unit.toBytes();
        byte[] kept = machine.record(Units.key(unit));
        if (kept == null ? !isFresh(unit) : !Arrays.equals(kept, present)) {
          throw broken(16, unit, "is " + unit.subState() + ", and its record says something else");
        }
        if (all && !Arrays.equals(present, again(unit, present))) {
          throw broken(16, unit, "is written in another way after it was read");
        }
      }
    }
    for (Job job : manager.allJobs()) {
      byte[] kept = machine.record(Jobs.key(job.id()));
      if (kept == null || !Job.ofBytes(Jobs.key(job.id()), kept).equals(job)) {
        throw new AssertionError("(16) the record of " + job + " says something else");
      }
    }
  }

  private static boolean isFresh(Unit unit) {
    return unit.state().equals(UnitState.FRESH)
        && (!(unit instanceof Service service) || service.service().equals(ServiceState.DEAD))
        && (!(unit instanceof Socket socket) || socket.socket().equals(SocketState.DEAD));
  }

  private static byte[] again(Unit unit, byte[] bytes) {
    StateReader in = new StateReader(unit.name().text(), bytes, Unit.VERSION);
    StateWriter out = new StateWriter(Unit.VERSION);
    UnitState.read(in).write(out);
    switch (unit) {
      case Service _ -> ServiceState.read(in).write(out);
      case Socket _ -> SocketState.read(in).write(out);
      case Group _ -> out.flag(in.flag());
      case Inert _ -> {}
    }
    return out.toBytes();
  }

  // ---- at the end ----

  /** Nothing is going to happen any more. */
  void quiet() {
    Manager manager = machine().manager();
    if (!open.isEmpty()) {
      throw new AssertionError("(18) all is quiet, but there are jobs: " + open);
    }
    for (Unit unit : manager.allUnits()) {
      if (isChanging(unit.activeState())) {
        throw broken(18, unit, "is " + unit.subState() + " though nothing is going to happen");
      }
      if (!leftAlone) {
        checkWishes(unit);
      }
    }
  }

  private void checkWishes(Unit unit) {
    boolean up = unit.activeState().isActiveOrReloading();
    for (Unit other : unit.dependenciesOf(DependencyType.BINDS_TO)) {
      if (up && other.activeState().isInactiveOrFailed()) {
        throw broken(18, unit, "is up without " + other + ", to which it is bound");
      }
    }
    for (Unit other : unit.dependenciesOf(DependencyType.UPHOLDS)) {
      boolean startable =
          other.loadState() == LoadState.LOADED
              && other.state().conditions().passed()
              && !unstartable.contains(other.name());
      if (up && startable && other.activeState().isInactiveOrFailed()) {
        throw broken(18, unit, "upholds " + other + ", which is down");
      }
    }
    if (up && unit.definition().get(UnitSettings.STOP_WHEN_UNNEEDED)) {
      for (DependencyType kind :
          List.of(
              DependencyType.REQUIRED_BY,
              DependencyType.REQUISITE_OF,
              DependencyType.WANTED_BY,
              DependencyType.BOUND_BY,
              DependencyType.UPHELD_BY)) {
        for (Unit other : unit.dependenciesOf(kind)) {
          if (!other.activeState().isInactiveOrFailed()) {
            return;
          }
        }
      }
      throw broken(18, unit, "is up though nobody needs it");
    }
  }

  // ---- odds and ends ----

  private SimulatedHost machine() {
    SimulatedHost machine = host;
    if (machine == null) {
      throw new IllegalStateException("nothing is watched yet");
    }
    return machine;
  }

  private long now() {
    return machine().now().monotonicUsec();
  }

  /** The manager, unless it is a new one that is not in office yet. */
  private @Nullable Manager present() {
    return host == null || host.manager() == dead ? null : host.manager();
  }

  private static AssertionError broken(int number, Unit unit, String what) {
    return new AssertionError("(" + number + ") " + unit + " " + what);
  }
}
