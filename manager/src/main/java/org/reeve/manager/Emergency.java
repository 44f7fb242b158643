package org.reeve.manager;

import org.reeve.unit.EmergencyAction;

/**
 * What FailureAction=, SuccessAction=, StartLimitAction= and JobTimeoutAction= do to the whole
 * machine. The plain words bring everything down in order, by a unit that nothing later can take
 * back; {@code -force} goes on to the end at once: no unit is stopped, but processes are still
 * asked to end. {@code -immediate} is taken for {@code -force}.
 */
final class Emergency {
  private Emergency() {}

  /**
   * Acts.
   *
   * @param why the setting that asks for it
   * @param exitStatus for the exit actions; negative for the unit's own, or the manager's if it has
   *     none
   */
  static void act(Unit unit, String why, EmergencyAction action, int exitStatus) {
    Manager manager = unit.manager();
    if (action == EmergencyAction.NONE || manager.isFinishing()) {
      return;
    }
    int own = exitStatus >= 0 ? exitStatus : unit.exitStatus();
    int code = own >= 0 ? own : manager.exitCode();
    manager.log(
        LogLevel.NOTICE,
        unit.name(),
        unit.name().text() + ": " + why + "=" + action.text() + " takes effect.");
    String cause = why + "= of " + unit.name().text();
    switch (action) {
      case NONE -> {}
      case EXIT -> {
        manager.setExitCode(code);
        manager.startIrreversibly("exit.target", cause);
      }
      case REBOOT -> manager.startIrreversibly("reboot.target", cause);
      case POWEROFF -> manager.startIrreversibly("poweroff.target", cause);
      case HALT -> manager.startIrreversibly("halt.target", cause);
      case KEXEC -> manager.startIrreversibly("kexec.target", cause);
      case EXIT_FORCE -> end(manager, Host.Finish.Verb.EXIT, code);
      case REBOOT_FORCE, REBOOT_IMMEDIATE -> end(manager, Host.Finish.Verb.REBOOT, 0);
      case POWEROFF_FORCE, POWEROFF_IMMEDIATE -> end(manager, Host.Finish.Verb.POWEROFF, 0);
      case HALT_FORCE, HALT_IMMEDIATE -> end(manager, Host.Finish.Verb.HALT, 0);
      case KEXEC_FORCE -> end(manager, Host.Finish.Verb.KEXEC, 0);
    }
  }

  private static void end(Manager manager, Host.Finish.Verb verb, int code) {
    manager.finish(new Host.Finish(verb, code));
  }
}
