package org.reeve.manager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.DependencyType;
import org.reeve.unit.JobMode;
import org.reeve.unit.LoadState;

/**
 * From one wish to a consistent set of jobs, in passes:
 *
 * <ol>
 *   <li><b>gather</b>: the wanted job, and through dependencies all that it pulls in, propagates to
 *       or conflicts with;
 *   <li>find which jobs <b>matter</b> to the wanted one (the others are there by Wants= and may
 *       go);
 *   <li>for mode fail, <b>minimize</b> the impact: what doesn't matter stops no running unit and
 *       changes no queued job;
 *   <li>drop what is <b>redundant</b>, because its unit is there already;
 *   <li>remove what <b>nobody needs</b> any more, and <b>verify the order</b>: a cycle is broken by
 *       deleting a job that does not matter, or refused;
 *   <li><b>merge</b> the jobs of each unit into one, dropping one that does not matter if two
 *       contradict each other; then verify the order again, since only now each unit has one;
 *   <li>refuse what is <b>destructive</b> to queued jobs that must not be replaced.
 * </ol>
 *
 * Nothing of this changes anything: the outcome is a {@link Plan}, which {@link Jobs} installs and
 * which a dry run prints.
 */
final class Transaction {

  /** A consistent set of jobs, one a unit, the wanted one first. */
  record Plan(List<Node> jobs, List<String> notes) {}

  /** A job that is being considered. Lives only while a plan is made. */
  static final class Node {
    final Unit unit;
    JobType type;
    final Cause.@Nullable Dependency viaTemplate;
    final @Nullable Node by;
    final boolean installed;
    boolean matters;

    /** Links by which this one pulls in others, and by which others pull it in. */
    final List<Link> pulls = new ArrayList<>();

    final List<Link> pulledBy = new ArrayList<>();

    Node(
        Unit unit,
        JobType type,
        @Nullable Node by,
        Cause.@Nullable Dependency via,
        boolean installed) {
      this.unit = unit;
      this.type = type;
      this.by = by;
      this.viaTemplate = via;
      this.installed = installed;
    }

    @Override
    public String toString() {
      return unit.name().text() + "/" + type.text();
    }
  }

  /** What one job pulls in another for; each stands in a list of both its ends. */
  static final class Link {
    final Node subject;
    final Node object;
    final boolean matters;
    final boolean conflicts;

    Link(Node subject, Node object, boolean matters, boolean conflicts) {
      this.subject = subject;
      this.object = object;
      this.matters = matters;
      this.conflicts = conflicts;
    }
  }

  private final Units units;
  private final JobRules rules;
  private final Map<Unit, List<Node>> nodes = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private @Nullable Node anchor;

  Transaction(Units units, JobRules rules) {
    this.units = units;
    this.rules = rules;
  }

  /** Plans {@code type} for {@code unit}; the type has been collapsed. */
  Plan plan(JobType type, Unit unit, JobMode mode) throws Refusal {
    boolean ignoreRequirements =
        mode == JobMode.IGNORE_DEPENDENCIES || mode == JobMode.IGNORE_REQUIREMENTS;
    Node wanted = gather(type, unit, null, null, true, false, ignoreRequirements);
    anchor = wanted;
    if (mode == JobMode.ISOLATE) {
      gatherIsolated(wanted);
    }
    if (mode == JobMode.TRIGGERING) {
      gatherTriggering(wanted);
    }
    markMattering(wanted);
    if (mode == JobMode.FAIL) {
      minimizeImpact();
    }
    dropRedundant();
    do {
      if (mode != JobMode.IGNORE_DEPENDENCIES) {
        dropUnneeded();
      }
    } while (mode != JobMode.IGNORE_DEPENDENCIES && breakOneCycle());
    while (dropOneContradiction()) {
      dropUnneeded();
    }
    merge();
    dropRedundant();
    while (mode != JobMode.IGNORE_DEPENDENCIES && breakOneCycle()) {
      dropUnneeded(); // only now is it certain which job a unit has
    }
    refuseDestruction(mode);
    List<Node> jobs = new ArrayList<>();
    for (List<Node> ofUnit : nodes.values()) {
      jobs.addAll(ofUnit);
    }
    return new Plan(jobs, notes);
  }

  // ---- gathering ----

