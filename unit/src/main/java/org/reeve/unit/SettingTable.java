package org.reeve.unit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole unit-file language: every section's keys. Immutable, looked up by section and key. */
public final class SettingTable {
  private static final SettingTable ALL = new SettingTable();

  private final List<Setting<?>> settings;
  private final Map<Section, Map<String, Setting<?>>> bySection = new EnumMap<>(Section.class);

  private SettingTable() {
    var all = new ArrayList<Setting<?>>(560);
    all.addAll(ServiceSettings.ALL);
    all.addAll(SocketSettings.ALL);
    all.addAll(MountSettings.ALL);
    all.addAll(AutomountSettings.ALL);
    all.addAll(SwapSettings.ALL);
    all.addAll(TimerSettings.ALL);
    all.addAll(PathSettings.ALL);
    all.addAll(SliceSettings.ALL);
    all.addAll(ScopeSettings.ALL);
    all.addAll(ResourceSettings.ALL);
    all.addAll(ExecSettings.ALL);
    all.addAll(KillSettings.ALL);
    all.addAll(UnitSettings.ALL);
    all.addAll(ConditionSettings.ALL);
    all.addAll(InstallSettings.ALL);
    settings = List.copyOf(all);
    for (Setting<?> setting : settings) {
      for (Section section : setting.sections()) {
        var keys = bySection.computeIfAbsent(section, _ -> new HashMap<>());
        Setting<?> other = keys.put(setting.key(), setting);
        if (other != null) {
          throw new IllegalStateException("Two rows for " + section.text() + "." + setting.key());
        }
      }
    }
  }

  /**
   * All rows: first what is the unit type's own, then resource control, execution, killing, [Unit]
   * and [Install].
   */
  public static List<Setting<?>> all() {
    return ALL.settings;
  }

  /** The row for a key in a section, or null if there is none. */
  public static @Nullable Setting<?> find(Section section, String key) {
    return ALL.bySection.getOrDefault(section, Map.of()).get(key);
  }

  /** The sections whose keys a unit of this type may have, [Unit] and [Install] included. */
  public static boolean mayHave(UnitType type, Section section) {
    return section == Section.UNIT || section == Section.INSTALL || section == Section.of(type);
  }
}
