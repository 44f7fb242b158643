package org.reeve.manager;

import org.reeve.unit.JobMode;
import org.reeve.unit.ServiceSettings;

/** Restart= and what belongs to it: whether, when and by which job a service comes back. */
final class ServiceRestarts {
  private final Service service;

  ServiceRestarts(Service service) {
    this.service = service;
  }

  /** systemd.service(5), Restart=. */
  boolean shall() {
    if (service.service().restarts().forbidden()) {
      return false;
    }
    ProcessEnd end = service.service().processes().mainStatus().end();
    if (end != null) {
      if (ServiceEnds.matches(
          service.definition().get(ServiceSettings.RESTART_PREVENT_EXIT_STATUS), end)) {
        return false;
      }
      if (ServiceEnds.matches(
          service.definition().get(ServiceSettings.RESTART_FORCE_EXIT_STATUS), end)) {
        return true;
      }
    }
    return ServiceEnds.restarts(
        service.definition().get(ServiceSettings.RESTART), service.service().progress().result());
  }

  /** The job that was to end the wait for a restart is gone: the wait begins anew. */
  void jobLost() {
    if (service.sub() == ServiceSubState.AUTO_RESTART
        && service.service().progress().deadlineUsec() == Long.MAX_VALUE) {
      long pause =
          ServiceEnds.restartPauseUsec(service.definition(), service.service().restarts().count());
      service.replace(
          service
              .service()
              .with(
                  service
                      .service()
                      .progress()
                      .due(Manager.later(service.manager().nowUsec(), pause))));
    }
  }

  /** The pause is over: a restart job does the rest. */
  void now() {
    service.replace(service.service().with(service.service().progress().due(Long.MAX_VALUE)));
    Job job = service.job();
    if (job != null && job.type() == JobType.STOP) {
      return; // the stop job takes it down from here
    }
    ServiceState.Restarts old = service.service().restarts();
    service.replace(
        service.service().with(new ServiceState.Restarts(old.count() + 1, false, false)));
    service
        .manager()
        .log(
            LogLevel.INFO,
            service.name(),
            service.name().text()
                + ": Scheduled restart job, restart counter is at "
                + (old.count() + 1)
                + ".");
    try {
      service
          .manager()
          .enqueue(
              JobType.RESTART, service, JobMode.REPLACE, new Cause.AutoRestart(old.count() + 1));
    } catch (Refusal refusal) {
      service
          .manager()
          .log(
              LogLevel.WARNING,
              service.name(),
              service.name().text() + ": Failed to schedule restart job: " + refusal.sentence());
      service.enterDead(ServiceResult.RESOURCES, false);
    }
  }
}
