package org.reeve.daemon;

import java.io.IOException;
import java.nio.channels.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;

/**
 * The descriptors that the manager has handed to this process: sd_listen_fds(3), with names.
 *
 * <pre>{@code
 * ServerSocketChannel server = Listeners.fromEnvironment().isEmpty()
 *     ? ServerSocketChannel.open().bind(address)
 *     : listeners.only().serverSocketChannel();
 * }</pre>
 *
 * <p>A program may take them once. They are marked to be closed on exec, so that children do not
 * get them.
 */
public final class Listeners implements AutoCloseable {
  private static final int FIRST = 3;

  private final List<Listener> all;

  private Listeners(List<Listener> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Takes the descriptors of this process's environment: none if {@code $LISTEN_FDS} is not set, or
   * meant for another process ({@code $LISTEN_PID}).
   *
   * @return the descriptors
   * @throws IllegalStateException if they have been taken before, or are not open
   */
  public static Listeners fromEnvironment() {
    Map<String, String> environment = System.getenv();
    String pid = environment.get("LISTEN_PID");
    if (pid == null || !pid.equals(Long.toString(ProcessHandle.current().pid()))) {
      return new Listeners(List.of());
    }
    return take(FIRST, environment);
  }

  static Listeners take(int first, Map<String, String> environment) {
    List<String> names = names(environment.get("LISTEN_FDNAMES"));
    List<Listener> listeners = new ArrayList<>();
    for (int i = 0; i < count(environment.get("LISTEN_FDS")); i++) {
      Fd fd = Fd.of(first + i);
      try {
        if (fd.isCloseOnExec()) {
          throw new IllegalStateException(
              "The descriptors that the manager has handed over have been taken before.");
        }
        fd.setCloseOnExec(true);
        listeners.add(Listener.of(i < names.size() ? names.get(i) : "unknown", fd));
      } catch (ErrnoException closed) {
        throw new IllegalStateException(
            "LISTEN_FDS="
                + environment.get("LISTEN_FDS")
                + ", but descriptor "
                + fd.number()
                + " is not open: it has been taken before, or somebody has closed it.",
            closed);
      }
    }
    return new Listeners(listeners);
  }

  private static int count(@Nullable String text) {
    try {
      return text == null ? 0 : Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static List<String> names(@Nullable String text) {
    return text == null || text.isEmpty() ? List.of() : List.of(text.split(":", -1));
  }

  /**
   * All of them, in the manager's order.
   *
   * @return the descriptors
   */
  public List<Listener> all() {
    return all;
  }

  /** {@return whether the manager has handed over nothing} */
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * Those of a name, of which there may be many.
   *
   * @param name the name
   * @return the descriptors, in the manager's order
   */
  public List<Listener> named(String name) {
    return all.stream().filter(listener -> listener.name().equals(name)).toList();
  }

  /**
   * The only one of a name.
   *
   * @param name the name
   * @return the descriptor
   * @throws IllegalStateException if there is none, or are several
   */
  public Listener only(String name) {
    return only(named(name), " of the name \"" + name + "\"");
  }

  /**
   * The only one.
   *
   * @return the descriptor
   * @throws IllegalStateException if there is none, or are several
   */
  public Listener only() {
    return only(all, "");
  }

  private static Listener only(List<Listener> found, String which) {
    if (found.size() != 1) {
      throw new IllegalStateException(
          "One descriptor"
              + which
              + " is expected from the manager, and there are "
              + found.size()
              + ".");
    }
    return found.getFirst();
  }

  /**
   * The socket that is this process's standard input, as inetd(8) hands it over, and systemd with
   * StandardInput=socket: a SocketChannel for a connection, a ServerSocketChannel for a listening
   * socket (Accept=no, or {@code wait} of inetd), a DatagramChannel for datagrams. It is the JDK's
   * {@link System#inheritedChannel}; when it is closed, standard input, output and error become
   * {@code /dev/null}. Null if standard input is no such socket.
   *
   * @return the channel, or null
   * @throws IOException if it is one that the JDK has no channel for
   */
  public static @Nullable Channel inetd() throws IOException {
    return System.inheritedChannel();
  }

  /** Closes those of which no channel has been made. */
  @Override
  public void close() {
    all.forEach(Listener::close);
  }
}
