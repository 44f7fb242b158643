package org.reeve.host;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
 * own ring. When there are as many rings as are allowed, the one that was used least recently is
 * taken for a new unit.
 */
public final class LogRings implements LogSink {
  /** Bytes of records after which a page is full. */
  private static final int MOST_A_PAGE = 16 * 1024;

  private final Fd file;
  private final int most;
  private final MessageReceiver receiver = new MessageReceiver(1, 4);
  // in order of use, oldest first
  private final LinkedHashMap<UnitName, LogRing> rings = new LinkedHashMap<>(64, 0.75f, true);
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
      } else {
        ring.close();
      }
    }
    return all;
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
      return ring;
    }
    int slot = slots;
    if (slots >= most) {
      LogRing reused = rings.pollFirstEntry().getValue();
      slot = reused.slot();
      reused.close();
    } else {
      slots++;
      file.truncate((long) slots * LogRing.SIZE);
    }
    ring = LogRing.create(file, slot, unit);
    rings.put(unit, ring);
    return ring;
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
