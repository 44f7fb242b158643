package org.reeve.init;

import org.reeve.host.Clients;
import org.reeve.manager.Change;

/** The clients of {@code reeve run}: who speaks for the terminal, and the bus. */
record RunClients(Foreground foreground, BusClients bus) implements Clients {
  @Override
  public boolean hasCalls() {
    return foreground.hasCalls() || bus.hasCalls();
  }

  @Override
  public void dispatch() {
    if (bus.hasCalls()) {
      bus.dispatch();
    }
    if (foreground.hasCalls()) {
      foreground.dispatch();
    }
  }

  @Override
  public void publish(Change change) {
    bus.publish(change);
    foreground.publish(change);
  }

  @Override
  public void flush() {
    bus.flush();
    foreground.flush();
  }
}
