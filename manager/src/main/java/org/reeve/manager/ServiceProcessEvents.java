package org.reeve.manager;

import static org.reeve.manager.ServiceSubState.FINAL_SIGKILL;
import static org.reeve.manager.ServiceSubState.FINAL_SIGTERM;
import static org.reeve.manager.ServiceSubState.RELOAD;
import static org.reeve.manager.ServiceSubState.START;
import static org.reeve.manager.ServiceSubState.STOP_SIGTERM;

import org.reeve.unit.KillMode;
import org.reeve.unit.KillSettings;
import org.reeve.unit.NotifyAccess;
import org.reeve.unit.ServiceSettings;
import org.reeve.unit.ServiceType;

/**
 * What the life of its processes means for a service: a command is spawned, executes its program,
 * fails, ends; the cgroup is empty. Each event is looked at in the light of the present sub-state,
 * and leads to one step of {@link Service}'s way up or down, or to the next command of the list.
 *
 * <p>A new manager is told again of what its predecessor knew; that changes nothing.
 */
final class ServiceProcessEvents {
  private final Service service;

  ServiceProcessEvents(Service service) {
    this.service = service;
  }

  void spawned(Event.Spawned event) {
    ServiceProcess process = service.byOrder(event.order());
    if (process == null || process.pid() != 0) {
      return; // a new manager is told again of what its predecessor knew
    }
    ServiceProcess living = process.spawned(event.pid(), event.at());
    ExecStatus status = new ExecStatus(event.pid(), event.at(), Stamp.NEVER, null);
    service.put(process, living);
    service.replace(service.service().logged(process.kind(), process.index(), status));
    boolean isMain = service.isMain(process.kind());
    if (isMain) {
      service.replace(service.service().with(service.service().processes().with(status)));
    }
    if (service.sub().isStopSignal() || service.sub().isFinalSignal()) {
      service.kill(service.sub());
    } else if (isMain && service.readiness() == Readiness.SPAWNED && service.sub() == START) {
      service.enterStartPost();
    }
  }

  void executed(long order) {
    ServiceProcess process = service.byOrder(order);
    if (process == null || process.phase() == ServiceProcess.Phase.EXECUTED) {
      return;
    }
    service.put(process, process.executed());
    boolean waitedFor = service.readiness() == Readiness.EXECUTED;
    if (process.kind() == ExecKind.START && waitedFor && service.sub() == START) {
      service.enterStartPost();
    }
  }

  void spawnFailed(Event.SpawnFailed event) {
    ServiceProcess process = service.byOrder(event.order());
    if (process == null) {
      return;
    }
    service
        .manager()
        .log(LogLevel.ERR, service.name(), service.name().text() + ": " + event.detail());
    if (event.pid() == 0) {
      service.put(process, null);
      launchFailed(process.kind());
    }
  }

  /** A command could not even be tried. */
  private void launchFailed(ExecKind kind) {
    switch (kind) {
      case CONDITION, START_PRE, START ->
          service.enterSignal(STOP_SIGTERM, ServiceResult.RESOURCES);
      case START_POST -> service.enterStop(ServiceResult.RESOURCES);
      case RELOAD -> {
        service.replace(
            service.service().with(service.service().progress().reloaded(ServiceResult.RESOURCES)));
        service.enterRunning(ServiceResult.SUCCESS);
      }
      case STOP -> service.enterSignal(STOP_SIGTERM, ServiceResult.RESOURCES);
      case STOP_POST -> service.enterSignal(FINAL_SIGTERM, ServiceResult.RESOURCES);
      case SOCKET_START_PRE, SOCKET_START_POST, SOCKET_STOP_PRE, SOCKET_STOP_POST ->
          throw notOurs(kind);
    }
  }

  /** A process of this unit has ended. */
  void exited(long order, int pid, ProcessEnd end, Stamp at) {
    ServiceProcess main = service.main();
    ServiceProcess control = service.control();
    if (main != null && is(main, order, pid)) {
      if (!service.mainProcess().ended(end, at)) {
        mainExited(main, end, at);
      }
    } else if (control != null && is(control, order, pid)) {
      controlExited(control, end, at);
    }
  }

  private static boolean is(ServiceProcess process, long order, int pid) {
    return process.order() != 0 ? process.order() == order : process.pid() == pid && pid != 0;
  }

