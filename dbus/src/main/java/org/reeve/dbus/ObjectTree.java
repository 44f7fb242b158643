package org.reeve.dbus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The objects that a server has, looked up when a call names one; nothing is registered or
 * unregistered.
 */
public interface ObjectTree {
  /**
   * An interface together with the object that has it.
   *
   * @param <T> the object's class
   */
  record Exported<T>(Interface<T> table, T object) {}

  /**
   * The interfaces of the object at this path, in the order in which they are listed.
   *
   * @return null if there is no such object; an empty list if it has the standard interfaces only
   * @throws BusError if the path is refused for a reason of its own
   */
  @Nullable List<Exported<?>> find(ObjectPath path) throws BusError;

  /** The names of the objects directly below this path, for Introspect. */
  List<String> children(ObjectPath path);
}
