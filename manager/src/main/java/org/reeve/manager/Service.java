package org.reeve.manager;

import static org.reeve.manager.ServiceSubState.*;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.DependencyType;
import org.reeve.unit.KillMode;
import org.reeve.unit.KillSettings;
import org.reeve.unit.NotifyAccess;
import org.reeve.unit.Origin;
import org.reeve.unit.ServiceSettings;
import org.reeve.unit.ServiceType;
import org.reeve.unit.TimeSpan;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitSettings;

/**
 * A service: a main process, at most one control process, and a cgroup that holds them and all they
 * fork.
 *
 * <p><b>The way up</b>: condition → start-pre → start → start-post → running (or exited). Each of
 * the first four runs its commands one after the other as control processes, except start, whose
 * command is the main process; it is left when the type says that the service is up: at once
 * (simple), with the program executing (exec), with READY=1 (notify), with its end (oneshot).
 *
 * <p><b>The way down</b>: stop (ExecStop=) → stop-sigterm → stop-sigkill → stop-post
 * (ExecStopPost=) → final-sigterm → final-sigkill → dead or failed. A step with nothing to do is
 * passed over at once. Every sub-state of both ways has a deadline, and what passing it means
 * stands in {@link ServiceTimeouts}. After the end, Restart= decides whether auto-restart follows,
 * which is left by a restart job.
 *
 * <p><b>Invariants.</b> The {@link ServiceState} is the whole truth: this object holds nothing that
 * could not be built from it and the unit file. In start, a main process is ordered or exists; in
 * stop-sigterm and its like, something is left to wait for, or the next step has been entered. The
 * first failure of a run is its result.
 *
 * <p><b>Processes are ordered, not made</b>: {@link Launcher} turns a command into a preparation
 * (if users or files have to be looked up) and a spawn. Until the answer comes there is a {@link
 * ServiceProcess} without a pid; a stop that comes meanwhile is carried out when the pid is known.
 */
public final class Service extends ExecUnit {
  private ServiceState state = ServiceState.DEAD;
  private final ServiceProcessEvents events;
  private final ServiceMain mainProcess;
  private final ServiceRestarts restarts;
  private final ServiceDeadlines deadlines;
  private final FdStore store;

  Service(Manager manager, UnitDefinition definition) {
    super(manager, definition);
    events = new ServiceProcessEvents(this);
    mainProcess = new ServiceMain(this);
    restarts = new ServiceRestarts(this);
    deadlines = new ServiceDeadlines(this);
    store = new FdStore(this);
  }

  /** Restart=. */
  ServiceRestarts restarts() {
    return restarts;
  }

  /** Who the main process is. */
  ServiceMain mainProcess() {
    return mainProcess;
  }

  /** Its file descriptor store. */
  FdStore store() {
    return store;
  }

  // ---- what clients see ----

  public ServiceState service() {
    return state;
  }

  @Override
  public ActiveState activeState() {
    ServiceSubState sub = sub();
    boolean idleStart = type() == ServiceType.IDLE && sub.isStarting();
    return idleStart ? ActiveState.ACTIVE : sub.active();
  }

  @Override
  public String subState() {
    return sub().text();
  }

  @Override
  public boolean canReload() {
    return type() == ServiceType.NOTIFY_RELOAD || !commands(ExecKind.RELOAD).isEmpty();
  }

  /** Who may send notifications: NotifyAccess=, or what the type needs. */
  public NotifyAccess notifyAccess() {
    return CommandContext.effectiveAccess(definition(), watchdogUsec());
  }

  public ServiceType type() {
    return definition().get(ServiceSettings.TYPE);
  }

  /** The watchdog's time: what the service has set, else WatchdogSec=; 0 for none. */
  public long watchdogUsec() {
    long own = state.notice().watchdogUsec();
    return own > 0 ? own : CommandContext.configuredWatchdog(definition());
  }

  public long timeoutStartUsec() {
    if (definition().isSet(ServiceSettings.TIMEOUT_START_SEC)) {
      return finite(definition().get(ServiceSettings.TIMEOUT_START_SEC));
    }
    return type() == ServiceType.ONESHOT ? Long.MAX_VALUE : manager().config().timeoutStartUsec();
  }

