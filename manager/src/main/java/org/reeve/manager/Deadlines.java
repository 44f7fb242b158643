package org.reeve.manager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Who wants to be called when, soonest first: so that a turn costs what changed in it, not what
 * there is. An index only: the deadlines stand in the records, and it is built from them anew
 * whenever a manager is.
 */
final class Deadlines<K extends Comparable<K>> {
  private record Entry<K extends Comparable<K>>(long usec, K key) implements Comparable<Entry<K>> {
    @Override
    public int compareTo(Entry<K> other) {
      int byTime = Long.compare(usec, other.usec);
      return byTime != 0 ? byTime : key.compareTo(other.key);
    }
  }

  private final Map<K, Long> byKey = new HashMap<>();
  private final TreeSet<Entry<K>> entries = new TreeSet<>();

  /** CLOCK_MONOTONIC; Long.MAX_VALUE for never. */
  void set(K key, long usec) {
    Long old = usec == Long.MAX_VALUE ? byKey.remove(key) : byKey.put(key, usec);
    if (old != null) {
      entries.remove(new Entry<>(old, key));
    }
    if (usec != Long.MAX_VALUE) {
      entries.add(new Entry<>(usec, key));
    }
  }

  void remove(K key) {
    set(key, Long.MAX_VALUE);
  }

  /** The soonest of all; Long.MAX_VALUE if there is none. */
  long soonest() {
    return entries.isEmpty() ? Long.MAX_VALUE : entries.first().usec;
  }

  /** Those whose time has come, in the order of the keys. */
  List<K> due(long nowUsec) {
    List<K> due = new ArrayList<>();
    for (Entry<K> entry : entries) {
      if (entry.usec > nowUsec) {
        break;
      }
      due.add(entry.key);
    }
    due.sort(null);
    return due;
  }

  void clear() {
    byKey.clear();
    entries.clear();
  }
}
