package org.reeve.unit;

import java.util.List;

/**
 * A D-Bus structure as a plain Java value.
 *
 * @param members the members in order, each a plain value again
 */
public record BusStruct(List<Object> members) {
  public BusStruct {
    members = List.copyOf(members);
  }

  public static BusStruct of(Object... members) {
    return new BusStruct(List.of(members));
  }
}
