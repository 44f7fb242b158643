package org.reeve.host;

import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.unit.RawText;

/**
 * Writes lines to a terminal or log on a thread of its own: a console that is stopped (Ctrl-S) or a
 * pipe that nobody reads must not stop the loop. The lines of a turn leave together ({@link
 * #flush}). What does not fit in the waiting room is counted and said later.
 */
final class Console implements AutoCloseable {
  private static final int MOST_CHARACTERS = 256 * 1024;

  private final Fd out;
  private final StringBuilder waiting = new StringBuilder(); // guards itself and what follows
  private long lost;
  private boolean ending;
  private final Thread thread = new Thread(this::run, "console");

  /** {@code out} stays the caller's. */
  Console(Fd out) {
    this.out = out;
    thread.setDaemon(true);
    thread.start();
  }

  /** Adds a line, given without its newline, to those that {@link #flush} sends off. */
  void print(String line) {
    synchronized (waiting) {
      if (waiting.length() + line.length() < MOST_CHARACTERS) {
        waiting.append(line).append('\n');
      } else {
        lost++;
      }
    }
  }

  /** Has the lines printed so far written; does not wait for it. */
  void flush() {
    synchronized (waiting) {
      if (!waiting.isEmpty()) {
        waiting.notifyAll();
      }
    }
  }

  private void run() {
    try {
      for (String text = take(); !text.isEmpty(); text = take()) {
        out.writeFully(RawText.encode(text));
      }
    } catch (InterruptedException | ErrnoException e) {
      // the console is gone: there is nowhere left to say so
      synchronized (waiting) {
        waiting.setLength(0);
      }
    }
  }

  /** All lines that wait; waits for one if there is none. Empty at the end. */
  private String take() throws InterruptedException {
    synchronized (waiting) {
      while (waiting.isEmpty() && !ending) {
        waiting.wait();
      }
      if (lost > 0) {
        waiting.append(lost).append(" lines were lost, as nobody took them in time.\n");
        lost = 0;
      }
      String text = waiting.toString();
      waiting.setLength(0);
      return text;
    }
  }

  /** Waits up to a second until all is written. */
  @Override
  public void close() {
    synchronized (waiting) {
      ending = true;
      waiting.notifyAll();
    }
    try {
      thread.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
