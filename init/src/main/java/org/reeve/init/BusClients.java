package org.reeve.init;

import java.util.ArrayList;
import java.util.List;
import org.reeve.bus.ManagerBus;
import org.reeve.host.Clients;
import org.reeve.manager.Change;
import org.reeve.unit.UnitName;

/** The bus, as the host's loop needs it: changes of one turn are told together. */
final class BusClients implements Clients {
  private final ManagerBus bus;
  private final LinuxMachine machine;
  private final List<Change> changes = new ArrayList<>();

  BusClients(ManagerBus bus, LinuxMachine machine) {
    this.bus = bus;
    this.machine = machine;
  }

  /** Whether somebody is connected. */
  boolean hasClients() {
    return bus.hasClients();
  }

  @Override
  public boolean hasCalls() {
    return bus.hasCalls();
  }

  @Override
  public void dispatch() {
    bus.dispatch();
  }

  @Override
  public void publish(Change change) {
    changes.add(change);
    if (change instanceof Change.UnitRemoved(UnitName unit)) {
      machine.forget(unit);
    }
  }

  @Override
  public void flush() {
    if (!changes.isEmpty()) {
      bus.publish(List.copyOf(changes));
      changes.clear();
    }
    bus.flush();
  }
}
