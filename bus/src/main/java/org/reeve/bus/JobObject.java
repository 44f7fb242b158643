package org.reeve.bus;

import java.util.ArrayList;
import java.util.List;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Call;
import org.reeve.manager.Job;
import org.reeve.manager.Manager;
import org.reeve.manager.Refusal;

/** Jobs: org.freedesktop.systemd1.Job, and the rows in which the manager lists them. */
final class JobObject {
  static final String NAME = "org.freedesktop.systemd1.Job";

  private JobObject() {}

  static Binding<Job> binding(Manager manager) {
    return new Binding<Job>(NAME)
        .property("Id", Job::id)
        .property("Unit", job -> List.of(job.unit().text(), Paths.unit(job.unit().text())))
        .property("JobType", job -> job.type().text())
        .property("State", job -> job.state().text())
        .method("Cancel", (job, call) -> cancel(manager, job, call))
        .method("GetAfter", (job, call) -> after(manager, job, call))
        .method("GetBefore", (job, call) -> before(manager, job, call));
  }

  /** The job whose number is the first argument. */
  static Job find(Manager manager, Call call) throws BusError {
    long id = call.number(0);
    Job job = id > Integer.MAX_VALUE ? null : manager.findJob((int) id);
    if (job == null) {
      throw new BusError(Refusals.NO_SUCH_JOB, "Job " + id + " does not exist.");
    }
    return job;
  }

  static void cancel(Manager manager, Job job, Call call) throws BusError {
    try {
      manager.cancel(job.id());
    } catch (Refusal refusal) {
      throw Refusals.error(refusal);
    }
    call.reply();
  }

  /** Answers with the jobs that wait for this one. */
  static void after(Manager manager, Job job, Call call) {
    List<Job> waiting = new ArrayList<>();
    for (Job other : manager.allJobs()) {
      if (manager.blockers(other).contains(job)) {
        waiting.add(other);
      }
    }
    call.reply(rows(waiting));
  }

  /** Answers with the jobs that this one waits for. */
  static void before(Manager manager, Job job, Call call) {
    call.reply(rows(manager.blockers(job)));
  }

  static List<Object> rows(List<Job> jobs) {
    List<Object> rows = new ArrayList<>();
    for (Job job : jobs) {
      String unit = job.unit().text();
      rows.add(
          List.of(
              job.id(),
              unit,
              job.type().text(),
              job.state().text(),
              Paths.job(job.id()),
              Paths.unit(unit)));
    }
    return rows;
  }
}
