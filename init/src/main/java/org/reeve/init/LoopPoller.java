package org.reeve.init;

import java.util.HashMap;
import java.util.Map;
import org.reeve.bus.Poller;
import org.reeve.host.Loop;
import org.reeve.linux.Epoll;
import org.reeve.linux.Fd;

/** The host's loop, as the bus needs it. */
final class LoopPoller implements Poller {
  private final Loop loop;
  private final Map<Fd, Entry> watches = new HashMap<>();

  /** A watched descriptor; what is to be called may change without the loop being told. */
  private static final class Entry {
    private final Loop.Watch watch;
    private Runnable ready;
    private int interest;

    Entry(Loop loop, Fd fd, int interest, Runnable ready) {
      this.ready = ready;
      this.interest = interest;
      this.watch = loop.watch(fd, interest, _ -> this.ready.run());
    }
  }

  LoopPoller(Loop loop) {
    this.loop = loop;
  }

  @Override
  public void watch(Fd fd, boolean reading, boolean writing, Runnable ready) {
    int interest = (reading ? Epoll.IN : 0) | (writing ? Epoll.OUT : 0);
    Entry entry = watches.get(fd);
    if (entry == null) {
      watches.put(fd, new Entry(loop, fd, interest, ready));
      return;
    }
    entry.ready = ready;
    if (entry.interest != interest) {
      entry.interest = interest;
      entry.watch.interest(interest);
    }
  }

  @Override
  public void forget(Fd fd) {
    Entry entry = watches.remove(fd);
    if (entry != null) {
      entry.watch.close();
    }
  }
}
