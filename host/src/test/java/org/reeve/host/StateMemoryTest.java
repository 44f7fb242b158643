package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Memory;

class StateMemoryTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> records(Fd file) {
    Map<String, String> records = new HashMap<>();
    StateMemory.open(file)
        .records()
        .forEach((key, value) -> records.put(key, new String(value, StandardCharsets.UTF_8)));
    return records;
  }

  @Test
  void whatWasCommittedIsThereForTheNextManager() {
    try (Fd file = Memory.create("state")) {
      StateMemory memory = StateMemory.open(file);
      memory.put("unit:a.service", bytes("running"));
      memory.put("job:1", bytes("start"));
      memory.commit();
      memory.put("job:1", null);
      memory.put("unit:ü", bytes(""));
      memory.commit();
      assertThat(records(file)).isEqualTo(Map.of("unit:a.service", "running", "unit:ü", ""));
    }
  }

  @Test
  void whatWasNotCommittedIsNot() {
    try (Fd file = Memory.create("state")) {
      StateMemory memory = StateMemory.open(file);
      memory.put("a", bytes("1"));
      assertThat(memory.get("a")).isEqualTo(bytes("1"));
      assertThat(records(file)).isEmpty();
    }
  }

  @Test
  void theStateMayBeLargerThanAnyRegionWas() {
    try (Fd file = Memory.create("state")) {
      StateMemory memory = StateMemory.open(file);
      Map<String, String> expected = new HashMap<>();
      for (int i = 0; i < 3000; i++) {
        String value = "x".repeat(i % 700) + i;
        memory.put("unit:" + i, bytes(value));
        expected.put("unit:" + i, value);
        if (i % 7 == 0) {
          memory.commit();
        }
      }
      memory.commit();
      assertThat(records(file)).isEqualTo(expected);
    }
  }

  @Test
  void manyChangesOfLittleStateKeepTheFileSmall() {
    try (Fd file = Memory.create("state")) {
      StateMemory memory = StateMemory.open(file);
      for (int i = 0; i < 50_000; i++) {
        memory.put("a", bytes("value " + i));
        memory.commit();
      }
      assertThat(records(file)).isEqualTo(Map.of("a", "value 49999"));
      assertThat(file.stat().size()).isLessThan(1 << 20);
    }
  }

  /** Writes some turns, and returns the file's content after each. */
  @Test
  void aFileCutOrTornAnywhereGivesTheStateOfAnEarlierTurn() {
    long seed = Long.getLong("reeve.seed", System.nanoTime());
    Random random = new Random(seed);
    try (Fd file = Memory.create("state")) {
      StateMemory memory = StateMemory.open(file);
      Map<String, String> state = new HashMap<>();
      java.util.List<Map<String, String>> states = new java.util.ArrayList<>();
      states.add(Map.of());
      byte[] before = new byte[0];
      for (int turn = 0; turn < 400; turn++) {
        before = content(file);
        for (int i = random.nextInt(4); i >= 0; i--) {
          String key = "k" + random.nextInt(12);
          if (random.nextInt(3) == 0) {
            memory.put(key, null);
            state.remove(key);
          } else {
            String value = "v" + random.nextInt(1000) + "y".repeat(random.nextInt(400));
            memory.put(key, bytes(value));
            state.put(key, value);
          }
        }
        memory.commit();
        Map<String, String> earlier = states.getLast();
        states.add(Map.copyOf(state));
        byte[] after = content(file);
        assertTornWritesAreOldOrNew(before, after, earlier, state, random, seed);
      }
    }
  }

  private static void assertTornWritesAreOldOrNew(
      byte[] before,
      byte[] after,
      Map<String, String> earlier,
      Map<String, String> now,
      Random random,
      long seed) {
    for (int i = 0; i < 5; i++) {
      // the first n bytes that changed are the new ones, the others are still old
      byte[] torn = java.util.Arrays.copyOf(before, after.length);
      int changed = 0;
      for (int k = 0; k < torn.length; k++) {
        changed += torn[k] == after[k] ? 0 : 1;
      }
      // superblocks are written last, and come first in the file: tear what lies behind them
      int n = random.nextInt(changed + 1);
      for (int k = 4096; k < torn.length && n > 0; k++) {
        if (torn[k] != after[k]) {
          torn[k] = after[k];
          n--;
        }
      }
      try (Fd file = Memory.create("torn")) {
        file.writeFully(torn);
        assertThat(records(file)).as("seed " + seed).isIn(earlier, now);
      }
    }
  }

  @Test
  void aBitFlippedAnywhereIsNeverBelieved() {
    try (Fd file = Memory.create("state")) {
      StateMemory memory = StateMemory.open(file);
      memory.put("a", bytes("1"));
      memory.commit();
      memory.put("a", bytes("2"));
      memory.commit();
      byte[] good = content(file);
      int used = 4096 + 3 * 64;
      for (int bit = 0; bit < used * 8; bit++) {
        byte[] bad = good.clone();
        bad[bit / 8] ^= (byte) (1 << bit % 8);
        try (Fd flipped = Memory.create("flipped")) {
          flipped.writeFully(bad);
          assertThat(records(flipped)).isIn(Map.of(), Map.of("a", "1"), Map.of("a", "2"));
        }
      }
    }
  }

  @Test
  void rubbishIsAnEmptyMemoryThatCanBeWritten() {
    try (Fd file = Memory.create("state")) {
      file.writeFully(new byte[10_000]);
      file.pwrite(ByteBuffer.allocateDirect(100).put(new byte[100]).flip(), 5);
      StateMemory memory = StateMemory.open(file);
      assertThat(memory.records()).isEmpty();
      memory.put("a", bytes("1"));
      memory.commit();
      assertThat(records(file)).isEqualTo(Map.of("a", "1"));
    }
  }

  private static byte[] content(Fd file) {
    file.seek(0);
    return Fs.readAll(file);
  }
}
