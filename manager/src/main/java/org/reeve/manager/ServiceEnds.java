package org.reeve.manager;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.ExitStatuses;
import org.reeve.unit.ServiceRestart;
import org.reeve.unit.ServiceSettings;
import org.reeve.unit.Signals;
import org.reeve.unit.UnitDefinition;

/** What the end of a process means. Pure functions. */
final class ServiceEnds {
  static final int SIGHUP = 1;
  static final int SIGINT = 2;
  static final int SIGKILL = 9;
  static final int SIGPIPE = 13;
  static final int SIGTERM = 15;

  private ServiceEnds() {}

  /**
   * The result of a process's end.
   *
   * @param command whether it is a command that has to succeed, rather than a daemon, for which
   *     being told to end is a good end
   * @param also what SuccessExitStatus= adds; null for nothing
   */
  static ServiceResult result(ProcessEnd end, boolean command, @Nullable ExitStatuses also) {
    if (isClean(end, command) || (also != null && matches(also, end))) {
      return ServiceResult.SUCCESS;
    }
    return switch (end.code()) {
      case EXITED -> ServiceResult.EXIT_CODE;
      case KILLED -> ServiceResult.SIGNAL;
      case DUMPED -> ServiceResult.CORE_DUMP;
    };
  }

  private static boolean isClean(ProcessEnd end, boolean command) {
    return switch (end.code()) {
      case EXITED -> end.status() == 0;
      case KILLED ->
          !command
              && (end.status() == SIGHUP
                  || end.status() == SIGINT
                  || end.status() == SIGTERM
                  || end.status() == SIGPIPE);
      case DUMPED -> false;
    };
  }

  static boolean matches(ExitStatuses set, ProcessEnd end) {
    return end.code() == ProcessEnd.Code.EXITED
        ? set.hasStatus(end.status())
        : set.hasSignal(end.status());
  }

  /**
   * How long an automatic restart waits: RestartSec=, growing by the same factor in each of
   * RestartSteps= steps to RestartMaxDelaySec=.
   *
   * @param count how often the unit was restarted in a row so far
   */
  static long restartPauseUsec(UnitDefinition definition, int count) {
    long first = definition.get(ServiceSettings.RESTART_SEC).usec();
    long last = definition.get(ServiceSettings.RESTART_MAX_DELAY_SEC).usec();
    int steps = definition.get(ServiceSettings.RESTART_STEPS);
    if (count == 0 || steps == 0 || first == 0 || last == Long.MAX_VALUE || last <= first) {
      return first;
    }
    return count >= steps
        ? last
        : Math.round(first * Math.pow((double) last / first, (double) count / steps));
  }

  /** The table of systemd.service(5), Restart=. */
  static boolean restarts(ServiceRestart restart, ServiceResult result) {
    boolean skipped = result == ServiceResult.EXEC_CONDITION;
    boolean good = result == ServiceResult.SUCCESS;
    return switch (restart) {
      case NO -> false;
      case ALWAYS -> !skipped;
      case ON_SUCCESS -> good;
      case ON_FAILURE -> !good && !skipped;
      case ON_ABNORMAL -> !good && !skipped && result != ServiceResult.EXIT_CODE;
      case ON_WATCHDOG -> result == ServiceResult.WATCHDOG;
      case ON_ABORT -> result == ServiceResult.SIGNAL || result == ServiceResult.CORE_DUMP;
    };
  }

  /** $SERVICE_RESULT, $EXIT_CODE and $EXIT_STATUS. */
  static Map<String, String> variables(ServiceState state) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("SERVICE_RESULT", state.progress().result().text());
    ProcessEnd end = state.processes().mainStatus().end();
    if (end != null) {
      variables.put("EXIT_CODE", end.code().text());
      String signal = end.code() == ProcessEnd.Code.EXITED ? null : Signals.name(end.status());
      variables.put("EXIT_STATUS", signal == null ? Integer.toString(end.status()) : signal);
    }
    return variables;
  }
}
