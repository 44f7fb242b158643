package org.reeve.bus;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Dispatcher;
import org.reeve.dbus.ObjectPath;
import org.reeve.dbus.ObjectTree;
import org.reeve.linux.Fd;
import org.reeve.manager.Change;
import org.reeve.manager.Manager;

/**
 * The manager's face on the private socket, as the loop sees it. In each round of the loop:
 *
 * <ol>
 *   <li>sockets that are ready call back through the {@link Poller}: bytes are taken in;
 *   <li>if {@link #hasCalls}, {@link #dispatch} answers them by acting on the manager; then the
 *       manager has its turn, with or without events;
 *   <li>the turn's state is committed;
 *   <li>{@link #publish} takes the changes of the turn, and {@link #flush} lets answers and signals
 *       go.
 * </ol>
 */
public final class ManagerBus implements AutoCloseable {
  /** The object of the manager itself. */
  public static final ObjectPath MANAGER = Paths.MANAGER;

  /** The manager's interface that systemd does not have. */
  public static final String OWN_INTERFACE = LogMethods.INTERFACE;

  private final FileStates states;
  private final Announcer announcer;
  private final BusServer server;
  private final Lazy<ManagerTree> tree;

  /** Makes the tree when the first client asks for something. */
  private final class LazyTree implements ObjectTree {
    @Override
    public @Nullable List<Exported<?>> find(ObjectPath path) throws BusError {
      return tree.get().find(path);
    }

    @Override
    public List<String> children(ObjectPath path) {
      return tree.get().children(path);
    }
  }

  /**
   * @param guid the socket's identity, 32 random hexadecimal digits
   * @param log takes a sentence for each client that had to be disconnected
   */
  public ManagerBus(
      Manager manager,
      Machine machine,
      UnitFiles files,
      Poller poller,
      String guid,
      Consumer<String> log) {
    Dispatcher dispatcher = new Dispatcher(new LazyTree(), machine.machineId());
    this.server = new BusServer(poller, dispatcher, guid, manager.config().uid(), log);
    this.states = new FileStates(files);
    this.announcer = new Announcer(manager, server::broadcast);
    this.tree = new Lazy<>(() -> new ManagerTree(manager, machine, files, states, announcer));
  }

  /** Takes over a listening, non-blocking unix socket, such as /run/systemd/private. */
  public void listen(Fd socket) {
    server.listen(socket);
  }

  /** Whether somebody is connected. */
  public boolean hasClients() {
    return server.hasClients();
  }

  /** Whether {@link #dispatch} has something to do. */
  public boolean hasCalls() {
    return server.hasCalls();
  }

  /** Answers the calls that lie here; afterwards the manager needs a turn. */
  public void dispatch() {
    server.dispatch();
  }

  /** Tells clients what one turn has changed; to be called once its state is committed. */
  public void publish(List<Change> changes) {
    changes.forEach(states::heed);
    announcer.count(changes);
    if (server.hasClients()) {
      announcer.tell(changes, tree.get());
    }
  }

  /** Lets answers and signals go. */
  public void flush() {
    server.flush();
  }

  /** Ends all clients and closes the socket. */
  @Override
  public void close() {
    server.close();
  }
}
