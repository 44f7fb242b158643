package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.KillMode;
import org.reeve.unit.KillSettings;
import org.reeve.unit.Setting;

/** Which processes of a unit get which signal (systemd.kill(5)). */
final class UnitKiller {
  private UnitKiller() {}

  /**
   * Sends what a sub-state of a service sends.
   *
   * @return whether there is anything to wait for
   */
  static boolean kill(Service service, ServiceSubState wanted) {
    boolean hard =
        wanted == ServiceSubState.STOP_SIGKILL || wanted == ServiceSubState.FINAL_SIGKILL;
    int main = service.mainProcess().isAlive() ? service.mainPid() : 0;
    return kill(service, main, signalOf(service, wanted), hard);
  }

  /**
   * Sends what a sub-state of a socket sends.
   *
   * @return whether there is anything to wait for
   */
  static boolean kill(Socket socket, SocketSubState wanted) {
    boolean hard =
        wanted == SocketSubState.STOP_PRE_SIGKILL || wanted == SocketSubState.FINAL_SIGKILL;
    int signal =
        hard ? socket.definition().get(KillSettings.FINAL_KILL_SIGNAL) : killSignal(socket);
    return kill(socket, 0, signal, hard);
  }

  private static boolean kill(ExecUnit unit, int main, int signal, boolean hard) {
    KillMode mode = unit.definition().get(KillSettings.KILL_MODE);
    if (mode == KillMode.NONE) {
      return false;
    }
    boolean pending = isPending(unit.main()) || isPending(unit.control());
    boolean hangUp = !hard && unit.definition().get(KillSettings.SEND_SIGHUP);
    boolean whole = mode == KillMode.CONTROL_GROUP || (mode == KillMode.MIXED && hard);
    List<Integer> own = new ArrayList<>();
    if (main > 0) {
      own.add(main);
    }
    if (unit.controlPid() > 0) {
      own.add(unit.controlPid());
    }
    boolean any = pending || !own.isEmpty();
    if (whole) {
      if (any || !unit.manager().host().processes(unit.cgroup()).isEmpty()) {
        any = true;
        Host host = unit.manager().host();
        boolean elsewhere = main > 0 && !host.processes(unit.cgroup()).contains(main);
        if (elsewhere && host.standing(main) != Host.Standing.NONE) {
          send(unit, List.of(main), signal, !hard, hangUp); // it was told to be ours
        }
        send(unit, null, signal, !hard, hangUp);
      }
    } else if (!own.isEmpty()) {
      send(unit, own, signal, !hard, hangUp);
    }
    return any;
  }

  private static void send(
      ExecUnit unit,
      @Nullable List<Integer> pids,
      int signal,
      boolean andContinue,
      boolean hangUp) {
    unit.manager()
        .kill(
            new Host.Kill(
                unit.name(), unit.cgroup(), pids, List.of(), signal, andContinue, hangUp));
  }

  private static boolean isPending(@Nullable ServiceProcess process) {
    return process != null && process.phase() == ServiceProcess.Phase.ORDERED;
  }

  private static int signalOf(Service service, ServiceSubState wanted) {
    return switch (wanted) {
      case STOP_SIGKILL, FINAL_SIGKILL -> service.definition().get(KillSettings.FINAL_KILL_SIGNAL);
      case STOP_WATCHDOG, FINAL_WATCHDOG -> service.definition().get(KillSettings.WATCHDOG_SIGNAL);
      default -> killSignal(service);
    };
  }

  /** KillSignal=, or RestartKillSignal= while the unit is being restarted. */
  private static int killSignal(ExecUnit unit) {
    Job job = unit.job();
    boolean restarting = job != null && job.type() == JobType.RESTART;
    Setting<Integer> restartSignal = KillSettings.RESTART_KILL_SIGNAL;
    return restarting && unit.definition().isSet(restartSignal)
        ? unit.definition().get(restartSignal)
        : unit.definition().get(KillSettings.KILL_SIGNAL);
  }
}
