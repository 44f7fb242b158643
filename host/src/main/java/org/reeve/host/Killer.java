package org.reeve.host;

import java.util.List;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Signals;
import org.reeve.manager.Host;
import org.reeve.manager.LogLevel;

/**
 * Carries out kill orders: the signal, then SIGCONT and SIGHUP where they are wanted
 * (systemd.kill(5)), each to all before the next. What cannot be signalled is said and held against
 * nobody; a process that is gone is as good as signalled.
 */
final class Killer {
  private final Groups groups;
  private final ProcessTable processes;
  private final Host log;

  Killer(Groups groups, ProcessTable processes, Host log) {
    this.groups = groups;
    this.processes = processes;
    this.log = log;
  }

  void kill(Host.Kill order) {
    kill(order, order.signal());
    if (order.andContinue()) {
      kill(order, Signals.SIGCONT);
    }
    if (order.andHangUp()) {
      kill(order, Signals.SIGHUP);
    }
  }

  private void kill(Host.Kill order, int signal) {
    List<Integer> pids = order.pids();
    try {
      if (pids == null) {
        groups.kill(order.cgroup(), signal, order.except());
        return;
      }
      for (int pid : pids) {
        if (!order.except().contains(pid)) {
          processes.signal(pid, signal);
        }
      }
    } catch (ErrnoException e) {
      log.log(
          LogLevel.WARNING,
          order.unit(),
          order.unit().text()
              + ": "
              + Signals.name(signal)
              + " could not be sent to all processes: "
              + e.getMessage());
    }
  }
}
