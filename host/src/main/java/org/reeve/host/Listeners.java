package org.reeve.host;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Epoll;
import org.reeve.linux.Errno;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Socket;
import org.reeve.manager.Event;
import org.reeve.manager.Host;
import org.reeve.manager.LogLevel;
import org.reeve.recipe.ChannelMessage;
import org.reeve.recipe.Octets;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;

/**
 * The descriptors of socket units: opened beside the loop, kept by hand, watched on the loop. What
 * hand keeps outlives the manager; the next one watches it again.
 */
final class Listeners {
  private static final int MOST_FLUSHED = 4096;

  private final HandChannel channel;
  private final Map<String, Fd> kept;
  private final Loop loop;
  private final Preparer beside;
  private final Users users;
  private final Consumer<Event> answers;
  private final Host log;
  private final Map<String, Loop.Watch> watches = new HashMap<>();

  /** The orders to open that are being carried out, with the names they are for. */
  private final Map<Long, Set<String>> opening = new HashMap<>();

  /**
   * @param kept what hand keeps
   * @param answers takes events, on any thread
   */
  Listeners(
      HandChannel channel,
      Map<String, Fd> kept,
      Loop loop,
      Preparer beside,
      Users users,
      Consumer<Event> answers,
      Host log) {
    this.channel = channel;
    this.kept = kept;
    this.loop = loop;
    this.beside = beside;
    this.users = users;
    this.answers = answers;
    this.log = log;
  }

  // ---- opening and closing ----

  void listen(Host.Listening order) {
    Set<String> names = new HashSet<>();
    order.ports().forEach(port -> names.add(port.descriptor()));
    if (kept.keySet().containsAll(names)) {
      answers.accept(new Event.Listened(order.number(), "", 0)); // by the manager before this one
    } else if (opening.putIfAbsent(order.number(), names) == null) {
      beside.run(order.unit().name(), () -> open(order));
    }
  }

  /** Whether an order is for one of these descriptors. */
  static boolean isFor(Host.Listening order, List<String> descriptors) {
    return order.ports().stream().anyMatch(port -> descriptors.contains(port.descriptor()));
  }

  /** On a thread beside the loop. */
  private void open(Host.Listening order) {
    Opening task = new Opening(order, users);
    try {
      List<Fd> descriptors = task.open();
      loop.post(() -> opened(order, descriptors, task.remarks()));
    } catch (Opening.NotOwned e) {
      loop.post(() -> failed(order, e, e.exitStatus()));
    } catch (ErrnoException | IllegalArgumentException e) {
      loop.post(() -> failed(order, e, 0));
    }
  }

  private void opened(Host.Listening order, List<Fd> descriptors, List<String> remarks) {
    UnitName unit = order.unit().name();
    for (String remark : remarks) {
      log.log(LogLevel.WARNING, unit, unit.text() + ": " + remark);
    }
    if (opening.remove(order.number()) == null) { // called off
      descriptors.forEach(Fd::close);
      return;
    }
    for (int i = 0; i < descriptors.size(); i++) {
      keep(order.ports().get(i).descriptor(), descriptors.get(i));
    }
    answers.accept(new Event.Listened(order.number(), "", 0));
  }

  private void failed(Host.Listening order, RuntimeException why, int exitStatus) {
    if (opening.remove(order.number()) != null) {
      String text = String.valueOf(why.getMessage());
      answers.accept(
          new Event.Listened(
              order.number(), "Failed to create listening socket: " + text, exitStatus));
    }
  }

  private void keep(String name, Fd descriptor) {
    channel.send(new ChannelMessage.Keep(Octets.of(name)), descriptor);
    kept.put(name, descriptor);
  }

  void close(List<String> descriptors) {
    unwatch(descriptors);
    opening.values().removeIf(names -> descriptors.stream().anyMatch(names::contains));
    for (String name : descriptors) {
      Fd fd = kept.remove(name);
      if (fd != null) {
        channel.send(new ChannelMessage.Unkeep(Octets.of(name)));
        fd.close();
      }
    }
  }

  /** The units' descriptors that are kept now, but for these. */
  List<String> others(Set<String> descriptors) {
    return kept.keySet().stream()
        .filter(name -> name.startsWith(Host.KEPT) && !descriptors.contains(name))
        .toList();
  }

  /** {@code name} begins with a slash. */
  static void removeQueue(String name) {
    Fs.unlinkQueue(RawText.encode(name.substring(1)));
  }

  // ---- traffic ----

  void watch(UnitName unit, List<String> descriptors) {
    for (String name : descriptors) {
      Fd fd = kept.get(name);
      if (fd != null && !watches.containsKey(name)) {
        watches.put(name, loop.watch(fd, Epoll.IN, _ -> incoming(unit, name)));
      }
    }
  }

  private void incoming(UnitName unit, String name) {
    unwatch(List.of(name));
    answers.accept(new Event.Incoming(unit, name));
  }

  void unwatch(List<String> descriptors) {
    for (String name : descriptors) {
      Loop.Watch watch = watches.remove(name);
      if (watch != null) {
        watch.close();
      }
    }
  }

  void accept(Host.Acceptance order) {
    Fd connection = kept.get(order.descriptor());
    try {
      if (connection == null) {
        connection = fresh(order);
      }
      if (connection == null) {
        answers.accept(none(order, ""));
        return;
      }
      Peers peers = Peers.of(connection);
      answers.accept(
          new Event.Accepted(
              order.number(),
              order.descriptor(),
              peers.instance(),
              peers.text(),
              peers.source(),
              ""));
    } catch (ErrnoException e) {
      boolean gone = e.errno() == Errno.ENOTCONN || e.errno() == Errno.ECONNRESET;
      close(List.of(order.descriptor()));
      answers.accept(none(order, gone ? "" : e.getMessage()));
    }
  }

  private static Event none(Host.Acceptance order, @Nullable String problem) {
    return new Event.Accepted(order.number(), "", "", "", "", String.valueOf(problem));
  }

  private @Nullable Fd fresh(Host.Acceptance order) {
    Fd listener = kept.get(order.listener());
    if (listener == null) {
      return null;
    }
    if (!listener.isNonBlocking()) {
      listener.setNonBlocking(true); // nothing here may wait, whoever had it before
    }
    Fd connection = Socket.accept(listener, true);
    if (connection != null) {
      int family = Socket.local(connection).family();
      SocketOptions.set(order.unit(), connection, family);
      keep(order.descriptor(), connection);
    }
    return connection;
  }

  /** What waits there is accepted and closed, or read and forgotten. */
  void flush(List<String> descriptors) {
    for (String name : descriptors) {
      Fd fd = kept.get(name);
      if (fd != null) {
        try {
          flush(fd);
        } catch (ErrnoException e) {
          log.log(LogLevel.DEBUG, null, "What waited could not be flushed: " + e.getMessage());
        }
      }
    }
  }

  private static void flush(Fd fd) {
    fd.setNonBlocking(true); // a service may have been given it otherwise
    if (!fd.stat().isSocket()) {
      ByteBuffer forgotten = ByteBuffer.allocateDirect(MOST_FLUSHED);
      for (int i = 0; fd.stat().isFifo() && i < MOST_FLUSHED && fd.read(forgotten) > 0; i++) {
        forgotten.clear();
      }
      return;
    }
    boolean listens = Socket.isListening(fd);
    for (int i = 0; i < MOST_FLUSHED; i++) {
      if (listens) {
        Fd connection = Socket.accept(fd, true);
        if (connection == null) {
          return;
        }
        connection.close();
      } else if (!Socket.discard(fd)) {
        return;
      }
    }
  }
}
