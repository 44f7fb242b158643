package org.reeve.daemon;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the manager again and again that the daemon is well, as long as a check of yours says so:
 * WatchdogSec= of the unit, sd_watchdog_enabled(3).
 *
 * <p>The check runs in a thread of its own, twice in the manager's time. Whatever keeps it from
 * coming back, a deadlock or a database that does not answer, keeps the manager from hearing that
 * all is well, and the manager restarts the service. So let it go the way that requests go: take
 * the lock, ask the database.
 */
public final class Watchdog implements AutoCloseable {

  /** Finds out whether the daemon is well. */
  @FunctionalInterface
  public interface HealthCheck {
    /**
     * Returns if it is well.
     *
     * @throws Exception if it is not; the message goes into the status of the service
     */
    void check() throws Exception;
  }

  private final @Nullable Thread thread;

  private Watchdog(@Nullable Thread thread) {
    this.thread = thread;
  }

  /**
   * The time within which the manager wants to hear from this process; null if it does not want to.
   *
   * @return the time, or null
   */
  public static @Nullable Duration timeout() {
    return timeout(System.getenv(), ProcessHandle.current().pid());
  }

  static @Nullable Duration timeout(Map<String, String> environment, long self) {
    long usec = number(environment.get("WATCHDOG_USEC"));
    String pid = environment.get("WATCHDOG_PID");
    // as the variable is inherited, that of another process may be found here
    return usec <= 0 || (pid != null && number(pid) != self) ? null : Duration.ofNanos(usec * 1000);
  }

  private static long number(@Nullable String text) {
    try {
      return text == null ? -1 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /**
   * Starts checking, if the manager wants it; otherwise there is nothing to close either.
   *
   * @param notifier who tells the manager
   * @param check what finds out whether the daemon is well
   * @return the watchdog
   */
  public static Watchdog start(Notifier notifier, HealthCheck check) {
    Duration timeout = timeout();
    return timeout == null ? new Watchdog(null) : start(notifier, timeout, check);
  }

  /**
   * Starts checking for a manager that wants to hear within {@code timeout}.
   *
   * @param notifier who tells the manager
   * @param timeout the manager's time
   * @param check what finds out whether the daemon is well
   * @return the watchdog
   */
  public static Watchdog start(Notifier notifier, Duration timeout, HealthCheck check) {
    return new Watchdog(
        Thread.ofPlatform()
            .daemon()
            .name("watchdog")
            .start(() -> watch(notifier, timeout.dividedBy(2), check)));
  }

  /**
   * Whether the manager wants to hear from this process.
   *
   * @return whether it does
   */
  public boolean isWanted() {
    return thread != null;
  }

  private static void watch(Notifier notifier, Duration interval, HealthCheck check) {
    boolean wasWell = true;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long begin = System.nanoTime();
        try {
          check.check();
          notifier.watchdog();
          if (!wasWell) {
            notifier.status("The health check succeeds again.");
          }
          wasWell = true;
        } catch (InterruptedException closed) {
          return;
        } catch (Exception | AssertionError unwell) {
          wasWell = false;
          notifier.status("The health check fails: " + unwell);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        Duration left = interval.minus(took);
        if (left.isPositive()) {
          Thread.sleep(left);
        }
      }
    } catch (InterruptedException closed) {
      // the daemon ends
    }
  }

  /** Ends the checks: for a daemon that is about to end, as the manager then hears no more. */
  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
