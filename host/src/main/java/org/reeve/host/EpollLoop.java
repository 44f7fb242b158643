package org.reeve.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Epoll;
import org.reeve.linux.EventFd;
import org.reeve.linux.Fd;

/**
 * {@link Loop} by epoll(7). It only gathers: {@link #await} says what is ready, and {@link
 * #dispatch} calls the watchers when the turn has come to clients.
 */
final class EpollLoop implements Loop, AutoCloseable {
  private static final int MOST_EVENTS = 256;
  private static final long POSTED = 0;

  private final Epoll epoll = new Epoll(MOST_EVENTS);
  private final EventFd bell = new EventFd();
  private final Map<Long, Registration> watches = new HashMap<>();
  private final List<Registration> ready = new ArrayList<>();
  private final Deque<Runnable> posted = new ArrayDeque<>();
  private long nextId = 1;

  EpollLoop() {
    epoll.add(bell.fd(), Epoll.IN, POSTED);
  }

  private final class Registration implements Watch {
    private final long id;
    private final Fd fd;
    private final @Nullable Watcher watcher;
    private boolean open = true;
    private int events;
    private int interest;

    private Registration(long id, Fd fd, int interest, @Nullable Watcher watcher) {
      this.id = id;
      this.fd = fd;
      this.interest = interest;
      this.watcher = watcher;
    }

    @Override
    public void interest(int wanted) {
      if (open && wanted != interest) {
        epoll.modify(fd, wanted, id);
        interest = wanted;
      }
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        watches.remove(id);
        epoll.remove(fd);
      }
    }
  }

  @Override
  public Watch watch(Fd fd, int events, Watcher watcher) {
    return register(fd, events, watcher);
  }

  /** Watches a descriptor that ends the waiting, but is read in a place of its own in the turn. */
  Watch wakeBy(Fd fd) {
    return register(fd, Epoll.IN, null);
  }

  private Watch register(Fd fd, int events, @Nullable Watcher watcher) {
    Registration registration = new Registration(nextId++, fd, events, watcher);
    epoll.add(fd, events, registration.id);
    watches.put(registration.id, registration);
    return registration;
  }

  @Override
  public void post(Runnable action) {
    synchronized (posted) {
      posted.add(action);
    }
    bell.signal();
  }

  /** Ends the waiting. From any thread. */
  void wake() {
    bell.signal();
  }

  /** Waits for anything to be ready, at most {@code nanos} ({@link Epoll#FOREVER} for no end). */
  void await(long nanos) {
    int n = epoll.await(ready.isEmpty() ? nanos : 0);
    for (int i = 0; i < n; i++) {
      long id = epoll.data(i);
      if (id == POSTED) {
        bell.drain();
        continue;
      }
      Registration registration = watches.get(id);
      if (registration != null && registration.watcher != null) {
        registration.events = epoll.ready(i);
        ready.add(registration);
      }
    }
  }

  /**
   * Calls the watchers of what is ready, and runs what was posted. Returns false if nothing was.
   */
  boolean dispatch() {
    boolean any = !ready.isEmpty();
    // a watcher may close another's registration
    for (Registration registration : List.copyOf(ready)) {
      Watcher watcher = registration.watcher;
      if (registration.open && watcher != null) {
        watcher.ready(registration.events);
      }
    }
    ready.clear();
    for (Runnable action = next(); action != null; action = next()) {
      action.run();
      any = true;
    }
    return any;
  }

  private @Nullable Runnable next() {
    synchronized (posted) {
      return posted.poll();
    }
  }

  @Override
  public void close() {
    epoll.close();
    bell.close();
  }
}