  private Node gather(
      JobType type,
      Unit unit,
      @Nullable Node by,
      Cause.@Nullable Dependency via,
      boolean matters,
      boolean conflicts,
      boolean ignoreRequirements)
      throws Refusal {
    checkLoaded(type, unit);
    if (!unit.isApplicable(type)) {
      throw new Refusal(
          Refusal.Kind.JOB_TYPE_NOT_APPLICABLE,
          "Job type " + type.text() + " is not applicable for unit " + unit.name().text() + ".");
    }
    Node known = find(unit, type);
    Node node = known != null ? known : new Node(unit, type, by, via, false);
    if (known == null) {
      nodes.computeIfAbsent(unit, _ -> new ArrayList<>()).add(node);
    }
    if (by != null) {
      Link link = new Link(by, node, matters, conflicts);
      by.pulls.add(link);
      node.pulledBy.add(link);
    } else {
      anchor = node;
    }
    if (known != null || ignoreRequirements || type == JobType.NOP) {
      return node;
    }
    switch (type) {
      case START -> gatherStart(node);
      case RESTART -> {
        gatherStart(node);
        gatherStop(node, Effect.PROPAGATE_RESTART, JobType.TRY_RESTART);
      }
      case STOP -> gatherStop(node, Effect.PROPAGATE_STOP, JobType.STOP);
      case RELOAD -> gatherReload(node);
      case VERIFY_ACTIVE, NOP, TRY_RESTART, TRY_RELOAD, RELOAD_OR_START -> {}
    }
    return node;
  }

  private void gatherStart(Node node) throws Refusal {
    for (Unit other : node.unit.dependencies().with(Effect.PULL_IN_START)) {
      gatherRequired(JobType.START, other, node, Effect.PULL_IN_START, false);
    }
    for (Unit other : node.unit.dependencies().with(Effect.PULL_IN_START_IGNORED)) {
      gatherIgnored(JobType.START, other, node, Effect.PULL_IN_START_IGNORED);
    }
    for (Unit other : node.unit.dependencies().with(Effect.PULL_IN_VERIFY)) {
      gatherRequired(JobType.VERIFY_ACTIVE, other, node, Effect.PULL_IN_VERIFY, false);
    }
    for (Unit other : node.unit.dependencies().with(Effect.PULL_IN_STOP)) {
      gatherRequired(JobType.STOP, other, node, Effect.PULL_IN_STOP, true);
    }
    for (Unit other : node.unit.dependencies().with(Effect.PULL_IN_STOP_IGNORED)) {
      gatherIgnored(JobType.STOP, other, node, Effect.PULL_IN_STOP_IGNORED);
    }
  }

  private void gatherStop(Node node, Effect effect, JobType wish) throws Refusal {
    for (Unit other : node.unit.dependencies().with(effect)) {
      JobType type = wish.collapse(other.activeState());
      if (type != JobType.NOP) {
        gatherRequired(type, other, node, effect, false);
      }
    }
  }

  private void gatherReload(Node node) {
    for (Unit other : node.unit.dependencies().with(Effect.PROPAGATE_RELOAD)) {
      JobType type = JobType.TRY_RELOAD.collapse(other.activeState());
      if (type != JobType.NOP) {
        gatherIgnored(type, other, node, Effect.PROPAGATE_RELOAD);
      }
    }
  }

  /** A dependency whose failure is the node's, unless the job makes no sense for the other unit. */
  private void gatherRequired(JobType type, Unit other, Node by, Effect effect, boolean conflicts)
      throws Refusal {
    try {
      gather(type, other, by, via(by, effect, other), true, conflicts, false);
    } catch (Refusal refusal) {
      if (refusal.kind() != Refusal.Kind.JOB_TYPE_NOT_APPLICABLE) {
        throw refusal;
      }
    }
  }

  private void gatherIgnored(JobType type, Unit other, Node by, Effect effect) {
    try {
      gather(type, other, by, via(by, effect, other), false, false, false);
    } catch (Refusal refusal) {
      notes.add(
          "Cannot add dependency job for "
              + other.name().text()
              + ", ignoring: "
              + refusal.sentence());
    }
  }

  private static Cause.Dependency via(Node by, Effect effect, Unit other) {
    return new Cause.Dependency(0, by.unit.name(), by.unit.dependencies().reason(effect, other));
  }

