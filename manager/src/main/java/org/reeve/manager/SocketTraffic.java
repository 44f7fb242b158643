package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.DependencyType;
import org.reeve.unit.JobMode;
import org.reeve.unit.Listen;
import org.reeve.unit.SocketSettings;
import org.reeve.unit.TimeSpan;
import org.reeve.unit.UnitName;

/**
 * What a socket does about incoming traffic: it starts its service and looks no further, or accepts
 * the connection and starts a service for it (Accept=yes).
 *
 * <p>Watching is one-shot: each {@link Event.Incoming} is the last of its port until it is watched
 * again. So traffic that nobody takes cannot keep the loop busy.
 */
final class SocketTraffic {
  private static final long TRIGGER_INTERVAL_USEC = 2_000_000;
  private static final int TRIGGERS = 20;
  private static final int TRIGGERS_ACCEPTING = 200;

  private final Socket socket;

  SocketTraffic(Socket socket) {
    this.socket = socket;
  }

  private Host host() {
    return socket.manager().host();
  }

  private List<SocketState.Port> ports() {
    return socket.socket().ports();
  }

  private void replacePort(SocketState.Port fresh) {
    List<SocketState.Port> ports = new ArrayList<>();
    for (SocketState.Port port : ports()) {
      ports.add(port.descriptor().equals(fresh.descriptor()) ? fresh : port);
    }
    socket.replace(socket.socket().with(ports, socket.socket().listening()));
  }

  private List<String> descriptors() {
    List<String> names = new ArrayList<>();
    for (SocketState.Port port : ports()) {
      names.add(port.descriptor());
    }
    return names;
  }

  // ---- the ports ----

  /** Asks to be told of traffic. */
  void watch() {
    List<String> names = new ArrayList<>();
    for (SocketState.Port port : ports()) {
      if (port.accepting() == 0) {
        names.add(port.descriptor());
      }
    }
    host().watch(socket.name(), names);
  }

  void unwatch() {
    if (socket.sub() == SocketSubState.LISTENING) {
      host().unwatch(descriptors());
    }
  }

  /** Throws away what has come in and nobody has taken. */
  void flush() {
    host().flush(descriptors());
  }

  void close() {
    SocketState state = socket.socket();
    if (ports().isEmpty()) {
      return;
    }
    host().close(descriptors());
    if (state.listening() != 0) {
      socket.manager().orders().done(state.listening());
    }
    if (socket.definition().get(SocketSettings.REMOVE_ON_STOP)) {
      removePaths();
    }
    socket.replace(state.with(List.of(), 0));
  }

  private void removePaths() {
    List<String> paths = new ArrayList<>();
    for (SocketState.Port port : ports()) {
      if (isFile(port.listen())) {
        paths.add(port.listen().address());
      } else if (port.listen().kind() == Listen.Kind.MESSAGE_QUEUE) {
        host().removeQueue(socket.name(), port.listen().address());
      }
    }
    paths.addAll(socket.definition().get(SocketSettings.SYMLINKS));
    for (String path : paths) {
      host().removeFile(socket.name(), path);
    }
  }

  private static boolean isFile(Listen listen) {
    return switch (listen.kind()) {
      case STREAM, DATAGRAM, SEQUENTIAL_PACKET, FIFO -> listen.address().startsWith("/");
      case SPECIAL, NETLINK, MESSAGE_QUEUE, USB_FUNCTION -> false;
    };
  }

  /** A new manager: what its predecessor was about to be told it is told. */
  void resume() {
    for (SocketState.Port port : ports()) {
      if (port.accepting() != 0) {
        socket.manager().orders().claim(socket, port.accepting());
        orderToAccept(port);
      }
    }
    watch();
  }

  // ---- traffic ----

  /** There is something to be taken at one of the ports. */
  void incoming(String descriptor) {
    SocketState.Port port = null;
    for (SocketState.Port each : ports()) {
      if (each.descriptor().equals(descriptor)) {
        port = each;
      }
    }
    if (port == null || socket.sub() != SocketSubState.LISTENING || port.accepting() != 0) {
      return; // it was closed, or is the service's, before this was told
    }
    if (socket.accepts(port)) {
      long number = socket.manager().nextOrder(socket);
      SocketState.Port accepting = new SocketState.Port(port.listen(), port.descriptor(), number);
      replacePort(accepting);
      orderToAccept(accepting);
    } else {
      trigger();
    }
  }

  private void orderToAccept(SocketState.Port port) {
    host()
        .accept(
            new Host.Acceptance(
                port.accepting(),
                socket.definition(),
                port.descriptor(),
                Host.KEPT + port.accepting()));
  }

  private boolean isStopWanted() {
    Job job = socket.job();
    return job != null && job.type() == JobType.STOP;
  }

  /** Once more; false if that was too often, and the socket is on its way down for it. */
  private boolean isBelowTriggerLimit() {
    long usec = triggerIntervalUsec();
    int burst = triggerBurst();
    SocketState.Traffic traffic = socket.socket().traffic();
    RateLimit triggers = traffic.triggers().once(socket.manager().nowUsec(), usec);
    socket.replace(socket.socket().with(traffic.with(triggers)));
    if (!triggers.exceeds(usec, burst)) {
      return true;
    }
    socket.log(LogLevel.WARNING, "Trigger limit hit, refusing further activation.");
    socket.enterStopPre(SocketResult.TRIGGER_LIMIT_HIT);
    return false;
  }

