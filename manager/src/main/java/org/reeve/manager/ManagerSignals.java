package org.reeve.manager;

import org.reeve.unit.EmergencyAction;
import org.reeve.unit.JobMode;
import org.reeve.unit.UnitName;

/**
 * What signals to the manager mean (systemd(1), SIGNALS). Real-time signals are counted from
 * SIGRTMIN, which is 34 for programs linked with the C library that clients use.
 */
final class ManagerSignals {
  private static final int SIGHUP = 1;
  private static final int SIGINT = 2;
  private static final int SIGKILL = 9;
  private static final int SIGUSR1 = 10;
  private static final int SIGUSR2 = 12;
  private static final int SIGTERM = 15;
  private static final int SIGWINCH = 28;
  private static final int SIGPWR = 30;
  private static final int SIGRTMIN = 34;

  /** Units that SIGRTMIN+0 to +6 start. */
  private static final String[] TARGETS = {
    "default.target",
    "rescue.target",
    "emergency.target",
    "halt.target",
    "poweroff.target",
    "reboot.target",
    "kexec.target"
  };

  /** What SIGRTMIN+13 to +16 do at once. */
  private static final Host.Finish.Verb[] AT_ONCE = {
    Host.Finish.Verb.HALT,
    Host.Finish.Verb.POWEROFF,
    Host.Finish.Verb.REBOOT,
    Host.Finish.Verb.KEXEC
  };

  private ManagerSignals() {}

  static void act(Manager manager, Event.Signalled signal) {
    int number = signal.number();
    if (manager.config().scope() == ManagerConfig.Scope.FOREGROUND) {
      if (number == SIGTERM || number == SIGINT || number == SIGHUP) {
        stop(manager, number);
      }
      return;
    }
    boolean system = manager.config().scope() == ManagerConfig.Scope.SYSTEM;
    switch (number) {
      case SIGTERM -> {
        if (system) {
          manager.reexecute();
        } else {
          manager.startIrreversibly("exit.target", "SIGTERM");
        }
      }
      case SIGINT -> {
        if (system && manager.interrupted()) {
          burst(manager);
        } else {
          manager.startIrreversibly(system ? "ctrl-alt-del.target" : "exit.target", "SIGINT");
        }
      }
      case SIGHUP -> manager.reload();
      case SIGPWR -> start(manager, "sigpwr.target", JobMode.REPLACE);
      case SIGWINCH -> start(manager, "kbrequest.target", JobMode.REPLACE);
      case SIGUSR1 ->
          manager.log(LogLevel.DEBUG, null, "SIGUSR1: there is no message bus to reconnect to.");
      case SIGUSR2 -> dump(manager);
      default -> realTime(manager, number - SIGRTMIN);
    }
  }

  /** CtrlAltDelBurstAction=: somebody does not want to wait any more. */
  private static void burst(Manager manager) {
    String text = manager.config().settings().text("CtrlAltDelBurstAction");
    EmergencyAction action = EmergencyAction.REBOOT_FORCE;
    for (EmergencyAction known : EmergencyAction.values()) {
      if (known.text().equals(text)) {
        action = known;
      }
    }
    Emergency.act(
        manager.loadUnit(UnitName.of("ctrl-alt-del.target")), "CtrlAltDelBurstAction", action, -1);
  }

  /**
   * The first such signal stops all units in order; the next one makes an end of what still runs.
   */
  private static void stop(Manager manager, int signal) {
    boolean again = true;
    for (Unit unit : manager.allUnits()) {
      Job job = unit.job();
      again &=
          unit.activeState().isInactiveOrFailed() || (job != null && job.type() == JobType.STOP);
    }
    if (!again) {
      manager.log(
          LogLevel.NOTICE,
          null,
          "Stopping all units; the same again kills those that do not stop.");
      manager.stopAll("signal " + signal);
      return;
    }
    for (Unit unit : manager.allUnits()) {
      if (unit instanceof Service service && !unit.activeState().isInactiveOrFailed()) {
        manager.log(
            LogLevel.WARNING,
            unit.name(),
            unit.name().text() + ": Killed, as the signal to stop came again.");
        manager.killAll(service, SIGKILL);
      }
    }
  }

  private static void realTime(Manager manager, int offset) {
    if (offset >= 0 && offset < TARGETS.length) {
      JobMode mode = offset < 3 ? JobMode.ISOLATE : JobMode.REPLACE_IRREVERSIBLY;
      // a user's manager has no machine to end, only itself: what stops a container must stop it
      boolean ends = offset >= 3 && manager.config().scope() == ManagerConfig.Scope.USER;
      start(manager, ends ? "exit.target" : TARGETS[offset], mode);
    } else if (offset >= 13 && offset < 13 + AT_ONCE.length) {
      manager.finish(new Host.Finish(AT_ONCE[offset - 13], 0));
    } else if (offset == 22) {
      manager.setLogLevel(LogLevel.DEBUG);
    } else if (offset == 23) {
      manager.setLogLevel(LogLevel.INFO);
    } else if (offset == 24) {
      manager.finish(new Host.Finish(Host.Finish.Verb.EXIT, manager.exitCode()));
    } else if (offset == 25) {
      manager.reexecute();
    } else {
      manager.log(
          LogLevel.WARNING, null, "Got unhandled signal SIGRTMIN+" + offset + ", ignoring.");
    }
  }

  private static void start(Manager manager, String unit, JobMode mode) {
    try {
      manager.enqueue(
          JobType.START, manager.loadUnit(UnitName.of(unit)), mode, new Cause.Manager("signal"));
    } catch (Refusal refusal) {
      manager.log(LogLevel.ERR, null, "Failed to enqueue " + unit + " job: " + refusal.sentence());
    }
  }

  private static void dump(Manager manager) {
    for (Unit unit : manager.allUnits()) {
      manager.log(
          LogLevel.INFO,
          unit.name(),
          "-> Unit "
              + unit.name().text()
              + ": "
              + unit.activeState().text()
              + " ("
              + unit.subState()
              + ")");
    }
    for (Job job : manager.allJobs()) {
      manager.log(
          LogLevel.INFO,
          job.unit(),
          "-> Job "
              + job.id()
              + ": "
              + job.unit().text()
              + "/"
              + job.type().text()
              + " "
              + job.state().text()
              + ", "
              + job.cause().phrase());
    }
  }
}
