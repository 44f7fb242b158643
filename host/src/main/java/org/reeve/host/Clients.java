package org.reeve.host;

import org.reeve.manager.Change;

/**
 * What the host asks of those who speak for clients (the bus), in the order of a turn: calls are
 * answered within it, but nothing leaves before its state has been written down.
 */
public interface Clients {
  /** Nobody to speak for. */
  Clients NONE =
      new Clients() {
        @Override
        public boolean hasCalls() {
          return false;
        }

        @Override
        public void dispatch() {}

        @Override
        public void publish(Change change) {}

        @Override
        public void flush() {}
      };

  /** Whether {@link #dispatch} has something to do. */
  boolean hasCalls();

  /** Carries out calls that have come in; the answers stay queued. */
  void dispatch();

  /** Queues the news of a change. */
  void publish(Change change);

  /** Lets all that is queued go; called at the end of each turn. */
  void flush();
}
