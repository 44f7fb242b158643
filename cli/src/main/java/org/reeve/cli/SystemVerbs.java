package org.reeve.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.cli.Table.Cell;
import org.reeve.dbus.BusError;

/** The verbs that take the whole system into another state: poweroff, rescue, exit… */
final class SystemVerbs {
  /**
   * A state of the system.
   *
   * @param target the unit that stands for it
   * @param mode the mode of its job
   * @param method the manager's method that does it at once ({@code --force}); null if there is
   *     none
   */
  private record State(String verb, String target, String mode, @Nullable String method) {}

  private static final String KEXEC = "/sbin/kexec";
  private static final String AT_LAST = "replace-irreversibly";

  private static final List<State> STATES =
      List.of(
          new State("default", "default.target", "isolate", null),
          new State("rescue", "rescue.target", "isolate", null),
          new State("emergency", "emergency.target", "isolate", null),
          new State("halt", "halt.target", AT_LAST, "Halt"),
          new State("poweroff", "poweroff.target", AT_LAST, "PowerOff"),
          new State("reboot", "reboot.target", AT_LAST, "Reboot"),
          new State("kexec", "kexec.target", AT_LAST, "KExec"),
          new State("exit", "exit.target", AT_LAST, "Exit"),
          new State("suspend", "suspend.target", AT_LAST, null),
          new State("hibernate", "hibernate.target", AT_LAST, null),
          new State("hybrid-sleep", "hybrid-sleep.target", AT_LAST, null),
          new State("suspend-then-hibernate", "suspend-then-hibernate.target", AT_LAST, null));

  private SystemVerbs() {}

  static int run(Invocation invocation, String verb, List<String> arguments)
      throws Failure, IOException {
    State state = state(verb);
    if (verb.equals("reboot") && !arguments.isEmpty()) {
      invocation
          .screen()
          .log(
              Screen.Level.NOTICE,
              "Positional argument to reboot command is deprecated, please use --reboot-argument="
                  + " instead. Accepting anyway.");
    }
    if (verb.equals("kexec") && !isKernelLoaded() && !Window.exists(KEXEC)) {
      String missing = KEXEC + " is not available: No such file or directory";
      if (!invocation.has(Option.FORCE)) {
        throw new Failure(missing);
      }
      invocation.screen().error(missing);
      invocation
          .screen()
          .log(Screen.Level.NOTICE, "Failed to load kexec kernel, continuing without.");
    }
    if (verb.equals("exit") && !arguments.isEmpty()) {
      setExitCode(invocation, arguments.getFirst());
    }
    if (invocation.has(Option.DRY_RUN)) {
      if (invocation.options().count(Option.FORCE) > 1) {
        sayDirectly(invocation, verb);
      }
      return 0;
    }
    boolean atOnce = invocation.has(Option.FORCE) || !invocation.isUsual();
    if (atOnce && state.method != null) {
      invocation.manager().ask("Failed to " + verb, state.method, "");
      return 0;
    }
    boolean last = state.mode.equals(AT_LAST);
    // who ends the system ends with it: there is nobody left to wait
    return UnitVerbs.start(
        invocation, state.target, state.mode, !last && !invocation.has(Option.NO_BLOCK));
  }

  /** What is said where the manager is passed over, before the kernel is asked. */
  private static void sayDirectly(Invocation invocation, String verb) {
    String doing =
        switch (verb) {
          case "halt" -> "Halting.";
          case "poweroff" -> "Powering off.";
          case "reboot" -> "Rebooting.";
          default -> "";
        };
    if (!doing.isEmpty() && !invocation.isQuiet()) {
      invocation.screen().log(Screen.Level.INFO, doing);
    }
  }

  private static boolean isKernelLoaded() {
    return Window.read("/sys/kernel/kexec_loaded").equals("1");
  }

  private static State state(String verb) {
    for (State state : STATES) {
      if (state.verb.equals(verb)) {
        return state;
      }
    }
    throw new IllegalArgumentException(verb);
  }

  private static void setExitCode(Invocation invocation, String text) throws Failure, IOException {
    if (!Options.isNumber(text) || text.length() > 3 || Integer.parseInt(text) > 255) {
      throw new Failure("Invalid exit code.");
    }
    invocation.manager().ask("Failed to set exit code", "SetExitCode", "y", Integer.parseInt(text));
  }

  /** {@code systemctl list-machines}: this one. */
  static int listMachines(Invocation invocation, String verb, List<String> patterns)
      throws Failure, IOException {
    invocation.wantPager();
    UnitStatus manager;
    try {
      manager = new UnitStatus(invocation.manager().all(ManagerClient.PATH, ManagerClient.MANAGER));
    } catch (BusError e) {
      throw new Failure("Failed to get properties: " + ManagerClient.sentence(e));
    }
    Screen screen = invocation.screen();
    String state = manager.text("SystemState");
    long failed = manager.number("NFailedUnits");
    Colour colour =
        switch (state) {
          case "running" -> Colour.NONE;
          case "degraded", "maintenance" -> Colour.RED;
          default -> Colour.YELLOW;
        };
    Table table = new Table(screen, true, "", "NAME", "STATE", "FAILED", "JOBS");
    table.row(
        state.equals("running") ? Cell.of(" ") : Cell.only(screen.glyph(Glyph.DOT), colour),
        Cell.of(Window.hostName() + " (host)"),
        Cell.only(state, colour),
        Cell.only(Long.toString(failed), failed > 0 ? Colour.RED : Colour.NONE),
        Cell.of(Long.toString(manager.number("NJobs"))));
    table.print(invocation.hasLegend(), invocation.isCut());
    if (invocation.hasLegend()) {
      screen.line("");
      screen.line("1 machines listed.");
    }
    return 0;
  }
}
