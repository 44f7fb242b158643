package org.reeve.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Waits for conditions; a condition that does not come true in time fails the test and is named.
 *
 * <p>Between two looks it pauses at least as long as the look took: one that runs a command inside
 * a machine must not take the processor from what it waits for.
 */
public final class Await {
  private static final long SHORTEST_PAUSE = Duration.ofMillis(5).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofMillis(500).toNanos();

  private Await() {}

  /** Asks {@code condition} again and again until it is true, for at most {@code limit}. */
  public static void until(String description, Duration limit, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      for (long begin = System.nanoTime(); !condition.call(); begin = System.nanoTime()) {
        long end = System.nanoTime();
        if (end > deadline) {
          throw new AssertionError("not within " + limit.toMillis() + " ms: " + description);
        }
        Thread.sleep(Duration.ofNanos(Math.clamp(end - begin, SHORTEST_PAUSE, LONGEST_PAUSE)));
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("while waiting until " + description, e);
    }
  }
}
