package org.reeve.manager;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.JobMode;
import org.reeve.unit.LoadState;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitSettings;

/**
 * The core: one object that owns all units and jobs, driven by one thread, turn by turn.
 *
 * <p><b>A turn</b> ({@link #turn}): the events in the order in which the host gives them; then
 * jobs, until none can act; then the standing wishes ({@link Propagation}), which may queue jobs,
 * and so on until nothing changes; then units that nobody needs are dropped; last, the records of
 * everything touched are handed to the host, which commits them before any order of this turn
 * leaves.
 *
 * <p><b>Requests</b> of clients are calls on this object between turns: they change state and queue
 * jobs exactly as events do, and the host runs a turn with no events after them.
 *
 * <p><b>Rebuilding.</b> {@link #restore} makes a manager from records: the definitions are read
 * from the files again, the records take their place, orders that may not have left are given
 * again. Reloading the unit files ({@link #reload}) is the same with the present records; so is
 * re-execution, with a new process in between. Nothing else exists that would have to survive.
 *
 * <p><b>Invariants.</b> No call here blocks. Every deadline of a unit or job is covered by the one
 * wish given to {@link Host#wakeAt}. Every order number belongs to exactly one service.
 */
public final class Manager {
  private final Host host;
  private final ManagerConfig config;
  private final JobRules rules;
  private final Units units = new Units(this);
  private final Jobs jobs;
  private final Propagation propagation = new Propagation(this);
  private final Report report = new Report(this);

  private final Orders orders = new Orders(this);
  private final Set<ExecUnit> idle = new LinkedHashSet<>();
  private final Deadlines<UnitName> deadlines = new Deadlines<>();
  private final Set<Unit> touched = new LinkedHashSet<>();
  private final Set<Integer> touchedJobs = new LinkedHashSet<>();
  private final Set<UnitName> signalled = new LinkedHashSet<>();
  private boolean signalsRemembered;
  private boolean stateTouched = true;
  private ManagerState state;
  private boolean finishing;

  private Manager(Host host, ManagerConfig config, JobRules rules, ManagerState state) {
    this.host = host;
    this.config = config;
    this.rules = rules;
    this.jobs = new Jobs(this, rules);
    this.state = state;
  }

  // ---- beginning ----

  /** A manager with nothing in it. */
  public static Manager fresh(Host host, ManagerConfig config, JobRules rules) {
    ManagerState state =
        new ManagerState(
            0,
            0,
            config.environment(),
            host.now(),
            Stamp.NEVER,
            config.level(),
            0,
            RateLimit.FRESH);
    Manager manager = new Manager(host, config, rules, state);
    manager.loadPerpetual();
    return manager;
  }

  /**
   * A manager that goes on where another stopped.
   *
   * @param records what that one remembered
   */
  public static Manager restore(
      Host host, ManagerConfig config, JobRules rules, Map<String, byte[]> records) {
    byte[] own = records.get(ManagerState.KEY);
    if (own == null) {
      return fresh(host, config, rules);
    }
    Manager manager = new Manager(host, config, rules, ManagerState.ofBytes(own));
    manager.loadPerpetual();
    manager.takeUp(records);
    return manager;
  }

  private void loadPerpetual() {
    if (config.scope() != ManagerConfig.Scope.FOREGROUND) {
      units.get(Slices.ROOT);
      if (config.scope() == ManagerConfig.Scope.SYSTEM) {
        units.get(Slices.SYSTEM);
      }
      units.get(UnitName.of("init.scope"));
    }
  }

