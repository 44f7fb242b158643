package org.reeve.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reeve.dbus.ObjectPath;
import org.reeve.manager.Job;
import org.reeve.manager.Lifetimes;
import org.reeve.manager.Manager;
import org.reeve.manager.Stamp;
import org.reeve.manager.Unit;
import org.reeve.manager.UnitState;
import org.reeve.unit.Condition;
import org.reeve.unit.DependencyType;
import org.reeve.unit.ExecSettings;
import org.reeve.unit.LoadState;
import org.reeve.unit.Section;
import org.reeve.unit.Setting;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitSettings;
import org.reeve.unit.UnitType;

/** The properties that every unit has: org.freedesktop.systemd1.Unit. */
final class UnitProperties {
  static final String NAME = "org.freedesktop.systemd1.Unit";

  private final FileStates files;
  private final Manager manager;

  UnitProperties(FileStates files, Manager manager) {
    this.files = files;
    this.manager = manager;
  }

  Binding<Unit> binding() {
    Binding<Unit> binding = new Binding<>(NAME);
    names(binding);
    states(binding);
    abilities(binding);
    checks(binding);
    return binding.otherwise(new SettingSource<>(Section.UNIT, _ -> null));
  }

  private void names(Binding<Unit> binding) {
    binding
        .property("Id", unit -> unit.name().text())
        .property("Names", UnitProperties::names)
        .property("Description", Unit::description)
        .property("Documentation", UnitProperties::documentation)
        .property("LoadState", unit -> unit.loadState().text())
        .property("FragmentPath", unit -> orEmpty(unit.definition().fragmentPath()))
        .property("SourcePath", unit -> orEmpty(unit.definition().sourcePath()))
        .property("DropInPaths", unit -> unit.definition().dropInPaths())
        .property("UnitFileState", unit -> onDisk(unit, files::state))
        .property("UnitFilePreset", unit -> onDisk(unit, files::preset))
        .property("LoadError", UnitProperties::loadError);
    for (DependencyType type : DependencyType.values()) {
      if (type != DependencyType.REFERENCES
          && type != DependencyType.REFERENCED_BY
          && type != DependencyType.IN_SLICE) {
        binding.property(type.property(), unit -> namesOf(unit.dependenciesOf(type)));
      }
    }
  }

  /** Documentation=, or where those are described that need no file. */
  private static List<String> documentation(Unit unit) {
    if (unit.isPerpetual() && !unit.definition().isSet(UnitSettings.DOCUMENTATION)) {
      return List.of(
          unit.name().type() == UnitType.SCOPE ? "man:systemd(1)" : "man:systemd.special(7)");
    }
    return unit.definition().get(UnitSettings.DOCUMENTATION);
  }

  private static List<String> names(Unit unit) {
    List<String> names = new ArrayList<>();
    names.add(unit.name().text());
    for (UnitName name : unit.definition().names()) {
      if (!name.equals(unit.name())) {
        names.add(name.text());
      }
    }
    names.subList(1, names.size()).sort(null);
    return names;
  }

