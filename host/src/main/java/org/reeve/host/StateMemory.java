package org.reeve.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fd;

/**
 * Records that outlive the manager: bytes under names, in a file that hand keeps.
 *
 * <p>The file is a log. A turn's changes are one transaction, appended with its length, its number
 * and a CRC-32C over both and the content; a manager killed at any moment leaves a transaction that
 * is either believed whole or not at all. What is believed is a prefix: reading stops at the first
 * transaction whose number or checksum is wrong, so old bytes behind the end are never taken for
 * new. When the log's region is full, the live records are written as the first transaction of
 * another region, and one of two superblocks is switched over: the other one, and the region it
 * names, stay as they were until the new ones are complete.
 *
 * <p>The file is written with pwrite(2), not through a mapping: one call of some microseconds a
 * turn, nothing to unmap when the file grows, and no fault if somebody shrinks it. It is never
 * synced, as it is memory.
 *
 * <p>Layout, little-endian. Two superblocks at 0 and 64: magic u32, version u32, generation u64,
 * region offset u64, region size u64, number of the region's first transaction u64, CRC-32C of all
 * that. The higher valid generation counts. A transaction: content size u32, CRC-32C of number and
 * content u32, number u64, content. The content: key size u32, value size i32 (-1: removed), key
 * (UTF-8), value, and so on.
 */
public final class StateMemory {
  private static final int MAGIC = 0x5652_5353;
  private static final int VERSION = 1;
  private static final int SUPERBLOCK = 64;
  private static final int SUPERBLOCK_USED = 40;
  private static final int FIRST_REGION = 4096;
  private static final int TRANSACTION_HEADER = 16;
  private static final long SMALLEST_REGION = 64 * 1024;

  private final Fd file;
  private final Map<String, byte[]> records = new LinkedHashMap<>();
  private final Map<String, byte @Nullable []> pending = new LinkedHashMap<>();
  private long generation;
  private long regionOffset;
  private long regionSize;
  private long end; // offset in the region where the next transaction goes
  private long nextNumber;
  private long live; // bytes that the live records take in a transaction
  private ByteBuffer buffer = direct(64 * 1024);

  private StateMemory(Fd file) {
    this.file = file;
  }

  /**
   * Reads what a manager before this one has committed; an empty or unreadable file has no records.
   *
   * @param file the caller's, to be left open as long as this is used
   */
  public static StateMemory open(Fd file) {
    StateMemory memory = new StateMemory(file);
    if (!memory.readSuperblocks()) {
      memory.compact();
      return memory;
    }
    memory.readRegion();
    return memory;
  }

  /** A copy of all committed records, oldest first. */
  public Map<String, byte[]> records() {
    return new LinkedHashMap<>(records);
  }

  /** What {@code key} will be once {@link #commit} is called; null if there is none. */
  public byte @Nullable [] get(String key) {
    return pending.containsKey(key) ? pending.get(key) : records.get(key);
  }

  /** Sets a record, or removes it if {@code value} is null, at the next {@link #commit}. */
  public void put(String key, byte @Nullable [] value) {
    pending.put(key, value);
  }

  /** Whether {@link #commit} would write anything. */
  public boolean hasChanges() {
    return !pending.isEmpty();
  }

  /** Writes all changes since the last commit: all of them, or, if this process is killed, none. */
  public void commit() {
    if (pending.isEmpty()) {
      return;
    }
    pending.forEach(this::apply);
    long size = contentSize(pending);
    if (end + TRANSACTION_HEADER + size > regionSize) {
      compact();
    } else {
      append(pending);
    }
    pending.clear();
  }

  private void apply(String key, byte @Nullable [] value) {
    byte[] old = value == null ? records.remove(key) : records.put(key, value);
    if (old != null) {
      live -= recordSize(key, old);
    }
    if (value != null) {
      live += recordSize(key, value);
    }
  }

  // ---- writing ----

  private void append(Map<String, byte @Nullable []> changes) {
    ByteBuffer out = encode(changes);
    int length = out.remaining();
    writeFully(out, regionOffset + end);
    end += length;
    nextNumber++;
  }

  /** Writes the live records to a fresh region and switches over to it. */
  private void compact() {
    // twice the room that is needed now, so that compactions get rarer as the state grows
    long size = SMALLEST_REGION;
    while (size < 2 * (live + TRANSACTION_HEADER)) {
      size *= 2;
    }
    boolean fitsBefore = regionSize > 0 && regionOffset - FIRST_REGION >= size;
    long offset = fitsBefore || regionSize == 0 ? FIRST_REGION : regionOffset + regionSize;
    if (file.stat().size() < offset + size) {
      file.truncate(offset + size);
    }
    regionOffset = offset;
    regionSize = size;
    end = 0;
    generation++;
    // numbers go on, so no transaction that this region held before can be mistaken for a new one
    long first = nextNumber;
    append(new HashMap<>(records));
    writeSuperblock(first);
  }

