package org.reeve.host;

import java.util.List;
import org.reeve.linux.Fd;
import org.reeve.manager.InvocationId;
import org.reeve.manager.LogPage;
import org.reeve.recipe.Octets;
import org.reeve.unit.UnitName;

/**
 * Where the output of units goes, and the manager's messages about them. Until the journal
 * implements it, it is {@link LogRings}: a bounded ring a unit.
 *
 * <p>Thread-safe: messages come from the loop, output from the log reader.
 */
public interface LogSink extends AutoCloseable {
  /** Told of output as it comes, on the log reader's thread; must not block for long. */
  @FunctionalInterface
  interface Listener {
    /** {@code output} is a piece as it was written, which need not be whole lines. */
    void output(UnitName unit, InvocationId invocation, int pid, Octets output);
  }

  /** A message of the manager's own. */
  void message(UnitName unit, InvocationId invocation, int priority, String message);

  /**
   * Takes what can be read from a unit's stream at once, up to some KiB.
   *
   * @return the bytes taken; 0 if there are none; -1 at the end
   */
  int receive(UnitName unit, InvocationId invocation, Fd stream);

  /** The newest lines of a unit, oldest first, at most {@code most}. */
  List<LogEntry> last(UnitName unit, int most);

  /**
   * The records of a unit from a place on; never more than some tens of KiB, and without waiting
   * for anything but the reader's present piece.
   *
   * @param from 0 for the oldest, or a page's {@link LogPage#next}
   */
  LogPage page(UnitName unit, long from);

  /** From now on told of all output. */
  void listen(Listener listener);

  @Override
  void close();
}
