package org.reeve.bus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Epoll;
import org.reeve.linux.EventFd;
import org.reeve.linux.Fd;

/** A loop on a thread of its own: what the manager's is to the bus, in forty lines. */
final class TestLoop implements Poller {
  private final Epoll epoll = new Epoll(16);
  private final EventFd wakeUp = new EventFd();
  private final Map<Integer, Runnable> actions = new HashMap<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private volatile boolean running = true;
  private @Nullable Runnable end;
  private @Nullable Thread thread;

  /** Runs a server alone. */
  void run(BusServer server) {
    run(
        server::hasCalls,
        () -> {
          server.dispatch();
          server.flush();
        },
        server::close);
  }

  /**
   * Runs.
   *
   * @param busy whether another round is due at once
   * @param round what a round does after the descriptors that are ready have called back
   * @param atEnd what is done last
   */
  void run(BooleanSupplier busy, Runnable round, Runnable atEnd) {
    end = atEnd;
    watch(wakeUp.fd(), true, false, wakeUp::drain);
    thread = Thread.ofPlatform().start(() -> loop(busy, round));
  }

  private void loop(BooleanSupplier busy, Runnable round) {
    while (running) {
      int count = epoll.await(busy.getAsBoolean() ? 0 : Epoll.FOREVER);
      List<Runnable> ready = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Runnable action = actions.get((int) epoll.data(i));
        if (action != null) {
          ready.add(action);
        }
      }
      ready.forEach(Runnable::run);
      Runnable task = tasks.poll();
      while (task != null) {
        task.run();
        task = tasks.poll();
      }
      round.run();
    }
  }

  /** Runs a task on the loop, within a turn. */
  void within(Runnable task) {
    tasks.add(task);
    wakeUp.signal();
  }

  @Override
  public void watch(Fd fd, boolean reading, boolean writing, Runnable ready) {
    int interest = (reading ? Epoll.IN : 0) | (writing ? Epoll.OUT : 0);
    if (actions.put(fd.number(), ready) == null) {
      epoll.add(fd, interest, fd.number());
    } else {
      epoll.modify(fd, interest, fd.number());
    }
  }

  @Override
  public void forget(Fd fd) {
    actions.remove(fd.number());
    epoll.remove(fd);
  }

  void stop() throws InterruptedException {
    running = false;
    wakeUp.signal();
    Thread running = thread;
    if (running != null) {
      running.join();
    }
    Runnable last = end;
    if (last != null) {
      last.run();
    }
    wakeUp.close();
    epoll.close();
  }
}
