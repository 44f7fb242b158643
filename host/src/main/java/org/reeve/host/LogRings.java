package org.reeve.host;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Clock;
import org.reeve.linux.Fd;
import org.reeve.linux.MessageReceiver;
import org.reeve.manager.InvocationId;
import org.reeve.manager.LogPage;
import org.reeve.recipe.Octets;
import org.reeve.unit.UnitName;

/**
 * A {@link LogSink} of rings of 64 KiB, one a unit, in a file that hand keeps, so that a new
 * manager finds what the old one had read.
 *
 * <p>The units share one file, as descriptors are dear; a flooding unit still only overwrites its
 * own ring. Of units that are not loaded any more some rings are kept, so that what they wrote can
 * be read: a service of one request, with a name of its own, must not cost memory for ever. Beyond
 * that number, and when there are as many rings as are allowed, a new unit takes the one of theirs
 * that was written to least recently; if there is none, the one of all that was used least.
 */
public final class LogRings implements LogSink {
  /** Bytes of records after which a page is full. */
  private static final int MOST_A_PAGE = 16 * 1024;

  /** Rings of units that are not loaded any more. */
  static final int MOST_DROPPED = 256;

  private final Fd file;
  private final int most;
  private final MessageReceiver receiver = new MessageReceiver(1, 4);
  // in order of use, oldest first
  private final LinkedHashMap<UnitName, LogRing> rings = new LinkedHashMap<>(64, 0.75f, true);
  private final Set<UnitName> loaded = new HashSet<>();
  // those that have a ring, the one that wrote least recently first
  private final LinkedHashSet<UnitName> dropped = new LinkedHashSet<>();
  private int slots;
  private List<Listener> listeners = List.of();

  private LogRings(Fd file, int most) {
    this.file = file;
    this.most = most;
  }

  /**
   * Opens the rings there are.
   *
   * @param file a memfd, this object's from here on
   * @param most how many rings there may be at once, at least 1
   */
  public static LogRings open(Fd file, int most) {
    LogRings all = new LogRings(file, most);
    all.slots = (int) (file.stat().size() / LogRing.SIZE);
    for (int slot = 0; slot < all.slots; slot++) {
      LogRing ring = LogRing.open(file, slot);
      UnitName unit = ring.unit();
      if (unit != null) {
        all.rings.put(unit, ring);
        all.dropped.add(unit); // until it is told to be loaded
      } else {
        ring.close();
      }
    }
    return all;
  }

  /** The unit is loaded from now on: its ring is no other unit's as long as there is room. */
  synchronized void loaded(UnitName unit) {
    loaded.add(unit);
    dropped.remove(unit);
  }

  /** The unit is not loaded any more; what it wrote is kept for a while. */
  synchronized void dropped(UnitName unit) {
    loaded.remove(unit);
    if (rings.containsKey(unit)) {
      dropped.add(unit);
    }
  }

  /** All units are told anew. */
  synchronized void allDropped() {
    List.copyOf(loaded).forEach(this::dropped);
  }

  @Override
  public synchronized void message(
      UnitName unit, InvocationId invocation, int priority, String message) {
    byte[] text = org.reeve.unit.RawText.encode(message);
    ring(unit).append(Clock.REALTIME.usec(), invocation, priority, text);
  }

  @Override
  public int receive(UnitName unit, InvocationId invocation, Fd stream) {
    Octets piece = null;
    int pid;
    int n;
    List<Listener> told;
    synchronized (this) {
      LogRing ring = ring(unit);
      n = ring.receive(Clock.REALTIME.usec(), invocation, stream, receiver);
      told = listeners;
      pid = ring.lastPid();
      if (n > 0 && !told.isEmpty()) {
        piece = ring.lastPiece();
      }
    }
    if (piece != null) {
      for (Listener listener : told) {
        listener.output(unit, invocation, pid, piece);
      }
    }
    return n;
  }

  @Override
  public synchronized List<LogEntry> last(UnitName unit, int most) {
    LogRing ring = rings.get(unit);
    if (ring == null) {
      return List.of();
    }
    List<LogEntry> lines = ring.lines();
    return new ArrayList<>(lines.subList(Math.max(0, lines.size() - most), lines.size()));
  }

  @Override
  public synchronized LogPage page(UnitName unit, long from) {
    LogRing ring = rings.get(unit);
    return ring == null ? LogPage.EMPTY : ring.page(from, MOST_A_PAGE);
  }

  @Override
  public synchronized void listen(Listener newListener) {
    List<Listener> all = new ArrayList<>(listeners);
    all.add(newListener);
    listeners = List.copyOf(all);
  }

  private LogRing ring(UnitName unit) {
    LogRing ring = rings.get(unit);
    if (ring != null) {
      if (dropped.contains(unit)) {
        dropped.addLast(unit);
      }
      return ring;
    }
    ring = LogRing.create(file, slot(), unit);
    rings.put(unit, ring);
    if (!loaded.contains(unit)) {
      dropped.add(unit); // what it wrote last comes later than its end
    }
    return ring;
  }

  /** A place for a new ring: one more, or that of a ring which is given up. */
  private int slot() {
    if (dropped.size() < MOST_DROPPED && slots < most) {
      slots++;
      file.truncate((long) slots * LogRing.SIZE);
      return slots - 1;
    }
    UnitName given = dropped.isEmpty() ? rings.firstEntry().getKey() : dropped.removeFirst();
    try (LogRing ring = requireNonNull(rings.remove(given))) {
      return ring.slot();
    }
  }

  @Override
  public synchronized void close() {
    rings.values().forEach(LogRing::close);
    rings.clear();
    receiver.close();
    file.close();
  }

  /** A view for tests: the raw memory of a unit's ring. */
  synchronized @Nullable ByteBuffer memory(UnitName unit) {
    LogRing ring = rings.get(unit);
    return ring == null ? null : ring.memory();
  }
}
