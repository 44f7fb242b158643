package org.reeve.manager;

import static org.reeve.manager.SocketSubState.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.KillSettings;
import org.reeve.unit.Listen;
import org.reeve.unit.LoadState;
import org.reeve.unit.NotifyAccess;
import org.reeve.unit.SocketSettings;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitName;

/**
 * A socket unit: descriptors that are listened on for a service (systemd.socket(5)).
 *
 * <p><b>The way up</b>: start-pre → start-chown → start-post → listening. In start-chown the
 * descriptors are opened by an order of the host, because users are looked up and paths may block;
 * from then on hand keeps them, so that they outlive the manager. Listening, traffic is what {@link
 * SocketTraffic} acts on. In running the service has the descriptors and nobody else looks at them.
 *
 * <p><b>The way down</b>: stop-pre → stop-pre-sigterm → stop-pre-sigkill → (here the descriptors
 * are closed) stop-post → final-sigterm → final-sigkill → dead or failed. A step with nothing to do
 * is passed over at once.
 *
 * <p><b>Invariants.</b> The {@link SocketState} is the whole truth. In start-chown the order to
 * open is outstanding; in listening each port is watched or a connection is being accepted on it,
 * except within a turn. The first failure of a run is its result.
 */
public final class Socket extends ExecUnit {
  private SocketState state = SocketState.DEAD;
  private final SocketTraffic traffic = new SocketTraffic(this);

  Socket(Manager manager, UnitDefinition definition) {
    super(manager, definition);
  }

  /** What is done about incoming traffic. */
  SocketTraffic traffic() {
    return traffic;
  }

  // ---- what clients see ----

  public SocketState socket() {
    return state;
  }

  @Override
  public ActiveState activeState() {
    return sub().active();
  }

  @Override
  public String subState() {
    return sub().text();
  }

  /** TimeoutSec=, or the manager's default; Long.MAX_VALUE for never. */
  public long timeoutUsec() {
    if (!definition().isSet(SocketSettings.TIMEOUT_SEC)) {
      return manager().config().timeoutStartUsec();
    }
    long usec = definition().get(SocketSettings.TIMEOUT_SEC).usec();
    return usec == 0 ? Long.MAX_VALUE : usec;
  }

  /** Under which name its descriptors are handed on: FileDescriptorName=, or its own. */
  public String descriptorName() {
    String named = definition().get(SocketSettings.FILE_DESCRIPTOR_NAME);
    return named.isEmpty() ? name().text() : named;
  }

  /** How many services have a connection of this socket's. */
  public int connections() {
    return traffic.connections();
  }

  public long triggerIntervalUsec() {
    return traffic.triggerIntervalUsec();
  }

  public int triggerBurst() {
    return traffic.triggerBurst();
  }

  /** The service that a socket unit is for; null if each connection gets a service of its own. */
  static @Nullable UnitName serviceOf(UnitDefinition socket) {
    if (!isShared(socket)) {
      return null;
    }
    UnitName named = UnitName.parse(socket.get(SocketSettings.SERVICE));
    String text = socket.name().text();
    return named != null
        ? named
        : UnitName.of(text.substring(0, text.length() - ".socket".length()) + ".service");
  }

