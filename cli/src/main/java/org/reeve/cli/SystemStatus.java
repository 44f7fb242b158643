package org.reeve.cli;

import java.io.IOException;
import java.util.Map;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Variant;

/** {@code systemctl status} without a unit: the machine and its manager. */
final class SystemStatus {
  private SystemStatus() {}

  static void print(Invocation invocation) throws Failure, IOException {
    Screen screen = invocation.screen();
    Map<String, Variant> properties;
    try {
      properties = invocation.manager().all(ManagerClient.PATH, ManagerClient.MANAGER);
    } catch (BusError e) {
      throw new Failure("Failed to read server status: " + ManagerClient.sentence(e));
    }
    UnitStatus manager = new UnitStatus(properties);
    String state = manager.text("SystemState");
    Colour colour =
        switch (state) {
          case "running" -> Colour.GREEN;
          case "degraded", "maintenance" -> Colour.RED;
          default -> Colour.YELLOW;
        };
    screen.print(colour, screen.glyph(Glyph.DOT)).line(" " + Window.hostName());
    screen.print("    State: ").print(colour, state).line("");
    screen.line("    Units: " + manager.number("NNames") + " loaded (incl. loaded aliases)");
    screen.line("     Jobs: " + manager.number("NJobs") + " queued");
    screen.line("   Failed: " + manager.number("NFailedUnits") + " units");
    long since = manager.number("UserspaceTimestamp");
    screen.line(
        "    Since: "
            + invocation.timestamps().print(since)
            + "; "
            + Timestamps.relative(since, Timestamps.now()));
    screen.line("  systemd: " + manager.text("Version"));
    String tainted = manager.text("Tainted");
    if (!tainted.isEmpty()) {
      screen.print("  Tainted: ").print(Colour.YELLOW, tainted).line("");
    }
    String group = manager.text("ControlGroup");
    screen.line("   CGroup: " + (group.isEmpty() ? "/" : group));
    // the root slice holds the whole machine
    StatusView.printProcesses(invocation, "-.slice", Window.hostName(), group, "           ");
  }
}
