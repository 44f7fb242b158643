package org.reeve.cli;

import java.util.ArrayList;
import java.util.List;
import org.reeve.dbus.ObjectPath;

/**
 * A unit as the manager's ListUnits() methods tell it.
 *
 * @param job the number of its job; 0 if it has none
 */
record UnitEntry(
    String name,
    String description,
    String load,
    String active,
    String sub,
    String following,
    ObjectPath path,
    long job,
    String jobType) {

  static List<UnitEntry> list(List<?> structs) {
    List<UnitEntry> entries = new ArrayList<>(structs.size());
    for (Object each : structs) {
      List<?> s = (List<?>) each;
      entries.add(
          new UnitEntry(
              (String) s.get(0),
              (String) s.get(1),
              (String) s.get(2),
              (String) s.get(3),
              (String) s.get(4),
              (String) s.get(5),
              (ObjectPath) s.get(6),
              (Long) s.get(7),
              (String) s.get(8)));
    }
    return entries;
  }

  /** The type, the name's suffix. */
  String type() {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
