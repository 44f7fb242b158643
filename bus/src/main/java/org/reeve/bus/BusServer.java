package org.reeve.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Call;
import org.reeve.dbus.Dispatcher;
import org.reeve.dbus.Message;
import org.reeve.dbus.ProtocolException;
import org.reeve.dbus.Signature;
import org.reeve.dbus.SocketPump;
import org.reeve.linux.Credentials;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Socket;

/**
 * The private socket and its clients, on the manager's loop and without a thread of its own.
 *
 * <p>It follows the order of a turn. When a socket is ready its bytes are only taken in; {@link
 * #dispatch}, which the loop calls within the turn, answers the calls that lie there, into queues;
 * {@link #broadcast} queues signals; and {@link #flush}, which the loop calls once the turn's state
 * is written down, lets the queues go. So no client is told anything that a crash could take back.
 *
 * <p>A client that sends rubbish, too much, or does not read is disconnected with a sentence in the
 * log, and nothing else is disturbed: its calls are taken only while it reads its answers, at most
 * {@link #CALLS_A_TURN} a turn, and all queues together have a bound. A client of another user than
 * root or our own is not let in, as with systemd.
 */
public final class BusServer implements AutoCloseable {
  private static final int MAX_CLIENTS = 256;
  private static final int CALLS_A_TURN = 64;
  private static final int MAX_QUEUED = 64 << 20;

  private final Poller poller;
  private final Dispatcher dispatcher;
  private final String guid;
  private final long ownUid;
  private final Consumer<String> log;
  private final SocketPump pump = new SocketPump();
  private final List<BusClient> clients = new ArrayList<>();
  private @Nullable Fd listener;

  /**
   * @param guid this server's identity, 32 hexadecimal digits
   * @param ownUid the uid that may connect besides root
   * @param log takes a sentence for each client that was disconnected for a reason
   */
  public BusServer(
      Poller poller, Dispatcher dispatcher, String guid, long ownUid, Consumer<String> log) {
    this.poller = poller;
    this.dispatcher = dispatcher;
    this.guid = guid;
    this.ownUid = ownUid;
    this.log = log;
  }

  /** Takes over a listening, non-blocking unix socket. */
  public void listen(Fd socket) {
    listener = socket;
    watchListener(socket);
  }

  private void watchListener(Fd socket) {
    poller.watch(socket, clients.size() < MAX_CLIENTS, false, this::accept);
  }

  private void accept() {
    Fd socket = listener;
    if (socket == null) {
      return;
    }
    try {
      Fd connected = Socket.accept(socket, true);
      while (connected != null) {
        admit(connected);
        connected = clients.size() < MAX_CLIENTS ? Socket.accept(socket, true) : null;
      }
    } catch (ErrnoException e) {
      log.accept("A client could not be let in: " + e.getMessage());
    }
    watchListener(socket);
  }

  private void admit(Fd socket) {
    Credentials peer = Socket.peerCredentials(socket);
    if (peer.uid() != 0 && peer.uid() != ownUid) {
      log.accept(
          "A client of uid "
              + peer.uid()
              + " was not let in: only root and uid "
              + ownUid
              + " are.");
      socket.close();
      return;
    }
    BusClient client = new BusClient(socket, peer, guid);
    clients.add(client);
    watch(client);
  }

  private void watch(BusClient client) {
    boolean reading = !client.hasInput() && client.connection().wantsInput();
    boolean writing = client.connection().outputSize() > 0;
    poller.watch(client.socket(), reading, writing, () -> ready(client));
  }

  private void ready(BusClient client) {
    if (client.isGone()) {
      return;
    }
    if (client.connection().outputSize() > 0) {
      send(client);
    }
    if (!client.isGone() && !client.hasInput() && client.connection().wantsInput()) {
      receive(client);
    }
    if (!client.isGone()) {
      watch(client);
    }
  }

  private void receive(BusClient client) {
    try {
      if (pump.receive(client.socket(), client.connection())) {
        client.inputArrived();
      } else {
        drop(client, null);
      }
    } catch (ProtocolException e) {
      drop(client, e.getMessage());
    }
  }

  private void send(BusClient client) {
    if (!pump.send(client.socket(), client.connection())) {
      drop(client, null);
    }
  }

  /** Whether {@link #dispatch} has something to do. */
  public boolean hasCalls() {
    for (BusClient client : clients) {
      if (client.hasInput() && client.connection().wantsInput()) {
        return true;
      }
    }
    return false;
  }

  /** Answers the calls that lie here. */
  public void dispatch() {
    for (BusClient client : List.copyOf(clients)) {
      if (client.hasInput() && !client.isGone()) {
        dispatch(client);
      }
    }
  }

  private void dispatch(BusClient client) {
    try {
      for (int i = 0; i < CALLS_A_TURN && client.connection().wantsInput(); i++) {
        Message message = client.connection().receive();
        if (message == null) {
          client.inputDone();
          return;
        }
        answer(message, client);
      }
    } catch (ProtocolException e) {
      drop(client, e.getMessage());
    }
  }

  private void answer(Message message, BusClient client) {
    try {
      dispatcher.dispatch(message, client);
    } catch (RuntimeException e) {
      // a fault of ours (or a system call that failed) must end neither the loop nor the client
      String sentence = message.member() + " failed: " + e;
      log.accept(sentence);
      new Call(message, client, Signature.EMPTY).fail(new BusError(BusError.FAILED, sentence));
    } finally {
      message.fds().forEach(Fd::close);
    }
  }

  /** Whether a signal would reach anyone. */
  public boolean hasClients() {
    return !clients.isEmpty();
  }

  /**
   * Queues a signal to all clients that are authenticated; on the private socket nobody has to
   * subscribe.
   */
  public void broadcast(Message signal) {
    for (BusClient client : clients) {
      if (client.connection().isReady()) {
        client.send(signal);
      }
    }
  }

  /**
   * Lets all that is queued go, as far as the sockets take it, and ends clients that have to be.
   */
  public void flush() {
    int queued = 0;
    for (BusClient client : List.copyOf(clients)) {
      String fault = client.fault();
      if (fault != null) {
        drop(client, fault);
        continue;
      }
      if (client.connection().outputSize() > 0) {
        send(client);
      }
      if (!client.isGone()) {
        queued += client.connection().outputSize();
        watch(client);
      }
    }
    while (queued > MAX_QUEUED) {
      BusClient slowest = slowest();
      queued -= slowest.connection().outputSize();
      drop(slowest, "the clients together leave more than 64 MiB unread, and this one the most");
    }
  }

  private BusClient slowest() {
    BusClient slowest = clients.getFirst();
    for (BusClient client : clients) {
      if (client.connection().outputSize() > slowest.connection().outputSize()) {
        slowest = client;
      }
    }
    return slowest;
  }

  /**
   * Ends a client.
   *
   * @param reason for the log; null if it left by itself
   */
  private void drop(BusClient client, @Nullable String reason) {
    if (reason != null) {
      log.accept("Client " + client.pid() + " was disconnected: " + reason + ".");
    }
    clients.remove(client);
    poller.forget(client.socket());
    client.close();
    Fd socket = listener;
    if (socket != null && clients.size() == MAX_CLIENTS - 1) {
      watchListener(socket);
    }
  }

  /** Ends all clients, after a last try to let their queues go, and closes the listener. */
  @Override
  public void close() {
    flush();
    for (BusClient client : List.copyOf(clients)) {
      drop(client, null);
    }
    Fd socket = listener;
    if (socket != null) {
      poller.forget(socket);
      socket.close();
      listener = null;
    }
    pump.close();
  }
}
