package org.reeve.manager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.Dependency;
import org.reeve.unit.DependencyType;
import org.reeve.unit.LoadState;
import org.reeve.unit.Problem;
import org.reeve.unit.Severity;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitSettings;

/**
 * All loaded units by name, and how they come and go.
 *
 * <p>Getting a unit loads it and, from a queue rather than by recursion, all it depends on; when
 * the queue is empty every dependency is written down on both of its units. A unit that is
 * inactive, has no job and that no other loaded unit refers to is dropped at the end of the turn
 * ({@link #collect}).
 */
final class Units {
  private static final int MOST_TOLD = 1000;

  private final Manager manager;
  private final Map<UnitName, Unit> byName = new LinkedHashMap<>();
  private final Set<Unit> all = new TreeSet<>(Unit.BY_NAME);
  private final ArrayDeque<Unit> unlinked = new ArrayDeque<>();
  private final Set<Unit> suspects = new LinkedHashSet<>();
  private final Set<UnitName> held = new LinkedHashSet<>();
  private final Set<String> told = new HashSet<>();
  private boolean linking;

  Units(Manager manager) {
    this.manager = manager;
  }

  Collection<Unit> all() {
    return List.copyOf(all);
  }

  int count() {
    return all.size();
  }

  /** The unit if it is loaded. */
  @Nullable Unit find(UnitName name) {
    return byName.get(name);
  }

  /** The unit, loaded with all it depends on if it was not. */
  Unit get(UnitName name) {
    Unit unit = register(name);
    link();
    return unit;
  }

  private Unit register(UnitName name) {
    Unit known = byName.get(name);
    if (known != null) {
      return known;
    }
    UnitDefinition definition = manager.host().load(name);
    Unit main = byName.get(definition.name());
    if (main != null) {
      byName.put(name, main); // an alias of a unit that is known already
      return main;
    }
    Unit unit = create(definition);
    all.add(unit);
    for (UnitName each : definition.names()) {
      byName.putIfAbsent(each, unit);
    }
    byName.putIfAbsent(name, unit);
    unlinked.add(unit);
    suspects.add(unit);
    reportProblems(definition);
    manager.publish(new Change.UnitNew(unit.name()));
    return unit;
  }

  private Unit create(UnitDefinition definition) {
    return switch (definition.name().type()) {
      case SERVICE -> new Service(manager, definition);
      case TARGET, SLICE, SCOPE -> new Group(manager, definition);
      case SOCKET -> new Socket(manager, definition);
      case DEVICE, MOUNT, AUTOMOUNT, SWAP, TIMER, PATH -> new Inert(manager, definition);
    };
  }

  /**
   * What is wrong with a place in a file is told once until the files are read again, however often
   * units come and go that it makes.
   */
  private void reportProblems(UnitDefinition definition) {
    if (told.size() >= MOST_TOLD) {
      told.clear();
    }
    for (Problem problem : definition.problems()) {
      LogLevel level = problem.severity() == Severity.ERROR ? LogLevel.ERR : LogLevel.WARNING;
      String where =
          problem.origin() == null
              ? definition.name().text()
              : problem.origin().file() + ":" + problem.origin().line();
      String sentence = where + ": " + problem.message();
      if (problem.origin() == null || told.add(sentence)) {
        manager.log(level, definition.name(), sentence);
      }
    }
  }

  /** Writes down the dependencies of all units that were registered, which registers more. */
  private void link() {
    if (linking) {
      return;
    }
    linking = true;
    List<Unit> linked = new ArrayList<>();
    for (Unit unit = unlinked.poll(); unit != null; unit = unlinked.poll()) {
      if (unit.loadState() == LoadState.LOADED) {
        for (Dependency dependency : unit.definition().dependencies()) {
          add(unit, dependency.type(), register(dependency.target()));
        }
        for (ImplicitDependencies.Implied implied :
            ImplicitDependencies.of(unit, manager.config())) {
          add(unit, implied.type(), register(implied.target()));
        }
      }
      linked.add(unit);
    }
    for (Unit unit : linked) {
      ImplicitDependencies.orderTargets(unit);
    }
    linking = false;
  }

  private static void add(Unit from, DependencyType type, Unit to) {
    Dependencies.add(from, type, to);
    Dependencies.add(from, DependencyType.REFERENCES, to);
    if (type == DependencyType.ON_FAILURE || type == DependencyType.ON_SUCCESS) {
      // while the handler is at work, what it handles can be asked after
      Dependencies.add(to, DependencyType.REFERENCES, from);
    }
  }

  /** The unit is not dropped from now on. */
  void hold(UnitName name) {
    held.add(name);
  }

  /** The unit may no longer be needed in memory. */
  void suspect(Unit unit) {
    suspects.add(unit);
  }

  /** Drops the suspects that nothing holds, and then those that only they held. */
  void collect() {
    while (!suspects.isEmpty()) {
      Unit unit = suspects.iterator().next();
      suspects.remove(unit);
      if (!all.contains(unit)) {
        continue;
      }
      if (unit.job() == null && unit.activeState().isInactiveOrFailed()) {
        unit.releaseResources();
      }
      if (!isHeld(unit)) {
        List<Unit> held = List.copyOf(unit.dependencies().of(DependencyType.REFERENCES));
        drop(unit);
        suspects.addAll(held);
      }
    }
  }

  /**
   * Whether the unit, or one that refers to it directly or through others, has a reason to be in
   * memory.
   */
  private boolean isHeld(Unit unit) {
    Set<Unit> seen = new LinkedHashSet<>();
    ArrayDeque<Unit> open = new ArrayDeque<>();
    open.add(unit);
    for (Unit next = open.poll(); next != null; next = open.poll()) {
      if (next.isPerpetual() || next.job() != null || !isGone(next) || next.hasLeftovers()) {
        return true;
      }
      if (held.contains(next.name())) {
        return true;
      }
      if (seen.add(next)) {
        open.addAll(next.dependencies().referrers());
      }
    }
    return false;
  }

  private static boolean isGone(Unit unit) {
    return switch (unit.definition().get(UnitSettings.COLLECT_MODE)) {
      case INACTIVE -> unit.activeState() == ActiveState.INACTIVE;
      case INACTIVE_OR_FAILED -> unit.activeState().isInactiveOrFailed();
    };
  }

  private void drop(Unit unit) {
    unit.dependencies().clear(unit);
    all.remove(unit);
    byName.values().removeIf(other -> other == unit);
    manager.dropped(unit);
    manager.host().remember(key(unit), null);
    manager.publish(new Change.UnitRemoved(unit.name()));
  }

  /** The names of all descriptors that hand keeps for a unit. */
  Set<String> descriptors() {
    Set<String> names = new LinkedHashSet<>();
    for (Unit unit : all) {
      switch (unit) {
        case Service service -> {
          Connection connection = service.service().connection();
          if (connection != null) {
            names.add(connection.descriptor());
          }
          for (ServiceState.Stored stored : service.service().store()) {
            names.add(stored.descriptor());
          }
        }
        case Socket socket -> {
          for (SocketState.Port port : socket.socket().ports()) {
            names.add(port.descriptor());
            if (port.accepting() != 0) {
              names.add(Host.KEPT + port.accepting());
            }
          }
        }
        case Group _, Inert _ -> {}
      }
    }
    return names;
  }

  void clear() {
    byName.clear();
    all.clear();
    unlinked.clear();
    suspects.clear();
    told.clear();
  }

  static String key(Unit unit) {
    return "unit:" + unit.name().text();
  }
}
