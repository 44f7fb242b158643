package org.reeve.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.reeve.cli.Table.Cell;
import org.reeve.unit.UnitEscape;

/** {@code systemctl list-units}: the units in memory. */
final class ListUnits {
  /** By type, then by name. */
  static final Comparator<UnitEntry> ORDER =
      (a, b) -> {
        int types = a.type().compareToIgnoreCase(b.type());
        return types != 0 ? types : a.name().compareToIgnoreCase(b.name());
      };

  private ListUnits() {}

  static int run(Invocation invocation, String verb, List<String> arguments)
      throws Failure, IOException {
    invocation.wantPager();
    List<UnitEntry> found =
        invocation.manager().units(UnitNames.states(invocation), patterns(arguments));
    List<UnitEntry> units =
        invocation.has(Option.WITH_DEPENDENCIES)
            ? Dependencies.withDependencies(invocation, found)
            : filtered(invocation, found);
    boolean jobs = false;
    for (UnitEntry unit : units) {
      jobs |= unit.job() != 0;
    }
    print(invocation, units, jobs);
    if (invocation.hasLegend()) {
      legend(invocation, units.size(), jobs);
    }
    return 0;
  }

  /** Patterns for lists: as typed, but a name without suffix may be a service. */
  static List<String> patterns(List<String> typed) throws Failure {
    List<String> patterns = new ArrayList<>(typed.size());
    for (String text : typed) {
      String pattern = UnitEscape.mangle(text, "service", true);
      if (pattern == null) {
        throw new Failure("Failed to mangle name: Invalid argument");
      }
      patterns.add(pattern);
    }
    return patterns;
  }

  /** What the options leave of the units, in the order of lists. */
  static List<UnitEntry> filtered(Invocation invocation, List<UnitEntry> units) {
    List<String> types = UnitNames.types(invocation);
    boolean all = invocation.has(Option.ALL) || !UnitNames.states(invocation).isEmpty();
    List<UnitEntry> shown = new ArrayList<>(units.size());
    for (UnitEntry unit : units) {
      boolean quiet =
          !unit.following().isEmpty() || (unit.active().equals("inactive") && unit.job() == 0);
      if ((types.isEmpty() || types.contains(unit.type())) && (all || !quiet)) {
        shown.add(unit);
      }
    }
    shown.sort(ORDER);
    return shown;
  }

  private static void print(Invocation invocation, List<UnitEntry> units, boolean jobs) {
    boolean plain = invocation.has(Option.PLAIN);
    List<String> headers = new ArrayList<>(List.of("UNIT", "LOAD", "ACTIVE", "SUB"));
    if (!plain) {
      headers.addFirst("");
    }
    if (jobs) {
      headers.add("JOB");
    }
    headers.add("DESCRIPTION");
    Screen screen = invocation.screen();
    Table table = new Table(screen, true, headers.toArray(new String[0]));
    for (int i = 0; i < units.size(); i++) {
      UnitEntry unit = units.get(i);
      boolean ends = i + 1 < units.size() && !units.get(i + 1).type().equals(unit.type());
      boolean failed = !plain && unit.active().equals("failed");
      boolean broken =
          !plain
              && (unit.load().equals("error")
                  || unit.load().equals("not-found")
                  || unit.load().equals("bad-setting"));
      Colour state = failed ? Colour.RED : Colour.NONE;
      List<Cell> cells = new ArrayList<>(headers.size());
      if (!plain) {
        Colour mark = broken ? Colour.YELLOW : state;
        cells.add(Cell.of(failed || broken ? screen.glyph(Glyph.DOT) : " ", mark));
      }
      cells.add(Cell.of(unit.name(), state));
      cells.add(Cell.of(unit.load(), broken ? Colour.RED : Colour.NONE));
      cells.add(Cell.of(unit.active(), state));
      cells.add(Cell.of(unit.sub(), state));
      if (jobs) {
        cells.add(Cell.of(unit.job() == 0 ? "" : unit.jobType()));
      }
      cells.add(Cell.of(unit.description()));
      if (ends) {
        underline(cells, broken ? Set.of(1, 3, 4) : Set.of());
      }
      table.row(cells.toArray(new Cell[0]));
    }
    table.print(invocation.hasLegend(), invocation.isCut());
  }

  /**
   * Underlines the last row of a type.
   *
   * @param except the columns that systemd leaves out where a unit could not be loaded
   */
  private static void underline(List<Cell> cells, Set<Integer> except) {
    for (int i = 0; i < cells.size(); i++) {
      if (!except.contains(i)) {
        cells.set(i, cells.get(i).underline());
      }
    }
  }

  private static void legend(Invocation invocation, int count, boolean jobs) {
    Screen screen = invocation.screen();
    if (count > 0) {
      screen.line("");
      screen.line("LOAD   = Reflects whether the unit definition was properly loaded.");
      screen.line("ACTIVE = The high-level unit activation state, i.e. generalization of SUB.");
      screen.line("SUB    = The low-level unit activation state, values depend on unit type.");
      if (jobs) {
        screen.line("JOB    = Pending job for the unit.");
        screen.line("");
      }
    }
    List<String> states = UnitNames.states(invocation);
    boolean all = invocation.has(Option.ALL) || states.contains("inactive");
    // nothing of a chosen state is no reason for alarm
    Colour none = states.isEmpty() || invocation.has(Option.ALL) ? Colour.RED : Colour.NONE;
    screen.print(count > 0 ? Colour.HIGHLIGHT : none, count + " loaded units listed.");
    if (!all && states.isEmpty()) {
      screen.print(" ").print(Colour.GREY, "Pass --all to see loaded but inactive units, too.");
    }
    screen.line("");
    if (all || states.isEmpty()) {
      screen
          .print(
              Colour.GREY,
              "To show all installed unit files use '"
                  + (invocation.isUsual() ? "systemctl" : invocation.command())
                  + " list-unit-files'.")
          .line("");
    }
  }
}