  private void takeUp(Map<String, byte[]> records) {
    jobs.restoreLastId(state.lastJob());
    for (Map.Entry<String, byte[]> entry : records.entrySet()) {
      if (entry.getKey().startsWith("unit:")) {
        units
            .get(UnitName.of(entry.getKey().substring(5)))
            .restore(entry.getKey(), entry.getValue());
      }
    }
    Map<Integer, Job> queued = new TreeMap<>();
    for (Map.Entry<String, byte[]> entry : records.entrySet()) {
      if (entry.getKey().startsWith("job:")) {
        Job job = Job.ofBytes(entry.getKey(), entry.getValue());
        queued.put(job.id(), job);
      }
    }
    for (Job job : queued.values()) {
      jobs.restore(job);
    }
    for (Unit unit : units.all()) {
      if (unit instanceof ExecUnit owner) {
        orders.claim(owner, owner.main());
        orders.claim(owner, owner.control());
      }
    }
    touched.clear();
    touchedJobs.clear();
    host.keepOnly(units.descriptors()); // before anything is opened, perhaps at the same address
    for (Unit unit : units.all()) {
      deadlines.set(unit.name(), unit.deadlineUsec());
      unit.resume();
    }
    byte[] unsent = records.get("signalled");
    if (unsent != null) {
      StateReader in = new StateReader("signalled", unsent, 1);
      int count = in.integer();
      for (int i = 0; i < count; i++) {
        if (units.find(UnitName.of(in.text())) instanceof ExecUnit unit) {
          unit.resumeSignal();
        }
      }
      signalsRemembered = true;
    }
  }

  /** Queues what has to run first: the default unit, with everything it pulls in. */
  public void boot() {
    UnitName first = config.defaultUnit();
    if (first == null) {
      return;
    }
    Unit unit = units.get(first);
    try {
      JobMode mode =
          unit.definition().get(UnitSettings.ALLOW_ISOLATE) ? JobMode.ISOLATE : JobMode.REPLACE;
      enqueue(JobType.START, unit, mode, new Cause.Manager("boot"));
    } catch (Refusal refusal) {
      log(
          LogLevel.EMERG,
          first,
          "Failed to start default unit " + first.text() + ": " + refusal.sentence());
    }
  }

  // ---- a turn ----

  /** One turn; see the class comment. */
  public void turn(List<Event> events) {
    for (Event event : events) {
      orders.dispatch(event);
    }
    do {
      jobs.run();
    } while (propagation.dispatch());
    if (jobs.count() == 0 && !state.userspaceReady().isSet()) {
      startupFinished();
    }
    if (jobs.count() == 0) {
      startIdle();
    }
    units.collect();
    remember();
    host.wakeAt(Math.min(deadlines.soonest(), jobs.deadlineUsec()));
  }

  /** No job is left: services of Type=idle that waited for this run now. */
  private void startIdle() {
    for (ExecUnit unit : List.copyOf(idle)) {
      unit.launcher().launchIdle();
    }
    idle.clear();
  }

  /** The unit wants to be told when there is no job. */
  void waitForIdle(ExecUnit unit) {
    idle.add(unit);
  }

  void timeElapsed() {
    long now = nowUsec();
    for (Unit unit : touched) {
      noteDeadline(unit); // by a request since the last turn, or earlier in this one
    }
    for (UnitName name : deadlines.due(now)) {
      Unit unit = units.find(name);
      if (unit != null && unit.deadlineUsec() <= now) {
        unit.timeElapsed();
      }
    }
    jobs.timeElapsed(now);
  }

  /** A deadline is part of a unit's record, so it changes only when the unit is touched. */
  private void noteDeadline(Unit unit) {
    if (units.find(unit.name()) == unit) {
      deadlines.set(unit.name(), unit.deadlineUsec());
    }
  }

  /** The unit is no longer loaded. */
  void dropped(Unit unit) {
    deadlines.remove(unit.name());
  }

  private void startupFinished() {
    Stamp now = host.now();
    replaceState(state.ready(now));
    long took = now.monotonicUsec() - state.begun().monotonicUsec();
    if (config.defaultUnit() != null) {
      log(LogLevel.INFO, null, "Startup finished in " + took / 1000 + "ms.");
    }
    publish(new Change.StartupFinished(took, took));
  }

