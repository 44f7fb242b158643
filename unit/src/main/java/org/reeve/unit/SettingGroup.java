package org.reeve.unit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the rows of one manual page while its class is initialised. {@link #seal} ends that;
 * from then on the table cannot change.
 */
final class SettingGroup {
  private final String manual;
  private final List<Section> sections;
  private final List<Setting<?>> settings = new ArrayList<>();
  private boolean sealed;

  SettingGroup(String manual, Section... sections) {
    this.manual = manual;
    this.sections = List.of(sections);
  }

  /** Begins a row: a key with its type and default. */
  <T> Row<T> key(String key, Type<T> type, T defaultValue) {
    return new Row<>(this, key, type, defaultValue);
  }

  /** A row that is an old or a collective name of {@code targets}. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  final <T> Row<T> synonym(String key, Setting<T>... targets) {
    return synonym(key, targets[0].type(), targets);
  }

  /** The same with a type of its own for reading. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  final <T> Row<T> synonym(String key, Type<T> type, Setting<T>... targets) {
    Row<T> row = new Row<>(this, key, type, targets[0].defaultValue());
    row.assigns = List.of(targets);
    row.busName = null;
    row.transientSettable = false;
    row.support = targets[0].support();

    return row;
  }

  /** All rows, in the order of their declaration. */
  List<Setting<?>> seal() {
    sealed = true;
    return List.copyOf(settings);
  }

  /** One row being written. */
  static final class Row<T> {
    final SettingGroup group;
    final String key;
    final Type<T> type;
    final T defaultValue;
    List<Section> sections;
    String manual;
    List<Setting<T>> assigns = List.of();
    Setting.Importance importance = Setting.Importance.RARE;
    Setting.Support support = Setting.Support.KNOWN;
    int since;
    @Nullable String notice;
    @Nullable String busName;
    boolean transientSettable = true;
    boolean emptyUnsets;

    Row(SettingGroup group, String key, Type<T> type, T defaultValue) {
      this.group = group;
      this.key = key;
      this.type = type;
      this.defaultValue = defaultValue;
      this.sections = group.sections;
      this.manual = group.manual;
      this.busName = key.endsWith("Sec") && type instanceof TimeSpanType ? usecName(key) : key;
    }

    private static String usecName(String key) {
      return key.substring(0, key.length() - 3) + "USec";
    }

    Row<T> must() {
      importance = Setting.Importance.MUST;
      return this;
    }

    Row<T> common() {
      importance = Setting.Importance.COMMON;
      return this;
    }

    Row<T> rare() {
      importance = Setting.Importance.RARE;
      return this;
    }

    Row<T> kernel() {
      importance = Setting.Importance.KERNEL;
      return this;
    }

    Row<T> legacy() {
      importance = Setting.Importance.LEGACY;
      return this;
    }

    Row<T> honoured() {
      support = Setting.Support.HONOURED;
      return this;
    }

    /** Accepted and without effect, in systemd too. */
    Row<T> withoutEffect() {
      support = Setting.Support.WITHOUT_EFFECT;
      importance = Setting.Importance.LEGACY;
      notice = "Support for option " + key + "= has been removed and it is ignored";
      return bus(null);
    }

    /** A sentence the loader reports whenever the key is used. */
    Row<T> notice(String sentence) {
      notice = sentence;
      return this;
    }

    Row<T> since(int version) {
      since = version;
      return this;
    }

    /** The D-Bus property, where it is not named like the key; null if there is none. */
    Row<T> bus(@Nullable String name) {
      busName = name;
      transientSettable &= name != null;
      return this;
    }

    /** An empty assignment takes back those before it, though the value is a single one. */
    Row<T> emptyUnsets() {
      emptyUnsets = true;
      return this;
    }

    /** Cannot be set on transient units. */
    Row<T> fixed() {
      transientSettable = false;
      return this;
    }

    Row<T> in(Section... where) {
      sections = List.of(where);
      return this;
    }

    /** Ends the row. */
    Setting<T> add() {
      if (group.sealed) {
        throw new IllegalStateException(
            "The table of " + group.manual + " is complete; " + key + " comes late.");
      }
      var setting = new Setting<>(this);
      group.settings.add(setting);
      return setting;
    }
  }
}