  /** Notes the end of the main process, without acting on it. */
  ServiceResult bury(ServiceProcess main, ProcessEnd end, Stamp at) {
    service.put(main, null);
    service.replace(
        service
            .service()
            .with(
                service
                    .service()
                    .processes()
                    .with(service.service().processes().mainStatus().ended(at, end))));
    service.logEnd(main, end, at);
    boolean ignored = service.isIgnored(main); // what a start command has left has its mark too
    ServiceResult how =
        ignored
            ? ServiceResult.SUCCESS
            : ServiceEnds.result(
                end,
                service.type() == ServiceType.ONESHOT,
                service.definition().get(ServiceSettings.SUCCESS_EXIT_STATUS));
    service
        .manager()
        .report()
        .processEnded(service, "Main process", end, how == ServiceResult.SUCCESS);
    service.end(how);
    return how;
  }

  void mainExited(ServiceProcess main, ProcessEnd end, Stamp at) {
    ServiceResult how = bury(main, end, at);
    boolean more = main.index() + 1 < service.commands(ExecKind.START).size();
    if (service.type() == ServiceType.ONESHOT
        && service.sub() == START
        && more
        && how == ServiceResult.SUCCESS) {
      service.launchNext(ExecKind.START, main.index() + 1);
      return;
    }
    boolean alone = service.control() == null;
    switch (service.sub()) {
      case START_POST, RELOAD, RELOAD_SIGNAL, RELOAD_NOTIFY -> {
        if (alone) {
          service.enterStop(how);
        }
      }
      case START -> mainExitedInStart(how);
      case RUNNING -> service.enterRunning(how);
      case STOP_WATCHDOG,
          STOP_SIGTERM,
          STOP_SIGKILL,
          STOP_POST,
          FINAL_WATCHDOG,
          FINAL_SIGTERM,
          FINAL_SIGKILL -> {
        if (alone) {
          goneOnTheWayDown(how);
        }
      }
      case STOP, CONDITION, START_PRE, DEAD, FAILED, EXITED, AUTO_RESTART -> {}
    }
  }

  private void mainExitedInStart(ServiceResult how) {
    switch (service.type()) {
      case ONESHOT -> {
        if (how == ServiceResult.SUCCESS) {
          service.enterStartPost();
        } else {
          service.enterSignal(STOP_SIGTERM, how);
        }
      }
      case NOTIFY, NOTIFY_RELOAD -> {
        boolean couldStillCome =
            service.definition().get(ServiceSettings.REMAIN_AFTER_EXIT)
                && service.notifyAccess() != NotifyAccess.MAIN;
        if (how != ServiceResult.SUCCESS) {
          service.enterSignal(STOP_SIGTERM, how);
        } else if (!couldStillCome) {
          service.enterSignal(STOP_SIGTERM, ServiceResult.PROTOCOL);
        }
      }
      case SIMPLE, IDLE, EXEC, DBUS, FORKING -> service.enterRunning(how);
    }
  }

  private void controlExited(ServiceProcess control, ProcessEnd end, Stamp at) {
    service.put(control, null);
    service.logEnd(control, end, at);
    boolean daemon = control.kind() == ExecKind.START; // what Type=forking starts
    ServiceResult how =
        service.isIgnored(control)
            ? ServiceResult.SUCCESS
            : ServiceEnds.result(
                end, !daemon, service.definition().get(ServiceSettings.SUCCESS_EXIT_STATUS));
    if (control.kind() == ExecKind.CONDITION
        && how != ServiceResult.SUCCESS
        && end.code() == ProcessEnd.Code.EXITED
        && end.status() > 0
        && end.status() < 255) {
      how = ServiceResult.EXEC_CONDITION;
    }
    service
        .manager()
        .report()
        .processEnded(service, "Control process", end, how == ServiceResult.SUCCESS);
    if (service.sub() != RELOAD) {
      service.end(how);
    }
    boolean more = control.index() + 1 < service.commands(control.kind()).size();
    boolean goesOn = how == ServiceResult.SUCCESS && more && isStateOf(control.kind());
    if (goesOn) {
      service.launchNext(control.kind(), control.index() + 1);
      return;
    }
    boolean good = how == ServiceResult.SUCCESS;
    boolean alone = service.main() == null;
    switch (service.sub()) {
      case CONDITION -> {
        if (good) {
          service.enterStartPre();
        } else {
          service.enterSignal(STOP_SIGTERM, how);
        }
      }
      case START_PRE -> {
        if (good) {
          service.enterStart();
        } else {
          service.enterSignal(STOP_SIGTERM, how);
        }
      }
      case START_POST -> {
        if (good) {
          service.enterRunning(ServiceResult.SUCCESS);
        } else {
          service.enterSignal(STOP_SIGTERM, how);
        }
      }
      case RELOAD -> reloadExited(how);
      case STOP -> service.enterSignal(STOP_SIGTERM, how);
      case STOP_WATCHDOG,
          STOP_SIGTERM,
          STOP_SIGKILL,
          STOP_POST,
          FINAL_WATCHDOG,
          FINAL_SIGTERM,
          FINAL_SIGKILL -> {
        if (alone) {
          goneOnTheWayDown(how);
        }
      }
      case START -> {
        if (control.kind() != ExecKind.START) {
          break;
        }
        if (good) {
          service.mainProcess().forked();
        } else {
          service.enterSignal(STOP_SIGTERM, how);
        }
      }
      case DEAD, RUNNING, RELOAD_SIGNAL, RELOAD_NOTIFY, EXITED, FAILED, AUTO_RESTART -> {}
    }
  }

