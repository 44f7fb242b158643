package org.reeve.manager;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.reeve.unit.UnitName;

/**
 * The sockets of a simulated machine: what is open, what waits there to be taken, and who wants to
 * be told. Descriptors outlive the manager, as hand keeps them; being watched does not.
 */
final class SimulatedSockets {
  private final Consumer<Event> arrive;

  /** What is open, by the name under which it is kept, with what waits there. */
  private final Map<String, Integer> open = new TreeMap<>();

  private final Map<String, String> addresses = new HashMap<>();
  private final Map<String, UnitName> watched = new HashMap<>();

  /**
   * Nothing is open yet.
   *
   * @param arrive takes what the manager is to be told now
   */
  SimulatedSockets(Consumer<Event> arrive) {
    this.arrive = arrive;
  }

  /** Opens all or nothing. */
  Event.Listened listen(Host.Listening order) {
    for (SocketState.Port port : order.ports()) {
      String holder = addresses.get(port.listen().address());
      if (holder != null && !holder.equals(port.descriptor())) {
        return new Event.Listened(order.number(), port.listen().address() + " is in use.", 0);
      }
    }
    for (SocketState.Port port : order.ports()) {
      open.putIfAbsent(port.descriptor(), 0);
      addresses.put(port.listen().address(), port.descriptor());
    }
    return new Event.Listened(order.number(), "", 0);
  }

  void watch(UnitName unit, List<String> descriptors) {
    for (String descriptor : descriptors) {
      if (open.containsKey(descriptor)) {
        watched.put(descriptor, unit);
        look(descriptor);
      }
    }
  }

  void unwatch(List<String> descriptors) {
    watched.keySet().removeAll(descriptors);
  }

  Event.Accepted accept(Host.Acceptance order) {
    String descriptor = order.descriptor();
    if (!open.containsKey(descriptor)) {
      int waiting = open.getOrDefault(order.listener(), 0);
      if (waiting == 0) {
        return new Event.Accepted(order.number(), "", "", "", "", "");
      }
      open.put(order.listener(), waiting - 1);
      open.put(descriptor, 0);
    }
    String instance = order.number() + "-0";
    return new Event.Accepted(order.number(), descriptor, instance, "PID", "UID 0", "");
  }

  void flush(List<String> descriptors) {
    descriptors.forEach(descriptor -> open.replace(descriptor, 0));
  }

  void close(List<String> descriptors) {
    open.keySet().removeAll(descriptors);
    addresses.values().removeAll(descriptors);
    watched.keySet().removeAll(descriptors);
  }

  void keepOnly(Set<String> descriptors) {
    open.keySet().retainAll(descriptors);
    addresses.values().retainAll(descriptors);
  }

  /** The manager is gone, and with it its interest. */
  void forget() {
    watched.clear();
  }

  /** A client connects or sends something; whether anybody listens there. */
  boolean connect(String address) {
    String descriptor = addresses.get(address);
    if (descriptor == null) {
      return false;
    }
    open.merge(descriptor, 1, Integer::sum);
    look(descriptor);
    return true;
  }

  /** A program that was handed these takes what waits there. */
  void take(List<Host.Attachment> attached) {
    for (Host.Attachment attachment : attached) {
      if (attachment instanceof Host.Attachment.Kept(String name)) {
        open.replace(name, 0);
      }
    }
  }

  private void look(String descriptor) {
    UnitName unit = watched.get(descriptor);
    if (unit != null && open.getOrDefault(descriptor, 0) > 0) {
      watched.remove(descriptor);
      arrive.accept(new Event.Incoming(unit, descriptor));
    }
  }

  /** The names of all that is open. */
  Set<String> open() {
    return Set.copyOf(open.keySet());
  }

  boolean isWatched(String descriptor) {
    return watched.containsKey(descriptor);
  }
}
