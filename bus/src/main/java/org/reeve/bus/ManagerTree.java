package org.reeve.bus;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Interface;
import org.reeve.dbus.ObjectPath;
import org.reeve.dbus.ObjectTree;
import org.reeve.manager.Job;
import org.reeve.manager.Manager;
import org.reeve.manager.Service;
import org.reeve.manager.Socket;
import org.reeve.manager.Unit;
import org.reeve.unit.Section;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitType;

/**
 * The objects of org.freedesktop.systemd1: the manager, a path for every unit that there is or
 * could be (asking for one loads it, as in systemd), and one for every job. Tables are made when
 * first needed: a machine on which nobody runs systemctl has none.
 */
final class ManagerTree implements ObjectTree {
  private static final String SYSTEMD = "org.freedesktop.systemd1.";
  private static final int INVOCATION_ID = 32;

  private final Manager manager;
  private final UnitVerbs verbs;
  private final CgroupProperties cgroups;
  private final Catalog catalog = Catalog.load();
  private final Lazy<Interface<Manager>> managerTable;
  private final Lazy<Interface<Manager>> reeveTable;
  private final Lazy<Interface<Manager>> logTable;
  private final Lazy<Interface<Job>> jobTable;
  private final Lazy<Interface<Unit>> unitTable;
  private final Lazy<Interface<Service>> serviceTable;
  private final Lazy<Interface<Socket>> socketTable;
  private final Map<UnitType, Interface<Unit>> typeTables = new EnumMap<>(UnitType.class);

  ManagerTree(
      Manager manager, Machine machine, UnitFiles files, FileStates states, Announcer announcer) {
    this.manager = manager;
    this.verbs = new UnitVerbs(manager, machine);
    this.cgroups = new CgroupProperties(machine);
    managerTable = new Lazy<>(() -> managerTable(machine, files, states, announcer));
    reeveTable = new Lazy<>(() -> new LogMethods(machine).binding().table(catalog));
    logTable = new Lazy<>(() -> ManagerProperties.logControl().table(catalog));
    jobTable = new Lazy<>(() -> JobObject.binding(manager).table(catalog));
    unitTable = new Lazy<>(() -> unitTable(states));
    serviceTable = new Lazy<>(this::serviceTable);
    socketTable = new Lazy<>(this::socketTable);
  }

  private Interface<Manager> managerTable(
      Machine machine, UnitFiles files, FileStates states, Announcer announcer) {
    Binding<Manager> binding = new Binding<>(SYSTEMD + "Manager");
    new ManagerProperties(machine, files, announcer).bind(binding);
    new ManagerMethods(verbs).bind(binding);
    new FileMethods(files, states, announcer).bind(binding);
    return binding.table(catalog);
  }

  private Interface<Unit> unitTable(FileStates states) {
    return new UnitMethods(verbs)
        .bind(new UnitProperties(states, manager).binding())
        .table(catalog);
  }

  private Interface<Service> serviceTable() {
    return new ServiceProperties(cgroups)
        .binding()
        .method("GetProcesses", (service, call) -> verbs.processes(call, service))
        .table(catalog);
  }

  private Interface<Socket> socketTable() {
    return new SocketProperties(cgroups)
        .binding()
        .method("GetProcesses", (socket, call) -> verbs.processes(call, socket))
        .table(catalog);
  }

  @Override
  public @Nullable List<Exported<?>> find(ObjectPath path) throws BusError {
    if (path.equals(Paths.MANAGER)) {
      return List.of(
          new Exported<>(managerTable.get(), manager), new Exported<>(reeveTable.get(), manager));
    }
    if (path.equals(Paths.LOG_CONTROL)) {
      return List.of(new Exported<>(logTable.get(), manager));
    }
    if (path.text().equals(Paths.UNITS) || path.text().equals(Paths.JOBS)) {
      return List.of();
    }
    String name = Paths.unitOf(path);
    if (name != null) {
      return interfaces(unit(name));
    }
    Job job = manager.findJob(Paths.jobOf(path));
    return job == null ? null : List.of(new Exported<>(jobTable.get(), job));
  }

  /** A unit by what stands in its path: its name, or the id of its run. */
  private Unit unit(String name) throws BusError {
    if (UnitName.parse(name) != null) {
      return verbs.load(name);
    }
    for (Unit unit : manager.allUnits()) {
      if (name.length() == INVOCATION_ID
          && name.equals(String.valueOf(unit.state().invocation()))) {
        return unit;
      }
    }
    throw Refusals.invalid(
        "Unit name " + name + " is neither a valid invocation ID nor unit name.");
  }

  /** The interfaces of a unit: its type's, then the one that all have. */
  List<Exported<?>> interfaces(Unit unit) {
    Exported<Unit> common = new Exported<>(unitTable.get(), unit);
    return switch (unit) {
      case Service service -> List.of(new Exported<>(serviceTable.get(), service), common);
      case Socket socket -> List.of(new Exported<>(socketTable.get(), socket), common);
      default -> List.of(new Exported<>(table(unit.name().type()), unit), common);
    };
  }

  Interface<Job> jobTable() {
    return jobTable.get();
  }

  private Interface<Unit> table(UnitType type) {
    Interface<Unit> table = typeTables.get(type);
    if (table == null) {
      table = make(type);
      typeTables.put(type, table);
    }
    return table;
  }

  private Interface<Unit> make(UnitType type) {
    String suffix = type.suffix();
    Binding<Unit> binding =
        new Binding<>(SYSTEMD + Character.toUpperCase(suffix.charAt(0)) + suffix.substring(1));
    Section section = Section.of(type);
    if (section != null) {
      binding.otherwise(
          new SettingSource<>(
              section,
              section == Section.SLICE ? CgroupProperties::unlimited : cgroups::inherited));
    }
    switch (type) {
      case MOUNT, SWAP, SLICE, SCOPE -> {
        cgroups.bind(binding);
        binding.method("GetProcesses", (unit, call) -> verbs.processes(call, unit));
      }
      case SERVICE, SOCKET, TARGET, DEVICE, AUTOMOUNT, TIMER, PATH -> {}
    }
    return binding.table(catalog);
  }

  @Override
  public List<String> children(ObjectPath path) {
    List<String> names = new ArrayList<>();
    if (path.equals(Paths.MANAGER)) {
      names.add("unit");
      names.add("job");
    } else if (path.text().equals(Paths.UNITS)) {
      for (Unit unit : manager.allUnits()) {
        names.add(Paths.escape(unit.name().text()));
      }
    } else if (path.text().equals(Paths.JOBS)) {
      for (Job job : manager.allJobs()) {
        names.add(String.valueOf(job.id()));
      }
    } else {
      names.addAll(Paths.above(path));
    }
    return names;
  }
}
