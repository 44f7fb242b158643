package org.reeve.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Memory;
import org.reeve.manager.Event;
import org.reeve.manager.Host;
import org.reeve.manager.InvocationId;
import org.reeve.recipe.ChannelMessage;
import org.reeve.recipe.ExitStatus;
import org.reeve.recipe.Octets;
import org.reeve.recipe.SpawnFlags;
import org.reeve.recipe.Wire;
import org.reeve.unit.UnitName;

/**
 * Turns spawn orders into messages to hand: what the recipe wants attached comes first, as it
 * counts from 0; then the cgroup's directory, and a sealed memfd if the recipe is too long for a
 * message.
 */
final class Spawner {
  private final HandChannel channel;
  private final Groups groups;
  private final LogStreams streams;
  private final ProcessTable processes;
  private final Map<String, Fd> kept;
  private final Consumer<Event> failures;

  /** {@code failures} takes the events of orders that could not be given. */
  Spawner(
      HandChannel channel,
      Groups groups,
      LogStreams streams,
      ProcessTable processes,
      Map<String, Fd> kept,
      Consumer<Event> failures) {
    this.channel = channel;
    this.groups = groups;
    this.streams = streams;
    this.processes = processes;
    this.kept = kept;
    this.failures = failures;
  }

  /**
   * Gives an order to hand.
   *
   * @param mayShareMemory whether the process may, if its recipe allows it too
   */
  void spawn(Host.Spawn order, boolean mayShareMemory) {
    Octets recipe;
    try {
      recipe = order.recipe().encode();
    } catch (IllegalArgumentException e) {
      refuse(order, 0, ExitStatus.EXEC, "The recipe cannot be sent: " + e.getMessage());
      return;
    }
    List<Fd> attached = new ArrayList<>(order.attached().size() + 2);
    List<Fd> ours = new ArrayList<>(2);
    int exitStatus = ExitStatus.FDS;
    try {
      for (Host.Attachment attachment : order.attached()) {
        attached.add(descriptor(attachment));
      }
      exitStatus = ExitStatus.CGROUP;
      Fd directory = groups.open(order.cgroup());
      int cgroup = directory == null ? -1 : attach(directory, attached, ours);
      exitStatus = ExitStatus.MEMORY;
      boolean isLong = recipe.length() > Wire.RECIPE_BYTES;
      int memfd = isLong ? attach(Memory.sealed("recipe", recipe.bytes()), attached, ours) : -1;
      boolean guard = groups.guards(); // then it is the warden that sleeps, not hand
      boolean share = (mayShareMemory || guard) && order.mayShareMemory() && !isLong;
      channel.send(
          new ChannelMessage.Spawn(
              order.number(),
              (share ? SpawnFlags.SHARE_MEMORY : 0) | (guard ? SpawnFlags.WARDEN : 0),
              cgroup,
              memfd,
              isLong ? Octets.empty() : recipe),
          attached.toArray(Fd[]::new));
    } catch (ErrnoException e) {
      refuse(order, e.errno(), exitStatus, "The process could not be made: " + e.getMessage());
    } finally {
      ours.forEach(Fd::close);
    }
  }

  private static int attach(Fd fd, List<Fd> attached, List<Fd> ours) {
    ours.add(fd);
    attached.add(fd);
    return attached.size() - 1;
  }

  private void refuse(Host.Spawn order, int errno, int status, String why) {
    failures.accept(processes.refused(order.number(), errno, status, why));
  }

  private Fd descriptor(Host.Attachment attachment) {
    return switch (attachment) {
      case Host.Attachment.LogStream(UnitName unit, InvocationId invocation, _) ->
          streams.writer(unit, invocation);
      case Host.Attachment.Kept(String name) -> {
        Fd fd = kept.get(name);
        if (fd == null) {
          throw new ErrnoException(
              "the look-up", "the kept descriptor " + name, org.reeve.linux.Errno.EBADF);
        }
        yield fd;
      }
    };
  }
}
