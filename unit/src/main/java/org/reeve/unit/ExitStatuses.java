package org.reeve.unit;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A set of exit statuses and signals (SuccessExitStatus= and its kin).
 *
 * @param statuses 0 to 255
 * @param signals signal numbers
 */
public record ExitStatuses(SortedSet<Integer> statuses, SortedSet<Integer> signals) {
  public static final ExitStatuses NONE = new ExitStatuses(new TreeSet<>(), new TreeSet<>());

  public ExitStatuses {
    statuses = Collections.unmodifiableSortedSet(new TreeSet<>(statuses));
    signals = Collections.unmodifiableSortedSet(new TreeSet<>(signals));
  }

  public boolean isEmpty() {
    return statuses.isEmpty() && signals.isEmpty();
  }

  public boolean hasStatus(int status) {
    return statuses.contains(status);
  }

  public boolean hasSignal(int signal) {
    return signals.contains(signal);
  }
}