  public long timeoutStopUsec() {
    return definition().isSet(ServiceSettings.TIMEOUT_STOP_SEC)
        ? finite(definition().get(ServiceSettings.TIMEOUT_STOP_SEC))
        : manager().config().timeoutStopUsec();
  }

  /** How long a process may take to end after WatchdogSignal=. */
  private long timeoutAbortUsec() {
    return definition().isSet(ServiceSettings.TIMEOUT_ABORT_SEC)
        ? finite(definition().get(ServiceSettings.TIMEOUT_ABORT_SEC))
        : timeoutStopUsec();
  }

  /** 0 means infinity for timeouts. */
  private static long finite(TimeSpan span) {
    return span.usec() == 0 ? Long.MAX_VALUE : span.usec();
  }

  // ---- jobs ----

  @Override
  boolean canStartNow() {
    return sub() == DEAD || sub() == FAILED;
  }

  @Override
  Attempt startNow() {
    if (sub().isStarting()) {
      return Attempt.BEGUN;
    }
    if (!canStartNow()) {
      return Attempt.AGAIN; // on the way down, or waiting for its automatic restart
    }
    ServiceState.Restarts old = state.restarts();
    replaceState(state().with(manager().host().newInvocationId()));
    replace(
        ServiceState.DEAD
            .withConnection(state.connection())
            .with(state.store())
            .with(new ServiceState.Restarts(old.flush() ? 0 : old.count(), false, false))
            .with(state.progress().in(sub(), Long.MAX_VALUE).until(Long.MAX_VALUE)));
    replace(
        state.with(
            new ServiceState.Progress(
                sub(),
                ServiceResult.SUCCESS,
                ServiceResult.SUCCESS,
                Long.MAX_VALUE,
                Long.MAX_VALUE)));
    warnOfDbus();
    enterCondition();
    return Attempt.BEGUN;
  }

  /** Without a bus nobody can say that a name was taken. */
  private void warnOfDbus() {
    if (type() == ServiceType.DBUS && state.restarts().count() == 0) {
      List<Origin> origins = definition().origins(ServiceSettings.TYPE);
      String where =
          origins.isEmpty()
              ? ""
              : " (" + origins.getLast().file() + ":" + origins.getLast().line() + ")";
      manager()
          .log(
              LogLevel.WARNING,
              name(),
              name().text()
                  + ": Type=dbus"
                  + where
                  + " is treated as exec: this version of Reeve does not see who takes BusName=,"
                  + " so the service counts as started as soon as its program runs.");
    }
  }

  @Override
  Attempt stopNow() {
    ServiceState.Restarts old = state.restarts();
    replace(state.with(new ServiceState.Restarts(old.count(), old.flush(), true)));
    switch (sub()) {
      case AUTO_RESTART -> {
        removeDirectories(false); // which waited for the restart
        enter(DEAD, Long.MAX_VALUE);
      }
      case CONDITION, START_PRE, START, START_POST, RELOAD, RELOAD_SIGNAL, RELOAD_NOTIFY ->
          enterSignal(STOP_SIGTERM, ServiceResult.SUCCESS);
      case RUNNING, EXITED -> enterStop(ServiceResult.SUCCESS);
      case STOP,
          STOP_WATCHDOG,
          STOP_SIGTERM,
          STOP_SIGKILL,
          STOP_POST,
          FINAL_WATCHDOG,
          FINAL_SIGTERM,
          FINAL_SIGKILL,
          DEAD,
          FAILED -> {}
    }
    return Attempt.BEGUN;
  }

