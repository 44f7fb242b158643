package org.reeve.bus;

import java.util.HashMap;
import java.util.Map;
import org.reeve.manager.Change;

/**
 * The properties UnitFileState and UnitFilePreset of loaded units. To know them all links in the
 * load path are read, so each is looked up once and kept until unit files are read again or are
 * changed through us: as systemd does, and as `systemctl show` of many units needs.
 */
final class FileStates {
  private final UnitFiles files;
  private final Map<String, String> states = new HashMap<>();
  private final Map<String, String> presets = new HashMap<>();

  FileStates(UnitFiles files) {
    this.files = files;
  }

  String state(String unit) {
    return states.computeIfAbsent(unit, files::state);
  }

  String preset(String unit) {
    return presets.computeIfAbsent(unit, files::preset);
  }

  /** Forgets all. */
  void clear() {
    states.clear();
    presets.clear();
  }

  /** Forgets what a change of the manager makes doubtful. */
  void heed(Change change) {
    if (change instanceof Change.Reloading) {
      clear();
    } else if (change instanceof Change.UnitRemoved(var unit)) {
      states.remove(unit.text());
      presets.remove(unit.text());
    }
  }
}
