package org.reeve.bus;

import org.reeve.dbus.BusError;
import org.reeve.manager.Refusal;

/**
 * The core's refusals as D-Bus errors, by the names that systemd's clients map to texts and exit
 * codes.
 */
final class Refusals {
  private static final String SYSTEMD = "org.freedesktop.systemd1.";

  static final String NO_SUCH_UNIT = SYSTEMD + "NoSuchUnit";
  static final String NO_SUCH_JOB = SYSTEMD + "NoSuchJob";
  static final String NO_UNIT_FOR_PID = SYSTEMD + "NoUnitForPID";
  static final String NO_UNIT_FOR_INVOCATION_ID = SYSTEMD + "NoUnitForInvocationID";
  static final String NOT_SUPPORTED = "org.freedesktop.DBus.Error.NotSupported";

  private Refusals() {}

  static BusError error(Refusal refusal) {
    String name =
        switch (refusal.kind()) {
          case NO_SUCH_UNIT -> NO_SUCH_UNIT;
          case UNIT_MASKED -> SYSTEMD + "UnitMasked";
          case BAD_UNIT_SETTING -> SYSTEMD + "BadUnitSetting";
          case LOAD_FAILED -> "System.Error.EBADMSG"; // as systemd, which keeps LoadFailed for jobs
          case NO_SUCH_JOB -> NO_SUCH_JOB;
          case JOB_TYPE_NOT_APPLICABLE -> SYSTEMD + "JobTypeNotApplicable";
          case NO_ISOLATION -> SYSTEMD + "NoIsolation";
          case ONLY_BY_DEPENDENCY -> SYSTEMD + "OnlyByDependency";
          case TRANSACTION_IS_DESTRUCTIVE -> SYSTEMD + "TransactionIsDestructive";
          case TRANSACTION_ORDER_IS_CYCLIC -> SYSTEMD + "TransactionOrderIsCyclic";
          case TRANSACTION_JOBS_CONFLICTING -> SYSTEMD + "TransactionJobsConflicting";
          case SHUTTING_DOWN -> SYSTEMD + "ShuttingDown";
          case NO_SUCH_PROCESS -> SYSTEMD + "NoSuchProcess";
          case INVALID_ARGS -> BusError.INVALID_ARGS;
          case FAILED -> BusError.FAILED;
        };
    return new BusError(name, refusal.sentence());
  }

  static BusError invalid(String sentence) {
    return new BusError(BusError.INVALID_ARGS, sentence);
  }
}
