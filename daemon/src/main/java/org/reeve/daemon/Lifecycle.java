package org.reeve.daemon;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon does on SIGTERM and on SIGHUP, as daemon(7) recommends: end in order, and read its
 * configuration again.
 *
 * <pre>{@code
 * Lifecycle lifecycle = Lifecycle.begin(notifier)
 *     .onStop(server::close)
 *     .onReload(configuration::read);
 * notifier.ready();
 * lifecycle.awaitStop();
 * }</pre>
 *
 * <p>Left to itself a JVM ends on SIGTERM with status 143, which managers count as a failure. Here
 * SIGTERM and SIGINT run the stop hooks, the last registered first, tell the manager STOPPING=1
 * before, and end the JVM with status 0, or 1 if a hook failed. The same hooks run if the program
 * calls {@link System#exit}, which keeps its status.
 *
 * <p>On SIGHUP, if there is a hook for it, the manager is told RELOADING=1 before and READY=1
 * after. A SIGHUP that was ignored when the JVM started stays ignored, hook or not: nohup(1) and
 * {@link Detachment#lecture} want that.
 */
public final class Lifecycle {

  /** Something to be done when the daemon stops or reloads; it must not end the JVM itself. */
  @FunctionalInterface
  public interface Hook {
    /**
     * Does it.
     *
     * @throws Exception if it failed; the other hooks run all the same
     */
    void run() throws Exception;
  }

  private final Notifier notifier;
  private final Deque<Hook> stops = new ArrayDeque<>();
  private final Object reloads = new Object();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable Hook reload;
  private boolean stopping;
  private boolean failed;

  private Lifecycle(Notifier notifier) {
    this.notifier = notifier;
  }

  /**
   * Takes over SIGTERM and SIGINT, once in a program.
   *
   * @param notifier who is told of stops and reloads
   * @return the hooks of this program
   * @throws IllegalStateException if the JVM runs with {@code -Xrs}, which leaves signals to others
   */
  public static Lifecycle begin(Notifier notifier) {
    Lifecycle lifecycle = new Lifecycle(notifier);
    ProcessSignal.handle("TERM", lifecycle::exit);
    ProcessSignal.handle("INT", lifecycle::exit);
    Runtime.getRuntime().addShutdownHook(new Thread(lifecycle::stop, "stop"));
    return lifecycle;
  }

  /**
   * Adds something to be done when the daemon stops; it runs before what was added earlier.
   *
   * @param hook what is done
   * @return this object
   */
  public synchronized Lifecycle onStop(Hook hook) {
    stops.push(hook);
    return this;
  }

  /**
   * What is done on SIGHUP; a later one replaces it.
   *
   * @param hook what is done
   * @return this object
   */
  public synchronized Lifecycle onReload(Hook hook) {
    boolean first = reload == null;
    reload = hook;
    if (first) {
      ProcessSignal.handle("HUP", this::reload);
    }
    return this;
  }

  /**
   * Waits for the end, for a main thread that has nothing else to do; it never returns. When the
   * stop hooks have run it ends the JVM itself: a main thread that returned here would end it with
   * status 0 before the hooks' failure is told.
   *
   * @throws InterruptedException if this thread is interrupted before the end
   */
  public void awaitStop() throws InterruptedException {
    stopped.await();
    end();
  }

  private void exit() {
    stop();
    end();
  }

  /** Ends the JVM; if it is ending already, its status stays and this waits for ever. */
  private void end() {
    System.exit(failed ? ExitCode.FAILURE.status() : ExitCode.SUCCESS.status());
  }

  /** Runs the stop hooks, once; a second caller waits for the first. */
  private synchronized void stop() {
    if (stopping) {
      return;
    }
    stopping = true;
    notifier.stopping();
    while (!stops.isEmpty()) {
      try {
        stops.pop().run();
      } catch (Exception | AssertionError e) {
        failed = true;
        report("stopping", e);
      }
    }
    stopped.countDown();
  }

  private void reload() {
    // a lock of its own: a reload that hangs must not keep the daemon from stopping
    synchronized (reloads) {
      Hook hook = wantedReload();
      if (hook == null) {
        return;
      }
      notifier.reloading();
      try {
        hook.run();
        notifier.ready();
      } catch (Exception | AssertionError e) {
        report("reloading", e);
        notifier.ready("Reloading failed: " + e);
      }
    }
  }

  private synchronized @Nullable Hook wantedReload() {
    return stopping ? null : reload;
  }

  private static void report(String what, Throwable failure) {
    System.getLogger(Lifecycle.class.getName())
        .log(System.Logger.Level.ERROR, "A hook failed while " + what + ".", failure);
  }
}
