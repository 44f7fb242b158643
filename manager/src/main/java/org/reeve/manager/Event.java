package org.reeve.manager;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.UnitName;

/**
 * What may happen to the manager. A {@link Host} gathers what arrived into one turn and hands it
 * over by kind: {@link Spawned}, {@link Executed} and {@link SpawnFailed} in the order in which
 * they came; {@link HungUp}; {@link Notified}; {@link Exited}; {@link CgroupEmpty}; {@link
 * Prepared}, {@link PidFileRead}, {@link Listened} and {@link Accepted}; {@link Incoming}; {@link
 * TimerElapsed}; {@link Signalled}. The manager acts on each, then runs jobs, and only then do its
 * orders leave.
 *
 * <p>For one process this is the order of its life. Notifications come before exits because a
 * process that says READY=1 and ends at once must be seen ready: hand's channel is read to its end
 * first, the notify socket second, and only then is anything dispatched. They come after spawns
 * because the sender's pid has to be known: a host that finds a message of a process whose {@link
 * Spawned} it has not yet seen keeps the message until it has. What hung up when a process ended is
 * told before that end, so that the next process is not handed it.
 */
public sealed interface Event {

  /**
   * A datagram on the notify socket (sd_notify(3)).
   *
   * @param unit the unit whose cgroup (or warden) the sender was in; null for a stranger
   * @param pid the sender; it may have ended since
   * @param uid the sender's uid
   * @param lines the assignments, one "NAME=value" each, undecoded
   * @param descriptors what came along to be stored (FDSTORE=1), by names that the host gives;
   *     closed at the end of the turn unless {@link Host#keep} says otherwise
   */
  record Notified(
      @Nullable UnitName unit, int pid, int uid, List<String> lines, List<String> descriptors)
      implements Event {}

  /**
   * A child of hand has ended. Comes exactly once for every process, and after its {@link Executed}
   * or {@link SpawnFailed}.
   *
   * @param order the spawn order that made it; 0 for a process that was not spawned by order (a
   *     daemon's grandchild)
   * @param pid its pid
   * @param unit the unit whose cgroup it was in; null if in none
   * @param end how it ended
   * @param at when hand saw it
   */
  record Exited(long order, int pid, @Nullable UnitName unit, ProcessEnd end, Stamp at)
      implements Event {}

  /** No process is left in the unit's cgroup (or below its warden). */
  record CgroupEmpty(UnitName unit) implements Event {}

  /** A spawn order has made a process; its program is not yet running. */
  record Spawned(long order, int pid, Stamp at) implements Event {}

  /** The process of a spawn order has executed its program: what Type=exec waits for. */
  record Executed(long order) implements Event {}

  /**
   * A spawn order failed, before a process existed (pid 0) or in one of its steps; in the second
   * case {@link Exited} follows.
   *
   * @param pid the process that failed; 0 if none came to be
   * @param step the index of the recipe's step, -1 if no process came to be
   * @param errno the reason, by its kernel number
   * @param exitStatus systemd's exit status for that step, such as 203 for EXEC
   * @param detail one sentence for people
   */
  record SpawnFailed(long order, int pid, int step, int errno, int exitStatus, String detail)
      implements Event {}

  /** The answer to a {@link Host.Preparation}. */
  record Prepared(long order, Map<String, Host.Identity> identities, List<Host.FileAnswer> files)
      implements Event {}

  /**
   * An answer to a {@link Host.PidFileRead}.
   *
   * @param pid what the first line says; 0 if it says no pid
   * @param owner the uid that could have written it: the file's owner, or that of a directory or
   *     link on the way to it if it is not root's; 0 for root
   * @param problem why there is no pid, one sentence for people; empty if there is
   */
  record PidFileRead(long order, int pid, int owner, String problem) implements Event {}

  /**
   * The answer to a {@link Host.Listening}.
   *
   * @param problem why nothing is open, one sentence for people; empty if all is
   * @param exitStatus not 0 if it could be opened but not be given to its owner: what a process for
   *     that would have ended with
   */
  record Listened(long order, String problem, int exitStatus) implements Event {}

  /** There is traffic at a watched descriptor, which is not watched any longer. */
  record Incoming(UnitName unit, String descriptor) implements Event {}

  /**
   * A stored descriptor is of no use any more: its other end has gone (EPOLLHUP, EPOLLERR), or it
   * could not be kept.
   */
  record HungUp(UnitName unit, String descriptor) implements Event {}

  /**
   * The answer to a {@link Host.Acceptance}.
   *
   * @param descriptor the name under which the connection is kept; empty if there was none any more
   * @param instance what tells it from others, as the instance of its service's name: addresses and
   *     ports of both ends, or pid and uid of the other end
   * @param peer who is at the other end, for people
   * @param source who that counts as for MaxConnectionsPerSource=; empty for nobody in particular
   * @param problem why no connection can be accepted at all; empty if that is not so
   */
  record Accepted(
      long order, String descriptor, String instance, String peer, String source, String problem)
      implements Event {}

  /** The deadline given by {@link Host#wakeAt} has passed (or the clock jumped). */
  record TimerElapsed() implements Event {}

  /**
   * A signal to the manager itself, as forwarded by hand.
   *
   * @param number the kernel's signal number
   * @param pid who sent it; 0 for the kernel
   * @param uid the sender's uid
   */
  record Signalled(int number, int pid, int uid) implements Event {}
}
