package org.reeve.manager;

import org.jspecify.annotations.Nullable;

/**
 * The laws of the job engine, each in one method, so that a test can break exactly one of them and
 * demand that the simulation notices. There is one set of laws in the product: this class itself.
 */
public class JobRules {
  /** The laws as they are. */
  public JobRules() {}

  /** The one type that serves both wishes for a unit, or null if they conflict. */
  protected @Nullable JobType merge(JobType a, JobType b) {
    return JobType.merge(a, b);
  }

  /** Whether a unit in this state already is where the job would bring it. */
  protected boolean isRedundant(JobType type, ActiveState state) {
    return type.isRedundantIn(state);
  }

  /**
   * Which of two jobs goes first, where {@code first}'s unit is Before= {@code second}'s: negative
   * if the first, positive if the second, 0 if it doesn't matter. A stop (and a restart, which is a
   * stop until that is done) always precedes the other; of two stops the second unit's goes first,
   * so that stopping is starting in reverse.
   */
  protected int order(JobType first, JobType second) {
    if (first == JobType.NOP || second == JobType.NOP) {
      return 0;
    }
    return second == JobType.STOP || second == JobType.RESTART ? 1 : -1;
  }

  /** Whether the end of a job lets those that are ordered after it try again. */
  protected boolean wakesNeighbours(JobType type, JobResult result) {
    return true;
  }

  /** Whether this end of a start job is the end of the start jobs of all that require it. */
  protected boolean failsDependents(JobType type, JobResult result) {
    return result != JobResult.DONE;
  }

  /** Whether a unit's state change makes its waiting job try again. */
  protected boolean retriesAfterChange(JobType type) {
    return true;
  }

  /** The deadline of a unit's present sub-state; {@code usec} unless a test loses it. */
  protected long deadline(long usec) {
    return usec;
  }
}
