package org.reeve.manager;

import static org.reeve.manager.ServiceSubState.*;

import org.reeve.unit.KillSettings;
import org.reeve.unit.TimeSpan;

/**
 * What time does to a service. Several deadlines run side by side: that of the sub-state, of
 * RuntimeMaxSec=, of the watchdog, of an answer about PIDFile=, and the wait of Type=idle. All of
 * them are computed from the record, so that there is nothing here to be kept.
 */
final class ServiceDeadlines {
  private final Service service;

  ServiceDeadlines(Service service) {
    this.service = service;
  }

  /** The first moment at which {@link #elapsed} has something to do. */
  long soonest() {
    long soonest = service.manager().rules().deadline(service.service().progress().deadlineUsec());
    if (service.sub() == RUNNING) {
      soonest = Math.min(soonest, service.service().progress().activeUntilUsec());
    }
    soonest = Math.min(soonest, Math.min(service.mainProcess().deadlineUsec(), idleDeadline()));
    return Math.min(soonest, watchdogDeadline());
  }

  /** When Type=idle waits for the jobs no longer. */
  private long idleDeadline() {
    ServiceProcess main = service.main();
    return main != null && main.phase() == ServiceProcess.Phase.WAITING
        ? Manager.later(main.since().monotonicUsec(), ServiceProcess.IDLE_USEC)
        : Long.MAX_VALUE;
  }

  /** Whether the watchdog counts in this sub-state. */
  boolean isWatched() {
    return service.sub() == START_POST
        || service.sub() == RUNNING
        || service.sub().active() == ActiveState.RELOADING;
  }

  private long watchdogDeadline() {
    long usec = service.watchdogUsec();
    Stamp last = service.service().notice().watchdogAt();
    return isWatched() && usec > 0 && last.isSet()
        ? Manager.later(last.monotonicUsec(), usec)
        : Long.MAX_VALUE;
  }

  void elapsed() {
    long now = service.manager().nowUsec();
    if (service.service().progress().deadlineUsec() <= now) {
      ServiceTimeouts.Answer answer =
          ServiceTimeouts.answer(
              service.sub(),
              service.definition(),
              service.definition().get(KillSettings.SEND_SIGKILL));
      LogLevel level = answer == ServiceTimeouts.Answer.RESTART ? LogLevel.DEBUG : LogLevel.WARNING;
      service
          .manager()
          .log(level, service.name(), service.name().text() + ": " + answer.message(service.sub()));
      carryOut(answer);
    } else if (service.mainProcess().deadlineUsec() <= now) {
      service.mainProcess().timeElapsed();
    } else if (idleDeadline() <= now) {
      service.launcher().launchIdle();
    } else if (service.sub() == RUNNING && service.service().progress().activeUntilUsec() <= now) {
      service
          .manager()
          .log(
              LogLevel.WARNING,
              service.name(),
              service.name().text() + ": Service reached runtime time limit. Stopping.");
      service.enterStop(ServiceResult.TIMEOUT);
    } else if (watchdogDeadline() <= now) {
      String limit = new TimeSpan(service.watchdogUsec()).print();
      service
          .manager()
          .log(
              LogLevel.ERR,
              service.name(),
              service.name().text() + ": Watchdog timeout (limit " + limit + ")!");
      service.enterSignal(STOP_WATCHDOG, ServiceResult.WATCHDOG);
    }
  }

  private void carryOut(ServiceTimeouts.Answer answer) {
    switch (answer) {
      case SIGNAL_TERM -> service.enterSignal(STOP_SIGTERM, ServiceResult.TIMEOUT);
      case SIGNAL_ABORT -> service.enterSignal(STOP_WATCHDOG, ServiceResult.TIMEOUT);
      case SIGNAL_KILL -> service.enterSignal(STOP_SIGKILL, ServiceResult.TIMEOUT);
      case STOP_POST -> service.enterStopPost(ServiceResult.TIMEOUT);
      case FINAL_TERM -> service.enterSignal(FINAL_SIGTERM, ServiceResult.TIMEOUT);
      case FINAL_KILL -> service.enterSignal(FINAL_SIGKILL, ServiceResult.TIMEOUT);
      case DEAD -> service.enterDead(ServiceResult.TIMEOUT, true);
      case DEAD_FOR_GOOD -> service.enterDead(ServiceResult.TIMEOUT, false);
      case STOP_RELOADING -> {
        int control = service.controlPid();
        if (control > 0) {
          service.signalOne(control, ServiceEnds.SIGKILL);
        }
        service.replace(service.service().with(service.service().processes().withControl(null)));
        service.replace(
            service.service().with(service.service().progress().reloaded(ServiceResult.TIMEOUT)));
        service.enterRunning(ServiceResult.SUCCESS);
      }
      case RESTART -> service.restarts().now();
    }
  }
}
