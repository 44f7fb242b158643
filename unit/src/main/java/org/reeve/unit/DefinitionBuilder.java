package org.reeve.unit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@link UnitDefinition} while its files are being read. */
final class DefinitionBuilder {
  // what systemd's reader gives up with: ENOBUFS for a line too long, EINVAL for everything else
  private static final String INVALID = "Invalid argument";
  private static final String NO_SPACE = "No buffer space available";

  UnitName name;
  final Set<UnitName> names = new LinkedHashSet<>();
  LoadState loadState = LoadState.STUB;
  @Nullable Problem loadError;
  @Nullable String fragmentPath;
  final List<String> dropInPaths = new ArrayList<>();
  final Map<Setting<?>, UnitDefinition.Value> values = new HashMap<>();
  final Map<Setting<?>, Object> defaults;
  final List<Dependency> dependencies = new ArrayList<>();
  final List<Problem> problems = new ArrayList<>();
  long fragmentMtimeUsec;
  long dropInMtimeUsec;
  private final Set<String> mentioned = new HashSet<>();

  DefinitionBuilder(UnitName name, Map<Setting<?>, Object> defaults) {
    this.name = name;
    this.defaults = defaults;
    names.add(name);
  }

  void problem(Severity severity, @Nullable Origin origin, String message) {
    problems.add(new Problem(severity, origin, message));
  }

  /** The unit cannot be used; the first reason decides the state. */
  void fail(LoadState state, @Nullable Origin origin, String message) {
    problem(Severity.ERROR, origin, message);
    if (loadError == null) {
      settle(state, origin, INVALID);
    }
  }

  /** A file that cannot be read to its end. */
  void fail(UnitFile.Fault fault) {
    problems.add(fault.problem());
    if (loadError == null) {
      boolean tooLong = fault.kind() == UnitFile.FaultKind.TOO_LONG;
      settle(LoadState.ERROR, fault.origin(), tooLong ? NO_SPACE : INVALID);
    }
  }

  /** Ends in a state that speaks for itself, without a problem in any file. */
  void settle(LoadState state, @Nullable Origin origin) {
    settle(state, origin, INVALID);
  }

  private void settle(LoadState state, @Nullable Origin origin, String reason) {
    loadState = state;
    loadError = new Problem(Severity.ERROR, origin, sentence(state, reason));
  }

  private String sentence(LoadState state, String reason) {
    return switch (state) {
      case NOT_FOUND -> "Unit " + name + " not found.";
      case MASKED -> "Unit " + name + " is masked.";
      case BAD_SETTING -> "Unit " + name + " has a bad unit file setting.";
      case ERROR, MERGED, STUB, LOADED ->
          "Unit "
              + name
              + " failed to load properly, please adjust/correct and reload service manager: "
              + reason;
    };
  }

  /** True the first time it is asked for {@code key}. */
  boolean firstMention(String key) {
    return mentioned.add(key);
  }

  boolean isSet(Setting<?> setting) {
    return values.containsKey(setting);
  }

  <T> T get(Setting<T> setting) {
    UnitDefinition.Value value = values.get(setting);
    return value == null ? setting.defaultValue() : cast(value.value());
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T> T cast(Object value) {
    return (T) value;
  }

  /** Puts a value in place of any other. */
  <T> void set(Setting<T> setting, T value, Origin origin) {
    values.put(setting, new UnitDefinition.Value(value, List.of(origin)));
  }

  /** Makes one more assignment to a setting. */
  <T> void assign(Setting<T> setting, T value, Origin origin) {
    UnitDefinition.Value before = values.get(setting);
    if (before == null) {
      set(setting, value, origin);
      return;
    }
    T earlier = cast(before.value());
    var origins = new ArrayList<Origin>();
    if (setting.type().emptyResets()) {
      origins.addAll(before.origins());
    }
    origins.add(origin);
    values.put(
        setting,
        new UnitDefinition.Value(setting.type().append(earlier, value), List.copyOf(origins)));
  }

  void reset(Setting<?> setting) {
    values.remove(setting);
  }

  UnitDefinition build() {
    return new UnitDefinition(this);
  }
}
