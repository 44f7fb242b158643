package org.reeve.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Epoll;
import org.reeve.linux.Errno;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.manager.Event;
import org.reeve.manager.Host;
import org.reeve.manager.LogLevel;
import org.reeve.recipe.ChannelMessage;
import org.reeve.recipe.Octets;
import org.reeve.unit.UnitName;

/**
 * The descriptors that services send to be stored (FDSTORE=1): for one turn they are only here;
 * what the manager keeps of them is hand's too from that moment on, and watched for the loss of its
 * other end.
 *
 * <p>Their names have the generation of the manager in them, so that none is given twice: one that
 * a manager had hand keep and then died before it was written down belongs to nobody, and the
 * message that brought it comes again.
 *
 * <p>They are watched apart from the loop's other descriptors, because a turn asks what hung up
 * after it has heard of exits: an end of a pipe that a process held is closed before the process
 * counts as ended, so its loss is told no later than that end.
 */
final class StoredDescriptors implements AutoCloseable {
  private static final int HANG_UP_ONLY = 0; // EPOLLHUP and EPOLLERR are always told
  private static final int MOST_EVENTS = 64;

  private record Watched(UnitName unit, String descriptor) {}

  private final HandChannel channel;
  private final Map<String, Fd> kept;
  private final Consumer<Event> answers;
  private final Host log;
  private final Epoll epoll = new Epoll(MOST_EVENTS);
  private final String names;
  private final Map<String, Fd> arrived = new HashMap<>();
  private final Map<Long, Watched> watched = new HashMap<>();
  private final Map<String, Long> watches = new HashMap<>();
  private long last;
  private long lastWatch;

  /**
   * @param kept what hand keeps
   * @param answers takes events
   * @param generation of the manager
   */
  StoredDescriptors(
      HandChannel channel,
      Map<String, Fd> kept,
      EpollLoop loop,
      Consumer<Event> answers,
      Host log,
      long generation) {
    this.channel = channel;
    this.kept = kept;
    this.answers = answers;
    this.log = log;
    this.names = Host.KEPT + "fd/" + generation + "/";
    loop.wakeBy(epoll.fd());
  }

  /** Gives names to descriptors that have come; they are this object's from here on. */
  List<String> arrived(List<Fd> descriptors) {
    List<String> given = new ArrayList<>(descriptors.size());
    for (Fd descriptor : descriptors) {
      String name = names + ++last;
      while (kept.containsKey(name)) { // of a hand that began to count anew
        name = names + ++last;
      }
      arrived.put(name, descriptor);
      given.add(name);
    }
    return given;
  }

  /** The turn is over: what nobody keeps is closed. */
  void turned() {
    arrived.values().forEach(Fd::close);
    arrived.clear();
  }

  void keep(UnitName unit, List<String> descriptors) {
    for (String name : descriptors) {
      Fd fd = arrived.remove(name);
      if (fd == null) {
        continue;
      }
      try {
        channel.send(new ChannelMessage.Keep(Octets.of(name)), fd);
        kept.put(name, fd);
      } catch (ErrnoException e) {
        fd.close();
        log.log(
            LogLevel.WARNING,
            unit,
            unit.text() + ": A file descriptor cannot be stored: " + e.getMessage());
        answers.accept(new Event.HungUp(unit, name));
      }
    }
  }

  boolean isSameFile(String one, String other) {
    Fd first = find(one);
    Fd second = find(other);
    return first != null && second != null && first.isSameFile(second);
  }

  private @Nullable Fd find(String name) {
    Fd fd = kept.get(name);
    return fd == null ? arrived.get(name) : fd;
  }

  void watchHangUp(UnitName unit, List<String> descriptors) {
    for (String name : descriptors) {
      Fd fd = kept.get(name);
      if (fd != null && !watches.containsKey(name)) {
        try {
          epoll.add(fd, HANG_UP_ONLY, ++lastWatch);
          watched.put(lastWatch, new Watched(unit, name));
          watches.put(name, lastWatch);
        } catch (ErrnoException e) {
          if (e.errno() != Errno.EPERM) { // a file or a directory has no other end
            log.log(
                LogLevel.WARNING,
                unit,
                unit.text() + ": A stored file descriptor is not watched: " + e.getMessage());
          }
        }
      }
    }
  }

  /** Tells what hung up since the last call. */
  void gather() {
    int ready = watches.isEmpty() ? 0 : epoll.await(0);
    for (int i = 0; i < ready; i++) {
      Watched lost = watched.get(epoll.data(i));
      if (lost != null) {
        unwatch(List.of(lost.descriptor));
        answers.accept(new Event.HungUp(lost.unit, lost.descriptor));
      }
    }
  }

  /** Before they are closed. */
  void unwatch(List<String> descriptors) {
    for (String name : descriptors) {
      Long watch = watches.remove(name);
      Fd fd = kept.get(name);
      if (watch != null) {
        watched.remove(watch);
        if (fd != null) {
          epoll.remove(fd);
        }
      }
    }
  }

  @Override
  public void close() {
    turned();
    epoll.close();
  }
}