  @Override
  Attempt reloadNow() {
    replace(state.with(state.progress().reloaded(ServiceResult.SUCCESS)));
    boolean signals = type() == ServiceType.NOTIFY_RELOAD && mainPid() > 0;
    if (signals) {
      int signal = definition().get(ServiceSettings.RELOAD_SIGNAL);
      signalOne(mainPid(), signal);
      enter(RELOAD_SIGNAL, in(timeoutStartUsec()));
    }
    if (!commands(ExecKind.RELOAD).isEmpty()) {
      enter(RELOAD, in(timeoutStartUsec()));
      launch(ExecKind.RELOAD, 0);
    } else if (!signals) { // it has exited (RemainAfterExit=), and there is nothing to be done
      enter(RELOAD, in(timeoutStartUsec()));
      enterRunning(ServiceResult.SUCCESS);
    }
    return Attempt.BEGUN;
  }

  // ---- sockets ----

  /** Down for good, or until its automatic restart. */
  boolean isDownOrWaiting() {
    return sub() == DEAD || sub() == FAILED || sub() == AUTO_RESTART;
  }

  /** A service for a connection says whose it is. */
  @Override
  public String description() {
    Connection connection = state.connection();
    if (connection == null) {
      return super.description();
    }
    boolean named = !definition().get(UnitSettings.DESCRIPTION).isEmpty();
    return named ? super.description() + " (" + connection.peer() + ")" : connection.peer();
  }

  /** This service is for that connection. */
  void takeConnection(Connection connection) {
    releaseConnection();
    replace(state.withConnection(connection));
    relateToSocket();
  }

  /** The socket that accepted the connection is its trigger. */
  void relateToSocket() {
    Connection connection = state.connection();
    Unit socket = connection == null ? null : manager().units().find(connection.socket());
    if (socket != null) {
      Dependencies.add(socket, DependencyType.BEFORE, this);
      Dependencies.add(socket, DependencyType.TRIGGERS, this);
      Dependencies.add(this, DependencyType.REFERENCES, socket);
    }
  }

  /** The connection is closed. */
  void releaseConnection() {
    Connection connection = state.connection();
    if (connection != null) {
      manager().host().close(List.of(connection.descriptor()));
      replace(state.withConnection(null));
      Unit socket = manager().units().find(connection.socket());
      if (socket != null) {
        socket.touched(); // it has a connection less
      }
    }
  }

  /** Whether it goes on with its connection: a restart may be on its way. */
  private boolean needsConnection(ServiceSubState wanted) {
    Job job = job();
    boolean again = job != null && (job.type() == JobType.START || job.type() == JobType.RESTART);
    return wanted == DEAD ? again : wanted != FAILED && wanted != AUTO_RESTART;
  }

  @Override
  void releaseResources() {
    store.release();
  }

  private Handed handed() {
    return new Handed(sockets(), store.handed());
  }

  /** What its sockets listen on, or its connection. */
  private List<Handed.Descriptor> sockets() {
    Connection connection = state.connection();
    if (connection != null) {
      return List.of(new Handed.Descriptor(Connection.NAME, connection.descriptor()));
    }
    List<Handed.Descriptor> descriptors = new ArrayList<>();
    for (Unit trigger : dependencies().of(DependencyType.TRIGGERED_BY)) {
      if (trigger instanceof Socket socket && socket.socket().isOpen()) {
        for (SocketState.Port port : socket.socket().ports()) {
          if (!socket.accepts(port)) {
            descriptors.add(new Handed.Descriptor(socket.descriptorName(), port.descriptor()));
          }
        }
      }
    }
    return descriptors;
  }

  @Override
  void startLimitHit() {
    enterDead(ServiceResult.START_LIMIT_HIT, false);
  }

  @Override
  void resetFailed() {
    if (sub() == FAILED) {
      enter(DEAD, Long.MAX_VALUE);
    }
    replaceState(state().with(RateLimit.FRESH));
    replace(
        state
            .with(new ServiceState.Restarts(0, false, state.restarts().forbidden()))
            .with(
                new ServiceState.Progress(
                    sub(),
                    ServiceResult.SUCCESS,
                    ServiceResult.SUCCESS,
                    state.progress().deadlineUsec(),
                    state.progress().activeUntilUsec())));
  }

  // ---- the way up ----

  private void enterCondition() {
    if (commands(ExecKind.CONDITION).isEmpty()) {
      enterStartPre();
      return;
    }
    enter(CONDITION, in(timeoutStartUsec()));
    launch(ExecKind.CONDITION, 0);
  }

