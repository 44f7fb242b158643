package org.reeve.manager;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.reeve.unit.DependencyType;

/**
 * One unit's dependencies in both directions, each kind ordered by name: not by when they were
 * added, so that a manager that was rebuilt, which loads units in another order, still decides
 * alike.
 */
final class Dependencies {
  private static final Map<Effect, List<DependencyType>> TYPES = typesByEffect();

  private final Map<DependencyType, Set<Unit>> units = new EnumMap<>(DependencyType.class);

  /**
   * Writes a dependency down on both units. A unit that depends on itself has no effect and is left
   * out.
   */
  static void add(Unit from, DependencyType type, Unit to) {
    if (from != to) {
      from.dependencies().set(type).add(to);
      to.dependencies().set(type.inverse()).add(from);
    }
  }

  Set<Unit> of(DependencyType type) {
    return units.getOrDefault(type, Set.of());
  }

  boolean has(Effect effect, Unit other) {
    for (DependencyType type : TYPES.getOrDefault(effect, List.of())) {
      if (of(type).contains(other)) {
        return true;
      }
    }
    return false;
  }

  /**
   * All units to which a dependency with this effect leads. The list is a copy: acting on it may
   * change dependencies.
   */
  List<Unit> with(Effect effect) {
    List<DependencyType> types = TYPES.getOrDefault(effect, List.of());
    if (types.size() == 1) {
      return List.copyOf(of(types.getFirst()));
    }
    Set<Unit> found = new TreeSet<>(Unit.BY_NAME);
    for (DependencyType type : types) {
      found.addAll(of(type));
    }
    return List.copyOf(found);
  }

  /**
   * The first kind of dependency with this effect that leads to {@code other}: the reason to give
   * for it.
   */
  DependencyType reason(Effect effect, Unit other) {
    List<DependencyType> types = TYPES.getOrDefault(effect, List.of());
    for (DependencyType type : types) {
      if (of(type).contains(other)) {
        return type;
      }
    }
    return types.getFirst();
  }

  /** Whether any unit refers to this one: then it stays loaded. */
  List<Unit> referrers() {
    return List.copyOf(of(DependencyType.REFERENCED_BY));
  }

  /** Forgets everything, on both sides. */
  void clear(Unit self) {
    for (Map.Entry<DependencyType, Set<Unit>> entry : units.entrySet()) {
      for (Unit other : entry.getValue()) {
        other.dependencies().set(entry.getKey().inverse()).remove(self);
      }
    }
    units.clear();
  }

  private Set<Unit> set(DependencyType type) {
    return units.computeIfAbsent(type, _ -> new TreeSet<>(Unit.BY_NAME));
  }

  private static Map<Effect, List<DependencyType>> typesByEffect() {
    Map<Effect, List<DependencyType>> types = new EnumMap<>(Effect.class);
    for (DependencyType type : DependencyType.values()) {
      for (Effect effect : Effect.of(type)) {
        types.computeIfAbsent(effect, _ -> new ArrayList<>()).add(type);
      }
    }
    return types;
  }
}
