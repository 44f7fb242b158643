package org.reeve.manager;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.UnitName;

/**
 * The open orders by number, and with them to whom an event goes: to the unit that gave the order,
 * or to the one in whose cgroup it happened.
 */
final class Orders {
  private final Manager manager;
  private final Map<Long, ExecUnit> owners = new HashMap<>();

  Orders(Manager manager) {
    this.manager = manager;
  }

  void claim(ExecUnit unit, @Nullable ServiceProcess process) {
    if (process != null && process.order() != 0) {
      claim(unit, process.order());
    }
  }

  /** The events of this order are the unit's. */
  void claim(ExecUnit unit, long order) {
    owners.put(order, unit);
  }

  /** No event of this order is of interest any more. */
  void done(long order) {
    owners.remove(order);
  }

  void clear() {
    owners.clear();
  }

  void dispatch(Event event) {
    switch (event) {
      case Event.Notified notified -> {
        if (unit(notified.unit()) instanceof Service service) {
          service.notified(notified);
        } else {
          manager.log(
              LogLevel.WARNING,
              null,
              "Cannot find unit for notify message of PID " + notified.pid() + ", ignoring.");
        }
      }
      case Event.Exited exited -> exited(exited);
      case Event.CgroupEmpty empty -> {
        if (unit(empty.unit()) instanceof ExecUnit unit) {
          unit.cgroupEmpty();
        }
      }
      case Event.Spawned spawned -> {
        ExecUnit unit = owners.get(spawned.order());
        if (unit != null) {
          unit.spawned(spawned);
        }
      }
      case Event.Executed executed -> {
        ExecUnit unit = owners.get(executed.order());
        if (unit != null) {
          unit.executed(executed.order());
        }
      }
      case Event.SpawnFailed failed -> {
        ExecUnit unit = owners.get(failed.order());
        if (unit != null) {
          unit.spawnFailed(failed);
          if (failed.pid() == 0) {
            owners.remove(failed.order());
          }
        }
      }
      case Event.Prepared prepared -> {
        ExecUnit unit = owners.remove(prepared.order());
        if (unit != null) {
          unit.prepared(prepared);
        }
      }
      case Event.PidFileRead answer -> {
        if (owners.get(answer.order()) instanceof Service service) {
          service.mainProcess().answered(answer);
        }
      }
      case Event.Listened listened -> {
        if (owners.remove(listened.order()) instanceof Socket socket) {
          socket.listened(listened);
        }
      }
      case Event.Incoming incoming -> {
        if (unit(incoming.unit()) instanceof Socket socket) {
          socket.traffic().incoming(incoming.descriptor());
        }
      }
      case Event.HungUp hungUp -> {
        if (unit(hungUp.unit()) instanceof Service service) {
          service.store().hungUp(hungUp.descriptor());
        }
      }
      case Event.Accepted accepted -> {
        if (owners.remove(accepted.order()) instanceof Socket socket) {
          socket.traffic().accepted(accepted);
        } else {
          manager.host().close(List.of(accepted.descriptor()));
        }
      }
      case Event.TimerElapsed _ -> manager.timeElapsed();
      case Event.Signalled signalled -> ManagerSignals.act(manager, signalled);
    }
  }

  private void exited(Event.Exited event) {
    ExecUnit unit = owners.remove(event.order());
    if (unit == null && unit(event.unit()) instanceof ExecUnit owner) {
      unit = owner;
    }
    if (unit != null) {
      unit.exited(event.order(), event.pid(), event.end(), event.at());
    }
  }

  private @Nullable Unit unit(@Nullable UnitName name) {
    return name == null ? null : manager.units().find(name);
  }
}