  /** TriggerLimitIntervalSec=, or the default. */
  long triggerIntervalUsec() {
    TimeSpan interval = socket.definition().get(SocketSettings.TRIGGER_LIMIT_INTERVAL_SEC);
    return interval.isInfinite() ? TRIGGER_INTERVAL_USEC : interval.usec();
  }

  /** TriggerLimitBurst=, or what goes with Accept=. */
  int triggerBurst() {
    int set = socket.definition().get(SocketSettings.TRIGGER_LIMIT_BURST);
    if (set >= 0) {
      return set;
    }
    return socket.definition().get(SocketSettings.ACCEPT) ? TRIGGERS_ACCEPTING : TRIGGERS;
  }

  /** The service takes it from here. */
  private void trigger() {
    if (isStopWanted()) {
      flush();
      watch();
      return;
    }
    if (!isBelowTriggerLimit()) {
      return;
    }
    if (!isServiceUpOrComing()) {
      Service service = socket.service();
      if (service == null) {
        socket.log(LogLevel.WARNING, "Service to activate vanished, refusing activation.");
        socket.enterStopPre(SocketResult.RESOURCES);
        return;
      }
      if (!start(service)) {
        return;
      }
    }
    socket.enterRunning();
  }

  private boolean isServiceUpOrComing() {
    for (Unit other : socket.dependencies().of(DependencyType.TRIGGERS)) {
      ActiveState state = other.activeState();
      Job job = other.job();
      boolean coming =
          job != null && (job.type() == JobType.START || job.type() == JobType.RESTART);
      if (coming || state.isActiveOrReloading() || state == ActiveState.ACTIVATING) {
        return true;
      }
    }
    return false;
  }

  /** Queues a start; a refusal ends the socket. */
  private boolean start(Service service) {
    try {
      socket
          .manager()
          .enqueue(
              JobType.START,
              service,
              JobMode.REPLACE,
              new Cause.Propagation(socket.name(), DependencyType.TRIGGERS));
      return true;
    } catch (Refusal refusal) {
      socket.log(
          LogLevel.WARNING,
          "Failed to queue service startup job (Maybe the service file is missing or not a"
              + " non-template unit?): "
              + refusal.sentence());
      socket.enterStopPre(SocketResult.RESOURCES);
      return false;
    }
  }

  // ---- connections ----

  /** How many services have a connection of this socket's. */
  int connections() {
    return connections("");
  }

  /** The same of one source; of all if that is empty. */
  private int connections(String source) {
    int count = 0;
    for (Unit other : socket.dependencies().of(DependencyType.TRIGGERS)) {
      Connection connection =
          other instanceof Service service ? service.service().connection() : null;
      if (connection != null
          && connection.socket().equals(socket.name())
          && (source.isEmpty() || connection.source().equals(source))) {
        count++;
      }
    }
    return count;
  }

  /** A connection was accepted, or there was none any more. */
  void accepted(Event.Accepted answer) {
    SocketState.Port port = null;
    for (SocketState.Port each : ports()) {
      if (each.accepting() == answer.order()) {
        port = each;
      }
    }
    if (port == null) { // the socket was closed meanwhile
      if (!answer.descriptor().isEmpty()) {
        host().close(List.of(answer.descriptor()));
      }
      return;
    }
    replacePort(new SocketState.Port(port.listen(), port.descriptor(), 0));
    if (!answer.problem().isEmpty()) {
      socket.log(LogLevel.WARNING, "Failed to accept connection: " + answer.problem());
      socket.enterStopPre(SocketResult.RESOURCES);
    } else if (!answer.descriptor().isEmpty()) {
      serve(answer);
    }
    if (socket.sub() == SocketSubState.LISTENING) {
      host().watch(socket.name(), List.of(port.descriptor()));
    }
  }

  private void serve(Event.Accepted connection) {
    if (isStopWanted()) {
      socket.log(LogLevel.DEBUG, "Suppressing connection request since unit stop is scheduled.");
      refuse(connection);
      return;
    }
    if (!isBelowTriggerLimit()) {
      refuse(connection);
      return;
    }
    String tooMany = tooMany(connection);
    if (tooMany != null) {
      socket.log(LogLevel.WARNING, tooMany);
      refuse(connection);
      return;
    }
    SocketState.Traffic traffic = socket.socket().traffic();
    String number = Integer.toString(traffic.accepted());
    UnitName name =
        UnitName.parse(
            socket.name().prefix() + "@" + number + "-" + connection.instance() + ".service");
    if (name == null || !(socket.manager().units().get(name) instanceof Service service)) {
      refuse(connection);
      return;
    }
    socket.replace(socket.socket().with(traffic.oneAccepted()));
    service.takeConnection(
        new Connection(
            connection.descriptor(), socket.name(), connection.peer(), connection.source()));
    if (!start(service)) {
      service.releaseConnection();
    }
  }

  private void refuse(Event.Accepted connection) {
    host().close(List.of(connection.descriptor()));
    socket.replace(socket.socket().with(socket.socket().traffic().oneRefused()));
  }

  /** Why there are too many connections already; null if there are not. */
  private @Nullable String tooMany(Event.Accepted connection) {
    int all = connections();
    if (all >= socket.definition().get(SocketSettings.MAX_CONNECTIONS)) {
      return "Too many incoming connections (" + all + "), dropping connection.";
    }
    int most = socket.definition().get(SocketSettings.MAX_CONNECTIONS_PER_SOURCE);
    if (most > 0 && !connection.source().isEmpty()) {
      int same = connections(connection.source());
      if (same >= most) {
        return "Too many incoming connections ("
            + same
            + ") from source "
            + connection.source()
            + ", dropping connection.";
      }
    }
    return null;
  }
}
