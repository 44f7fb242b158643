package org.reeve.manager;

import java.util.Map;
import org.reeve.unit.ExecCommand;
import org.reeve.unit.NotifyAccess;
import org.reeve.unit.ServiceSettings;
import org.reeve.unit.ServiceType;
import org.reeve.unit.UnitDefinition;

/**
 * One command of a unit at the moment at which it is to be run: all that a recipe depends on
 * besides the manager's configuration.
 *
 * @param kind the list that the command stands in
 * @param invocation the run that it belongs to
 * @param watchdogUsec 0 for none
 * @param mainPid 0 if there is no main process
 * @param handed the descriptors that it gets
 * @param end what commands that stop the unit are told of its end: $SERVICE_RESULT and its like
 */
public record CommandContext(
    UnitDefinition unit,
    ExecKind kind,
    ExecCommand command,
    InvocationId invocation,
    NotifyAccess notifyAccess,
    long watchdogUsec,
    int mainPid,
    Map<String, String> end,
    Handed handed) {

  private static final InvocationId NO_RUN = new InvocationId(0, 0);

  /** The command as it is run the first time, before any process exists. */
  public static CommandContext initial(UnitDefinition unit, ExecKind kind, ExecCommand command) {
    long watchdog = configuredWatchdog(unit);
    return new CommandContext(
        unit,
        kind,
        command,
        NO_RUN,
        effectiveAccess(unit, watchdog),
        watchdog,
        0,
        Map.of(),
        Handed.NOTHING);
  }

  /** WatchdogSec=, 0 for none. */
  static long configuredWatchdog(UnitDefinition unit) {
    long usec = unit.get(ServiceSettings.WATCHDOG_SEC).usec();
    return usec == Long.MAX_VALUE ? 0 : usec;
  }

  /** NotifyAccess=, or what type, watchdog or file descriptor store need if it is not set. */
  static NotifyAccess effectiveAccess(UnitDefinition unit, long watchdogUsec) {
    NotifyAccess set = unit.get(ServiceSettings.NOTIFY_ACCESS);
    ServiceType type = unit.get(ServiceSettings.TYPE);
    boolean needed =
        type == ServiceType.NOTIFY
            || type == ServiceType.NOTIFY_RELOAD
            || watchdogUsec > 0
            || unit.get(ServiceSettings.FILE_DESCRIPTOR_STORE_MAX) != 0;
    return set == NotifyAccess.NONE && needed ? NotifyAccess.MAIN : set;
  }
}
