package org.reeve.bus;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reeve.dbus.Interface;
import org.reeve.manager.Unit;
import org.reeve.unit.BusFace;
import org.reeve.unit.Section;
import org.reeve.unit.Setting;
import org.reeve.unit.SettingTable;

/**
 * Properties that show a setting: what the unit's files set is shown by the setting's own D-Bus
 * face, and what they do not set by the catalog's constant, or by what the unit inherits from the
 * machine.
 */
final class SettingSource<U extends Unit> implements Binding.Source<U> {
  private final Map<String, Shown<?>> byProperty = new HashMap<>();

  private final Function<String, @Nullable Supplier<Object>> inherited;

  private record Shown<T>(Setting<T> setting, BusFace<T> face) {
    Object of(Unit unit, Supplier<Object> unset) {
      return unit.definition().isSet(setting)
          ? BusValue.of(face.of(unit.definition().get(setting)))
          : unset.get();
    }
  }

  /**
   * The settings of one section.
   *
   * @param inherited what a property shows that is not set, where it is not the catalog's constant;
   *     else null
   */
  SettingSource(Section section, Function<String, @Nullable Supplier<Object>> inherited) {
    this.inherited = inherited;
    for (Setting<?> setting : SettingTable.all()) {
      if (setting.sections().contains(section) && !setting.isSynonym()) {
        add(setting);
      }
    }
  }

  private <T> void add(Setting<T> setting) {
    for (BusFace<T> face : setting.busFaces()) {
      byProperty.putIfAbsent(face.name(), new Shown<>(setting, face));
    }
  }

  @Override
  public Interface.@Nullable Getter<U> getter(Catalog.PropertySpec property) {
    Shown<?> shown = byProperty.get(property.name());
    if (shown == null || !shown.face().signature().equals(property.signature().text())) {
      return null;
    }
    Supplier<Object> own = inherited.apply(property.name());
    Supplier<Object> unset = own == null ? property::constant : own;
    return unit -> shown.of(unit, unset);
  }
}
