package org.reeve.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.manager.Event;
import org.reeve.manager.Host;
import org.reeve.manager.LogLevel;
import org.reeve.recipe.ChannelMessage;
import org.reeve.recipe.MalformedException;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;

/**
 * The first half of a turn: everything that has arrived, as events in the order in which they are
 * dispatched.
 *
 * <p>The order of reading matters as much as that of dispatching. hand's channel is read to its end
 * before the notify socket: a process says READY=1 before it ends, and hand sees it end after that;
 * so whatever exit the channel has told, the notification before it lies in the socket by now. The
 * other way round, a process that speaks and ends between the two reads would seem to have ended
 * without a word.
 */
final class Intake {
  /**
   * About as many descriptors of notifications are held at once, so that a flood of them leaves
   * enough for everything else.
   */
  private static final int MOST_DESCRIPTORS = 1024;

  private final HandChannel channel;
  private final NotifySocket notify;
  private final Groups groups;
  private final ProcessTable processes;
  private final StoredDescriptors stored;
  private final Host log;

  private final List<Event> notifications = new ArrayList<>();
  private final List<Event> results = new ArrayList<>();
  private final List<Event> exits = new ArrayList<>();
  private final List<Event> empty = new ArrayList<>();
  private final List<Event> rest = new ArrayList<>();
  private final Deque<Unclaimed> unclaimed = new ArrayDeque<>();
  private long pings;
  private long answeredPings;
  private long arrived; // notifications, ever
  private long released; // of these, done with
  private long lastExit;

  /**
   * Processes whose end hand has told since the last turn, and the group of each, null if in none.
   */
  private final Map<Integer, @Nullable String> ended = new HashMap<>();

  /**
   * A notification of a process that hand has not told of. It may be a unit's child, or a stranger;
   * but a quick service too speaks before hand, just back from fork, has said that it exists, and
   * the manager must know its main process before it can say whether that may speak. hand does one
   * thing after the other: once it has answered the ping, it has told of all that could have
   * spoken.
   *
   * @param number counted from 1, all notifications alike
   * @param ping the first ping that is sent after it came
   * @param group where its sender was when it came, if that was known then
   */
  private record Unclaimed(
      NotifySocket.Notification notification, long number, long ping, @Nullable String group) {}

  Intake(
      HandChannel channel,
      NotifySocket notify,
      Groups groups,
      ProcessTable processes,
      StoredDescriptors stored,
      Host log) {
    this.channel = channel;
    this.notify = notify;
    this.groups = groups;
    this.processes = processes;
    this.stored = stored;
    this.log = log;
  }

  /** Reads all there is. */
  void gather() throws MalformedException {
    for (HandChannel.Received in = channel.receive(); in != null; in = channel.receive()) {
      in.closeDescriptors();
      take(in.message());
    }
    claim();
    notify.drain(this::take, MOST_DESCRIPTORS - descriptorsWaiting());
    if (isWaiting() && pings == answeredPings) { // one at a time: hand may be slow to answer
      channel.send(new ChannelMessage.Ping(++pings));
    }
    groups.drain(this::takeEmpty);
  }

  private int descriptorsWaiting() {
    int count = 0;
    for (Unclaimed waiting : unclaimed) {
      count += waiting.notification.descriptors().size();
    }
    return count;
  }

  /** Whether a notification waits for hand, and with it those that came after it. */
  boolean isWaiting() {
    return !unclaimed.isEmpty();
  }

  /** What was gathered has been dispatched and written down: it need not come again. */
  void committed() {
    long done = unclaimed.isEmpty() ? arrived : unclaimed.element().number() - 1;
    notify.release((int) (done - released));
    released = done;
  }

  /** The result of something that was ordered. */
  void addResult(Event event) {
    results.add(event);
  }

  /** Anything that is dispatched last. */
  void add(Event event) {
    rest.add(event);
  }

  /** All that was gathered since the last call, in order. */
  List<Event> takeAll() {
    List<Event> all = new ArrayList<>();
    // results first: who speaks is known by the pid that Spawned brings
    for (List<Event> kind : List.of(results, notifications, exits, empty, rest)) {
      all.addAll(kind);
      kind.clear();
    }
    ended.clear();
    return all;
  }

  /** The number of the last exit that was gathered; to be acknowledged once it is written down. */
  long lastExit() {
    return lastExit;
  }

  /** One message of hand's replay: of an exit, the life before it is told too. */
  void replay(ChannelMessage message) {
    if (message instanceof ChannelMessage.Exited exited && exited.id() != 0) {
      processes.replayed(exited, results::add);
    }
    take(message);
  }

