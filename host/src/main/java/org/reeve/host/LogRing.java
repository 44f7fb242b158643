package org.reeve.host;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Credentials;
import org.reeve.linux.Fd;
import org.reeve.linux.Memory;
import org.reeve.linux.MessageReceiver;
import org.reeve.manager.InvocationId;
import org.reeve.manager.LogPage;
import org.reeve.manager.LogRecord;
import org.reeve.recipe.Octets;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;

/**
 * One unit's ring in shared memory, written so that a manager killed at any moment loses no byte.
 *
 * <p>A byte leaves a socket only by being read, and where it then is must outlive the reader. So
 * the kernel is told to read <em>into the ring</em>: the call that takes bytes from the socket is
 * the one that puts them into memory which hand keeps. What remains is to know afterwards how many
 * arrived, if the reader was killed before it could write that down. For that the place is filled
 * with 0xFF first, a byte that no UTF-8 text contains: a fresh manager finds a record that was
 * being read and takes what is no longer 0xFF. (A piece of binary output that ends in 0xFF bytes is
 * cut by those, if the manager is killed within that very microsecond.)
 *
 * <p>Layout, in the machine's byte order as the file never leaves it. Header of 512 bytes: magic,
 * version, size of the name, 0 (u32 each); tail and head (u64), which only grow, their place in the
 * ring being the remainder; the name from byte 64. A record: its own offset as tail and head count
 * (u64), time (u64), invocation (two u64), size (u32), pid, uid (i32), priority (u8), kind (u8), 2
 * of nothing; then the bytes, padded to 8. Records lie in one piece: what is left at the end of the
 * ring is skipped.
 */
final class LogRing implements AutoCloseable {
  static final int SIZE = 64 * 1024;

  private static final int MAGIC = 0x474e_4952;
  private static final int VERSION = 1;
  private static final int HEADER = 512;
  private static final int NAME_LENGTH = 8;
  private static final int TAIL = 16;
  private static final int HEAD = 24;
  private static final int NAME = 64;
  private static final int CAPACITY = SIZE - HEADER;

  private static final int RECORD = 48;
  private static final int TIME = 8;
  private static final int HIGH = 16;
  private static final int LOW = 24;
  private static final int LENGTH = 32;
  private static final int PID = 36;
  private static final int UID = 40;
  private static final int PRIORITY = 44;
  private static final int KIND = 45;

  private static final byte OUTPUT = 0;
  private static final byte MESSAGE = 1;
  private static final byte SKIP = 2;
  private static final int BEING_READ = -1;
  private static final int PIECE = 8 * 1024;
  private static final int INFO = 6;
  private static final byte[] UNTOUCHED = untouched();

  private final Memory.Mapping mapping;
  private final ByteBuffer memory;
  private final int slot;
  private int lastRecord = -1;

  private LogRing(Fd file, int slot) {
    this.slot = slot;
    this.mapping = Memory.map(file, (long) slot * SIZE, SIZE, true);
    this.memory = mapping.buffer();
  }

  private static byte[] untouched() {
    byte[] bytes = new byte[PIECE];
    java.util.Arrays.fill(bytes, (byte) 0xff);
    return bytes;
  }

  /** Makes slot {@code slot} of the file an empty ring of that unit. */
  static LogRing create(Fd file, int slot, UnitName unit) {
    LogRing ring = new LogRing(file, slot);
    byte[] name = RawText.encode(unit.text());
    ring.memory.putInt(0, 0);
    VarHandle.storeStoreFence();
    ring.memory.putLong(TAIL, 0).putLong(HEAD, 0).putInt(NAME_LENGTH, name.length);
    ring.memory.putLong(HEADER, -1).put(NAME, name).putInt(4, VERSION);
    VarHandle.storeStoreFence();
    ring.memory.putInt(0, MAGIC);
    return ring;
  }

