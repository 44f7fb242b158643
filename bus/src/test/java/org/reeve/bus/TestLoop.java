package org.reeve.bus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
  private @Nullable BusServer server;
  private @Nullable Thread thread;

  void run(BusServer busServer) {
    server = busServer;
    watch(wakeUp.fd(), true, false, wakeUp::drain);
    thread = Thread.ofPlatform().start(() -> loop(busServer));
  }

  private void loop(BusServer busServer) {
    while (running) {
      int count = epoll.await(busServer.hasCalls() ? 0 : Epoll.FOREVER);
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
      busServer.dispatch();
      busServer.flush();
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
    BusServer closing = server;
    if (closing != null) {
      closing.close();
    }
    wakeUp.close();
    epoll.close();
  }
}
