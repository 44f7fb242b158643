package org.reeve.unit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the files say about one unit, read once and never changed: its names, its
 * settings with the lines they come from, its stated dependencies, and all that is wrong with it. A
 * unit without usable files has a definition too; {@link #loadState} tells. What depends on other
 * units (DefaultDependencies=) is not in here; the manager's defaults ({@link ManagerSettings})
 * are.
 */
public final class UnitDefinition {
  /** A setting's value and the lines that made it. */
  record Value(Object value, List<Origin> origins) {}

  private final UnitName name;
  private final Set<UnitName> names;
  private final LoadState loadState;
  private final @Nullable Problem loadError;
  private final @Nullable String fragmentPath;
  private final List<String> dropInPaths;
  private final Map<Setting<?>, Value> values;
  private final Map<Setting<?>, Object> defaults;
  private final List<Dependency> dependencies;
  private final List<Problem> problems;
  private final long fragmentMtimeUsec;
  private final long dropInMtimeUsec;

  UnitDefinition(DefinitionBuilder builder) {
    this.name = builder.name;
    this.names = Set.copyOf(builder.names);
    this.loadState = builder.loadState;
    this.loadError = builder.loadError;
    this.fragmentPath = builder.fragmentPath;
    this.dropInPaths = List.copyOf(builder.dropInPaths);
    this.values = Map.copyOf(builder.values);
    this.defaults = builder.defaults;
    this.dependencies = List.copyOf(builder.dependencies);
    this.problems = List.copyOf(builder.problems);
    this.fragmentMtimeUsec = builder.fragmentMtimeUsec;
    this.dropInMtimeUsec = builder.dropInMtimeUsec;
  }

  /** The main name: that of the fragment, where the unit was asked for by an alias. */
  public UnitName name() {
    return name;
  }

  /** All names, the main one included. */
  public Set<UnitName> names() {
    return names;
  }

  public LoadState loadState() {
    return loadState;
  }

  /**
   * Why the unit is not loaded, in the sentence systemd gives its clients and with the line that is
   * to blame; null if it is loaded. {@link #problems} has the details.
   */
  public @Nullable Problem loadError() {
    return loadError;
  }

  /** The D-Bus error that goes with {@link #loadError}; "" if there is none. */
  public String loadErrorName() {
    return switch (loadState) {
      case NOT_FOUND -> "org.freedesktop.systemd1.NoSuchUnit";
      case MASKED -> "org.freedesktop.systemd1.UnitMasked";
      case BAD_SETTING -> "org.freedesktop.systemd1.BadUnitSetting";
      case ERROR -> "org.freedesktop.DBus.Error.InvalidArgs";
      case STUB, LOADED, MERGED -> "";
    };
  }

  /** The unit file itself; null if there is none. For a masked unit the masking link. */
  public @Nullable String fragmentPath() {
    return fragmentPath;
  }

  /** The drop-in files, in the order in which they were read. */
  public List<String> dropInPaths() {
    return dropInPaths;
  }

  /** SourcePath=, null if not set. */
  public @Nullable String sourcePath() {
    String path = get(UnitSettings.SOURCE_PATH);
    return path.isEmpty() ? null : path;
  }

  /**
   * The value of a setting; if the files do not set it the manager's default, else the built-in
   * one.
   */
  public <T> T get(Setting<T> setting) {
    Value value = values.get(setting);
    if (value != null) {
      return cast(value.value());
    }
    Object usual = defaults.get(setting);
    return usual == null ? setting.defaultValue() : cast(usual);
  }

  /**
   * Values enter only through {@link DefinitionBuilder#set}, which takes setting and value of one
   * type.
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <T> T cast(Object value) {
    return (T) value;
  }

  /**
   * True if the files set it (and did not take it back by an empty assignment), the unit's own or
   * the manager's.
   */
  public boolean isSet(Setting<?> setting) {
    return values.containsKey(setting) || defaults.containsKey(setting);
  }

  /** The lines that made the value; none if it is not set. */
  public List<Origin> origins(Setting<?> setting) {
    Value value = values.get(setting);
    return value == null ? List.of() : value.origins();
  }

  /** All settings that are set. */
  public Set<Setting<?>> settings() {
    return values.keySet();
  }

  /** What the files and .wants/, .requires/, .upholds/ directories state, in order. */
  public List<Dependency> dependencies() {
    return dependencies;
  }

  /** The units this one has a stated relation of one type to, in order, each once. */
  public List<UnitName> dependencies(DependencyType type) {
    var out = new ArrayList<UnitName>();
    for (Dependency dependency : dependencies) {
      if (dependency.type() == type && !out.contains(dependency.target())) {
        out.add(dependency.target());
      }
    }
    return out;
  }

  /** Everything wrong with the files, in order of reading. */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * The fragment's modification time in µs since 1970, 0 if there is none. With {@link
   * UnitLoader#isStale} for NeedDaemonReload.
   */
  public long fragmentMtimeUsec() {
    return fragmentMtimeUsec;
  }

  /** The youngest modification time among the drop-ins, 0 if there are none. */
  public long dropInMtimeUsec() {
    return dropInMtimeUsec;
  }
}
