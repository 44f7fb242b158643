package org.reeve.manager;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.DependencyType;
import org.reeve.unit.ExecSettings;
import org.reeve.unit.LoadState;
import org.reeve.unit.ServiceSettings;
import org.reeve.unit.ServiceType;
import org.reeve.unit.StandardStream;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitType;

/**
 * The dependencies that no file spells out: the implicit ones of a type, and the default ones that
 * DefaultDependencies=no takes away (the sections of those names in systemd.service(5),
 * systemd.socket(5), systemd.target(5) and systemd.slice(5)).
 */
final class ImplicitDependencies {
  private static final UnitName SYSINIT = UnitName.of("sysinit.target");
  private static final UnitName BASIC = UnitName.of("basic.target");
  private static final UnitName SOCKETS = UnitName.of("sockets.target");
  private static final UnitName SHUTDOWN = UnitName.of("shutdown.target");
  private static final UnitName BUS_SOCKET = UnitName.of("dbus.socket");
  private static final UnitName JOURNAL_SOCKET = UnitName.of("systemd-journald.socket");

  private static final Set<StandardStream.Kind> LOGS =
      EnumSet.of(
          StandardStream.Kind.JOURNAL,
          StandardStream.Kind.JOURNAL_CONSOLE,
          StandardStream.Kind.KMSG,
          StandardStream.Kind.KMSG_CONSOLE);

  private ImplicitDependencies() {}

  record Implied(DependencyType type, UnitName target) {}

  static List<Implied> of(Unit unit, ManagerConfig config) {
    List<Implied> implied = new ArrayList<>();
    switch (unit) {
      case Service service -> {
        sockets(service, implied);
        service(service, config, implied);
      }
      case Socket socket -> socket(socket, config, implied);
      case Group group -> {
        if (config.scope() != ManagerConfig.Scope.FOREGROUND) {
          group(group, implied);
        }
      }
      case Inert _ -> {}
    }
    return implied;
  }

  private static void service(Service service, ManagerConfig config, List<Implied> implied) {
    if (config.scope() == ManagerConfig.Scope.FOREGROUND) {
      return; // a few units by themselves: there is no system to be part of
    }
    execution(service, config, implied);
    if (service.type() == ServiceType.DBUS) {
      implied.add(new Implied(DependencyType.REQUIRES, BUS_SOCKET));
      implied.add(new Implied(DependencyType.AFTER, BUS_SOCKET));
    }
    if (!service.hasDefaultDependencies()) {
      return;
    }
    if (config.scope() == ManagerConfig.Scope.SYSTEM) {
      implied.add(new Implied(DependencyType.REQUIRES, SYSINIT));
      implied.add(new Implied(DependencyType.AFTER, SYSINIT));
    } else {
      implied.add(new Implied(DependencyType.REQUIRES, BASIC));
    }
    implied.add(new Implied(DependencyType.AFTER, BASIC));
    before(implied, SHUTDOWN);
  }

  /** What has processes lies in a slice, and may log. */
  private static void execution(ExecUnit unit, ManagerConfig config, List<Implied> implied) {
    UnitName slice = unit.slice();
    implied.add(new Implied(DependencyType.REQUIRES, slice));
    implied.add(new Implied(DependencyType.IN_SLICE, slice));
    implied.add(new Implied(DependencyType.AFTER, slice));
    if (config.scope() == ManagerConfig.Scope.SYSTEM && logs(unit)) {
      implied.add(new Implied(DependencyType.AFTER, JOURNAL_SOCKET));
    }
  }

  /** Sockets= of a service. */
  private static void sockets(Service service, List<Implied> implied) {
    for (UnitName socket : service.definition().get(ServiceSettings.SOCKETS)) {
      implied.add(new Implied(DependencyType.WANTS, socket));
      implied.add(new Implied(DependencyType.AFTER, socket));
      implied.add(new Implied(DependencyType.TRIGGERED_BY, socket));
    }
  }

  private static void socket(Socket socket, ManagerConfig config, List<Implied> implied) {
    UnitName service = Socket.serviceOf(socket.definition());
    if (service != null) {
      implied.add(new Implied(DependencyType.BEFORE, service));
      implied.add(new Implied(DependencyType.TRIGGERS, service));
    }
    if (config.scope() == ManagerConfig.Scope.FOREGROUND) {
      return;
    }
    execution(socket, config, implied);
    if (!socket.hasDefaultDependencies()) {
      return;
    }
    implied.add(new Implied(DependencyType.BEFORE, SOCKETS));
    if (config.scope() == ManagerConfig.Scope.SYSTEM) {
      implied.add(new Implied(DependencyType.REQUIRES, SYSINIT));
      implied.add(new Implied(DependencyType.AFTER, SYSINIT));
    }
    before(implied, SHUTDOWN);
  }

  private static boolean logs(ExecUnit unit) {
    UnitDefinition definition = unit.definition();
    boolean inetd =
        definition.get(ExecSettings.STANDARD_INPUT).kind() == StandardStream.Kind.SOCKET
            && !definition.isSet(ExecSettings.STANDARD_OUTPUT);
    return unit.hasCommands()
        && ((!inetd && LOGS.contains(definition.get(ExecSettings.STANDARD_OUTPUT).kind()))
            || LOGS.contains(definition.get(ExecSettings.STANDARD_ERROR).kind()));
  }

  private static void group(Group group, List<Implied> implied) {
    if (group.name().type() == UnitType.SLICE) {
      UnitName parent = Slices.parent(group.name());
      if (parent != null) {
        implied.add(new Implied(DependencyType.REQUIRES, parent));
        implied.add(new Implied(DependencyType.IN_SLICE, parent));
        implied.add(new Implied(DependencyType.AFTER, parent));
      }
    }
    if (group.hasDefaultDependencies() && !group.isPerpetual()) {
      before(implied, SHUTDOWN);
    }
  }

  private static void before(List<Implied> implied, UnitName shutdown) {
    implied.add(new Implied(DependencyType.BEFORE, shutdown));
    implied.add(new Implied(DependencyType.CONFLICTS, shutdown));
  }

  /**
   * A target is ordered after what it pulls in, unless either side has no default dependencies or
   * the order would contradict one that is written down. Done when all units are linked.
   */
  static void orderTargets(Unit unit) {
    if (unit.name().type() == UnitType.TARGET) {
      for (Unit other : unit.dependencies().with(Effect.DEFAULT_TARGET_ORDER)) {
        order(unit, other);
      }
    }
    for (DependencyType type :
        List.of(
            DependencyType.WANTED_BY,
            DependencyType.REQUIRED_BY,
            DependencyType.REQUISITE_OF,
            DependencyType.BOUND_BY,
            DependencyType.UPHELD_BY)) {
      for (Unit target : List.copyOf(unit.dependencies().of(type))) {
        if (target.name().type() == UnitType.TARGET) {
          order(target, unit);
        }
      }
    }
  }

  private static void order(Unit target, Unit other) {
    boolean wanted =
        isLoaded(target)
            && isLoaded(other)
            && target.hasDefaultDependencies()
            && other.hasDefaultDependencies()
            && !target.dependencies().has(Effect.BEFORE, other);
    if (wanted) {
      Dependencies.add(target, DependencyType.AFTER, other);
    }
  }

  private static boolean isLoaded(@Nullable Unit unit) {
    return unit != null && unit.loadState() == LoadState.LOADED;
  }
}
