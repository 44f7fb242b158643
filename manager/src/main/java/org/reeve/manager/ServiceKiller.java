package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.KillMode;
import org.reeve.unit.KillSettings;
import org.reeve.unit.Setting;

/** Which processes of a service get which signal in which sub-state (systemd.kill(5)). */
final class ServiceKiller {
  private ServiceKiller() {}

  /**
   * Sends what a sub-state sends.
   *
   * @return whether there is anything to wait for
   */
  static boolean kill(Service service, ServiceSubState wanted) {
    boolean hard =
        wanted == ServiceSubState.STOP_SIGKILL || wanted == ServiceSubState.FINAL_SIGKILL;
    KillMode mode = service.definition().get(KillSettings.KILL_MODE);
    boolean pending = isPending(service.main()) || isPending(service.control());
    if (mode == KillMode.NONE) {
      return false;
    }
    int signal = signalOf(service, wanted);
    boolean hangUp = !hard && service.definition().get(KillSettings.SEND_SIGHUP);
    boolean whole = mode == KillMode.CONTROL_GROUP || (mode == KillMode.MIXED && hard);
    List<Integer> own = new ArrayList<>();
    int main = service.mainProcess().isAlive() ? service.mainPid() : 0;
    if (main > 0) {
      own.add(main);
    }
    if (service.controlPid() > 0) {
      own.add(service.controlPid());
    }
    boolean any = pending || !own.isEmpty();
    if (whole) {
      if (any || !service.manager().host().processes(service.cgroup()).isEmpty()) {
        any = true;
        Host host = service.manager().host();
        boolean elsewhere = main > 0 && !host.processes(service.cgroup()).contains(main);
        if (elsewhere && host.standing(main) != Host.Standing.NONE) {
          send(service, List.of(main), signal, !hard, hangUp); // it was told to be ours
        }
        send(service, null, signal, !hard, hangUp);
      }
    } else if (!own.isEmpty()) {
      send(service, own, signal, !hard, hangUp);
    }
    return any;
  }

  private static void send(
      Service service,
      @Nullable List<Integer> pids,
      int signal,
      boolean andContinue,
      boolean hangUp) {
    service
        .manager()
        .kill(
            new Host.Kill(
                service.name(), service.cgroup(), pids, List.of(), signal, andContinue, hangUp));
  }

  private static boolean isPending(@Nullable ServiceProcess process) {
    return process != null && process.phase() == ServiceProcess.Phase.ORDERED;
  }

  private static int signalOf(Service service, ServiceSubState wanted) {
    return switch (wanted) {
      case STOP_SIGKILL, FINAL_SIGKILL -> service.definition().get(KillSettings.FINAL_KILL_SIGNAL);
      case STOP_WATCHDOG, FINAL_WATCHDOG -> service.definition().get(KillSettings.WATCHDOG_SIGNAL);
      default -> {
        Job job = service.job();
        boolean restarting = job != null && job.type() == JobType.RESTART;
        Setting<Integer> restartSignal = KillSettings.RESTART_KILL_SIGNAL;
        yield restarting && service.definition().isSet(restartSignal)
            ? service.definition().get(restartSignal)
            : service.definition().get(KillSettings.KILL_SIGNAL);
      }
    };
  }
}
