package org.reeve.manager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.JobMode;
import org.reeve.unit.UnitSettings;

/**
 * The job table and the run queue.
 *
 * <p>{@link #install} takes a plan in; {@link #run} lets every queued job that nothing stands in
 * the way of act, in the order of the ids; {@link #unitChanged} finishes the job that a state
 * change answers; {@link #finish} takes a job out, fails those that depended on it and wakes those
 * that were ordered after it. Nothing here calls back into a transaction.
 */
final class Jobs {
  private final Manager manager;
  private final JobRules rules;
  private final Map<Integer, Job> byId = new TreeMap<>();
  private final TreeSet<Integer> runQueue = new TreeSet<>();
  private final Deadlines<Integer> deadlines = new Deadlines<>();
  private int lastId;

  Jobs(Manager manager, JobRules rules) {
    this.manager = manager;
    this.rules = rules;
  }

  List<Job> all() {
    return List.copyOf(byId.values());
  }

  @Nullable Job find(int id) {
    return byId.get(id);
  }

  int count() {
    return byId.size();
  }

  int lastId() {
    return lastId;
  }

  /**
   * Installs the plan's jobs.
   *
   * @param wanted the unit that was asked for
   * @return the job that serves the request
   */
  Job install(Transaction.Plan plan, Unit wanted, JobMode mode, Cause cause) {
    if (mode == JobMode.ISOLATE || mode == JobMode.FLUSH) {
      cancelAllBut(plan);
    }
    Map<Transaction.Node, Integer> ids = new HashMap<>();
    List<Transaction.Node> nodes = verifyingFirst(plan);
    for (Transaction.Node node : nodes) {
      ids.put(node, ++lastId);
    }
    Job answer = null;
    for (Transaction.Node node : nodes) {
      Job job = install(node, ids, mode, cause);
      if (node.unit == wanted) {
        answer = job;
      }
    }
    if (answer == null) {
      throw new IllegalStateException("the plan lost the job that was asked for: " + wanted);
    }
    return answer;
  }

