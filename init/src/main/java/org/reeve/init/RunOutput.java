package org.reeve.init;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.recipe.Octets;

/**
 * Writes to standard output and standard error of {@code reeve run}, in the order in which things
 * were said, on a thread of its own: a terminal that is stopped (Ctrl-S) or a pipe that nobody
 * reads must not stop the loop. Output of units waits in {@link #out} instead when there is too
 * much of it, so that in the end those wait who write it, and nothing is lost.
 */
final class RunOutput {
  /** So many bytes may wait before whoever brings more has to wait too. */
  private static final int MANY = 256 * 1024;

  private record Piece(Fd to, Octets text) {}

  private final Fd out;
  private final Fd err;
  private final Deque<Piece> waiting = new ArrayDeque<>(); // guards itself and what follows
  private int bytes;
  private boolean writing;
  private @Nullable Runnable drained;
  private @Nullable Runnable closed;

  RunOutput(Fd out, Fd err) {
    this.out = out;
    this.err = err;
    Thread thread = new Thread(this::run, "output");
    thread.setDaemon(true);
    thread.start();
  }

  /** A line of a unit's. Waits while much is waiting: not for the loop's thread. */
  void out(byte[] line) {
    synchronized (waiting) {
      while (bytes > MANY) {
        try {
          waiting.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
      add(out, line);
    }
  }

  /** The same from the loop, which does not wait. */
  void outNow(byte[] line) {
    synchronized (waiting) {
      add(out, line);
    }
  }

  /** A line about units, with its end. */
  void err(byte[] line) {
    synchronized (waiting) {
      add(err, line);
    }
  }

  /** Whether what is said now will be seen late. */
  boolean isStopped() {
    synchronized (waiting) {
      return bytes > MANY;
    }
  }

  private void add(Fd to, byte[] line) {
    waiting.add(new Piece(to, Octets.of(line)));
    bytes += line.length;
    waiting.notifyAll();
  }

  /** Runs {@code action}, on this object's thread, once all that was said is written. */
  void whenDrained(Runnable action) {
    synchronized (waiting) {
      drained = action;
      waiting.notifyAll();
    }
  }

  /** Runs {@code action}, on this object's thread, when nobody reads standard output any more. */
  void whenClosed(Runnable action) {
    synchronized (waiting) {
      closed = action;
    }
  }

  private void run() {
    try {
      while (true) {
        write(take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Piece take() throws InterruptedException {
    synchronized (waiting) {
      writing = false;
      while (waiting.isEmpty()) {
        Runnable action = drained;
        if (action != null) {
          drained = null;
          action.run();
        }
        waiting.wait();
      }
      writing = true;
      Piece piece = waiting.remove();
      bytes -= piece.text.length();
      waiting.notifyAll();
      return piece;
    }
  }

  private void write(Piece piece) {
    try {
      piece.to.writeFully(piece.text.bytes());
    } catch (ErrnoException gone) {
      // a terminal that was closed, a pipe that nobody reads
      Runnable action = null;
      synchronized (waiting) {
        if (piece.to == out) {
          action = closed;
          closed = null;
        }
      }
      if (action != null) {
        action.run();
      }
    }
  }

  /** Whether all that was said has been written. */
  boolean isDrained() {
    synchronized (waiting) {
      return waiting.isEmpty() && !writing;
    }
  }
}
