package org.reeve.host;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.unit.RawText;

/**
 * Writes lines to a terminal or log on a thread of its own: a console that is stopped (Ctrl-S) or a
 * pipe that nobody reads must not stop the loop. What does not fit in the queue is counted and said
 * later.
 */
final class Console implements AutoCloseable {
  private static final int MOST_LINES = 4096;
  private static final String END = "";

  private final Fd out;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MOST_LINES);
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread = new Thread(this::run, "console");

  /** {@code out} stays the caller's. */
  Console(Fd out) {
    this.out = out;
    thread.setDaemon(true);
    thread.start();
  }

  /** Queues a line, given without its newline. */
  void print(String line) {
    if (!lines.offer(line + "\n")) {
      lost.incrementAndGet();
    }
  }

  private void run() {
    try {
      while (true) {
        String line = lines.take();
        if (line.equals(END)) {
          return;
        }
        out.writeFully(RawText.encode(line));
        long missing = lost.getAndSet(0);
        if (missing > 0) {
          out.writeFully(
              RawText.encode(missing + " lines were lost, as nobody took them in time.\n"));
        }
      }
    } catch (InterruptedException | ErrnoException e) {
      // the console is gone: there is nowhere left to say so
      lines.clear();
    }
  }

  /** Waits up to a second until all is written. */
  @Override
  public void close() {
    try {
      if (lines.offer(END, 1, TimeUnit.SECONDS)) {
        thread.join(1000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
