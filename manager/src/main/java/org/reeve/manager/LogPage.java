package org.reeve.manager;

import java.util.List;

/**
 * A bounded part of what is kept of a unit's log. Places in a log are counted in bytes since its
 * beginning, so they only grow; what they count is nobody's business but the host's.
 *
 * @param first the place of the oldest record there is: what lay before it was overwritten
 * @param next the place after the last record of this page, from where the next page goes on
 * @param records oldest first; none, if there is nothing after the place that was asked for
 */
public record LogPage(long first, long next, List<LogRecord> records) {
  /** What is kept of a unit that has never said anything. */
  public static final LogPage EMPTY = new LogPage(0, 0, List.of());

  public LogPage {
    records = List.copyOf(records);
  }
}
