package org.reeve.manager;

import org.reeve.unit.UnitName;

/**
 * A wish that a unit change its state, from the transaction that made it until its {@link
 * JobResult}.
 *
 * <p>States: it is installed {@link JobState#WAITING}; once nothing that is ordered before it has a
 * job in the way it becomes {@link JobState#RUNNING} and its unit acts; the unit's state change (or
 * a timeout, a cancellation, a failed dependency) finishes it. A unit has at most one job; a second
 * wish is merged into it or replaces it, by {@link JobType#merge}. A RESTART is a stop first: when
 * that is done the same job goes on as START. Invariant: an installed job always either can run,
 * waits for another installed job, or is running with its unit in a changing state that has a
 * deadline or an expected event; so none is ever lost.
 *
 * <p>A value: every change makes a new one, which the job table takes in place of the old.
 *
 * @param id unique for the manager's life across re-execution, ascending from 1
 * @param irreversible a conflicting request is refused instead of replacing this job
 * @param ignoreOrder runs without regard to Before= and After=
 * @param cause why it exists
 * @param queued when it was installed
 * @param begun when it last began to run
 * @param deadlineUsec CLOCK_MONOTONIC time at which it times out; Long.MAX_VALUE for never
 */
public record Job(
    int id,
    UnitName unit,
    JobType type,
    JobState state,
    boolean irreversible,
    boolean ignoreOrder,
    Cause cause,
    Stamp queued,
    Stamp begun,
    long deadlineUsec) {
  private static final int VERSION = 1;

  public Job withType(JobType type) {
    return new Job(
        id, unit, type, state, irreversible, ignoreOrder, cause, queued, begun, deadlineUsec);
  }

  public Job waiting() {
    return new Job(
        id,
        unit,
        type,
        JobState.WAITING,
        irreversible,
        ignoreOrder,
        cause,
        queued,
        begun,
        deadlineUsec);
  }

  /**
   * Now running; {@code deadlineUsec} is the sooner of the old deadline and
   * JobRunningTimeoutSec='s.
   */
  public Job running(Stamp now, long deadlineUsec) {
    return new Job(
        id,
        unit,
        type,
        JobState.RUNNING,
        irreversible,
        ignoreOrder,
        cause,
        queued,
        now,
        deadlineUsec);
  }

  /** This job, serving {@code other}'s wish too. */
  public Job merged(JobType type, Job other) {
    return new Job(
        id,
        unit,
        type,
        state,
        irreversible || other.irreversible,
        ignoreOrder && other.ignoreOrder,
        cause,
        queued,
        begun,
        Math.min(deadlineUsec, other.deadlineUsec));
  }

  byte[] toBytes() {
    StateWriter out = new StateWriter(VERSION);
    out.integer(id).text(unit.text()).text(type.name()).text(state.name());
    out.flag(irreversible).flag(ignoreOrder);
    cause.write(out);
    out.stamp(queued).stamp(begun).number(deadlineUsec);
    return out.toBytes();
  }

  static Job ofBytes(String key, byte[] bytes) {
    StateReader in = new StateReader(key, bytes, VERSION);
    return new Job(
        in.integer(),
        UnitName.of(in.text()),
        JobType.valueOf(in.text()),
        JobState.valueOf(in.text()),
        in.flag(),
        in.flag(),
        Cause.read(in),
        in.stamp(),
        in.stamp(),
        in.number());
  }
}