  void enterStartPre() {
    if (commands(ExecKind.START_PRE).isEmpty()) {
      enterStart();
      return;
    }
    if (refusesLeftovers()) {
      return;
    }
    enter(START_PRE, in(timeoutStartUsec()));
    launch(ExecKind.START_PRE, 0);
  }

  /**
   * What is left of an earlier run and may never be killed would share the cgroup with this one: if
   * there is any, the start fails.
   */
  private boolean refusesLeftovers() {
    KillMode mode = definition().get(KillSettings.KILL_MODE);
    boolean whole = mode == KillMode.CONTROL_GROUP || mode == KillMode.MIXED;
    if (!whole || definition().get(KillSettings.SEND_SIGKILL) || !hasLeftovers()) {
      return false;
    }
    manager()
        .log(
            LogLevel.ERR,
            name(),
            name().text()
                + ": Processes of an earlier run are left in its cgroup, and SendSIGKILL=no spares"
                + " them; it starts when they have ended.");
    enter(START, in(timeoutStartUsec())); // so that its job sees that it has begun and failed
    enterSignal(STOP_SIGTERM, ServiceResult.RESOURCES);
    return true;
  }

  void enterStart() {
    if (sub() != START_PRE && refusesLeftovers()) {
      return;
    }
    if (commands(ExecKind.START).isEmpty()) {
      // It exists for its ExecStop= or SuccessAction=; without a state between dead and dead
      // nobody,
      // not even its job, would notice that it ran.
      enter(START, in(timeoutStartUsec()));
      enterStartPost();
      return;
    }
    enter(START, in(timeoutStartUsec()));
    launch(ExecKind.START, 0);
    if (type() == ServiceType.IDLE) {
      enterStartPost(); // it counts as up while its process waits for the jobs to be done
    }
  }

  void enterStartPost() {
    startWatchdog();
    if (commands(ExecKind.START_POST).isEmpty()) {
      enterRunning(ServiceResult.SUCCESS);
      return;
    }
    enter(START_POST, in(timeoutStartUsec()));
    launch(ExecKind.START_POST, 0);
  }

  /** Up, unless there was a failure or nothing is left to be up. */
  void enterRunning(ServiceResult how) {
    end(how);
    if (state.progress().result() != ServiceResult.SUCCESS) {
      enterSignal(STOP_SIGTERM, how);
    } else if (isAlive()) {
      switch (state.notice().word()) {
        case RELOADING -> enterReloadByNotice();
        case STOPPING -> enterStopByNotice();
        case UNKNOWN, READY -> {
          if (state.progress().activeUntilUsec() == Long.MAX_VALUE) {
            replace(state.with(state.progress().until(in(runtimeMaxUsec()))));
          }
          enter(RUNNING, Long.MAX_VALUE);
        }
      }
    } else if (definition().get(ServiceSettings.REMAIN_AFTER_EXIT)) {
      enter(EXITED, Long.MAX_VALUE);
    } else {
      enterStop(ServiceResult.SUCCESS);
    }
  }

  /**
   * RuntimeMaxSec= and a share of RuntimeRandomizedExtraSec=, which the invocation's id decides.
   */
  private long runtimeMaxUsec() {
    long max = finite(definition().get(ServiceSettings.RUNTIME_MAX_SEC));
    long extra = definition().get(ServiceSettings.RUNTIME_RANDOMIZED_EXTRA_SEC).usec();
    InvocationId invocation = state().invocation();
    if (max == Long.MAX_VALUE || extra <= 0 || extra == Long.MAX_VALUE || invocation == null) {
      return max;
    }
    return Manager.later(max, (invocation.low() >>> 1) % (extra + 1));
  }

  private boolean isAlive() {
    if (main() != null) {
      return true;
    }
    boolean mainKnown =
        state.processes().mainStatus().pid() != 0 || commands(ExecKind.START).isEmpty();
    return !mainKnown && !manager().host().processes(cgroup()).isEmpty();
  }