  /** Isolating stops everything that the new state does not contain. */
  private void gatherIsolated(Node wanted) throws Refusal {
    for (Unit unit : units.all()) {
      boolean idle = unit.activeState().isInactiveOrFailed() && unit.job() == null;
      if (unit.ignoresIsolation()
          || idle
          || nodes.containsKey(unit)
          || !unit.isApplicable(JobType.STOP)) {
        continue;
      }
      try {
        gather(JobType.STOP, unit, wanted, null, true, false, false);
      } catch (Refusal refusal) {
        if (refusal.kind() != Refusal.Kind.JOB_TYPE_NOT_APPLICABLE) {
          notes.add(
              "Cannot add isolate job for unit "
                  + unit.name().text()
                  + ", ignoring: "
                  + refusal.sentence());
        }
      }
    }
  }

  /** Mode triggering also stops the units that would start this one again. */
  private void gatherTriggering(Node wanted) throws Refusal {
    for (Unit trigger : wanted.unit.dependencies().of(DependencyType.TRIGGERED_BY)) {
      if (!trigger.activeState().isInactiveOrFailed()) {
        gatherRequired(JobType.STOP, trigger, wanted, Effect.PROPAGATE_STOP, false);
      }
    }
  }

  private static void checkLoaded(JobType type, Unit unit) throws Refusal {
    if (type == JobType.STOP) {
      return; // whatever its file looks like now, it can be stopped
    }
    String name = unit.name().text();
    LoadState load = unit.loadState();
    switch (load) {
      case LOADED, STUB, MERGED -> {}
      case NOT_FOUND ->
          throw new Refusal(Refusal.Kind.NO_SUCH_UNIT, "Unit " + name + " not found.");
      case MASKED -> throw new Refusal(Refusal.Kind.UNIT_MASKED, "Unit " + name + " is masked.");
      case BAD_SETTING ->
          throw new Refusal(
              Refusal.Kind.BAD_UNIT_SETTING, "Unit " + name + " has a bad unit file setting.");
      case ERROR -> throw new Refusal(Refusal.Kind.LOAD_FAILED, unit.loadErrorText());
    }
  }

  // ---- passes ----

  private void markMattering(Node node) {
    if (node.matters) {
      return;
    }
    node.matters = true;
    for (Link link : node.pulls) {
      if (link.matters) {
        markMattering(link.object);
      }
    }
  }

  private void minimizeImpact() {
    boolean again = true;
    while (again) {
      again = false;
      for (Node node : all()) {
        Job queued = node.unit.job();
        boolean stopsRunning =
            node.type == JobType.STOP && node.unit.activeState().isActiveOrActivating();
        boolean changesQueued = queued != null && conflict(node.type, queued.type());
        if (!node.matters && (stopsRunning || changesQueued)) {
          delete(node, true);
          again = true;
          break;
        }
      }
    }
  }

  private void dropRedundant() {
    for (List<Node> ofUnit : List.copyOf(nodes.values())) {
      boolean keep = false;
      for (Node node : ofUnit) {
        Job queued = node.unit.job();
        keep |=
            node == anchor
                || !rules.isRedundant(node.type, node.unit.activeState())
                || (queued != null && conflict(node.type, queued.type()));
      }
      if (!keep) {
        for (Node node : List.copyOf(ofUnit)) {
          delete(node, false);
        }
      }
    }
  }

  private void dropUnneeded() {
    boolean again = true;
    while (again) {
      again = false;
      for (Node node : all()) {
        if (node != anchor && node.pulledBy.isEmpty()) {
          delete(node, false);
          again = true;
        }
      }
    }
  }

  /**
   * Looks for a cycle in the order of the jobs, those already queued included, and breaks the first
   * it finds. A restart is looked at twice, for it waits first as a stop and then as a start; no
   * cycle mixes the two, because a stop waits for stops only.
   *
   * @return whether one was broken, and the search has to begin again
   */
  private boolean breakOneCycle() throws Refusal {
    Node deleted = new CycleSearch(false).run();
    if (deleted == null) {
      deleted = new CycleSearch(true).run();
    }
    if (deleted == null) {
      return false;
    }
    for (Node gone : List.copyOf(nodes.getOrDefault(deleted.unit, List.of()))) {
      delete(gone, true);
    }
    return true;
  }

