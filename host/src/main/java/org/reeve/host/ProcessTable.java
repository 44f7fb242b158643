package org.reeve.host;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Clock;
import org.reeve.linux.Fd;
import org.reeve.linux.PidFd;
import org.reeve.manager.Event;
import org.reeve.manager.Host;
import org.reeve.manager.ProcessEnd;
import org.reeve.manager.Stamp;
import org.reeve.recipe.ChannelMessage;
import org.reeve.recipe.Phase;
import org.reeve.recipe.Recipe;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;

/**
 * The processes that were ordered: which order is whose, and what hand says of them turned into
 * events.
 *
 * <p>hand knows numbers only. For whom a number was is written down in the state memory before the
 * order leaves, so a manager that begins finds the unit of every child and exit that hand tells it
 * of.
 *
 * <p>No pidfd is held: a running service costs the manager two descriptors already. A process is
 * signalled by a pidfd made for the moment and compared with the inode number that hand told, which
 * no other process ever has (pidfs, Linux 6.9).
 */
final class ProcessTable {
  private static final String RECORD = LinuxHost.OWN_RECORDS + "spawn/";

  /** For whom a process was ordered. */
  private record Order(UnitName unit, String cgroup) {
    byte[] bytes() {
      return RawText.encode(unit.text() + "\n" + cgroup);
    }

    static @Nullable Order parse(byte[] bytes) {
      String text = RawText.decode(bytes);
      int line = text.indexOf('\n');
      UnitName unit = line < 0 ? null : UnitName.parse(text.substring(0, line));
      return unit == null ? null : new Order(unit, text.substring(line + 1));
    }
  }

  /** A process that exists; {@code inode} of its pidfd, 0 if unknown. */
  record Living(long order, int pid, long inode) {}

  private final StateMemory memory;
  private final Map<Long, Order> orders = new HashMap<>();
  private final Map<Long, Recipe> recipes = new HashMap<>();
  private final Map<Integer, Living> living = new HashMap<>();

  /** Orders that have a living warden; true once the process itself has ended. */
  private final Map<Long, Boolean> guarded = new HashMap<>();

  ProcessTable(StateMemory memory) {
    this.memory = memory;
    for (Map.Entry<String, byte[]> entry : memory.records().entrySet()) {
      if (entry.getKey().startsWith(RECORD)) {
        Order order = Order.parse(entry.getValue());
        if (order != null) {
          orders.put(Long.parseLong(entry.getKey().substring(RECORD.length())), order);
        }
      }
    }
  }

  /** Writes down for whom an order is; within the turn. */
  void ordered(Host.Spawn spawn) {
    Order order = new Order(spawn.unit(), spawn.cgroup());
    orders.put(spawn.number(), order);
    recipes.put(spawn.number(), spawn.recipe());
    memory.put(RECORD + spawn.number(), order.bytes());
  }

  /** After replay: forgets what is written down of orders that did not reach hand. */
  void keepOnly(Set<Long> reached) {
    for (Long number : List.copyOf(orders.keySet())) {
      if (!reached.contains(number)) {
        forget(number);
      }
    }
  }

  private void forget(long number) {
    orders.remove(number);
    recipes.remove(number);
    memory.put(RECORD + number, null);
  }

  @Nullable UnitName unitOf(long order) {
    Order known = orders.get(order);
    return known == null ? null : known.unit();
  }

  @Nullable String groupOf(long order) {
    Order known = orders.get(order);
    return known == null ? null : known.cgroup();
  }

  /** Whether hand has told of a process with this pid, and not yet of its end. */
  boolean isLiving(int pid) {
    return living.containsKey(pid);
  }

  /** The unit for which a live process was spawned; null if it was not. */
  @Nullable UnitName unitOfPid(int pid) {
    Living process = living.get(pid);
    return process == null ? null : unitOf(process.order());
  }

  // ---- what hand says ----

  /** A child told by replay: its life so far, as events. */
  void replayed(ChannelMessage.Child child, Consumer<Event> events) {
    living.put(child.pid(), new Living(child.id(), child.pid(), child.inode()));
    events.accept(new Event.Spawned(child.id(), child.pid(), stamp(child.started())));
    switch (child.phase()) {
      case STARTED -> {}
      case EXECED -> events.accept(new Event.Executed(child.id()));
      case FAILED, UNTOLD ->
          events.accept(
              failed(
                  child.id(),
                  child.pid(),
                  new Failure(child.step(), child.kind(), child.error(), child.detail()),
                  child.status()));
    }
  }