  /** The service says that it reloads itself. */
  void enterReloadByNotice() {
    enter(type() == ServiceType.NOTIFY_RELOAD ? RELOAD_NOTIFY : RELOAD, in(timeoutStartUsec()));
    manager().propagation().reloading(this);
  }

  /** RELOADING=1 is the answer to ReloadSignal=, if it was said after the signal. */
  void reloadSignalAnswered(long saidUsec) {
    if (sub() == RELOAD_SIGNAL && saidUsec >= state().times().stateChange().monotonicUsec()) {
      enter(RELOAD_NOTIFY, state.progress().deadlineUsec());
    }
  }

  /** The service says that it stops: nothing is sent, but it has to be done in time. */
  void enterStopByNotice() {
    mainProcess.settle();
    enter(STOP_SIGTERM, in(timeoutStopUsec()));
  }

  // ---- the way down ----

  void enterStop(ServiceResult how) {
    mainProcess.settle();
    end(how);
    if (commands(ExecKind.STOP).isEmpty()) {
      enterSignal(STOP_SIGTERM, ServiceResult.SUCCESS);
      return;
    }
    enter(STOP, in(timeoutStopUsec()));
    launch(ExecKind.STOP, 0);
  }

  void enterSignal(ServiceSubState wanted, ServiceResult how) {
    mainProcess.settle();
    end(how);
    dropPreparations();
    if (kill(wanted)) {
      boolean aborts = wanted == STOP_WATCHDOG || wanted == FINAL_WATCHDOG;
      enter(wanted, in(aborts ? timeoutAbortUsec() : timeoutStopUsec()));
      return;
    }
    boolean sendKill = definition().get(KillSettings.SEND_SIGKILL);
    if (wanted == STOP_WATCHDOG || wanted == STOP_SIGTERM) {
      if (sendKill) {
        enterSignal(STOP_SIGKILL, ServiceResult.SUCCESS);
      } else {
        enterStopPost(ServiceResult.SUCCESS);
      }
    } else if (wanted == STOP_SIGKILL) {
      enterStopPost(ServiceResult.SUCCESS);
    } else if ((wanted == FINAL_WATCHDOG || wanted == FINAL_SIGTERM) && sendKill) {
      enterSignal(FINAL_SIGKILL, ServiceResult.SUCCESS);
    } else {
      enterDead(ServiceResult.SUCCESS, true);
    }
  }

  void enterStopPost(ServiceResult how) {
    end(how);
    if (commands(ExecKind.STOP_POST).isEmpty()) {
      enterSignal(FINAL_SIGTERM, ServiceResult.SUCCESS);
      return;
    }
    enter(STOP_POST, in(timeoutStopUsec()));
    launch(ExecKind.STOP_POST, 0);
  }

  void enterDead(ServiceResult how, boolean mayRestart) {
    end(how);
    ServiceResult result = state.progress().result();
    boolean restart = mayRestart && restarts.shall();
    manager().report().serviceEnded(this, result);
    ServiceSubState last =
        result == ServiceResult.SUCCESS || result == ServiceResult.EXEC_CONDITION ? DEAD : FAILED;
    ServiceState.Restarts old = state.restarts();
    replace(
        state
            .with(new ServiceState.Restarts(old.count(), old.flush() || !restart, false))
            .with(state.processes().withMain(null).withControl(null)));
    manager().host().release(name(), cgroup());
    removeDirectories(restart);
    mainProcess.removePidFile();
    boolean direct = restart && definition().get(ServiceSettings.RESTART_MODE).equals("direct");
    if (!direct) {
      enter(last, Long.MAX_VALUE, restart);
    }
    if (restart && (direct || sub() == last)) {
      enter(AUTO_RESTART, in(ServiceEnds.restartPauseUsec(definition(), old.count())));
    }
  }

  private void removeDirectories(boolean restarts) {
    Job job = job();
    boolean comesBack = restarts || (job != null && job.type() == JobType.RESTART);
    List<String> paths = UnitDirectories.perishable(definition(), manager().config(), comesBack);
    if (!paths.isEmpty()) {
      manager().host().removeDirectories(name(), paths);
    }
  }

