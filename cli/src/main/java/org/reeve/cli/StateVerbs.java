package org.reeve.cli;

import java.io.IOException;
import java.util.List;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Message;

/** The verbs that ask for a state and answer by their exit status. */
final class StateVerbs {
  private static final int NOT_ACTIVE = 3;

  private StateVerbs() {}

  /** {@code systemctl is-active}: 0 if one of the units is active, 3 otherwise. */
  static int isActive(Invocation invocation, String verb, List<String> typed)
      throws Failure, IOException {
    return check(invocation, typed, List.of("active", "reloading"), NOT_ACTIVE);
  }

  /** {@code systemctl is-failed}: 0 if one of the units has failed, 1 otherwise. */
  static int isFailed(Invocation invocation, String verb, List<String> typed)
      throws Failure, IOException {
    return check(invocation, typed, List.of("failed"), 1);
  }

  private static int check(
      Invocation invocation, List<String> typed, List<String> wanted, int otherwise)
      throws Failure, IOException {
    ManagerClient manager = invocation.manager();
    boolean found = false;
    for (String name : UnitNames.expand(invocation, typed)) {
      String state;
      try {
        Object value = manager.get(ManagerClient.unitPath(name), ManagerClient.UNIT, "ActiveState");
        state = (String) value;
      } catch (BusError e) {
        throw new Failure("Failed to retrieve unit state: " + ManagerClient.sentence(e));
      }
      if (!invocation.isQuiet()) {
        invocation.screen().line(state);
      }
      found |= wanted.contains(state);
    }
    return found ? 0 : otherwise;
  }

  /** {@code systemctl is-system-running}: 0 only for {@code running}. */
  static int isSystemRunning(Invocation invocation, String verb, List<String> none)
      throws Failure, IOException {
    ManagerClient manager;
    try {
      manager = invocation.manager();
    } catch (Failure unreachable) {
      if (!invocation.isQuiet()) {
        invocation.screen().line("offline");
      }
      return 1;
    }
    String state = systemState(manager);
    while (invocation.has(Option.WAIT)
        && (state.equals("initializing") || state.equals("starting"))) {
      Message signal = manager.signal();
      if ("StartupFinished".equals(signal.member())) {
        state = systemState(manager);
      }
    }
    if (!invocation.isQuiet()) {
      invocation.screen().line(state);
    }
    return state.equals("running") ? 0 : 1;
  }

  private static String systemState(ManagerClient manager) throws IOException {
    String state = manager.text(ManagerClient.PATH, ManagerClient.MANAGER, "SystemState");
    return state.isEmpty() ? "unknown" : state;
  }
}
