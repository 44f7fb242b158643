package org.reeve.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.reeve.cli.Table.Cell;
import org.reeve.dbus.BusError;
import org.reeve.unit.Glob;

/** {@code systemctl list-jobs} and {@code cancel}. */
final class ListJobs {
  private record Job(long id, String unit, String type, String state) {
    static Job of(Object struct) {
      List<?> s = (List<?>) struct;
      return new Job((Long) s.get(0), (String) s.get(1), (String) s.get(2), (String) s.get(3));
    }

    String text() {
      return id + " (" + unit + "/" + type + ")";
    }
  }

  private ListJobs() {}

  static int run(Invocation invocation, String verb, List<String> patterns)
      throws Failure, IOException {
    List<Object> answer = invocation.manager().ask("Failed to list jobs", "ListJobs", "");
    List<?> listed = (List<?>) answer.getFirst();
    List<Job> jobs = new ArrayList<>();
    for (Object each : listed) {
      Job job = Job.of(each);
      if (matches(patterns, job.unit)) {
        jobs.add(job);
      }
    }
    Screen screen = invocation.screen();
    if (jobs.isEmpty()) {
      if (invocation.hasLegend()) {
        screen
            .print(Colour.GREEN, "No jobs " + (listed.isEmpty() ? "running" : "listed") + ".")
            .line("");
      }
      return 0;
    }
    invocation.wantPager();
    Table table = new Table(screen, true, "JOB", "UNIT", "TYPE", "STATE");
    for (Job job : jobs) {
      Colour colour = job.state.equals("running") ? Colour.HIGHLIGHT : Colour.NONE;
      table.row(
          Cell.of(Long.toString(job.id)),
          Cell.only(job.unit, colour),
          Cell.of(job.type),
          Cell.only(job.state, colour));
      if (invocation.has(Option.BEFORE)) {
        relatives(invocation, table, job, "GetJobBefore", "waiting for job ");
      }
      if (invocation.has(Option.AFTER)) {
        relatives(invocation, table, job, "GetJobAfter", "blocking job ");
      }
    }
    table.print(invocation.hasLegend(), invocation.isCut());
    if (invocation.hasLegend()) {
      screen.line("");
      screen.print(Colour.HIGHLIGHT, jobs.size() + " jobs listed").line(".");
    }
    return 0;
  }

  private static boolean matches(List<String> patterns, String unit) {
    for (String pattern : patterns) {
      if (Glob.matches(pattern, unit)) {
        return true;
      }
    }
    return patterns.isEmpty();
  }

  private static void relatives(
      Invocation invocation, Table table, Job job, String method, String text)
      throws Failure, IOException {
    List<Object> answer = invocation.manager().ask("Failed to list jobs", method, "u", job.id);
    for (Object each : (List<?>) answer.getFirst()) {
      table.row(
          Cell.of(invocation.screen().glyph(Glyph.LAST)),
          Cell.of("\t" + text + Job.of(each).text()),
          Cell.of(""),
          Cell.of(""));
    }
  }

  /** {@code systemctl cancel}: all jobs, or those with these numbers. */
  static int cancel(Invocation invocation, String verb, List<String> ids)
      throws Failure, IOException {
    if (ids.isEmpty()) {
      invocation.manager().ask("Failed to cancel jobs", "ClearJobs", "");
      return 0;
    }
    int status = 0;
    for (String id : ids) {
      if (!Options.isNumber(id) || id.length() > 9) {
        throw new Failure("Failed to parse job id \"" + id + "\": Invalid argument");
      }
      try {
        invocation.manager().call("CancelJob", "u", Long.parseLong(id));
      } catch (BusError e) {
        invocation.screen().error("Failed to cancel job " + id + ": " + ManagerClient.sentence(e));
        status = 1;
      }
    }
    return status;
  }
}
