package org.reeve.bus;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reeve.manager.ExecUnit;
import org.reeve.manager.Unit;
import org.reeve.unit.LoadState;
import org.reeve.unit.UnitType;

/** Properties of units that have a cgroup, and the limits that units inherit from the machine. */
final class CgroupProperties {
  private static final String LIMIT = "Limit";
  private static final String SOFT = "Soft";

  private final Machine machine;

  CgroupProperties(Machine machine) {
    this.machine = machine;
  }

  <U extends Unit> void bind(Binding<U> binding) {
    binding
        .property("Slice", CgroupProperties::slice)
        .property("ControlGroup", this::path)
        .property("ControlGroupId", this::id)
        .property(
            "MemoryCurrent", unit -> present(unit) == null ? -1 : machine.memoryCurrent(own(unit)))
        .property(
            "TasksCurrent", unit -> present(unit) == null ? -1 : machine.tasksCurrent(own(unit)))
        .property("CPUUsageNSec", unit -> cpu(unit));
  }

  private static String slice(Unit unit) {
    if (unit instanceof ExecUnit service) {
      return service.loadState() == LoadState.LOADED ? service.slice().text() : "";
    }
    String name = unit.name().text();
    if (name.equals("-.slice")) {
      return "";
    }
    int dash = name.lastIndexOf('-');
    boolean below = unit.name().type() == UnitType.SLICE && dash > 0;
    return below ? name.substring(0, dash) + ".slice" : "-.slice";
  }

  private static String own(Unit unit) {
    String cgroup = unit.cgroup();
    return cgroup == null ? "" : cgroup;
  }

  /** The unit's cgroup, as long as it is there: while it is up or on its way. */
  private static @Nullable String present(Unit unit) {
    boolean gone =
        unit.activeState().isInactiveOrFailed() || unit.subState().equals("auto-restart");
    return gone ? null : unit.cgroup();
  }

  private String path(Unit unit) {
    String cgroup = present(unit);
    return cgroup == null ? "" : machine.rootCgroup() + "/" + cgroup;
  }

  /** The group's number; of a unit that has stopped the last one, as systemd shows it. */
  private long id(Unit unit) {
    boolean ran = present(unit) != null || unit.state().times().inactiveExit().isSet();
    return ran ? machine.cgroupId(own(unit)) : 0;
  }

  private long cpu(Unit unit) {
    String cgroup = unit.cgroup();
    boolean ran = unit.isPerpetual() || unit.state().times().inactiveExit().isSet();
    return cgroup == null || !ran ? -1 : machine.cpuUsageNsec(cgroup);
  }

  /** The same for slices, which are not limited unless they say so. */
  static @Nullable Supplier<Object> unlimited(String property) {
    return property.equals("TasksMax") ? () -> -1L : null;
  }

  /** What a property shows that is not set: the limits that services get from the manager. */
  @Nullable Supplier<Object> inherited(String property) {
    if (property.equals("TasksMax")) {
      return machine::defaultTasksMax;
    }
    if (property.equals("CoredumpFilter")) {
      return machine::coredumpFilter;
    }
    if (!property.startsWith(LIMIT)) {
      return null;
    }
    boolean soft = property.endsWith(SOFT);
    String name =
        property.substring(LIMIT.length(), property.length() - (soft ? SOFT.length() : 0));
    return () -> machine.limit(name, soft);
  }
}