  /** A depth-first search along the order. */
  private final class CycleSearch {
    private final boolean restartsAreStarts;
    private final Map<Node, @Nullable Node> path = new HashMap<>(); // to its forerunner
    private final Map<Node, Boolean> done = new HashMap<>();
    private final Map<Unit, Node> queued = new HashMap<>();

    CycleSearch(boolean restartsAreStarts) {
      this.restartsAreStarts = restartsAreStarts;
    }

    /** The node to delete if there is a cycle; null if there is none. */
    @Nullable Node run() throws Refusal {
      for (Node node : all()) {
        Node deleted = search(node, null);
        if (deleted != null) {
          return deleted;
        }
      }
      return null;
    }

    private @Nullable Node search(Node node, @Nullable Node from) throws Refusal {
      if (done.containsKey(node)) {
        return null;
      }
      if (path.containsKey(node)) {
        return breakCycle(node, from, path);
      }
      path.put(node, from);
      for (Unit other : node.unit.dependencies().with(Effect.BEFORE)) {
        Node next = nodeFor(other, queued);
        if (next != null && rules.order(type(node), type(next)) < 0) {
          Node found = search(next, node);
          if (found != null) {
            return found;
          }
        }
      }
      for (Unit other : node.unit.dependencies().with(Effect.AFTER)) {
        Node next = nodeFor(other, queued);
        if (next != null && rules.order(type(next), type(node)) > 0) {
          Node found = search(next, node);
          if (found != null) {
            return found;
          }
        }
      }
      path.remove(node);
      done.put(node, true);
      return null;
    }

    private JobType type(Node node) {
      return restartsAreStarts && node.type == JobType.RESTART ? JobType.START : node.type;
    }
  }

  private @Nullable Node nodeFor(Unit unit, Map<Unit, Node> queued) {
    List<Node> planned = nodes.get(unit);
    if (planned != null && !planned.isEmpty()) {
      return planned.getFirst();
    }
    Job job = unit.job();
    return job == null
        ? null
        : queued.computeIfAbsent(unit, u -> new Node(u, job.type(), null, null, true));
  }

  private Node breakCycle(Node closed, @Nullable Node from, Map<Node, @Nullable Node> path)
      throws Refusal {
    String head = closed.unit.name().text();
    StringBuilder cycle = new StringBuilder();
    Node victim = null;
    for (Node node = from; node != null; node = node == closed ? null : path.get(node)) {
      notes.add(
          head
              + (cycle.isEmpty() ? ": Found ordering cycle on " : ": Found dependency on ")
              + node);
      cycle.append(cycle.isEmpty() ? "" : ", ").append(node);
      if (victim == null && !node.installed && !mattersToAnchor(node.unit)) {
        victim = node;
      }
    }
    if (victim != null) {
      notes.add(
          head + ": Job " + victim + " deleted to break ordering cycle starting with " + closed);
      return victim;
    }
    notes.add(head + ": Unable to break cycle starting with " + closed);
    throw new Refusal(
        Refusal.Kind.TRANSACTION_ORDER_IS_CYCLIC,
        "Transaction order is cyclic. See system logs for details.");
  }

  private boolean mattersToAnchor(Unit unit) {
    for (Node node : nodes.getOrDefault(unit, List.of())) {
      if (node.matters) {
        return true;
      }
    }
    return false;
  }