  private void writeSuperblock(long firstNumber) {
    ByteBuffer block = direct(SUPERBLOCK);
    block.putInt(MAGIC).putInt(VERSION).putLong(generation);
    block.putLong(regionOffset).putLong(regionSize).putLong(firstNumber);
    block.putInt(checksum(block, 0, SUPERBLOCK_USED)).position(0);
    writeFully(block, generation % 2 * SUPERBLOCK);
  }

  private ByteBuffer encode(Map<String, byte @Nullable []> changes) {
    long size = contentSize(changes);
    if (size > Integer.MAX_VALUE - 64) {
      throw new IllegalStateException(
          "The manager's state needs " + size + " bytes, and 2 GiB is the most there can be.");
    }
    ByteBuffer out = room(TRANSACTION_HEADER + (int) size);
    out.putInt((int) size).putInt(0).putLong(nextNumber);
    changes.forEach((key, value) -> {
      byte[] name = key.getBytes(StandardCharsets.UTF_8);
      out.putInt(name.length).putInt(value == null ? -1 : value.length).put(name);
      if (value != null) {
        out.put(value);
      }
    });
    out.flip();
    out.putInt(4, checksum(out, 8, out.limit()));
    return out;
  }

  private ByteBuffer room(int size) {
    if (buffer.capacity() < size) {
      buffer = direct(Math.max(size, 2 * buffer.capacity()));
    }
    return buffer.clear();
  }

  private void writeFully(ByteBuffer out, long offset) {
    long at = offset;
    while (out.hasRemaining()) {
      at += file.pwrite(out, at);
    }
  }

  private static long contentSize(Map<String, byte @Nullable []> changes) {
    long size = 0;
    for (Map.Entry<String, byte @Nullable []> change : changes.entrySet()) {
      byte[] value = change.getValue();
      size += recordSize(change.getKey(), value == null ? new byte[0] : value);
    }
    return size;
  }

  private static long recordSize(String key, byte[] value) {
    return 8L + key.getBytes(StandardCharsets.UTF_8).length + value.length;
  }

  // ---- reading ----

  /** Finds the newest superblock that can be believed; false if there is none. */
  private boolean readSuperblocks() {
    long size = file.stat().size();
    long first = -1;
    for (int i = 0; i < 2; i++) {
      ByteBuffer block = read((long) i * SUPERBLOCK, SUPERBLOCK);
      if (block == null
          || block.getInt(0) != MAGIC
          || block.getInt(4) != VERSION
          || block.getInt(SUPERBLOCK_USED) != checksum(block, 0, SUPERBLOCK_USED)
          || block.getLong(8) <= generation) {
        continue;
      }
      long offset = block.getLong(16);
      long length = block.getLong(24);
      if (offset < FIRST_REGION || length < TRANSACTION_HEADER || offset + length > size) {
        continue;
      }
      generation = block.getLong(8);
      regionOffset = offset;
      regionSize = length;
      first = block.getLong(32);
    }
    nextNumber = Math.max(first, 0);
    return first >= 0;
  }

  private void readRegion() {
    while (true) {
      ByteBuffer header = read(regionOffset + end, TRANSACTION_HEADER);
      if (header == null) {
        return;
      }
      long size = header.getInt(0) & 0xffff_ffffL;
      int expected = header.getInt(4);
      long number = header.getLong(8);
      if (number != nextNumber || end + TRANSACTION_HEADER + size > regionSize) {
        return;
      }
      ByteBuffer whole = read(regionOffset + end, TRANSACTION_HEADER + (int) size);
      if (whole == null || checksum(whole, 8, whole.limit()) != expected) {
        return;
      }
      readContent(whole.position(TRANSACTION_HEADER));
      end += TRANSACTION_HEADER + size;
      nextNumber++;
    }
  }

  private void readContent(ByteBuffer in) {
    while (in.remaining() >= 8) {
      byte[] key = new byte[in.getInt()];
      int size = in.getInt();
      in.get(key);
      byte[] value = null;
      if (size >= 0) {
        value = new byte[size];
        in.get(value);
      }
      apply(new String(key, StandardCharsets.UTF_8), value);
    }
  }

  /** Bytes from the file, in a buffer that the next call overwrites; null if it is too short. */
  private @Nullable ByteBuffer read(long offset, int size) {
    ByteBuffer in = room(size).limit(size);
    long at = offset;
    while (in.hasRemaining()) {
      int n = file.pread(in, at);
      if (n <= 0) {
        return null;
      }
      at += n;
    }
    return in.flip();
  }

  private static int checksum(ByteBuffer bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().position(from).limit(to));
    return (int) crc.getValue();
  }

  private static ByteBuffer direct(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