  private void reloadExited(ServiceResult how) {
    service.replace(service.service().with(service.service().progress().reloaded(how)));
    if (how == ServiceResult.SUCCESS && service.main() != null) {
      service.mainProcess().reloaded();
    } else {
      service.enterRunning(ServiceResult.SUCCESS);
    }
  }

  /** On the way down neither main nor control process is left: the next step. */
  private void goneOnTheWayDown(ServiceResult how) {
    ServiceSubState sub = service.sub();
    if (sub.isStopSignal()) {
      service.enterStopPost(how);
    } else if (sub == ServiceSubState.STOP_POST) {
      service.enterSignal(FINAL_SIGTERM, how);
    } else {
      lastExited(how);
    }
  }

  /** Neither main nor control process is left, but what they forked may be. */
  private void lastExited(ServiceResult how) {
    KillMode mode = service.definition().get(KillSettings.KILL_MODE);
    boolean whole = mode == KillMode.CONTROL_GROUP || mode == KillMode.MIXED;
    if (!whole || service.manager().host().processes(service.cgroup()).isEmpty()) {
      service.enterDead(how, true);
    } else if (mode == KillMode.MIXED && service.sub() != FINAL_SIGKILL) {
      service.enterSignal(FINAL_SIGKILL, how);
    } else {
      service.end(how); // they have been told, and the sub-state's deadline stands
    }
  }

  private boolean isStateOf(ExecKind kind) {
    return switch (kind) {
      case CONDITION -> service.sub() == ServiceSubState.CONDITION;
      case START_PRE -> service.sub() == ServiceSubState.START_PRE;
      case START -> service.sub() == ServiceSubState.START;
      case START_POST -> service.sub() == ServiceSubState.START_POST;
      case RELOAD -> service.sub() == ServiceSubState.RELOAD;
      case STOP -> service.sub() == ServiceSubState.STOP;
      case STOP_POST -> service.sub() == ServiceSubState.STOP_POST;
      case SOCKET_START_PRE, SOCKET_START_POST, SOCKET_STOP_PRE, SOCKET_STOP_POST ->
          throw notOurs(kind);
    };
  }

  private static IllegalStateException notOurs(ExecKind kind) {
    return new IllegalStateException("a service has no commands of the kind " + kind);
  }

  /** Nothing is left in the cgroup. */
  void cgroupEmpty() {
    if (service.mainProcess().isAlive() || service.control() != null) {
      return; // the exit that is still to come says more
    }
    switch (service.sub()) {
      case START -> {
        if (service.readiness() == Readiness.NOTIFIED) {
          service.enterStopPost(ServiceResult.PROTOCOL);
        }
      }
      case RUNNING -> service.enterRunning(ServiceResult.SUCCESS);
      case STOP_WATCHDOG, STOP_SIGTERM, STOP_SIGKILL ->
          service.enterStopPost(ServiceResult.SUCCESS);
      case STOP_POST, FINAL_WATCHDOG, FINAL_SIGTERM, FINAL_SIGKILL ->
          service.enterDead(ServiceResult.SUCCESS, true);
      case DEAD, FAILED, AUTO_RESTART -> {
        service.manager().host().release(service.name(), service.cgroup());
        service.manager().units().suspect(service);
      }
      case CONDITION,
          START_PRE,
          START_POST,
          EXITED,
          RELOAD,
          RELOAD_SIGNAL,
          RELOAD_NOTIFY,
          STOP -> {}
    }
  }
}