  /** A Requisite= without After= is looked at before what has it is started. */
  private static List<Transaction.Node> verifyingFirst(Transaction.Plan plan) {
    List<Transaction.Node> nodes = new ArrayList<>();
    for (Transaction.Node node : plan.jobs()) {
      if (node.type == JobType.VERIFY_ACTIVE) {
        nodes.add(node);
      }
    }
    for (Transaction.Node node : plan.jobs()) {
      if (node.type != JobType.VERIFY_ACTIVE) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  private void cancelAllBut(Transaction.Plan plan) {
    List<Unit> kept = new ArrayList<>();
    for (Transaction.Node node : plan.jobs()) {
      kept.add(node.unit);
    }
    for (Job job : all()) {
      if (byId.containsKey(job.id()) && !kept.contains(unitOf(job))) {
        finish(job, JobResult.CANCELED, false);
      }
    }
  }

  private Job install(
      Transaction.Node node, Map<Transaction.Node, Integer> ids, JobMode mode, Cause cause) {
    Unit unit = node.unit;
    Cause why = cause;
    if (node.viaTemplate != null && node.by != null) {
      why =
          new Cause.Dependency(
              ids.getOrDefault(node.by, 0), node.viaTemplate.unit(), node.viaTemplate.type());
    }
    long timeout = unit.definition().get(UnitSettings.JOB_TIMEOUT_SEC).usec();
    Stamp now = manager.host().now();
    Job fresh =
        new Job(
            ids.getOrDefault(node, 0),
            unit.name(),
            node.type,
            JobState.WAITING,
            mode == JobMode.REPLACE_IRREVERSIBLY,
            mode == JobMode.IGNORE_DEPENDENCIES,
            why,
            now,
            Stamp.NEVER,
            Manager.later(now.monotonicUsec(), timeout));
    Job old =
        fresh.type() == JobType.NOP
            ? null
            : unit.job(); // a job for nothing stands beside any other
    if (old != null) {
      JobType merged = merged(old, fresh);
      if (merged != null) {
        boolean served = old.state() == JobState.RUNNING && old.type().isSupersetOf(fresh.type());
        Job kept = old.merged(merged, fresh);
        if (!served) {
          kept = kept.waiting();
        }
        put(unit, kept);
        runQueue.add(kept.id());
        manager.publish(new Change.JobChanged(kept.id(), kept.unit()));
        return kept;
      }
      finish(old, JobResult.CANCELED, false);
    }
    unit.replaceState(unit.state().with(why));
    put(unit, fresh);
    runQueue.add(fresh.id());
    manager.publish(new Change.JobNew(fresh.id(), fresh.unit()));
    return fresh;
  }

  private @Nullable JobType merged(Job old, Job fresh) {
    JobType type = rules.merge(old.type(), fresh.type());
    return type == null ? null : type.collapse(unitOf(old).activeState());
  }

  /** Lets every queued job act that can; a job that acts may queue others, and they act too. */
  void run() {
    Integer id = runQueue.pollFirst();
    while (id != null) {
      Job job = byId.get(id);
      if (job != null && job.state() == JobState.WAITING && isRunnable(job)) {
        act(job);
      }
      id = runQueue.pollFirst();
    }
  }

  /** Whether nothing that has to go first has a job. */
  boolean isRunnable(Job job) {
    return blockers(job).isEmpty();
  }

  /** The jobs for which this one waits. */
  List<Job> blockers(Job job) {
    if (job.ignoreOrder() || job.type() == JobType.NOP) {
      return List.of();
    }
    List<Job> blockers = new ArrayList<>();
    Unit unit = unitOf(job);
    for (Unit other : unit.dependencies().with(Effect.AFTER)) {
      Job first = other.job();
      if (first != null && rules.order(first.type(), job.type()) < 0) {
        blockers.add(first);
      }
    }
    for (Unit other : unit.dependencies().with(Effect.BEFORE)) {
      Job second = other.job();
      if (second != null && rules.order(job.type(), second.type()) > 0) {
        blockers.add(second);
      }
    }
    return blockers;
  }

  private void act(Job job) {
    Unit unit = unitOf(job);
    Stamp now = manager.host().now();
    long running = unit.definition().get(UnitSettings.JOB_RUNNING_TIMEOUT_SEC).usec();
    put(
        unit,
        job.running(
            now, Math.min(job.deadlineUsec(), Manager.later(now.monotonicUsec(), running))));
    Attempt attempt =
        switch (job.type()) {
          case START -> unit.start();
          case VERIFY_ACTIVE -> verify(unit);
          case STOP, RESTART -> unit.stop();
          case RELOAD -> unit.reload();
          case NOP, TRY_RESTART, TRY_RELOAD, RELOAD_OR_START -> Attempt.ALREADY;
        };
    Job present = byId.get(job.id());
    if (present == null) {
      return; // acting has already ended it
    }
    JobResult result = attempt.result();
    if (attempt == Attempt.AGAIN) {
      put(unit, present.waiting());
    } else if (result != null) {
      finish(present, result, true, attempt == Attempt.ALREADY);
    }
  }

  private static Attempt verify(Unit unit) {
    ActiveState state = unit.activeState();
    if (state.isActiveOrReloading()) {
      return Attempt.ALREADY;
    }
    return state == ActiveState.ACTIVATING ? Attempt.AGAIN : Attempt.NOT_ACTIVE;
  }

  /**
   * A unit's state has changed: its job may be done or failed by that.
   *
   * @return whether the change is what a job was for; if not, it came about by itself
   */
  boolean unitChanged(Unit unit, ActiveState now, boolean reloadFailed) {
    Job job = unit.job();
    if (job == null) {
      return false;
    }
    if (job.state() == JobState.WAITING) {
      if (rules.retriesAfterChange(job.type())) {
        runQueue.add(job.id());
      }
      return true;
    }
    boolean down = now.isInactiveOrFailed();
    JobResult end = now == ActiveState.FAILED ? JobResult.FAILED : JobResult.DONE;
    switch (job.type()) {
      case START, VERIFY_ACTIVE -> {
        if (now.isActiveOrReloading()) {
          finish(job, JobResult.DONE, true);
        } else if (now != ActiveState.ACTIVATING) {
          if (down) {
            finish(job, end, true);
          }
          return false;
        }
      }
      case RELOAD -> {
        if (now == ActiveState.ACTIVE) {
          finish(job, reloadFailed ? JobResult.FAILED : JobResult.DONE, true);
        } else if (now != ActiveState.ACTIVATING && now != ActiveState.RELOADING) {
          if (down) {
            finish(job, end, true);
          }
          return false;
        }
      }
      case STOP, RESTART -> {
        if (down) {
          finish(job, JobResult.DONE, true);
        } else if (now != ActiveState.DEACTIVATING) {
          finish(job, JobResult.FAILED, true);
          return false;
        }
      }
      case NOP, TRY_RESTART, TRY_RELOAD, RELOAD_OR_START -> {}
    }
    return true;
  }

  void finish(Job job, JobResult result, boolean recursive) {
    finish(job, result, recursive, false);
  }

  /**
   * Ends a job.
   *
   * @param recursive whether those that depend on it fail with it
   * @param already whether nothing had to be done, so that there is nothing to report
   */
  private void finish(Job job, JobResult result, boolean recursive, boolean already) {
    Unit unit = unitOf(job);
    if (result == JobResult.DONE && job.type() == JobType.RESTART) {
      put(unit, job.withType(JobType.START).waiting());
      runQueue.add(job.id());
      manager.publish(new Change.JobChanged(job.id(), job.unit()));
      wakeNeighbours(unit);
      return;
    }
    manager.report().jobEnded(unit, job, result, already);
    byId.remove(job.id());
    runQueue.remove(job.id());
    deadlines.remove(job.id());
    if (job.type() != JobType.NOP) {
      unit.replaceJob(null);
      if (result != JobResult.DONE) {
        unit.jobLost();
      }
      manager.propagation().jobEnded(unit, job.type());
    }
    manager.touched(job);
    manager.publish(new Change.JobRemoved(job.id(), job.unit(), result));
    if (recursive) {
      if (job.type() == JobType.START || job.type() == JobType.VERIFY_ACTIVE) {
        if (rules.failsDependents(job.type(), result)) {
          failDependents(unit, Effect.PROPAGATE_START_FAILURE);
        }
      } else if (job.type() == JobType.STOP && result != JobResult.DONE) {
        failDependents(unit, Effect.PROPAGATE_STOP_FAILURE);
      }
    }
    if (result == JobResult.TIMEOUT || result == JobResult.DEPENDENCY) {
      manager.propagation().jobFailed(unit);
    }
    if (rules.wakesNeighbours(job.type(), result)) {
      wakeNeighbours(unit);
    }
    manager.units().suspect(unit);
  }

  private void failDependents(Unit unit, Effect effect) {
    for (Unit other : unit.dependencies().with(effect)) {
      Job dependent = other.job();
      if (dependent != null
          && (dependent.type() == JobType.START || dependent.type() == JobType.VERIFY_ACTIVE)) {
        finish(dependent, JobResult.DEPENDENCY, true);
      }
    }
  }

  private void wakeNeighbours(Unit unit) {
    for (Unit other : unit.dependencies().with(Effect.AFTER)) {
      wake(other);
    }
    for (Unit other : unit.dependencies().with(Effect.BEFORE)) {
      wake(other);
    }
  }

  private void wake(Unit unit) {
    Job job = unit.job();
    if (job != null && job.state() == JobState.WAITING) {
      runQueue.add(job.id());
    }
  }

  /** The soonest deadline of any job. */
  long deadlineUsec() {
    return deadlines.soonest();
  }

  void timeElapsed(long nowUsec) {
    for (int id : deadlines.due(nowUsec)) {
      Job job = byId.get(id);
      if (job != null && job.deadlineUsec() <= nowUsec) {
        manager.log(
            LogLevel.WARNING,
            job.unit(),
            job.unit().text()
                + ": Job "
                + job.unit().text()
                + "/"
                + job.type().text()
                + " timed out.");
        Unit unit = unitOf(job);
        finish(job, JobResult.TIMEOUT, true);
        Emergency.act(
            unit, "JobTimeoutAction", unit.definition().get(UnitSettings.JOB_TIMEOUT_ACTION), -1);
      }
    }
  }

  // ---- the table ----

  private Unit unitOf(Job job) {
    return manager.units().get(job.unit());
  }

  private void put(Unit unit, Job job) {
    byId.put(job.id(), job);
    deadlines.set(job.id(), job.deadlineUsec());
    if (job.type() != JobType.NOP) {
      unit.replaceJob(job);
    }
    manager.touched(job);
  }

  static String key(int id) {
    return "job:" + id;
  }

  /** Takes up a job from the state memory. */
  void restore(Job job) {
    put(unitOf(job), job);
    if (job.state() == JobState.WAITING) {
      runQueue.add(job.id());
    }
  }

  void restoreLastId(int id) {
    lastId = id;
  }

  void clear() {
    byId.clear();
    runQueue.clear();
    deadlines.clear();
  }
}
