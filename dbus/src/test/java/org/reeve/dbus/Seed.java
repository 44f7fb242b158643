package org.reeve.dbus;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random numbers for a test: the seed is printed, and {@code -Dreeve.seed=N} replays it. */
final class Seed {
  private Seed() {}

  static RandomGenerator random(String test) {
    long seed = Long.getLong("reeve.seed", System.nanoTime());
    System.out.println(test + ": -Dreeve.seed=" + seed);
    return new SplittableRandom(seed);
  }
}