  private void remember() {
    for (Unit unit : touched) {
      if (units.find(unit.name()) == unit) {
        noteDeadline(unit);
        host.remember(Units.key(unit), unit.toBytes());
        publish(new Change.UnitChanged(unit.name()));
      }
    }
    touched.clear();
    for (int id : touchedJobs) {
      Job job = jobs.find(id);
      host.remember(Jobs.key(id), job == null ? null : job.toBytes());
    }
    touchedJobs.clear();
    if (!signalled.isEmpty()) {
      StateWriter out = new StateWriter(1).integer(signalled.size());
      for (UnitName name : signalled) {
        out.text(name.text());
      }
      host.remember("signalled", out.toBytes());
    } else if (signalsRemembered) {
      host.remember("signalled", null);
    }
    signalsRemembered = !signalled.isEmpty();
    signalled.clear();
    if (stateTouched || state.lastJob() != jobs.lastId()) {
      state = state.withLastJob(jobs.lastId());
      host.remember(ManagerState.KEY, state.toBytes());
      stateTouched = false;
    }
  }

  // ---- requests ----

  /**
   * Queues a job and all that it takes.
   *
   * @param type collapsed here by the unit's present state
   * @return the job that serves the request
   */
  public Job enqueue(JobType type, Unit unit, JobMode mode, Cause cause) throws Refusal {
    if (finishing) {
      throw new Refusal(
          Refusal.Kind.SHUTTING_DOWN, "The manager is about to end, no job is taken any more.");
    }
    if (mode == JobMode.ISOLATE && type != JobType.START) {
      throw new Refusal(Refusal.Kind.INVALID_ARGS, "Isolate is only valid for start.");
    }
    if (mode == JobMode.ISOLATE && !unit.definition().get(UnitSettings.ALLOW_ISOLATE)) {
      throw new Refusal(Refusal.Kind.NO_ISOLATION, "Operation refused, unit may not be isolated.");
    }
    if (mode == JobMode.TRIGGERING && type != JobType.STOP) {
      throw new Refusal(Refusal.Kind.INVALID_ARGS, "--job-mode=triggering is only valid for stop.");
    }
    JobType collapsed = type.collapse(unit.activeState());
    Transaction.Plan plan = new Transaction(units, rules).plan(collapsed, unit, mode);
    for (String note : plan.notes()) {
      log(LogLevel.WARNING, unit.name(), note);
    }
    Job job = jobs.install(plan, unit, mode, cause);
    stateTouched = true;
    return job;
  }

  /**
   * A client's wish, checked as systemd checks it.
   *
   * @param reloadIfPossible whether a restart may be a reload where the unit can
   */
  public Job request(
      JobType type, UnitName name, JobMode mode, boolean reloadIfPossible, Cause cause)
      throws Refusal {
    Unit unit = units.get(name);
    JobType wanted = type;
    if (reloadIfPossible && unit.canReload()) {
      wanted =
          switch (type) {
            case RESTART -> JobType.RELOAD_OR_START;
            case TRY_RESTART -> JobType.TRY_RELOAD;
            default -> type;
          };
    }
    LoadState load = unit.loadState();
    boolean missing =
        load == LoadState.NOT_FOUND || load == LoadState.ERROR || load == LoadState.BAD_SETTING;
    if (wanted == JobType.STOP && missing && unit.activeState() == ActiveState.INACTIVE) {
      throw new Refusal(Refusal.Kind.NO_SUCH_UNIT, "Unit " + name.text() + " not loaded.");
    }
    boolean starts =
        wanted == JobType.START
            || wanted == JobType.RESTART
            || wanted == JobType.TRY_RESTART
            || wanted == JobType.RELOAD_OR_START;
    boolean stops =
        wanted == JobType.STOP || wanted == JobType.RESTART || wanted == JobType.TRY_RESTART;
    if ((starts && unit.definition().get(UnitSettings.REFUSE_MANUAL_START))
        || (stops && unit.definition().get(UnitSettings.REFUSE_MANUAL_STOP))) {
      throw new Refusal(
          Refusal.Kind.ONLY_BY_DEPENDENCY,
          "Operation refused, unit "
              + unit.name().text()
              + " may be requested by dependency only (it is configured to refuse manual start/stop).");
    }
    return enqueue(wanted, unit, mode, cause);
  }

  /** Cancels a job; those that wait for it go on. */
  public void cancel(int id) throws Refusal {
    Job job = jobs.find(id);
    if (job == null) {
      throw new Refusal(Refusal.Kind.NO_SUCH_JOB, "Job " + id + " does not exist.");
    }
    jobs.finish(job, JobResult.CANCELED, true);
  }

