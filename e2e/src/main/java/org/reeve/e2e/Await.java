package org.reeve.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Waits for conditions; a condition that does not come true in time fails the test and is named.
 */
public final class Await {
  private static final Duration PAUSE = Duration.ofMillis(5);

  private Await() {}

  /** Asks {@code condition} again and again until it is true, for at most {@code limit}. */
  public static void until(String description, Duration limit, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (!condition.call()) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("not within " + limit.toMillis() + " ms: " + description);
        }
        Thread.sleep(PAUSE);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("while waiting until " + description, e);
    }
  }
}
