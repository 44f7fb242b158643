package org.reeve.manager;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.reeve.unit.UnitName;

/**
 * The descriptors that simulated programs send to be stored. Each is of a file, which has a name of
 * its own; what is kept outlives the manager, and being watched does not.
 */
final class SimulatedStore {
  private final Consumer<Event> arrive;

  /** Files by descriptor: of those on their way to the manager, and of those that hand keeps. */
  private final Map<String, String> sent = new HashMap<>();

  private final Map<String, String> kept = new TreeMap<>();
  private final Map<String, UnitName> watched = new HashMap<>();
  private final Set<String> hungUp = new HashSet<>();
  private long last;

  /**
   * Nothing is kept yet.
   *
   * @param arrive takes what the manager is to be told now
   */
  SimulatedStore(Consumer<Event> arrive) {
    this.arrive = arrive;
  }

  /** A program sends a file; returns the name of its descriptor. */
  String send(String file) {
    String descriptor = Host.KEPT + "fd/" + ++last;
    sent.put(descriptor, file);
    return descriptor;
  }

  /** The turn of an event is over. */
  void received(Event event) {
    if (event instanceof Event.Notified message) {
      message.descriptors().forEach(sent::remove);
    }
  }

  void keep(List<String> descriptors) {
    for (String descriptor : descriptors) {
      String file = sent.get(descriptor);
      if (file == null) {
        throw new IllegalStateException(descriptor + " is to be kept and has not come.");
      }
      kept.put(descriptor, file);
    }
  }

  boolean isKept(String descriptor) {
    return kept.containsKey(descriptor);
  }

  boolean isSameFile(String one, String other) {
    String file = file(one);
    return !file.isEmpty() && file.equals(file(other));
  }

  private String file(String descriptor) {
    return kept.getOrDefault(descriptor, sent.getOrDefault(descriptor, ""));
  }

  void watchHangUp(UnitName unit, List<String> descriptors) {
    for (String descriptor : descriptors) {
      if (kept.containsKey(descriptor)) {
        watched.put(descriptor, unit);
        look(descriptor);
      }
    }
  }

  /** The other end of a file has gone. */
  void hangUp(String file) {
    hungUp.add(file);
    List.copyOf(watched.keySet()).forEach(this::look);
  }

  private void look(String descriptor) {
    if (hungUp.contains(file(descriptor))) {
      UnitName unit = watched.remove(descriptor);
      if (unit != null) {
        arrive.accept(new Event.HungUp(unit, descriptor));
      }
    }
  }

  void close(List<String> descriptors) {
    descriptors.forEach(kept::remove);
    descriptors.forEach(watched::remove);
  }

  /** All that are kept now but for these. */
  List<String> others(Set<String> descriptors) {
    return kept.keySet().stream().filter(name -> !descriptors.contains(name)).toList();
  }

  /** The manager is gone, and with it its interest. */
  void forget() {
    watched.clear();
  }

  /** The files that are kept, by their descriptors. */
  Map<String, String> kept() {
    return Map.copyOf(kept);
  }
}