  @Override
  void jobLost() {
    restarts.jobLost();
  }

  /** What is still being looked up for a command will not be run. */
  private void dropPreparations() {
    ServiceProcess main = main();
    if (main != null && main.isAhead()) {
      replace(state.with(state.processes().withMain(null)));
    }
    ServiceProcess control = control();
    if (control != null && control.isAhead()) {
      replace(state.with(state.processes().withControl(null)));
    }
  }

  // ---- events ----

  /** The events of its processes. */
  ServiceProcessEvents events() {
    return events;
  }

  @Override
  void spawned(Event.Spawned event) {
    events.spawned(event);
  }

  @Override
  void executed(long order) {
    events.executed(order);
  }

  @Override
  void spawnFailed(Event.SpawnFailed event) {
    events.spawnFailed(event);
  }

  @Override
  void exited(long order, int pid, ProcessEnd end, Stamp at) {
    events.exited(order, pid, end, at);
  }

  @Override
  void cgroupEmpty() {
    events.cgroupEmpty();
  }

  /** When it is up. */
  Readiness readiness() {
    return Readiness.of(type());
  }

  /** Whether a command's process is the main one. */
  boolean isMain(ExecKind kind) {
    return kind == ExecKind.START && readiness() != Readiness.FORKED;
  }

  boolean kill(ServiceSubState wanted) {
    return UnitKiller.kill(this, wanted);
  }

  void notified(Event.Notified message) {
    ServiceNotices.receive(this, message);
  }

  /** READY=1, or the end of a reload. */
  void ready() {
    if (readiness() == Readiness.NOTIFIED && sub() == START) {
      enterStartPost();
    } else if (sub() == RELOAD_NOTIFY || (sub() == RELOAD && control() == null)) {
      enterRunning(ServiceResult.SUCCESS);
    }
  }

  /** WATCHDOG=trigger: as if the time had passed. */
  void watchdogTriggered() {
    if (deadlines.isWatched()) {
      manager().log(LogLevel.ERR, name(), name().text() + ": Watchdog request.");
      enterSignal(STOP_WATCHDOG, ServiceResult.WATCHDOG);
    }
  }

  /**
   * Another process is the main one from now on.
   *
   * @param foreign whether it is not hand's child
   */
  void replaceMain(int pid, boolean foreign) {
    Stamp now = manager().host().now();
    ServiceProcess.Phase phase =
        foreign ? ServiceProcess.Phase.FOREIGN : ServiceProcess.Phase.EXECUTED;
    ServiceProcess main = new ServiceProcess(phase, 0, pid, ExecKind.START, 0, now);
    replace(
        state.with(
            state.processes().withMain(main).with(new ExecStatus(pid, now, Stamp.NEVER, null))));
  }

  // ---- time ----

  @Override
  long deadlineUsec() {
    return deadlines.soonest();
  }

  @Override
  void timeElapsed() {
    deadlines.elapsed();
  }

  private void startWatchdog() {
    if (watchdogUsec() > 0) {
      ServiceState.Notice notice = state.notice();
      replace(state.with(notice.withWatchdog(notice.watchdogUsec(), manager().host().now())));
    }
  }

  // ---- processes ----

  private void launch(ExecKind kind, int index) {
    launcher().launch(kind, index);
  }

  /** Each command of a list has the whole of the sub-state's time. */
  void launchNext(ExecKind kind, int index) {
    boolean down = kind == ExecKind.STOP || kind == ExecKind.STOP_POST;
    long timeout = down ? timeoutStopUsec() : timeoutStartUsec();
    replace(state.with(state.progress().due(in(timeout))));
    launch(kind, index);
  }

  @Override
  void launched(ServiceProcess process) {
    replace(
        state.with(
            isMain(process.kind())
                ? state.processes().withMain(process)
                : state.processes().withControl(process)));
  }

