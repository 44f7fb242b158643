package org.reeve.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.reeve.dbus.BusError;
import org.reeve.dbus.ObjectPath;
import org.reeve.dbus.Variant;

/** {@code systemctl status}: units, processes by their unit, or the system as a whole. */
final class StatusVerb {
  private static final int UNKNOWN = 4;
  private static final int NOT_RUNNING = 3;

  private final Invocation invocation;
  private boolean first = true;
  private int status;

  private StatusVerb(Invocation invocation) {
    this.invocation = invocation;
  }

  static int run(Invocation invocation, String verb, List<String> arguments)
      throws Failure, IOException {
    return new StatusVerb(invocation).run(arguments);
  }

  private int run(List<String> arguments) throws Failure, IOException {
    invocation.wantPager();
    if (arguments.isEmpty()) {
      if (!invocation.has(Option.STATE)
          && !invocation.has(Option.TYPE)
          && !invocation.has(Option.FAILED)) {
        SystemStatus.print(invocation);
        first = false;
      }
      if (invocation.has(Option.ALL)
          || invocation.has(Option.STATE)
          || invocation.has(Option.TYPE)
          || invocation.has(Option.FAILED)) {
        all();
      }
      return status;
    }
    List<String> names = new ArrayList<>();
    for (String argument : arguments) {
      if (Options.isNumber(argument)) {
        show(ofProcess(argument));
      } else {
        names.add(argument);
      }
    }
    for (String name : UnitNames.expand(invocation, names)) {
      show(name, ManagerClient.unitPath(name));
    }
    return status;
  }

  private void all() throws Failure, IOException {
    List<UnitEntry> units =
        ListUnits.filtered(
            invocation, invocation.manager().units(UnitNames.states(invocation), List.of()));
    for (UnitEntry unit : units) {
      show(unit.name(), unit.path());
    }
  }

  private ObjectPath ofProcess(String pid) throws Failure, IOException {
    try {
      long number = pid.length() > 10 ? 0xFFFF_FFFFL : Long.parseLong(pid);
      return (ObjectPath)
          invocation.manager().call("GetUnitByPID", "u", number & 0xFFFF_FFFFL).getFirst();
    } catch (BusError e) {
      throw new Failure("Failed to get unit for PID " + pid + ": " + ManagerClient.sentence(e));
    }
  }

  private void show(ObjectPath path) throws Failure, IOException {
    show("", path);
  }

  private void show(String name, ObjectPath path) throws Failure, IOException {
    Map<String, Variant> properties;
    try {
      properties = invocation.manager().all(path, "");
    } catch (BusError e) {
      throw new Failure("Failed to get properties: " + ManagerClient.sentence(e));
    }
    UnitStatus unit = new UnitStatus(properties);
    String active = unit.text("ActiveState");
    if (unit.text("LoadState").equals("not-found") && active.equals("inactive")) {
      invocation.screen().error("Unit " + name + " could not be found.");
      remember(UNKNOWN);
      return;
    }
    if (!first) {
      invocation.screen().line("");
    }
    first = false;
    new StatusView(invocation, unit).print();
    remember(
        switch (active) {
          case "inactive", "failed" -> NOT_RUNNING;
          case "activating" -> NOT_RUNNING;
          default -> 0;
        });
  }

  private void remember(int code) {
    status = status == 0 ? code : status;
  }
}