  /** One message of hand's. */
  void take(ChannelMessage message) {
    switch (message) {
      case ChannelMessage.Started started -> {
        results.add(processes.started(started));
        String group = processes.groupOf(started.id());
        if (group != null && !processes.isGuarded(started.id())) {
          groups.spawned(started.pid(), group);
        }
      }
      case ChannelMessage.Warden warden -> {
        processes.guarded(warden.id());
        String group = processes.groupOf(warden.id());
        if (group != null) {
          groups.guarded(warden.pid(), group);
        }
      }
      case ChannelMessage.WardenEnded warden -> take(warden);
      case ChannelMessage.Execed execed -> results.add(processes.execed(execed));
      case ChannelMessage.Failed failed -> results.add(processes.failed(failed));
      case ChannelMessage.Exited exited -> take(exited);
      case ChannelMessage.Signalled s ->
          rest.add(new Event.Signalled(s.signal(), s.pid(), (int) s.uid()));
      case ChannelMessage.Tolerated tolerated ->
          log.log(
              LogLevel.WARNING, processes.unitOf(tolerated.id()), processes.tolerated(tolerated));
      case ChannelMessage.Pong pong -> answeredPings = pong.value();
      case ChannelMessage.Refused refusal ->
          log.log(LogLevel.ERR, null, "hand refused a message: " + refusal.what());
      default -> log.log(LogLevel.WARNING, null, "hand sent something unasked: " + message);
    }
  }

  private void take(ChannelMessage.Exited exited) {
    lastExit = Math.max(lastExit, exited.sequence());
    long order = exited.id() != 0 ? exited.id() : exited.warden();
    String group =
        order == 0
            ? groups.groupOfExited(exited.pid(), RawText.decode(exited.cgroup().bytes()))
            : processes.groupOf(order);
    exits.add(processes.exited(exited, group == null ? null : unitOfPath(group)));
    groups.reaped(exited.pid(), group);
    ended.put(exited.pid(), group);
  }

  private void take(ChannelMessage.WardenEnded warden) {
    lastExit = Math.max(lastExit, warden.sequence());
    String group = processes.groupOf(warden.id());
    if (group != null) {
      groups.wardenEnded(warden.pid(), group, warden.lost());
    }
    Event failure = processes.wardenEnded(warden.id(), warden.lost());
    if (failure != null) {
      results.add(failure);
    }
  }

  private void take(NotifySocket.Notification notification) {
    arrived++;
    String problem = notification.problem();
    if (problem != null) {
      log.log(
          LogLevel.WARNING,
          null,
          "A notification of process " + notification.pid() + " is refused: " + problem + ".");
      return;
    }
    if (isTold(notification.pid())) {
      claimed(notification, null);
    } else {
      // without cgroups a sender can be placed only as long as it lives
      String group = groups.guards() ? groups.groupOf(notification.pid()) : null;
      unclaimed.add(new Unclaimed(notification, arrived, pings + 1, group));
    }
  }

  private boolean isTold(int pid) {
    return processes.isLiving(pid) || ended.containsKey(pid);
  }

  /** Looks again for the senders that were not known. */
  private void claim() {
    for (int i = unclaimed.size(); i > 0; i--) {
      Unclaimed waiting = unclaimed.remove();
      if (waiting.ping() <= answeredPings || isTold(waiting.notification().pid())) {
        claimed(waiting.notification(), waiting.group());
      } else {
        unclaimed.add(waiting);
      }
    }
  }

  private void claimed(NotifySocket.Notification notification, @Nullable String before) {
    notifications.add(
        new Event.Notified(
            senderOf(notification, before),
            notification.pid(),
            notification.uid(),
            notification.lines(),
            stored.arrived(notification.descriptors())));
  }

  /** The unit of a notification's sender: by its cgroup, which is known even if it has ended. */
  private @Nullable UnitName senderOf(
      NotifySocket.Notification notification, @Nullable String before) {
    int pid = notification.pid();
    String group = notification.cgroup() == 0 ? null : groups.groupOfInode(notification.cgroup());
    if (group == null && pid > 0) {
      group = groups.groupOf(pid); // it may be in a group that the unit has made below its own
    }
    if (group == null) {
      group = ended.getOrDefault(pid, before);
    }
    UnitName unit = group == null ? null : unitOfPath(group);
    return unit == null ? processes.unitOfPid(pid) : unit;
  }

  /**
   * A group has become empty. That of a unit says something, one that the unit made below does not.
   */
  void takeEmpty(String group) {
    UnitName unit = unitOfPath(group);
    if (unit != null && group.endsWith(unit.text())) {
      empty.add(new Event.CgroupEmpty(unit));
    }
  }

  /** The unit whose group a path is, or lies in. */
  static @Nullable UnitName unitOfPath(String path) {
    UnitName found = null;
    int start = 0;
    for (int i = 0; i <= path.length(); i++) {
      if (i == path.length() || path.charAt(i) == '/') {
        UnitName unit = UnitName.parse(path.substring(start, i));
        if (unit == null) {
          return found; // below a unit's own group everything is the unit's
        }
        found = unit;
        if (!unit.text().endsWith(".slice")) {
          return found;
        }
        start = i + 1;
      }
    }
    return found;
  }
}
