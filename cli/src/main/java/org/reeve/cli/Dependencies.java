package org.reeve.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.dbus.BusError;
import org.reeve.dbus.ObjectPath;
import org.reeve.dbus.Variant;

/** {@code systemctl list-dependencies}: the tree of units that a unit needs, or that need it. */
final class Dependencies {
  private static final List<String> FORWARD =
      List.of("Requires", "Requisite", "Wants", "ConsistsOf", "BindsTo", "Upholds");
  private static final List<String> REVERSE =
      List.of("RequiredBy", "RequisiteOf", "WantedBy", "PartOf", "BoundBy", "UpheldBy");

  private final Invocation invocation;
  private final Screen screen;
  private final List<String> properties;
  private final boolean plain;
  private final boolean all;
  private final Map<String, List<String>> known = new HashMap<>();
  private final Map<String, String> states = new HashMap<>();

  private Dependencies(Invocation invocation) {
    this.invocation = invocation;
    this.screen = invocation.screen();
    this.properties = properties(invocation);
    this.plain = invocation.has(Option.PLAIN);
    this.all = invocation.has(Option.ALL);
  }

  private static List<String> properties(Invocation invocation) {
    if (invocation.has(Option.BEFORE)) {
      return List.of("Before");
    }
    if (invocation.has(Option.AFTER)) {
      return List.of("After");
    }
    return invocation.has(Option.REVERSE) ? REVERSE : FORWARD;
  }

  static int run(Invocation invocation, String verb, List<String> arguments)
      throws Failure, IOException {
    List<String> typed = arguments.isEmpty() ? List.of("default.target") : arguments;
    invocation.wantPager();
    boolean first = true;
    for (String name : UnitNames.expand(invocation, typed)) {
      if (!first) {
        invocation.screen().line("");
      }
      first = false;
      invocation.screen().line(name);
      Dependencies tree = new Dependencies(invocation);
      tree.print(name, 0, new ArrayList<>(List.of(name)), 0);
    }
    return 0;
  }

  private void print(String name, int level, List<String> path, int branches)
      throws Failure, IOException {
    List<String> children = children(name);
    for (int i = 0; i < children.size(); i++) {
      String child = children.get(i);
      boolean last = i == children.size() - 1;
      if (path.contains(child)) {
        if (!plain) {
          mark("");
          indent(level, branches, last);
          screen.line("...");
        }
        continue;
      }
      mark(state(child));
      indent(level, branches, last);
      screen.line(child);
      if (all || child.endsWith(".target")) {
        path.add(child);
        print(child, level + 1, path, branches << 1 | (last ? 0 : 1));
        if (!plain) {
          // a list names what was looked into only once; a tree repeats it elsewhere
          path.removeLast();
        }
      }
    }
  }

  private void mark(String state) {
    if (plain) {
      screen.print("  ");
      return;
    }
    if (state.isEmpty()) {
      screen.print("  ");
      return;
    }
    Colour colour = Colour.ofActiveState(state);
    screen
        .print(screen.start(colour == Colour.NONE ? Colour.NORMAL : colour))
        .print(screen.glyph(Glyph.ofActiveState(state)))
        .print(screen.end() + " ");
  }

  private void indent(int level, int branches, boolean last) {
    if (plain) {
      return;
    }
    for (int i = level - 1; i >= 0; i--) {
      screen.print(screen.glyph((branches >> i & 1) == 1 ? Glyph.VERTICAL : Glyph.SPACE));
    }
    screen.print(screen.glyph(last ? Glyph.LAST : Glyph.BRANCH));
  }

  private String state(String name) throws Failure, IOException {
    String state = states.get(name);
    if (state == null) {
      ObjectPath path = ManagerClient.unitPath(name);
      state = invocation.manager().text(path, ManagerClient.UNIT, "ActiveState");
      states.put(name, state);
    }
    return state;
  }

  /** The units one step away, in the tree's order: targets last, else by name. */
  private List<String> children(String name) throws Failure, IOException {
    List<String> found = known.get(name);
    if (found == null) {
      Set<String> set = new LinkedHashSet<>();
      Map<String, Variant> unit = all(invocation, name);
      for (String property : properties) {
        if (unit != null && ManagerClient.value(unit, property) instanceof List<?> names) {
          for (Object each : names) {
            set.add((String) each);
          }
        }
      }
      found = new ArrayList<>(set);
      found.sort(Dependencies::compare);
      known.put(name, found);
    }
    return found;
  }

  private static @Nullable Map<String, Variant> all(Invocation invocation, String name)
      throws Failure, IOException {
    try {
      return invocation.manager().all(ManagerClient.unitPath(name), ManagerClient.UNIT);
    } catch (BusError e) {
      throw new Failure("Failed to get properties: " + ManagerClient.sentence(e));
    }
  }

  private static int compare(String a, String b) {
    boolean targetA = a.endsWith(".target");
    boolean targetB = b.endsWith(".target");
    return targetA != targetB ? (targetA ? 1 : -1) : a.compareToIgnoreCase(b);
  }

  /** These units and what they need themselves, for {@code --with-dependencies}. */
  static List<UnitEntry> withDependencies(Invocation invocation, List<UnitEntry> units)
      throws Failure, IOException {
    Dependencies tree = new Dependencies(invocation);
    Set<String> wanted = new LinkedHashSet<>();
    for (UnitEntry unit : units) {
      wanted.add(unit.name());
      wanted.addAll(tree.children(unit.name()));
    }
    List<UnitEntry> found = new ArrayList<>();
    for (UnitEntry unit : invocation.manager().units(List.of(), List.of())) {
      if (wanted.contains(unit.name())) {
        found.add(unit);
      }
    }
    return ListUnits.filtered(invocation, found);
  }
}