  /** Opens what is in the slot, and takes in what a manager was reading when it was killed. */
  static LogRing open(Fd file, int slot) {
    LogRing ring = new LogRing(file, slot);
    if (ring.unit() != null) {
      ring.recover();
    }
    return ring;
  }

  /** The unit whose ring this is; null if the slot was never a ring of this version. */
  @Nullable UnitName unit() {
    int size = memory.getInt(NAME_LENGTH);
    long head = memory.getLong(HEAD);
    long tail = memory.getLong(TAIL);
    boolean sane = size > 0 && size <= HEADER - NAME && tail >= 0 && head - tail <= CAPACITY;
    if (memory.getInt(0) != MAGIC || memory.getInt(4) != VERSION || !sane || head < tail) {
      return null;
    }
    byte[] name = new byte[size];
    memory.get(NAME, name);
    return UnitName.of(RawText.decode(name));
  }

  int slot() {
    return slot;
  }

  private void recover() {
    long head = memory.getLong(HEAD);
    int at = place(head);
    if (CAPACITY - (at - HEADER) < RECORD || memory.getLong(at) != head) {
      return; // nothing was begun here
    }
    int size = memory.getInt(at + LENGTH);
    if (size == BEING_READ) {
      size = 0;
      int room = Math.min(PIECE, SIZE - at - RECORD);
      for (int i = 0; i < room; i++) {
        if (memory.get(at + RECORD + i) != (byte) 0xff) {
          size = i + 1;
        }
      }
    }
    if (size > 0 && size <= SIZE - at - RECORD) {
      adopt(at);
      commit(at, size);
    }
  }

  /**
   * Who wrote what was being read was not written down yet. It is taken to be who wrote last in
   * that invocation, so that a line whose begin was read before stays in one piece.
   */
  private void adopt(int at) {
    if (memory.get(at + KIND) != OUTPUT || memory.getInt(at + PID) != 0) {
      return;
    }
    InvocationId invocation = invocation(at);
    for (LogRecord before : page(0, Integer.MAX_VALUE).records()) {
      if (!before.fromManager() && before.invocation().equals(invocation)) {
        memory.putInt(at + PID, before.pid()).putInt(at + UID, before.uid());
      }
    }
  }

  /** Appends a message; one that is longer than a piece is cut. */
  void append(long realtimeUsec, InvocationId invocation, int priority, byte[] text) {
    int size = Math.min(text.length, PIECE);
    int at = begin(realtimeUsec, invocation, size);
    memory.put(at + PRIORITY, (byte) priority).put(at + KIND, MESSAGE);
    memory.put(at + RECORD, text, 0, size);
    commit(at, size);
  }

  /** Takes a piece from a stream. Returns its size, 0 if there is nothing, -1 at the end. */
  int receive(long realtimeUsec, InvocationId invocation, Fd stream, MessageReceiver receiver) {
    int at = begin(realtimeUsec, invocation, PIECE);
    memory.put(at + PRIORITY, (byte) INFO).put(at + KIND, OUTPUT);
    memory.put(at + RECORD, UNTOUCHED);
    memory.putInt(at + LENGTH, BEING_READ);
    int n = receiver.receiveInto(stream, memory.slice(at + RECORD, PIECE));
    if (n <= 0) {
      memory.putLong(at, -1);
      return n;
    }
    Credentials who = receiver.credentials();
    if (who != null) {
      memory.putInt(at + PID, who.pid()).putInt(at + UID, who.uid());
    }
    lastRecord = at;
    commit(at, n);
    return n;
  }

  int lastPid() {
    return lastRecord < 0 ? 0 : memory.getInt(lastRecord + PID);
  }

  /** What the last {@link #receive} took. */
  Octets lastPiece() {
    return lastRecord < 0 ? Octets.empty() : content(lastRecord);
  }