  @Override
  void launchRefused(ServiceProcess process, int exitStatus, String why) {
    manager().log(LogLevel.ERR, name(), name().text() + ": " + why);
    Stamp now = manager().host().now();
    if (isMain(process.kind()) && readiness() == Readiness.SPAWNED && sub() == START) {
      replace(state.with(state.processes().with(new ExecStatus(0, now, Stamp.NEVER, null))));
      enterStartPost();
    }
    events.exited(process.order(), 0, ProcessEnd.exited(exitStatus), now);
  }

  @Override
  void put(ServiceProcess old, @Nullable ServiceProcess fresh) {
    ServiceProcess main = main();
    boolean isMain = main != null && main.order() == old.order() && main.pid() == old.pid();
    replace(
        state.with(
            isMain ? state.processes().withMain(fresh) : state.processes().withControl(fresh)));
  }

  @Override
  @Nullable ServiceProcess main() {
    return state.processes().main();
  }

  @Override
  @Nullable ServiceProcess control() {
    return state.processes().control();
  }

  @Override
  public ExecStatus status(ExecKind kind, int index) {
    return state.status(kind, index);
  }

  @Override
  boolean waitsForIdle(ExecKind kind) {
    return kind == ExecKind.START && type() == ServiceType.IDLE;
  }

  void logEnd(ServiceProcess process, ProcessEnd end, Stamp at) {
    if (process.order() == 0 && process.pid() != 0) {
      return; // no command of the unit's, but what one of them has left behind
    }
    ExecStatus status = state.status(process.kind(), process.index());
    replace(state.logged(process.kind(), process.index(), status.ended(at, end)));
  }

  // ---- the record ----

  ServiceSubState sub() {
    return state.progress().sub();
  }

  void replace(ServiceState fresh) {
    state = fresh;
    touched();
  }

  void end(ServiceResult how) {
    replace(state.with(state.progress().ended(how)));
  }

  private long in(long usec) {
    return Manager.later(manager().nowUsec(), usec);
  }

  private void enter(ServiceSubState wanted, long deadlineUsec) {
    enter(wanted, deadlineUsec, false);
  }

  private void enter(ServiceSubState wanted, long deadlineUsec, boolean willRestart) {
    ActiveState before = activeState();
    ServiceSubState old = sub();
    mainProcess.entering(wanted);
    if (!needsConnection(wanted)) {
      releaseConnection();
    }
    replace(state.with(state.progress().in(wanted, deadlineUsec)));
    if (old != wanted) {
      boolean reloading = old.active() == ActiveState.RELOADING;
      boolean reloadFailed = reloading && state.progress().reload() != ServiceResult.SUCCESS;
      changed(before, reloadFailed, willRestart);
    }
  }

  @Override
  void resume() {
    relateToSocket();
    store.resume(); // before a command is launched that they are handed to
    ServiceProcess main = main();
    ServiceProcess control = control();
    // what was ordered first is answered first, this time too
    boolean controlFirst = main != null && control != null && control.order() < main.order();
    launcher().resume(controlFirst ? control : main);
    launcher().resume(controlFirst ? main : control);
    mainProcess.resume();
  }

  @Override
  void resumeSignal() {
    if (sub().isStopSignal() || sub().isFinalSignal()) {
      kill(sub());
    } else if (type() == ServiceType.NOTIFY_RELOAD
        && (sub() == RELOAD_SIGNAL || sub() == RELOAD)
        && mainPid() > 0) {
      signalOne(mainPid(), definition().get(ServiceSettings.RELOAD_SIGNAL));
    }
  }

  @Override
  void writeType(StateWriter out) {
    state.write(out);
  }

  @Override
  void readType(StateReader in) {
    state = ServiceState.read(in);
  }

  @Override
  CommandContext context(ExecKind kind, int index) {
    InvocationId invocation = state().invocation();
    if (invocation == null) {
      throw new IllegalStateException(name().text() + " runs a command without an invocation id");
    }
    return new CommandContext(
        definition(),
        kind,
        commands(kind).get(index),
        invocation,
        notifyAccess(),
        watchdogUsec(),
        mainPid(),
        ServiceEnds.variables(state),
        handed());
  }
}
