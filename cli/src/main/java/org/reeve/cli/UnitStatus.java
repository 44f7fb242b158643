package org.reeve.cli;

import java.util.List;
import java.util.Map;
import org.reeve.dbus.Variant;

/**
 * A unit's properties by the types that status lines want. What the unit does not have is empty, 0
 * or false, and a number of all ones means that nobody counts.
 */
record UnitStatus(Map<String, Variant> properties) {

  String text(String name) {
    return ManagerClient.value(properties, name) instanceof String text ? text : "";
  }

  long number(String name) {
    return ManagerClient.value(properties, name) instanceof Number number ? number.longValue() : 0;
  }

  /** A count that may be unknown. */
  long count(String name) {
    return ManagerClient.value(properties, name) instanceof Number number ? number.longValue() : -1;
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(ManagerClient.value(properties, name));
  }

  List<?> list(String name) {
    return ManagerClient.value(properties, name) instanceof List<?> list ? list : List.of();
  }

  /** A point in time that may not have come: 0 and all ones are never. */
  boolean happened(String name) {
    long usec = number(name);
    return usec != 0 && usec != -1;
  }

  String id() {
    return text("Id");
  }
}