  /**
   * Makes room for a record of that size at the head and fills in its fields; returns its place.
   */
  private int begin(long realtimeUsec, InvocationId invocation, int size) {
    long head = memory.getLong(HEAD);
    int at = place(head);
    int left = SIZE - at;
    if (left < RECORD + size) {
      makeRoom(head, left);
      if (left >= RECORD) {
        memory.putLong(at, head).put(at + KIND, SKIP);
      }
      head += left;
      memory.putLong(HEAD, head);
      at = place(head);
    }
    makeRoom(head, RECORD + padded(size));
    memory.putLong(at + TIME, realtimeUsec);
    memory.putLong(at + HIGH, invocation.high()).putLong(at + LOW, invocation.low());
    memory.putInt(at + LENGTH, 0).putInt(at + PID, 0).putInt(at + UID, -1);
    VarHandle.storeStoreFence();
    memory.putLong(at, head);
    return at;
  }

  private void commit(int at, int size) {
    memory.putInt(at + LENGTH, size);
    VarHandle.storeStoreFence();
    memory.putLong(HEAD, memory.getLong(at) + RECORD + padded(size));
    VarHandle.storeStoreFence();
  }

  /** Drops the oldest records until {@code size} bytes from {@code head} on are nobody's. */
  private void makeRoom(long head, int size) {
    long tail = memory.getLong(TAIL);
    while (head + size - tail > CAPACITY && tail < head) {
      tail = next(tail);
    }
    memory.putLong(TAIL, Math.min(tail, head));
    VarHandle.storeStoreFence();
  }

  /** Offset of the record after the one at {@code offset}. */
  private long next(long offset) {
    int at = place(offset);
    int left = SIZE - at;
    if (left < RECORD || memory.get(at + KIND) == SKIP) {
      return offset + left;
    }
    return offset + RECORD + padded(memory.getInt(at + LENGTH));
  }

  private static int place(long offset) {
    return HEADER + (int) (offset % CAPACITY);
  }

  private static int padded(int size) {
    return (size + 7) & ~7;
  }

  private Octets content(int at) {
    byte[] bytes = new byte[memory.getInt(at + LENGTH)];
    memory.get(at + RECORD, bytes);
    return Octets.of(bytes);
  }

  /**
   * The records from a place on, oldest first.
   *
   * @param from where to begin; a place that is not kept, or never was one, means the next that is
   * @param most how many bytes of the ring they may take; the last may go beyond that
   */
  LogPage page(long from, int most) {
    long head = memory.getLong(HEAD);
    long tail = memory.getLong(TAIL);
    // a place beyond the head belongs to a ring that this unit had before it was given to another
    long wanted = from > head ? tail : from;
    List<LogRecord> records = new ArrayList<>();
    long offset = tail;
    int taken = 0;
    while (offset < head && taken < most) {
      int at = place(offset);
      boolean skipped = SIZE - at < RECORD || memory.get(at + KIND) == SKIP;
      if (offset >= wanted && !skipped) {
        records.add(record(at));
        taken += RECORD + memory.getInt(at + LENGTH);
      }
      offset = next(offset);
    }
    return new LogPage(tail, offset, records);
  }

  /** All lines, oldest first, those that are unended last. */
  List<LogEntry> lines() {
    List<LogEntry> entries = new ArrayList<>();
    LogLines lines = new LogLines(entries::add);
    page(0, Integer.MAX_VALUE).records().forEach(lines::add);
    lines.finish();
    return entries;
  }

  private LogRecord record(int at) {
    return new LogRecord(
        memory.getLong(at + TIME),
        invocation(at),
        memory.getInt(at + PID),
        memory.getInt(at + UID),
        memory.get(at + PRIORITY),
        memory.get(at + KIND) == MESSAGE,
        content(at));
  }

  private InvocationId invocation(int at) {
    return new InvocationId(memory.getLong(at + HIGH), memory.getLong(at + LOW));
  }

  ByteBuffer memory() {
    return memory;
  }

  @Override
  public void close() {
    mapping.close();
  }
}
