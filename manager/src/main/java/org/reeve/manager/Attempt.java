package org.reeve.manager;

import org.jspecify.annotations.Nullable;

/** What came of a unit's attempt to do what a job wants; the end of the job, if it ends it. */
enum Attempt {
  /** The unit is on its way; its state change will end the job. */
  BEGUN(null),
  /** The unit is there already. */
  ALREADY(JobResult.DONE),
  /** Not now: the job waits for the unit's next state change. */
  AGAIN(null),
  /** A condition was not met: nothing is done, and that is a success. */
  CONDITION_UNMET(JobResult.DONE),
  ASSERTION_UNMET(JobResult.ASSERT),
  /** A unit that this one is bound to is not active. */
  DEPENDENCY_INACTIVE(JobResult.DEPENDENCY),
  NOT_ACTIVE(JobResult.SKIPPED),
  NOT_RELOADABLE(JobResult.INVALID),
  UNSUPPORTED(JobResult.UNSUPPORTED),
  FAILED(JobResult.FAILED);

  private final @Nullable JobResult result;

  Attempt(@Nullable JobResult result) {
    this.result = result;
  }

  /** The job's result, or null if the job goes on. */
  @Nullable JobResult result() {
    return result;
  }
}
