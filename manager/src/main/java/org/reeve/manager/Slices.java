package org.reeve.manager;

import org.jspecify.annotations.Nullable;
import org.reeve.unit.UnitName;

/**
 * The tree that slice names spell out: {@code a-b.slice} lies in {@code a.slice}, all lie in {@code
 * -.slice} (systemd.slice(5)).
 */
final class Slices {
  static final UnitName ROOT = UnitName.of("-.slice");
  static final UnitName SYSTEM = UnitName.of("system.slice");

  private Slices() {}

  /** The slice that contains this slice; null for the root. */
  static @Nullable UnitName parent(UnitName slice) {
    String prefix = slice.prefix();
    if (prefix.equals("-")) {
      return null;
    }
    int dash = prefix.lastIndexOf('-');
    return dash < 0 ? ROOT : UnitName.of(prefix.substring(0, dash) + ".slice");
  }

  /** The cgroup of a slice below the manager's root; empty for the root slice. */
  static String path(UnitName slice) {
    UnitName parent = parent(slice);
    if (parent == null) {
      return "";
    }
    String above = path(parent);
    return above.isEmpty() ? slice.text() : above + "/" + slice.text();
  }
}
