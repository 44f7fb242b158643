package org.reeve.host;

import org.reeve.linux.Fd;

/**
 * What others see of the one loop: a place to have descriptors watched, and a way to come back onto
 * it.
 *
 * <p>The bus registers its listening and client sockets here. Watchers are called on the loop's
 * thread, after the turn's events and before its jobs, and must not block: sockets are non-blocking
 * and what a client may queue is bounded by whoever registers it.
 */
public interface Loop {
  /** Called when its descriptor is ready. */
  @FunctionalInterface
  interface Watcher {
    /** {@code events}: bits of {@link org.reeve.linux.Epoll}, level-triggered. */
    void ready(int events);
  }

  /** A descriptor being watched. */
  interface Watch extends AutoCloseable {
    /** Changes which events are of interest: bits of {@link org.reeve.linux.Epoll}. */
    void interest(int events);

    /** Ends the watching; to be called before the descriptor is closed. Does not close it. */
    @Override
    void close();
  }

  /** Watches a descriptor. Only on the loop's thread. */
  Watch watch(Fd fd, int events, Watcher watcher);

  /** Has an action run on the loop's thread, in a later turn. From any thread. */
  void post(Runnable action);
}