  /** Whether one service gets all of it, or at least what cannot be accepted from. */
  private static boolean isShared(UnitDefinition socket) {
    if (!socket.get(SocketSettings.ACCEPT)) {
      return true;
    }
    for (Listen listen : socket.get(SocketSettings.LISTEN)) {
      if (!isConnected(listen.kind())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isConnected(Listen.Kind kind) {
    return kind == Listen.Kind.STREAM || kind == Listen.Kind.SEQUENTIAL_PACKET;
  }

  /** Whether connections are accepted here, each for a service of its own. */
  boolean accepts(SocketState.Port port) {
    return definition().get(SocketSettings.ACCEPT) && isConnected(port.listen().kind());
  }

  /** The service that is started by traffic; null if each connection has its own. */
  @Nullable Service service() {
    UnitName name = serviceOf(definition());
    return name != null && manager().units().get(name) instanceof Service service ? service : null;
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
      return Attempt.AGAIN;
    }
    Service service = service();
    if (service != null && service.loadState() != LoadState.LOADED) {
      log(LogLevel.ERR, "Socket service " + service.name().text() + " not loaded, refusing.");
      return Attempt.FAILED;
    }
    if (service != null && !service.isDownOrWaiting()) {
      log(LogLevel.ERR, "Socket service " + service.name().text() + " already active, refusing.");
      return Attempt.FAILED;
    }
    replaceState(state().with(manager().host().newInvocationId()));
    replace(
        state
            .withoutLog()
            .with(new SocketState.Progress(sub(), SocketResult.SUCCESS, Long.MAX_VALUE)));
    enterStartPre();
    return Attempt.BEGUN;
  }

  @Override
  Attempt stopNow() {
    switch (sub()) {
      case START_PRE, START_CHOWN, START_POST ->
          enterSignal(STOP_PRE_SIGTERM, SocketResult.SUCCESS);
      case LISTENING, RUNNING -> enterStopPre(SocketResult.SUCCESS);
      case STOP_PRE,
          STOP_PRE_SIGTERM,
          STOP_PRE_SIGKILL,
          STOP_POST,
          FINAL_SIGTERM,
          FINAL_SIGKILL,
          DEAD,
          FAILED -> {}
    }
    return Attempt.BEGUN;
  }

  @Override
  void startLimitHit() {
    enterDead(SocketResult.START_LIMIT_HIT);
  }

  @Override
  void resetFailed() {
    if (sub() == FAILED) {
      enter(DEAD, Long.MAX_VALUE);
    }
    replaceState(state().with(RateLimit.FRESH));
    replace(
        state.with(
            new SocketState.Progress(
                sub(), SocketResult.SUCCESS, state.progress().deadlineUsec())));
  }

  // ---- the way up ----

  private void enterStartPre() {
    if (commands(ExecKind.SOCKET_START_PRE).isEmpty()) {
      enterStartChown();
      return;
    }
    enter(START_PRE, timeout());
    launcher().launch(ExecKind.SOCKET_START_PRE, 0);
  }

  private void enterStartChown() {
    enter(START_CHOWN, timeout());
    long number = manager().nextOrder(this);
    List<SocketState.Port> ports = new ArrayList<>();
    for (Listen listen : definition().get(SocketSettings.LISTEN)) {
      ports.add(new SocketState.Port(listen, Host.KEPT + number + "/" + ports.size(), 0));
    }
    replace(state.with(ports, number));
    orderToListen();
  }

  private void orderToListen() {
    manager().host().listen(new Host.Listening(state.listening(), definition(), state.ports()));
  }

  /** The descriptors are open, or they are not. */
  void listened(Event.Listened answer) {
    if (state.listening() != answer.order()) {
      return;
    }
    if (!answer.problem().isEmpty()) {
      replace(state.with(List.of(), 0));
      log(LogLevel.ERR, answer.problem());
      if (sub() == START_CHOWN) {
        enterStopPre(answer.exitStatus() == 0 ? SocketResult.RESOURCES : SocketResult.EXIT_CODE);
      }
      return;
    }
    replace(state.with(state.ports(), 0));
    if (sub() == START_CHOWN) {
      enterStartPost();
    }
  }

  private void enterStartPost() {
    if (commands(ExecKind.SOCKET_START_POST).isEmpty()) {
      enterListening();
      return;
    }
    enter(START_POST, timeout());
    launcher().launch(ExecKind.SOCKET_START_POST, 0);
  }

  /** Looks at the traffic, from now on or again. */
  void enterListening() {
    boolean flush = definition().get(SocketSettings.FLUSH_PENDING);
    if (flush && !definition().get(SocketSettings.ACCEPT)) {
      traffic.flush();
    }
    traffic.watch();
    enter(LISTENING, Long.MAX_VALUE);
  }

  /** The service has it, or is about to. */
  void enterRunning() {
    enter(RUNNING, Long.MAX_VALUE);
  }

  /**
   * A unit that this one triggers has changed: when its service has ended, the traffic is looked at
   * again; when the service runs, it has the descriptors to itself.
   */
  @Override
  void triggerChanged(Unit other) {
    boolean up = sub() == LISTENING || sub() == RUNNING;
    if (!up || definition().get(SocketSettings.ACCEPT) || !(other instanceof Service service)) {
      return;
    }
    if (service.hasHitStartLimit()) {
      enterStopPre(SocketResult.SERVICE_START_LIMIT_HIT);
    } else if (service.job() == null) {
      if (service.sub() == ServiceSubState.RUNNING) {
        if (sub() == LISTENING) {
          enterRunning();
        }
      } else if (service.isDownOrWaiting()
          || service.sub() == ServiceSubState.FINAL_SIGTERM
          || service.sub() == ServiceSubState.FINAL_SIGKILL) {
        if (sub() == RUNNING) {
          enterListening();
        }
      }
    }
  }

  // ---- the way down ----

  void enterStopPre(SocketResult how) {
    end(how);
    if (commands(ExecKind.SOCKET_STOP_PRE).isEmpty()) {
      enterStopPost(SocketResult.SUCCESS);
      return;
    }
    enter(STOP_PRE, timeout());
    launcher().launch(ExecKind.SOCKET_STOP_PRE, 0);
  }

  private void enterSignal(SocketSubState wanted, SocketResult how) {
    end(how);
    dropPreparation();
    if (UnitKiller.kill(this, wanted)) {
      enter(wanted, timeout());
      return;
    }
    switch (wanted) {
      case STOP_PRE_SIGTERM -> enterSignal(STOP_PRE_SIGKILL, SocketResult.SUCCESS);
      case STOP_PRE_SIGKILL -> enterStopPost(SocketResult.SUCCESS);
      case FINAL_SIGTERM -> enterSignal(FINAL_SIGKILL, SocketResult.SUCCESS);
      default -> enterDead(SocketResult.SUCCESS);
    }
  }

  private void enterStopPost(SocketResult how) {
    end(how);
    if (commands(ExecKind.SOCKET_STOP_POST).isEmpty()) {
      enterSignal(FINAL_SIGTERM, SocketResult.SUCCESS);
      return;
    }
    enter(STOP_POST, timeout());
    launcher().launch(ExecKind.SOCKET_STOP_POST, 0);
  }

  private void enterDead(SocketResult how) {
    end(how);
    SocketResult result = state.progress().result();
    if (result != SocketResult.SUCCESS) {
      log(LogLevel.WARNING, "Failed with result '" + result.text() + "'.");
    }
    replace(state.withControl(null));
    manager().host().release(name(), cgroup());
    enter(result == SocketResult.SUCCESS ? DEAD : FAILED, Long.MAX_VALUE);
  }

  /** What is still being looked up for a command will not be run. */
  private void dropPreparation() {
    ServiceProcess control = control();
    if (control != null && control.isAhead()) {
      replace(state.withControl(null));
    }
  }

  // ---- events ----

  @Override
  void spawned(Event.Spawned event) {
    ServiceProcess process = byOrder(event.order());
    if (process == null || process.pid() != 0) {
      return; // a new manager is told again of what its predecessor knew
    }
    ExecStatus status = new ExecStatus(event.pid(), event.at(), Stamp.NEVER, null);
    replace(
        state
            .withControl(process.spawned(event.pid(), event.at()))
            .logged(process.kind(), process.index(), status));
    if (sub().isSignal()) {
      UnitKiller.kill(this, sub());
    }
  }

  @Override
  void executed(long order) {
    ServiceProcess process = byOrder(order);
    if (process != null && process.phase() != ServiceProcess.Phase.EXECUTED) {
      replace(state.withControl(process.executed()));
    }
  }

  @Override
  void spawnFailed(Event.SpawnFailed event) {
    ServiceProcess process = byOrder(event.order());
    if (process == null) {
      return;
    }
    log(LogLevel.ERR, event.detail());
    if (event.pid() == 0) {
      replace(state.withControl(null));
      if (process.kind() == ExecKind.SOCKET_START_POST) {
        enterStopPre(SocketResult.RESOURCES);
      } else {
        controlEnded(SocketResult.RESOURCES);
      }
    }
  }

  @Override
  void exited(long order, int pid, ProcessEnd end, Stamp at) {
    ServiceProcess control = control();
    if (control == null || control.order() != order) {
      return;
    }
    ExecStatus status = state.status(control.kind(), control.index());
    replace(state.withControl(null).logged(control.kind(), control.index(), status.ended(at, end)));
    SocketResult how = isIgnored(control) ? SocketResult.SUCCESS : SocketResult.of(end);
    manager().report().processEnded(this, "Control process", end, how == SocketResult.SUCCESS);
    end(how);
    boolean more = control.index() + 1 < commands(control.kind()).size();
    if (how == SocketResult.SUCCESS && more && !sub().isSignal()) {
      replace(state.with(state.progress().in(sub(), timeout())));
      launcher().launch(control.kind(), control.index() + 1);
      return;
    }
    controlEnded(how);
  }

  private void controlEnded(SocketResult how) {
    boolean good = how == SocketResult.SUCCESS;
    switch (sub()) {
      case START_PRE -> {
        if (good) {
          enterStartChown();
        } else {
          enterSignal(FINAL_SIGTERM, how);
        }
      }
      case START_POST -> {
        if (good) {
          enterListening();
        } else {
          enterStopPre(how);
        }
      }
      case STOP_PRE, STOP_PRE_SIGTERM, STOP_PRE_SIGKILL -> enterStopPost(how);
      case STOP_POST -> enterSignal(FINAL_SIGTERM, how);
      case FINAL_SIGTERM, FINAL_SIGKILL -> enterDead(how);
      case DEAD, START_CHOWN, LISTENING, RUNNING, FAILED -> {}
    }
  }

  @Override
  void cgroupEmpty() {
    if (control() != null) {
      return; // the exit that is still to come says more
    }
    switch (sub()) {
      case STOP_PRE_SIGTERM, STOP_PRE_SIGKILL -> enterStopPost(SocketResult.SUCCESS);
      case FINAL_SIGTERM, FINAL_SIGKILL -> enterDead(SocketResult.SUCCESS);
      case DEAD, FAILED -> {
        manager().host().release(name(), cgroup());
        manager().units().suspect(this);
      }
      case START_PRE, START_CHOWN, START_POST, LISTENING, RUNNING, STOP_PRE, STOP_POST -> {}
    }
  }

  @Override
  long deadlineUsec() {
    return manager().rules().deadline(state.progress().deadlineUsec());
  }

  @Override
  void timeElapsed() {
    if (state.progress().deadlineUsec() > manager().nowUsec()) {
      return;
    }
    boolean sendKill = definition().get(KillSettings.SEND_SIGKILL);
    switch (sub()) {
      case START_PRE -> {
        late("Starting timed out. Terminating.");
        enterSignal(FINAL_SIGTERM, SocketResult.TIMEOUT);
      }
      case START_CHOWN, START_POST -> {
        late("Starting timed out. Stopping.");
        enterStopPre(SocketResult.TIMEOUT);
      }
      case STOP_PRE -> {
        late("Stopping timed out. Terminating.");
        enterSignal(STOP_PRE_SIGTERM, SocketResult.TIMEOUT);
      }
      case STOP_PRE_SIGTERM -> {
        late("Stopping timed out. " + (sendKill ? "Killing." : "Skipping SIGKILL. Ignoring."));
        if (sendKill) {
          enterSignal(STOP_PRE_SIGKILL, SocketResult.TIMEOUT);
        } else {
          enterStopPost(SocketResult.TIMEOUT);
        }
      }
      case STOP_PRE_SIGKILL -> {
        late("Processes still around after SIGKILL. Ignoring.");
        enterStopPost(SocketResult.TIMEOUT);
      }
      case STOP_POST -> {
        late("Stopping timed out (2). Terminating.");
        enterSignal(FINAL_SIGTERM, SocketResult.TIMEOUT);
      }
      case FINAL_SIGTERM -> {
        late("Stopping timed out (2). " + (sendKill ? "Killing." : "Skipping SIGKILL. Ignoring."));
        if (sendKill) {
          enterSignal(FINAL_SIGKILL, SocketResult.TIMEOUT);
        } else {
          enterDead(SocketResult.TIMEOUT);
        }
      }
      case FINAL_SIGKILL -> {
        late("Still around after SIGKILL (2). Entering failed mode.");
        enterDead(SocketResult.TIMEOUT);
      }
      case DEAD, LISTENING, RUNNING, FAILED -> {}
    }
  }

  private void late(String message) {
    log(LogLevel.WARNING, message);
  }

  // ---- commands ----

  @Override
  public ExecStatus status(ExecKind kind, int index) {
    return state.status(kind, index);
  }

  @Override
  @Nullable ServiceProcess main() {
    return null;
  }

  @Override
  @Nullable ServiceProcess control() {
    return state.control();
  }

  @Override
  boolean hasCommands() {
    return !commands(ExecKind.SOCKET_START_PRE).isEmpty()
        || !commands(ExecKind.SOCKET_START_POST).isEmpty()
        || !commands(ExecKind.SOCKET_STOP_PRE).isEmpty()
        || !commands(ExecKind.SOCKET_STOP_POST).isEmpty();
  }

  @Override
  void launched(ServiceProcess process) {
    replace(state.withControl(process));
  }

  @Override
  void put(ServiceProcess old, @Nullable ServiceProcess fresh) {
    replace(state.withControl(fresh));
  }

  @Override
  void launchRefused(ServiceProcess process, int exitStatus, String why) {
    log(LogLevel.ERR, why);
    exited(process.order(), 0, ProcessEnd.exited(exitStatus), manager().host().now());
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
        NotifyAccess.NONE,
        0,
        0,
        Map.of(),
        Handed.NOTHING);
  }

  // ---- the record ----

  SocketSubState sub() {
    return state.progress().sub();
  }

  void replace(SocketState fresh) {
    state = fresh;
    touched();
  }

  private void end(SocketResult how) {
    replace(state.with(state.progress().ended(how)));
  }

  private long timeout() {
    return Manager.later(manager().nowUsec(), timeoutUsec());
  }

  void log(LogLevel level, String message) {
    manager().log(level, name(), name().text() + ": " + message);
  }

  private void enter(SocketSubState wanted, long deadlineUsec) {
    ActiveState before = activeState();
    SocketSubState old = sub();
    if (wanted != LISTENING) {
      traffic.unwatch();
    }
    if (!wanted.keepsOpen()) {
      traffic.close();
    }
    replace(state.with(state.progress().in(wanted, deadlineUsec)));
    if (old != wanted) {
      changed(before, false, false);
    }
  }

  @Override
  void resume() {
    launcher().resume(control());
    if (state.listening() != 0) {
      manager().orders().claim(this, state.listening());
      orderToListen();
    } else if (sub() == LISTENING) {
      traffic.resume();
    }
  }

  @Override
  void resumeSignal() {
    if (sub().isSignal()) {
      UnitKiller.kill(this, sub());
    }
  }

  @Override
  void writeType(StateWriter out) {
    state.write(out);
  }

  @Override
  void readType(StateReader in) {
    state = SocketState.read(in);
  }
}
