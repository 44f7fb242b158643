package org.reeve.host;

import java.util.concurrent.Callable;

/** Waiting on a condition with a deadline, for tests. */
final class Deadline {
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final int STEP_MILLIS = 2;

  private Deadline() {}

  static void until(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within 10 s: " + what);
      }
      Thread.sleep(STEP_MILLIS);
    }
  }
}