  /**
   * Deletes one of two jobs of a unit that cannot be merged, if one of them does not matter.
   *
   * @return whether one was deleted, and others may now be unneeded
   */
  private boolean dropOneContradiction() throws Refusal {
    for (List<Node> ofUnit : List.copyOf(nodes.values())) {
      for (Node a : ofUnit) {
        for (Node b : ofUnit) {
          if (a == b || merged(a.type, b.type, a.unit) != null) {
            continue;
          }
          Node victim = victimOf(a, b);
          if (victim == null) {
            throw new Refusal(
                Refusal.Kind.TRANSACTION_JOBS_CONFLICTING,
                "Transaction contains conflicting jobs '"
                    + a.type.text()
                    + "' and '"
                    + b.type.text()
                    + "' for "
                    + a.unit.name().text()
                    + ". Probably contradicting requirement dependencies configured.");
          }
          notes.add("Deleting job " + victim + " to fix conflicting requirement dependencies.");
          delete(victim, true);
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Rather no stop than no start, except where the stop comes from a conflict with something that
   * is to run.
   */
  private static @Nullable Node victimOf(Node a, Node b) {
    if (a.matters && b.matters) {
      return null;
    }
    if (a.matters != b.matters) {
      return a.matters ? b : a;
    }
    if (a.type == JobType.STOP) {
      return isConflicted(a) ? b : a;
    }
    if (b.type == JobType.STOP) {
      return isConflicted(b) ? a : b;
    }
    return a;
  }

  private static boolean isConflicted(Node node) {
    for (Link link : node.pulledBy) {
      if (link.conflicts) {
        return true;
      }
    }
    return false;
  }

  private void merge() {
    for (List<Node> ofUnit : List.copyOf(nodes.values())) {
      Node into = ofUnit.contains(anchor) ? anchorNode() : ofUnit.getFirst();
      for (Node node : List.copyOf(ofUnit)) {
        if (node != into) {
          JobType type = merged(into.type, node.type, into.unit);
          into.type = type == null ? into.type : type;
          into.matters |= node.matters;
          adopt(into, node);
          ofUnit.remove(node);
        }
      }
    }
  }

  private Node anchorNode() {
    Node node = anchor;
    if (node == null) {
      throw new IllegalStateException("a transaction without a wanted job");
    }
    return node;
  }

  /** Moves the links of {@code node} to {@code into}. */
  private static void adopt(Node into, Node node) {
    for (Link link : node.pulls) {
      Link moved = new Link(into, link.object, link.matters, link.conflicts);
      link.object.pulledBy.remove(link);
      link.object.pulledBy.add(moved);
      into.pulls.add(moved);
    }
    for (Link link : node.pulledBy) {
      Link moved = new Link(link.subject, into, link.matters, link.conflicts);
      link.subject.pulls.remove(link);
      link.subject.pulls.add(moved);
      into.pulledBy.add(moved);
    }
  }

  private void refuseDestruction(JobMode mode) throws Refusal {
    for (Node node : all()) {
      Job queued = node.unit.job();
      if (queued != null
          && (mode == JobMode.FAIL || queued.irreversible())
          && conflict(queued.type(), node.type)) {
        throw new Refusal(
            Refusal.Kind.TRANSACTION_IS_DESTRUCTIVE,
            "Transaction for "
                + anchorNode()
                + " is destructive ("
                + node.unit.name().text()
                + " has '"
                + queued.type().text()
                + "' job queued, but '"
                + node.type.text()
                + "' is included in transaction).");
      }
    }
  }

  // ---- the table of nodes ----

  private List<Node> all() {
    List<Node> all = new ArrayList<>();
    for (List<Node> ofUnit : nodes.values()) {
      all.addAll(ofUnit);
    }
    return all;
  }

  private @Nullable Node find(Unit unit, JobType type) {
    for (Node node : nodes.getOrDefault(unit, List.of())) {
      if (node.type == type) {
        return node;
      }
    }
    return null;
  }

  /** Removes a node; with {@code andThoseThatNeedIt} also every node to which it mattered. */
  private void delete(Node node, boolean andThoseThatNeedIt) {
    List<Node> ofUnit = nodes.get(node.unit);
    if (ofUnit == null || !ofUnit.remove(node)) {
      return;
    }
    if (ofUnit.isEmpty()) {
      nodes.remove(node.unit);
    }
    for (Link link : node.pulls) {
      link.object.pulledBy.remove(link);
    }
    for (Link link : List.copyOf(node.pulledBy)) {
      link.subject.pulls.remove(link);
      if (andThoseThatNeedIt && link.matters) {
        delete(link.subject, true);
      }
    }
  }

  private boolean conflict(JobType a, JobType b) {
    return a != JobType.NOP && b != JobType.NOP && rules.merge(a, b) == null;
  }

  private @Nullable JobType merged(JobType a, JobType b, Unit unit) {
    if (a == JobType.NOP || b == JobType.NOP) {
      return a == JobType.NOP ? b : a;
    }
    JobType type = rules.merge(a, b);
    return type == null ? null : type.collapse(unit.activeState());
  }
}
