package org.reeve.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.reeve.cli.Table.Cell;
import org.reeve.dbus.BusError;
import org.reeve.unit.TimeSpan;
import org.reeve.unit.UnitEscape;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitType;

/** {@code list-sockets}, {@code list-timers} and {@code list-automounts}. */
final class ListByType {
  private ListByType() {}

  private record Socket(String address, String type, String unit, List<?> triggers) {}

  static int sockets(Invocation invocation, String verb, List<String> arguments)
      throws Failure, IOException {
    invocation.wantPager();
    List<Socket> sockets = new ArrayList<>();
    for (UnitEntry entry : units(invocation, arguments, ".socket")) {
      UnitStatus unit = properties(invocation, entry);
      for (Object each : unit.list("Listen")) {
        List<?> listen = (List<?>) each;
        sockets.add(
            new Socket(
                (String) listen.get(1),
                (String) listen.get(0),
                entry.name(),
                unit.list("Triggers")));
      }
    }
    sockets.sort(Comparator.comparing(Socket::address).thenComparing(Socket::type));
    boolean types = invocation.has(Option.SHOW_TYPES);
    Table table =
        types
            ? new Table(invocation.screen(), true, "LISTEN", "TYPE", "UNIT", "ACTIVATES")
            : new Table(invocation.screen(), true, "LISTEN", "UNIT", "ACTIVATES");
    for (Socket socket : sockets) {
      Cell address = Cell.of(socket.address);
      Cell unit = Cell.of(socket.unit);
      Cell activates = Cell.of(PropertyForms.join(socket.triggers));
      if (types) {
        table.row(address, Cell.of(socket.type), unit, activates);
      } else {
        table.row(address, unit, activates);
      }
    }
    finish(invocation, table, sockets.size(), "sockets");
    return 0;
  }

  private record Timer(long next, long last, String unit, List<?> triggers) {}

  static int timers(Invocation invocation, String verb, List<String> arguments)
      throws Failure, IOException {
    invocation.wantPager();
    long now = Timestamps.now();
    List<Timer> timers = new ArrayList<>();
    for (UnitEntry entry : units(invocation, arguments, ".timer")) {
      UnitStatus unit = properties(invocation, entry);
      long last = unit.number("LastTriggerUSec");
      timers.add(new Timer(TimerTimes.next(unit, now), last, entry.name(), unit.list("Triggers")));
    }
    timers.sort((a, b) -> {
      int byNext = Long.compareUnsigned(a.next == 0 ? -1 : a.next, b.next == 0 ? -1 : b.next);
      return byNext != 0 ? byNext : a.unit.compareToIgnoreCase(b.unit);
    });
    Timestamps times = invocation.timestamps();
    Table table =
        new Table(invocation.screen(), true, "NEXT", "LEFT", "LAST", "PASSED", "UNIT", "ACTIVATES");
    for (Timer timer : timers) {
      table.row(
          Cell.of(times.print(timer.next)),
          Cell.of(Timestamps.relative(timer.next, now)),
          Cell.of(times.print(timer.last)),
          Cell.of(Timestamps.relative(timer.last, now)),
          Cell.of(timer.unit),
          Cell.of(PropertyForms.join(timer.triggers)));
    }
    finish(invocation, table, timers.size(), "timers");
    return 0;
  }

  private record Automount(String what, String where, boolean mounted, long timeout, String unit) {}

  static int automounts(Invocation invocation, String verb, List<String> arguments)
      throws Failure, IOException {
    invocation.wantPager();
    List<Automount> automounts = new ArrayList<>();
    for (UnitEntry entry : units(invocation, arguments, ".automount")) {
      UnitStatus unit = properties(invocation, entry);
      String where = unit.text("Where");
      UnitName mount = UnitEscape.pathToName(where, UnitType.MOUNT);
      UnitStatus mounted = unit;
      if (mount != null) {
        mounted = properties(invocation, mount.text());
      }
      automounts.add(
          new Automount(
              mounted.text("What"),
              where,
              mounted.text("ActiveState").equals("active"),
              unit.number("TimeoutIdleUSec"),
              entry.name()));
    }
    automounts.sort(Comparator.comparing(Automount::where));
    Table table =
        new Table(invocation.screen(), true, "WHAT", "WHERE", "MOUNTED", "IDLE TIMEOUT", "UNIT");
    for (Automount automount : automounts) {
      table.row(
          Cell.of(automount.what),
          Cell.of(automount.where),
          Cell.of(automount.mounted ? "yes" : "no"),
          Cell.of(automount.timeout <= 0 ? "" : new TimeSpan(automount.timeout).print(1_000_000)),
          Cell.of(automount.unit));
    }
    finish(invocation, table, automounts.size(), "automounts");
    return 0;
  }

  private static List<UnitEntry> units(Invocation invocation, List<String> arguments, String suffix)
      throws Failure, IOException {
    List<UnitEntry> found =
        ListUnits.filtered(
            invocation,
            invocation
                .manager()
                .units(UnitNames.states(invocation), ListUnits.patterns(arguments)));
    found.removeIf(unit -> !unit.name().endsWith(suffix));
    return found;
  }

  private static UnitStatus properties(Invocation invocation, UnitEntry entry)
      throws Failure, IOException {
    return properties(invocation, entry.name());
  }

  private static UnitStatus properties(Invocation invocation, String name)
      throws Failure, IOException {
    try {
      return new UnitStatus(invocation.manager().all(ManagerClient.unitPath(name), ""));
    } catch (BusError e) {
      throw new Failure("Failed to get properties: " + ManagerClient.sentence(e));
    }
  }

  private static void finish(Invocation invocation, Table table, int count, String what) {
    table.print(invocation.hasLegend(), invocation.isCut());
    if (!invocation.hasLegend()) {
      return;
    }
    Screen screen = invocation.screen();
    screen.line("");
    screen
        .print(count > 0 ? Colour.HIGHLIGHT : Colour.RED, count + " " + what + " listed.")
        .line("");
    if (!invocation.has(Option.ALL)) {
      screen.line("Pass --all to see loaded but inactive " + what + ", too.");
    }
  }
}