  /** Whose processes a client wants to signal. */
  public enum Whom {
    MAIN,
    CONTROL,
    ALL
  }

  /** Sends a signal for a client (systemctl kill). */
  public void kill(UnitName name, Whom whom, int signal) throws Refusal {
    Unit unit = units.get(name);
    if (!(unit instanceof ExecUnit service)) {
      throw new Refusal(Refusal.Kind.FAILED, "Unit " + name.text() + " has no processes to kill.");
    }
    String cgroup = service.cgroup();
    switch (whom) {
      case MAIN -> {
        if (service.mainPid() == 0) {
          throw new Refusal(Refusal.Kind.NO_SUCH_PROCESS, "No main process to kill");
        }
        host.kill(
            new Host.Kill(
                name, cgroup, List.of(service.mainPid()), List.of(), signal, false, false));
      }
      case CONTROL -> {
        if (service.controlPid() == 0) {
          throw new Refusal(Refusal.Kind.NO_SUCH_PROCESS, "No control process to kill");
        }
        host.kill(
            new Host.Kill(
                name, cgroup, List.of(service.controlPid()), List.of(), signal, false, false));
      }
      case ALL -> killAll(service, signal);
    }
  }

  /** Sends a signal to all processes of a unit, if it has any. */
  void killAll(ExecUnit service, int signal) {
    String cgroup = service.cgroup();
    if (service.mainPid() != 0 || service.controlPid() != 0 || !host.processes(cgroup).isEmpty()) {
      host.kill(new Host.Kill(service.name(), cgroup, null, List.of(), signal, false, false));
    }
  }

  /** Back from failed to inactive. */
  public void resetFailed(UnitName name) {
    units.get(name).resetFailed();
  }

  public void resetAllFailed() {
    for (Unit unit : units.all()) {
      unit.resetFailed();
    }
  }

  /** Reads all unit files again; state and jobs stay. */
  public void reload() {
    publish(new Change.Reloading(true));
    Map<String, byte[]> records = new LinkedHashMap<>();
    for (Unit unit : units.all()) {
      records.put(Units.key(unit), unit.toBytes());
    }
    for (Job job : jobs.all()) {
      records.put(Jobs.key(job.id()), job.toBytes());
    }
    ManagerState kept = state.withLastJob(jobs.lastId());
    units.clear();
    jobs.clear();
    propagation.clear();
    orders.clear();
    idle.clear();
    deadlines.clear();
    state = kept;
    loadPerpetual();
    takeUp(records);
    propagation.suspectAll(); // the files may wish for something new
    publish(new Change.Reloading(false));
  }

  /**
   * Asks for a fresh process that goes on from the records; the present one ends after this turn.
   */
  public void reexecute() {
    host.reexecute();
  }

  /** The end; no job is taken any more. */
  public void finish(Host.Finish how) {
    if (!finishing) {
      finishing = true;
      host.finish(how);
    }
  }

  boolean isFinishing() {
    return finishing;
  }

  /** Queues the unit that brings everything down, in a way that nothing later can take back. */
  public void startIrreversibly(String unit, String why) {
    try {
      enqueue(
          JobType.START,
          units.get(UnitName.of(unit)),
          JobMode.REPLACE_IRREVERSIBLY,
          new Cause.Manager(why));
    } catch (Refusal refusal) {
      log(LogLevel.ERR, null, "Failed to enqueue " + unit + " job: " + refusal.sentence());
    }
  }

  /** Stops everything that runs, in order; no later request can take that back. */
  public void stopAll(String why) {
    for (Unit unit : units.all()) {
      if (unit.activeState().isInactiveOrFailed() && unit.job() == null) {
        continue;
      }
      try {
        enqueue(JobType.STOP, unit, JobMode.REPLACE_IRREVERSIBLY, new Cause.Manager(why));
      } catch (Refusal refusal) {
        log(
            LogLevel.ERR,
            unit.name(),
            "Failed to enqueue stop job for " + unit.name().text() + ": " + refusal.sentence());
      }
    }
  }