  /**
   * A child that has ended before this manager began, told by replay: its life until then. A
   * manager before this one may have heard of it; but not for sure, and nobody is harmed by hearing
   * it twice.
   */
  void replayed(ChannelMessage.Exited exited, Consumer<Event> events) {
    events.accept(new Event.Spawned(exited.id(), exited.pid(), stamp(exited.started())));
    boolean executed = exited.phase() == Phase.EXECED;
    events.accept(
        executed
            ? new Event.Executed(exited.id())
            : failed(
                exited.id(),
                exited.pid(),
                new Failure(exited.step(), exited.kind(), exited.error(), exited.detail()),
                exited.status()));
  }

  Event started(ChannelMessage.Started message) {
    living.put(message.pid(), new Living(message.id(), message.pid(), message.inode()));
    return new Event.Spawned(message.id(), message.pid(), stamp(message.started()));
  }

  Event execed(ChannelMessage.Execed message) {
    recipes.remove(message.id());
    return new Event.Executed(message.id());
  }

  Event failed(ChannelMessage.Failed message) {
    Event event =
        failed(
            message.id(),
            message.pid(),
            new Failure(message.step(), message.kind(), message.error(), message.detail()),
            message.status());
    if (message.pid() == 0) {
      forget(message.id());
    }
    return event;
  }

  /** An order that could not even be given to hand. */
  Event refused(long number, int errno, int exitStatus, String why) {
    forget(number);
    return new Event.SpawnFailed(number, 0, -1, errno, exitStatus, why);
  }

  private Event.SpawnFailed failed(long id, int pid, Failure failure, int status) {
    String sentence = failure.what(recipes.get(id)) + " failed: " + failure.why();
    return new Event.SpawnFailed(id, pid, failure.step(), failure.error(), status, sentence);
  }

  /** A step failed that may: a sentence for the log. */
  String tolerated(ChannelMessage.Tolerated message) {
    Failure failure = new Failure(message.step(), message.kind(), message.error(), 0);
    return failure.what(recipes.get(message.id()))
        + " failed, which is tolerated: "
        + failure.why();
  }

  /** An exit; {@code unit} is whose it was if not by order. */
  Event.Exited exited(ChannelMessage.Exited message, @Nullable UnitName unit) {
    living.remove(message.pid());
    UnitName owner = message.id() != 0 ? unitOf(message.id()) : unit;
    if (message.id() != 0 && guarded.replace(message.id(), true) == null) {
      forget(message.id());
    }
    return new Event.Exited(
        message.id(),
        message.pid(),
        owner,
        new ProcessEnd(ProcessEnd.Code.of(message.code()), message.status()),
        stamp(message.ended()));
  }

  /** An order has a warden: it is remembered until that has ended too. */
  void guarded(long order) {
    guarded.putIfAbsent(order, false);
  }

  boolean isGuarded(long order) {
    return guarded.containsKey(order);
  }

  /**
   * The warden of an order has ended; unless it is {@code lost}, nothing is left below it. Returns
   * what is to be told if then there never was a process (or its end was told to a manager before
   * this one, and nobody asks any more).
   */
  @Nullable Event wardenEnded(long order, boolean lost) {
    Boolean over = guarded.remove(order);
    if (over == null ? !recipes.containsKey(order) : over) {
      forget(order); // unless it is one that a manager before this one gave in vain, given again
    }
    return over == null || lost || !orders.containsKey(order)
        ? null
        : refused(order, 0, 1, "The process could not be made.");
  }

  /** Both clocks for a moment that is known on the monotonic one. */
  static Stamp stamp(long monotonicUsec) {
    long now = Clock.MONOTONIC.usec();
    return new Stamp(Clock.REALTIME.usec() - (now - monotonicUsec), monotonicUsec);
  }

  /** Sends a signal to a process; false if it is gone. */
  boolean signal(int pid, int signal) {
    try (Fd pidFd = PidFd.open(pid)) {
      if (pidFd == null) {
        return false;
      }
      Living process = living.get(pid);
      boolean other =
          process != null && process.inode() != 0 && pidFd.stat().inode() != process.inode();
      return !other && PidFd.signal(pidFd, signal);
    }
  }
}
