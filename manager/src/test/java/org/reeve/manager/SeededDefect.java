package org.reeve.manager;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.UnitName;

/**
 * Defects that are kept as switches, each one law of {@link JobRules} or one promise of {@link
 * Host} broken. They show that the {@link Invariants} are worth something: a bounded run of random
 * histories has to find every one of them.
 */
enum SeededDefect {
  /** The cell restart + start of the merge table says start. */
  MERGE_CELL_CHANGED(
      new JobRules() {
        @Override
        protected @Nullable JobType merge(JobType a, JobType b) {
          JobType merged = super.merge(a, b);
          boolean changed = (a == JobType.START || b == JobType.START) && a != b;
          return changed && merged == JobType.RESTART ? JobType.START : merged;
        }
      }),
  /** Two stops go in any order. */
  AFTER_IGNORED_ON_STOP(
      new JobRules() {
        @Override
        protected int order(JobType first, JobType second) {
          boolean stops = first == JobType.STOP && second == JobType.STOP;
          return stops ? 0 : super.order(first, second);
        }
      }),
  /** Two starts go in any order. */
  AFTER_IGNORED_ON_START(
      new JobRules() {
        @Override
        protected int order(JobType first, JobType second) {
          boolean starts = first == JobType.START && second == JobType.START;
          return starts ? 0 : super.order(first, second);
        }
      }),
  /** A job that ended by failing lets nobody try again. */
  DROPPED_WAKE_UP(
      new JobRules() {
        @Override
        protected boolean wakesNeighbours(JobType type, JobResult result) {
          return result == JobResult.DONE;
        }
      }),
  /** A failed start job fails nobody else's. */
  FAILED_DEPENDENCY_NOT_PROPAGATED(
      new JobRules() {
        @Override
        protected boolean failsDependents(JobType type, JobResult result) {
          return false;
        }
      }),
  /** Sub-states have no deadlines. */
  LOST_TIMEOUT(
      new JobRules() {
        @Override
        protected long deadline(long usec) {
          return Long.MAX_VALUE;
        }
      }),
  /** A failed unit counts as started. */
  REDUNDANT_START_DROPPED_WRONGLY(
      new JobRules() {
        @Override
        protected boolean isRedundant(JobType type, ActiveState state) {
          return super.isRedundant(type, state)
              || (type == JobType.START && state == ActiveState.FAILED);
        }
      }),
  /** A start that came while the unit was stopping is never tried again. */
  NO_RETRY_AFTER_CHANGE(
      new JobRules() {
        @Override
        protected boolean retriesAfterChange(JobType type) {
          return false;
        }
      }),
  /** One unit's record does not reach the state memory. */
  RECORD_NOT_COMMITTED(faults ->
      new Around(faults) {
        @Override
        protected boolean commits(String key, long turn) {
          return !key.startsWith("unit:") || turn != 7;
        }
      }),
  /** An exit gets lost. */
  EXIT_LOST(faults ->
      new Around(faults) {
        private int exits;

        @Override
        protected boolean loses(Event event) {
          return event instanceof Event.Exited && ++exits == 3;
        }
      }),
  /** Within a turn notifications are handled after exits. */
  READY_HANDLED_AFTER_EXIT(faults ->
      new Around(faults) {
        @Override
        protected int rank(Event event) {
          return event instanceof Event.Notified ? 3 : super.rank(event);
        }
      }),
  /** A wish for a time is not heard, once. */
  WAKE_IGNORED_ONCE(faults ->
      new Around(faults) {
        @Override
        protected boolean hears(long wakeAtUsec, long turn) {
          return turn != 5;
        }
      }),
  /** A spawn is taken but not carried out, once. */
  SPAWN_LOST(faults ->
      new Around(faults) {
        private int spawns;

        @Override
        protected boolean carriesOut(Host.Spawn order) {
          return ++spawns != 4;
        }
      });

  /** What a simulation takes. */
  record Switches(JobRules rules, SimulatedFaults faults) {}

  /** The ordinary faults, for a defect to be added. */
  private static class Around extends SimulatedFaults {
    private final SimulatedFaults ordinary;

    Around(SimulatedFaults ordinary) {
      this.ordinary = ordinary;
    }

    @Override
    protected @Nullable Crash crash(long turn) {
      return ordinary.crash(turn);
    }

    @Override
    protected long channelDelayUsec(SimulatedHost.Run run) {
      return ordinary.channelDelayUsec(run);
    }

    @Override
    protected long emptyDelayUsec(UnitName unit) {
      return ordinary.emptyDelayUsec(unit);
    }

    @Override
    protected long preparationDelayUsec(UnitName unit, long nowUsec) {
      return ordinary.preparationDelayUsec(unit, nowUsec);
    }
  }

  private final JobRules rules;
  private final Function<SimulatedFaults, SimulatedFaults> faults;

  SeededDefect(JobRules rules) {
    this.rules = rules;
    this.faults = Function.identity();
  }

  SeededDefect(Function<SimulatedFaults, SimulatedFaults> faults) {
    this.rules = new JobRules();
    this.faults = faults;
  }

  /** The laws and faults with this defect, or without any. */
  static Switches switches(@Nullable SeededDefect defect, SimulatedFaults ordinary) {
    return defect == null
        ? new Switches(new JobRules(), ordinary)
        : new Switches(defect.rules, defect.faults.apply(ordinary));
  }
}