  /** Ctrl-Alt-Del; true if it came more than 7 times in 2 s. */
  boolean interrupted() {
    RateLimit interrupts = state.interrupts().once(nowUsec(), 2_000_000);
    replaceState(state.with(interrupts));
    return interrupts.exceeds(2_000_000, 7);
  }

  public void setEnvironment(Map<String, String> environment) {
    replaceState(state.with(environment));
  }

  public void setLogLevel(LogLevel level) {
    replaceState(state.with(level));
  }

  public void setExitCode(int code) {
    replaceState(state.withExitCode(code));
  }

  // ---- views ----

  public Collection<Unit> allUnits() {
    return units.all();
  }

  /** The unit, loaded if it was not; it may be one that was not found. */
  public Unit loadUnit(UnitName name) {
    return units.get(name);
  }

  /**
   * Keeps a unit in memory once it is loaded, whether it is needed or not: somebody goes on looking
   * at it. That is not remembered over the death of the manager.
   */
  public void hold(UnitName name) {
    units.hold(name);
  }

  /** The unit if it is loaded. */
  public @Nullable Unit findUnit(UnitName name) {
    return units.find(name);
  }

  public List<Job> allJobs() {
    return jobs.all();
  }

  public @Nullable Job findJob(int id) {
    return jobs.find(id);
  }

  /** The jobs for which this one waits. */
  public List<Job> blockers(Job job) {
    return jobs.blockers(job);
  }

  public ManagerConfig config() {
    return config;
  }

  /** What services find in their environment. */
  public Map<String, String> environment() {
    return state.environment();
  }

  public LogLevel logLevel() {
    return state.level();
  }

  public int exitCode() {
    return state.exitCode();
  }

  public Stamp begun() {
    return state.begun();
  }

  public Stamp userspaceReady() {
    return state.userspaceReady();
  }

  /** systemd's word for the whole: starting, running, degraded, stopping. */
  public String systemState() {
    Unit shutdown = units.find(UnitName.of("shutdown.target"));
    if (finishing
        || (shutdown != null && shutdown.job() != null && shutdown.job().type() == JobType.START)) {
      return "stopping";
    }
    if (!state.userspaceReady().isSet()) {
      return "starting";
    }
    return failedUnits() > 0 ? "degraded" : "running";
  }

  public int failedUnits() {
    int failed = 0;
    for (Unit unit : units.all()) {
      if (unit.activeState() == ActiveState.FAILED) {
        failed++;
      }
    }
    return failed;
  }

  // ---- for the rest of the core ----

  Host host() {
    return host;
  }

  JobRules rules() {
    return rules;
  }

  Units units() {
    return units;
  }

  Jobs jobs() {
    return jobs;
  }

  Propagation propagation() {
    return propagation;
  }

  Report report() {
    return report;
  }

  long nowUsec() {
    return host.now().monotonicUsec();
  }

  /** The number for a new order of a unit. */
  long nextOrder(ExecUnit unit) {
    long number = state.lastOrder() + 1;
    replaceState(state.withLastOrder(number));
    orders.claim(unit, number);
    return number;
  }

  Orders orders() {
    return orders;
  }

  void kill(Host.Kill order) {
    signalled.add(order.unit());
    host.kill(order);
  }

  void touched(Unit unit) {
    touched.add(unit);
  }

  void touched(Job job) {
    touchedJobs.add(job.id());
  }

  void publish(Change change) {
    host.publish(change);
  }

  void log(LogLevel level, @Nullable UnitName unit, String message) {
    if (level.compareTo(state.level()) <= 0) {
      host.log(level, unit, message);
    }
  }

  /** A message that a state change says too ({@link Host#report}). */
  void report(LogLevel level, @Nullable UnitName unit, String message) {
    if (level.compareTo(state.level()) <= 0) {
      host.report(level, unit, message);
    }
  }

  private void replaceState(ManagerState fresh) {
    state = fresh;
    stateTouched = true;
  }

  /** A moment that lies that much later; never if it is infinitely later. */
  static long later(long fromUsec, long usec) {
    return usec >= Long.MAX_VALUE - fromUsec ? Long.MAX_VALUE : fromUsec + usec;
  }
}
