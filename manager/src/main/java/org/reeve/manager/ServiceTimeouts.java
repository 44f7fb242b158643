package org.reeve.manager;

import org.reeve.unit.ServiceSettings;
import org.reeve.unit.TimeoutFailureMode;
import org.reeve.unit.UnitDefinition;

/** What it means that a sub-state took too long. */
final class ServiceTimeouts {
  private ServiceTimeouts() {}

  /** What is done about it. */
  enum Answer {
    SIGNAL_TERM,
    SIGNAL_ABORT,
    SIGNAL_KILL,
    STOP_POST,
    FINAL_TERM,
    FINAL_KILL,
    DEAD,
    DEAD_FOR_GOOD,
    STOP_RELOADING,
    RESTART;

    /** The sentence that goes with it, in systemd's words. */
    String message(ServiceSubState sub) {
      return switch (this) {
        case RESTART -> "RestartSec= has passed, scheduling restart.";
        case STOP_RELOADING -> "Reload operation timed out. Killing reload process.";
        case SIGNAL_TERM -> operation(sub) + " timed out. Terminating.";
        case SIGNAL_ABORT -> operation(sub) + " timed out. Aborting.";
        case SIGNAL_KILL -> operation(sub) + " timed out. Killing.";
        case FINAL_TERM -> "State '" + sub.text() + "' timed out. Terminating.";
        case FINAL_KILL -> "State '" + sub.text() + "' timed out. Killing.";
        case STOP_POST ->
            sub == ServiceSubState.STOP_SIGKILL
                ? "Processes still around after SIGKILL. Ignoring."
                : "State '" + sub.text() + "' timed out. Skipping SIGKILL.";
        case DEAD -> "Processes still around after final SIGKILL. Entering failed mode.";
        case DEAD_FOR_GOOD ->
            "State '" + sub.text() + "' timed out. Skipping SIGKILL. Entering failed mode.";
      };
    }

    private static String operation(ServiceSubState sub) {
      return switch (sub) {
        case CONDITION, START_PRE, START -> sub.text() + " operation";
        case START_POST -> "Start-post operation";
        case STOP -> "Stopping";
        default -> "State '" + sub.text() + "'";
      };
    }
  }

  static Answer answer(ServiceSubState sub, UnitDefinition definition, boolean sendKill) {
    return switch (sub) {
      case CONDITION, START_PRE, START ->
          signal(definition.get(ServiceSettings.TIMEOUT_START_FAILURE_MODE));
      case START_POST -> Answer.SIGNAL_TERM;
      case RELOAD, RELOAD_SIGNAL, RELOAD_NOTIFY -> Answer.STOP_RELOADING;
      case STOP -> signal(definition.get(ServiceSettings.TIMEOUT_STOP_FAILURE_MODE));
      case STOP_WATCHDOG -> sendKill ? Answer.SIGNAL_KILL : Answer.STOP_POST;
      case STOP_SIGTERM -> {
        boolean abort =
            definition.get(ServiceSettings.TIMEOUT_STOP_FAILURE_MODE) == TimeoutFailureMode.ABORT;
        if (abort) {
          yield Answer.SIGNAL_ABORT;
        }
        yield sendKill ? Answer.SIGNAL_KILL : Answer.STOP_POST;
      }
      case STOP_SIGKILL -> Answer.STOP_POST;
      case STOP_POST -> Answer.FINAL_TERM;
      case FINAL_WATCHDOG, FINAL_SIGTERM -> sendKill ? Answer.FINAL_KILL : Answer.DEAD_FOR_GOOD;
      case FINAL_SIGKILL -> Answer.DEAD;
      case AUTO_RESTART -> Answer.RESTART;
      case DEAD, RUNNING, EXITED, FAILED ->
          throw new IllegalStateException("sub-state " + sub.text() + " has no deadline");
    };
  }

  private static Answer signal(TimeoutFailureMode mode) {
    return switch (mode) {
      case TERMINATE -> Answer.SIGNAL_TERM;
      case ABORT -> Answer.SIGNAL_ABORT;
      case KILL -> Answer.SIGNAL_KILL;
    };
  }
}
