package org.reeve.manager;

import org.reeve.unit.UnitName;

/**
 * The manager's own messages about jobs and processes, in systemd's words, because people and
 * programs search for them.
 */
final class Report {
  private final Manager manager;

  Report(Manager manager) {
    this.manager = manager;
  }

  /**
   * {@code a.service - A description}, as in "Started a.service - A description.";
   * StatusUnitFormat=.
   */
  private static String named(Unit unit) {
    String description = unit.description();
    String name = unit.name().text();
    if (description.equals(name)) {
      return name;
    }
    return switch (unit.manager().config().settings().text("StatusUnitFormat")) {
      case "name" -> name;
      case "description" -> description;
      case null, default -> name + " - " + description;
    };
  }

  void jobEnded(Unit unit, Job job, JobResult result, boolean already) {
    if (already || job.type() == JobType.NOP || job.type() == JobType.VERIFY_ACTIVE) {
      return;
    }
    String what = named(unit);
    switch (job.type()) {
      case START -> started(unit, what, result);
      case STOP, RESTART -> stopped(unit, what, result);
      case RELOAD -> reloaded(unit, what, result);
      case VERIFY_ACTIVE, NOP, TRY_RESTART, TRY_RELOAD, RELOAD_OR_START -> {}
    }
  }

  private void started(Unit unit, String what, JobResult result) {
    boolean target = unit instanceof Group;
    switch (result) {
      case DONE -> {
        if (unit.state().conditions().passed()) {
          String how =
              target ? "Reached target " : unit instanceof Socket ? "Listening on " : "Started ";
          say(unit.name(), LogLevel.INFO, Host.StatusMark.OK, how + what + ".");
        }
      }
      case FAILED ->
          say(
              unit.name(),
              LogLevel.ERR,
              Host.StatusMark.FAILED,
              (unit instanceof Socket ? "Failed to listen on " : "Failed to start ") + what + ".");
      case DEPENDENCY ->
          say(
              unit.name(),
              LogLevel.WARNING,
              Host.StatusMark.DEPEND,
              "Dependency failed for " + what + ".");
      case TIMEOUT ->
          say(unit.name(), LogLevel.ERR, Host.StatusMark.TIME, "Timed out starting " + what + ".");
      case ASSERT ->
          say(
              unit.name(),
              LogLevel.WARNING,
              Host.StatusMark.NONE,
              "Starting of " + what + " failed because of an unmet assertion.");
      case UNSUPPORTED ->
          say(
              unit.name(),
              LogLevel.WARNING,
              Host.StatusMark.NONE,
              "Starting of " + what + " unsupported.");
      case CANCELED, SKIPPED, INVALID, COLLECTED, ONCE -> {}
    }
  }

  private void stopped(Unit unit, String what, JobResult result) {
    switch (result) {
      case DONE ->
          say(
              unit.name(),
              LogLevel.INFO,
              Host.StatusMark.OK,
              (unit instanceof Group
                      ? "Stopped target "
                      : unit instanceof Socket ? "Closed " : "Stopped ")
                  + what
                  + ".");
      case FAILED ->
          say(
              unit.name(),
              LogLevel.WARNING,
              Host.StatusMark.FAILED,
              "Stopped (with error) " + what + ".");
      case TIMEOUT ->
          say(
              unit.name(),
              LogLevel.WARNING,
              Host.StatusMark.TIME,
              "Timed out stopping " + what + ".");
      case DEPENDENCY, ASSERT, UNSUPPORTED, CANCELED, SKIPPED, INVALID, COLLECTED, ONCE -> {}
    }
  }

  private void reloaded(Unit unit, String what, JobResult result) {
    switch (result) {
      case DONE -> manager.report(LogLevel.INFO, unit.name(), "Reloaded " + what + ".");
      case FAILED -> manager.report(LogLevel.ERR, unit.name(), "Reload failed for " + what + ".");
      case TIMEOUT ->
          manager.report(LogLevel.ERR, unit.name(), "Timed out reloading " + what + ".");
      case DEPENDENCY, ASSERT, UNSUPPORTED, CANCELED, SKIPPED, INVALID, COLLECTED, ONCE -> {}
    }
  }

  private void say(UnitName unit, LogLevel level, Host.StatusMark mark, String text) {
    manager.report(level, unit, text);
    manager.host().status(mark, text);
  }

  void processEnded(ExecUnit unit, String which, ProcessEnd end, boolean good) {
    LogLevel level = good ? LogLevel.DEBUG : LogLevel.NOTICE;
    manager.report(
        level, unit.name(), unit.name().text() + ": " + which + " exited, " + end.phrase());
  }

  void serviceEnded(Service service, ServiceResult result) {
    String name = service.name().text();
    switch (result) {
      case SUCCESS ->
          manager.report(LogLevel.DEBUG, service.name(), name + ": Deactivated successfully.");
      case EXEC_CONDITION ->
          manager.report(
              LogLevel.INFO, service.name(), name + ": Skipped due to 'exec-condition'.");
      case RESOURCES,
          PROTOCOL,
          TIMEOUT,
          EXIT_CODE,
          SIGNAL,
          CORE_DUMP,
          WATCHDOG,
          START_LIMIT_HIT,
          OOM_KILL ->
          manager.report(
              LogLevel.WARNING,
              service.name(),
              name + ": Failed with result '" + result.text() + "'.");
    }
  }
}