  private static List<String> namesOf(Iterable<Unit> units) {
    List<String> names = new ArrayList<>();
    for (Unit unit : units) {
      names.add(unit.name().text());
    }
    return names;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** The answer for the unit's file; empty if it has none. */
  private static String onDisk(Unit unit, Function<String, String> question) {
    return unit.definition().fragmentPath() == null ? "" : question.apply(unit.name().text());
  }

  private static List<Object> loadError(Unit unit) {
    String sentence = unit.loadErrorText();
    String name =
        switch (unit.loadState()) {
          case NOT_FOUND -> "org.freedesktop.systemd1.NoSuchUnit";
          case BAD_SETTING -> "org.freedesktop.systemd1.BadUnitSetting";
          case MASKED -> "org.freedesktop.systemd1.UnitMasked";
          case ERROR -> "org.freedesktop.systemd1.LoadFailed";
          case LOADED, MERGED, STUB -> "";
        };
    return switch (unit.loadState()) {
      case LOADED, MERGED, STUB -> List.of("", "");
      case NOT_FOUND -> List.of(name, "Unit " + unit.name().text() + " not found.");
      case MASKED -> List.of(name, "Unit " + unit.name().text() + " is masked.");
      case BAD_SETTING ->
          List.of(name, "Unit " + unit.name().text() + " has a bad unit file setting.");
      case ERROR -> List.of(name, sentence.isEmpty() ? "Unit could not be loaded." : sentence);
    };
  }

  private void states(Binding<Unit> binding) {
    binding
        .property("ActiveState", unit -> unit.activeState().text())
        .property("SubState", Unit::subState)
        .property("Job", UnitProperties::job)
        .property("NeedDaemonReload", Unit::needsReload)
        .property("InvocationID", UnitProperties::invocation);
    stamp(binding, "StateChangeTimestamp", unit -> times(unit).stateChange());
    stamp(binding, "InactiveExitTimestamp", unit -> times(unit).inactiveExit());
    stamp(binding, "ActiveEnterTimestamp", unit -> times(unit).activeEnter());
    stamp(binding, "ActiveExitTimestamp", unit -> times(unit).activeExit());
    stamp(binding, "InactiveEnterTimestamp", unit -> times(unit).inactiveEnter());
  }

  /**
   * When the unit changed state; what is there for as long as the manager has been so since that
   * began.
   */
  private Lifetimes times(Unit unit) {
    Stamp begun = manager.begun();
    return unit.isPerpetual()
        ? new Lifetimes(begun, begun, begun, Stamp.NEVER, Stamp.NEVER)
        : unit.state().times();
  }

  static <U> void stamp(Binding<U> binding, String property, Function<U, Stamp> stamp) {
    binding
        .property(property, unit -> stamp.apply(unit).realtimeUsec())
        .property(property + "Monotonic", unit -> stamp.apply(unit).monotonicUsec());
  }

  private static List<Object> job(Unit unit) {
    Job job = unit.job();
    return job == null
        ? List.of(0L, ObjectPath.ROOT)
        : List.of((long) job.id(), Paths.job(job.id()));
  }

  private static List<Object> invocation(Unit unit) {
    var id = unit.state().invocation();
    return id == null ? List.of() : BusValue.bytes(id);
  }

  private static void abilities(Binding<Unit> binding) {
    binding
        .property("CanStart", UnitProperties::canStart)
        .property("CanStop", UnitProperties::canStop)
        .property("CanReload", Unit::canReload)
        .property(
            "CanIsolate",
            unit -> canStart(unit) && unit.definition().get(UnitSettings.ALLOW_ISOLATE))
        .property("CanClean", UnitProperties::canClean)
        .property("CanFreeze", UnitProperties::canFreeze)
        .property("Perpetual", Unit::isPerpetual)
        .property("Transient", unit -> unit.isPerpetual() && unit.name().type() == UnitType.SCOPE)
        .property("DefaultDependencies", UnitProperties::hasDefaultDependencies)
        .property("IgnoreOnIsolate", UnitProperties::ignoresIsolation);
  }

  private static boolean hasDefaultDependencies(Unit unit) {
    return !unit.isPerpetual() && unit.definition().get(UnitSettings.DEFAULT_DEPENDENCIES);
  }

  private static boolean ignoresIsolation(Unit unit) {
    return unit.isPerpetual() || unit.definition().get(UnitSettings.IGNORE_ON_ISOLATE);
  }

  private static boolean canStart(Unit unit) {
    return unit.loadState() == LoadState.LOADED
        && unit.name().type() != UnitType.DEVICE
        && unit.name().type() != UnitType.SCOPE
        && !unit.definition().get(UnitSettings.REFUSE_MANUAL_START);
  }

  private static boolean canStop(Unit unit) {
    return !unit.isPerpetual()
        && unit.name().type() != UnitType.DEVICE
        && !unit.definition().get(UnitSettings.REFUSE_MANUAL_STOP);
  }

  /** The kinds of directories that the unit has of its own. */
  private static List<String> canClean(Unit unit) {
    List<String> kinds = new ArrayList<>();
    cleanable(unit, ExecSettings.RUNTIME_DIRECTORY, "runtime", kinds);
    cleanable(unit, ExecSettings.STATE_DIRECTORY, "state", kinds);
    cleanable(unit, ExecSettings.CACHE_DIRECTORY, "cache", kinds);
    cleanable(unit, ExecSettings.LOGS_DIRECTORY, "logs", kinds);
    cleanable(unit, ExecSettings.CONFIGURATION_DIRECTORY, "configuration", kinds);
    return kinds;
  }

  private static void cleanable(
      Unit unit, Setting<List<String>> setting, String kind, List<String> kinds) {
    if (!unit.definition().get(setting).isEmpty()) {
      kinds.add(kind);
    }
  }

  private static boolean canFreeze(Unit unit) {
    return unit.name().type() == UnitType.SERVICE || unit.name().type() == UnitType.SCOPE;
  }

  private static void checks(Binding<Unit> binding) {
    binding
        .property("ConditionResult", unit -> unit.state().conditions().passed())
        .property("AssertResult", unit -> unit.state().asserts().passed())
        .property(
            "Conditions",
            unit ->
                checks(
                    "Condition",
                    unit.definition().get(UnitSettings.CONDITIONS),
                    unit.state().conditions()))
        .property(
            "Asserts",
            unit ->
                checks(
                    "Assert", unit.definition().get(UnitSettings.ASSERTS), unit.state().asserts()));
    stamp(binding, "ConditionTimestamp", unit -> unit.state().conditions().at());
    stamp(binding, "AssertTimestamp", unit -> unit.state().asserts().at());
  }

  /**
   * The conditions with how each came out: 1 met, -1 not, 0 not known. The core keeps the outcome
   * of all together, so that of several of which one was not met it is not known which.
   */
  private static List<Object> checks(
      String prefix, List<Condition> conditions, UnitState.Check check) {
    int outcome = check.passed() ? 1 : check.at().isSet() && conditions.size() == 1 ? -1 : 0;
    List<Object> rows = new ArrayList<>();
    // the last one first, as systemd lists them
    for (Condition condition : conditions.reversed()) {
      rows.add(
          List.of(
              prefix + condition.type().suffix(),
              condition.trigger(),
              condition.negate(),
              condition.parameter(),
              outcome));
    }
    return rows;
  }
}
