package org.reeve.manager;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.reeve.recipe.Octets;
import org.reeve.recipe.Recipe;
import org.reeve.recipe.Step;
import org.reeve.unit.Condition;
import org.reeve.unit.FileTree;
import org.reeve.unit.LoadPath;
import org.reeve.unit.RawText;
import org.reeve.unit.SpecifierContext;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitLoader;
import org.reeve.unit.UnitName;

/**
 * A machine in virtual time: kernel, hand, state memory and the loop around a manager, all in one
 * object and one thread. Unit files are read by the real loader; only processes are pretended, each
 * doing what its {@link SimulatedProgram} says.
 *
 * <p><b>Time</b> stands still while anything is computed and jumps to the next moment at which
 * something happens. A manager looks up only every {@code granularityUsec}, as if it were busy in
 * between, so that with a coarse grain many events fall into one turn.
 *
 * <p><b>The turn</b> keeps {@link Host}'s order: orders, records and changes are only collected
 * while {@link Manager#turn} runs; then the records are committed, the orders carried out, changes
 * published, exits acknowledged. {@link SimulatedFaults} may let the manager die in between; a new
 * one is then built from the committed records at the same moment, and unacknowledged exits come
 * again.
 *
 * <p><b>Repeatable</b>: nothing here is random. What a process does depends on its unit, command
 * line and how often that was run before; what happens at the same moment is ordered by unit. So a
 * history with and without a manager's death can be compared to the microsecond.
 */
public final class SimulatedHost implements Host {

  /** One run of a command line, {@code number} counted from 1 for the unit and command line. */
  public record Run(UnitName unit, String directive, List<String> argv, int number) {}

  /** What each run does. */
  @FunctionalInterface
  public interface Programs {
    SimulatedProgram of(Run run);
  }

  /** Sees everything that leaves the manager, in the moment in which it leaves. */
  public interface Watcher {
    /** An event is about to be handed over. */
    default void arrived(Event event) {}

    /** An order was given; the turn goes on. */
    default void ordered(Preparation order) {}

    /** An order was given; the turn goes on. */
    default void ordered(Spawn order) {}

    /** An order was given; the turn goes on. */
    default void ordered(Kill order) {}

    /** A change was announced; the turn goes on. */
    default void published(Change change) {}

    default void logged(LogLevel level, @Nullable UnitName unit, String message) {}

    default void status(StatusMark mark, String text) {}

    /**
     * A turn is over, its records are committed and, unless the manager died, its orders carried
     * out.
     */
    default void turned(boolean died) {}
  }

  /** Where unit definitions come from. */
  public interface Definitions {
    UnitDefinition load(UnitName name);

    boolean isStale(UnitDefinition definition);

    /** The files are to be read anew: at a reload, and by a new manager. */
    void forget();

    /** The real loader on these files; each unit is read once. */
    static Definitions of(FileTree files, LoadPath path) {
      return new Definitions() {
        private final Map<UnitName, UnitDefinition> loaded = new HashMap<>();
        private UnitLoader loader = fresh();

        private UnitLoader fresh() {
          return new UnitLoader(files, path, SpecifierContext.of(Map.of()));
        }

        @Override
        public UnitDefinition load(UnitName name) {
          return loaded.computeIfAbsent(name, loader::load);
        }

        @Override
        public boolean isStale(UnitDefinition definition) {
          return loader.isStale(definition);
        }

        @Override
        public void forget() {
          loaded.clear();
          loader = fresh();
        }
      };
    }
  }

  /**
   * All that a simulation is made of.
   *
   * @param files where environment files and conditions' paths are looked for
   * @param granularityUsec at least 1
   */
  public record Setup(
      Definitions definitions,
      FileTree files,
      ManagerConfig config,
      JobRules rules,
      Programs programs,
      SimulatedFaults faults,
      long granularityUsec) {}

  /** A process that exists or existed. {@code order} is 0 for a child of another one. */
  private static final class SimulatedProcess {
    final int pid;
    final long order;
    final Spawn spawn;
    final Run run;
    final SimulatedProgram program;
    final @Nullable SimulatedProcess parent;
    int firstChild;
    boolean executing;
    boolean alive = true;

    SimulatedProcess(
        int pid,
        long order,
        Spawn spawn,
        Run run,
        SimulatedProgram program,
        @Nullable SimulatedProcess parent) {
      this.pid = pid;
      this.order = order;
      this.spawn = spawn;
      this.run = run;
      this.program = program;
      this.parent = parent;
    }

    /** A file of this process's own. */
    String file(String name) {
      return name + " of " + pid;
    }
  }

  /** Something that will come about, or an event on its way to the manager. */
  private record Due<T>(long atUsec, String unit, long sequence, T what) {
    static <T> Comparator<Due<T>> order() {
      return Comparator.comparingLong((Due<T> due) -> due.atUsec)
          .thenComparing(due -> due.unit)
          .thenComparingLong(due -> due.sequence);
    }
  }

  private static final long FIRST_USEC = 1_000_000;
  private static final long REALTIME_OFFSET_USEC = 1_700_000_000_000_000L;
  private static final int HAND_PID = 1;
  private static final int FIRST_PID = 100;
  private static final int ENOENT = 2;

  private static final int MOST_QUESTIONS = 100_000;

  /** From a signal to what it does. */
  private static final long SIGNAL_USEC = 20;

  private final Setup setup;
  private final Watcher watcher;

  private long nowUsec = FIRST_USEC;
  private long realtimeOffsetUsec = REALTIME_OFFSET_USEC;
  private long sequence;
  private final PriorityQueue<Due<Runnable>> happenings = new PriorityQueue<>(Due.order());
  private final PriorityQueue<Due<Event>> arrivals = new PriorityQueue<>(Due.order());
  private long wakeUsec = Long.MAX_VALUE;

  private final Map<String, TreeMap<Integer, SimulatedProcess>> cgroups = new HashMap<>();
  private final Map<Run, Integer> runs = new HashMap<>();
  private final Set<Long> accepted = new HashSet<>();
  private final Set<String> directories = new HashSet<>();
  private final List<String> removals = new ArrayList<>();
  private final List<Event.Exited> unacknowledged = new ArrayList<>();
  private final TreeMap<Long, List<Event>> told = new TreeMap<>();
  private final Map<String, String> pidFiles = new HashMap<>();
  private final TreeMap<Long, PidFileRead> watched = new TreeMap<>();
  private final Map<String, Identity> identities = new HashMap<>();
  private final SimulatedSockets sockets = new SimulatedSockets(event -> arrive(0, "", event));
  private final SimulatedStore store = new SimulatedStore(event -> arrive(0, "", event));
  private int lastPid = FIRST_PID;
  private long invocations;

  private final TreeMap<String, byte[]> records = new TreeMap<>();
  private final Map<String, byte @Nullable []> staged = new LinkedHashMap<>();
  private final List<Runnable> orders = new ArrayList<>();
  private boolean reexecuting;
  private @Nullable Finish finished;
  private long turns;
  private int questions;
  private long deaths;
  private Manager manager;

  /** A machine on which a manager has just begun and nothing has been started. */
  public SimulatedHost(Setup setup, Watcher watcher) {
    this.setup = setup;
    this.watcher = watcher;
    this.manager = Manager.fresh(this, setup.config, setup.rules);
  }

  // ---- for the one who simulates ----

  /** The manager of the moment; another one after each death. */
  public Manager manager() {
    return manager;
  }

  /** A copy of what is committed. */
  public Map<String, byte[]> records() {
    return new TreeMap<>(records);
  }

  /** One committed record; null if there is none. */
  public byte @Nullable [] record(String key) {
    return records.get(key);
  }

  /** Whether nothing is going to happen unless somebody asks for it. */
  public boolean isIdle() {
    return arrivals.isEmpty() && happenings.isEmpty() && wakeUsec == Long.MAX_VALUE;
  }

  public long turns() {
    return turns;
  }

  /** How often a manager died or was replaced. */
  public long deaths() {
    return deaths;
  }

  /** How the manager ended; null while it has not. */
  public @Nullable Finish finished() {
    return finished;
  }

  /** Whether a process has made this directory and no order has removed it since. */
  public boolean hasDirectory(String path) {
    return directories.contains(path);
  }

  /** The last wish for a time; Long.MAX_VALUE for none. */
  public long wakeUsec() {
    return wakeUsec;
  }

  /** Makes a user or group known: answers "user:NAME" and "group:NAME". */
  public void know(Identity identity) {
    identities.put("user:" + identity.name(), identity);
    identities.put("group:" + identity.name(), identity);
  }

  /**
   * A step of the wall clock; the monotonic clock never steps, but whoever waits for a time is
   * woken.
   */
  public void stepRealtime(long usec) {
    realtimeOffsetUsec += usec;
    arrive(0, "", new Event.TimerElapsed());
  }

  /** A signal to the manager itself. */
  public void signalManager(int number) {
    arrive(0, "", new Event.Signalled(number, 1, 0));
  }

  /** What a client asks of the manager. */
  @FunctionalInterface
  public interface Request {
    void of(Manager manager) throws Refusal;
  }

  /** A client's request, and the turn that follows it; returns why it was refused, or null. */
  public @Nullable Refusal request(Request request) {
    Refusal refused = null;
    try {
      request.of(manager);
    } catch (Refusal refusal) {
      refused = refusal;
    }
    turn(List.of());
    return refused;
  }

  /**
   * A signal from outside to a process of a unit, chosen by its place among those that live;
   * nothing if none does.
   */
  public void strike(String cgroup, int place, int signal) {
    List<Integer> pids = processes(cgroup);
    if (!pids.isEmpty()) {
      signal(process(cgroup, pids.get(place % pids.size())), signal);
    }
  }

  /** A client connects to an address, or sends something there; whether anybody listens. */
  public boolean connect(String address) {
    return sockets.connect(address);
  }

  /** The names of the descriptors that hand keeps for units. */
  public Set<String> keptDescriptors() {
    Set<String> all = new HashSet<>(sockets.open());
    all.addAll(store.kept().keySet());
    return all;
  }

  /** The files that services have stored, by the names under which hand keeps their descriptors. */
  public Map<String, String> stored() {
    return store.kept();
  }

  /** Whether traffic at a kept descriptor is told, or on its way to be. */
  public boolean isWatched(String descriptor) {
    for (Due<Event> due : arrivals) {
      if (due.what instanceof Event.Incoming incoming && incoming.descriptor().equals(descriptor)) {
        return true;
      }
    }
    return sockets.isWatched(descriptor);
  }

  /** Whether the answer to this order to listen is on its way. */
  public boolean isExpectedToListen(long order) {
    for (Due<Event> due : arrivals) {
      if (due.what instanceof Event.Listened listened && listened.order() == order) {
        return true;
      }
    }
    return false;
  }

  /** Lets time go on to {@code usec}, with all turns until then. */
  public void runUntil(long usec) {
    while (runTurn(usec)) {}
    nowUsec = Math.max(nowUsec, usec);
  }

  /**
   * Lets time go on until one turn has been, but not beyond {@code limitUsec}; whether there was
   * one.
   */
  public boolean runTurn(long limitUsec) {
    while (finished == null) {
      Due<Event> first = arrivals.peek();
      long due = Math.min(first == null ? Long.MAX_VALUE : first.atUsec, wakeUsec);
      long turnUsec = due == Long.MAX_VALUE ? due : Math.max(nowUsec, grain(due));
      Due<Runnable> next = happenings.peek();
      if (next != null && next.atUsec <= Math.min(turnUsec, limitUsec)) {
        happenings.remove();
        nowUsec = Math.max(nowUsec, next.atUsec);
        next.what.run();
      } else if (turnUsec <= limitUsec && turnUsec != Long.MAX_VALUE) {
        nowUsec = turnUsec;
        turn(gather());
        return true;
      } else {
        return false;
      }
    }
    return false;
  }

  private long grain(long usec) {
    long grains = (usec + setup.granularityUsec - 1) / setup.granularityUsec;
    return grains * setup.granularityUsec;
  }

  // ---- the turn ----

  private List<Event> gather() {
    List<Due<Event>> batch = new ArrayList<>();
    for (Due<Event> next = arrivals.peek();
        next != null && next.atUsec <= nowUsec;
        next = arrivals.peek()) {
      batch.add(arrivals.remove());
    }
    if (wakeUsec <= nowUsec) {
      wakeUsec = Long.MAX_VALUE;
      batch.add(new Due<>(nowUsec, "", ++sequence, new Event.TimerElapsed()));
    }
    batch.sort(
        Comparator.comparingInt((Due<Event> due) -> setup.faults.rank(due.what))
            .thenComparing(due -> due.unit)
            .thenComparingLong(due -> due.sequence));
    List<Event> events = new ArrayList<>(batch.size());
    for (Due<Event> due : batch) {
      boolean stale = due.what instanceof Event.CgroupEmpty && !isEmpty(due.unit);
      if (!stale && !setup.faults.loses(due.what)) {
        events.add(due.what);
        write(due.what);
      }
    }
    return events;
  }

  /** hand writes down what it has told of each child, until the child's end is acknowledged. */
  private void write(Event event) {
    long order =
        switch (event) {
          case Event.Spawned spawned -> spawned.order();
          case Event.Executed executed -> executed.order();
          case Event.SpawnFailed failed when failed.pid() != 0 -> failed.order();
          default -> 0;
        };
    if (order != 0) {
      told.computeIfAbsent(order, _ -> new ArrayList<>()).add(event);
    }
  }

  private void acknowledge(List<Event> events) {
    for (Event event : events) {
      if (event instanceof Event.Exited exit) {
        unacknowledged.remove(exit);
        told.remove(exit.order());
      }
    }
  }

  private void turn(List<Event> events) {
    turns++;
    questions = 0;
    events.forEach(watcher::arrived);
    manager.turn(events);
    events.forEach(store::received);
    commit();
    SimulatedFaults.Crash crash = setup.faults.crash(turns);
    if (crash != SimulatedFaults.Crash.BEFORE_ORDERS) {
      carryOut();
    }
    if (crash == null) {
      acknowledge(events);
    }
    orders.clear();
    boolean dies = crash != null || reexecuting;
    watcher.turned(dies);
    if (dies) {
      rebuild();
    }
  }

  private void commit() {
    for (Map.Entry<String, byte @Nullable []> entry : staged.entrySet()) {
      byte[] value = entry.getValue();
      if (!setup.faults.commits(entry.getKey(), turns)) {
        continue;
      }
      if (value == null) {
        records.remove(entry.getKey());
      } else {
        records.put(entry.getKey(), value);
      }
    }
    staged.clear();
    // the real host writes them down beside the records and goes on with them after a death
    removals.forEach(directories::remove);
    removals.forEach(pidFiles::remove);
    removals.clear();
  }

  private void carryOut() {
    for (Runnable order : List.copyOf(orders)) {
      order.run();
    }
  }

  /**
   * The manager is gone; a new one is made from the records. It is told again what was told of
   * every child that lives, and of every exit that may not have been taken care of.
   */
  private void rebuild() {
    deaths++;
    reexecuting = false;
    wakeUsec = Long.MAX_VALUE;
    setup.definitions.forget();
    watched.clear(); // with the manager its orders are gone
    sockets.forget();
    store.forget();
    arrivals.removeIf(due -> endsWithManager(due.what));
    manager = Manager.restore(this, setup.config, setup.rules, records());
    Set<Event> onTheirWay = new HashSet<>();
    for (Due<Event> due : arrivals) {
      onTheirWay.add(due.what);
    }
    List<Event> again = new ArrayList<>();
    told.values().forEach(again::addAll);
    for (Event.Exited exit : unacknowledged) {
      if (!onTheirWay.contains(exit)) {
        again.add(exit);
      }
    }
    turn(again);
  }

  /** Whether only a manager that has asked can be told. */
  private static boolean endsWithManager(Event event) {
    return switch (event) {
      case Event.PidFileRead _,
          Event.Listened _,
          Event.Incoming _,
          Event.Accepted _,
          Event.HungUp _ ->
          true;
      default -> false;
    };
  }

  // ---- processes ----

  private void happen(long afterUsec, String unit, Runnable what) {
    if (afterUsec != SimulatedProgram.FOREVER) {
      happenings.add(new Due<>(nowUsec + afterUsec, unit, ++sequence, what));
    }
  }

  private void arrive(long afterUsec, String unit, Event event) {
    arrivals.add(new Due<>(nowUsec + afterUsec, unit, ++sequence, event));
  }

  private void tell(SimulatedProcess process, Event event) {
    arrive(setup.faults.channelDelayUsec(process.run), process.run.unit.text(), event);
  }

  private void accept(Spawn spawn) {
    if (!accepted.add(spawn.number()) || !setup.faults.carriesOut(spawn)) {
      return;
    }
    for (Recipe.Line line : spawn.recipe().lines()) {
      if (line.step() instanceof Step.Directory directory) {
        directories.add(RawText.decode(directory.path().bytes()));
      }
    }
    Run run = runOf(spawn);
    SimulatedProgram program = setup.programs.of(run);
    if (program.failure() instanceof SimulatedProgram.Failure.NoProcess(int errno)) {
      Event failed =
          new Event.SpawnFailed(spawn.number(), 0, -1, errno, 0, "Failed to fork: errno " + errno);
      arrive(setup.faults.channelDelayUsec(run), run.unit.text(), failed);
      return;
    }
    SimulatedProcess process = born(spawn.number(), spawn, run, program, null);
    tell(process, new Event.Spawned(spawn.number(), process.pid, now()));
    happen(program.execAfterUsec(), run.unit.text(), () -> execute(process));
  }

  private Run runOf(Spawn spawn) {
    Run run = runOf(spawn, 0);
    return runOf(spawn, runs.merge(run, 1, Integer::sum));
  }

  /** What a spawn would run, as the run of that number. */
  static Run runOf(Spawn spawn, int number) {
    for (Recipe.Line line : spawn.recipe().lines()) {
      if (line.step() instanceof Step.Exec exec) {
        List<String> argv = new ArrayList<>();
        for (Octets word : exec.arguments()) {
          argv.add(RawText.decode(word.bytes()));
        }
        return new Run(spawn.unit(), line.source().directive(), List.copyOf(argv), number);
      }
    }
    throw new IllegalArgumentException("The recipe of " + spawn.unit() + " executes nothing.");
  }

  private SimulatedProcess born(
      long order,
      Spawn spawn,
      Run run,
      SimulatedProgram program,
      @Nullable SimulatedProcess parent) {
    SimulatedProcess process = new SimulatedProcess(++lastPid, order, spawn, run, program, parent);
    cgroups.computeIfAbsent(spawn.cgroup(), _ -> new TreeMap<>()).put(process.pid, process);
    return process;
  }

  private void execute(SimulatedProcess process) {
    if (!process.alive) {
      return;
    }
    SimulatedProgram program = process.program;
    if (program.failure()
        instanceof SimulatedProgram.Failure.Step(int index, int errno, int status)) {
      String detail = "Failed at step " + index + ": errno " + errno;
      tell(
          process, new Event.SpawnFailed(process.order, process.pid, index, errno, status, detail));
      die(process, ProcessEnd.exited(status));
      return;
    }
    process.executing = true;
    if (process.order != 0) {
      sockets.take(process.spawn.attached());
      tell(process, new Event.Executed(process.order));
    }
    for (SimulatedProgram child : program.children()) {
      SimulatedProcess born = born(0, process.spawn, process.run, child, process);
      process.firstChild = process.firstChild == 0 ? born.pid : process.firstChild;
      execute(born);
    }
    String unit = process.run.unit.text();
    for (SimulatedProgram.Notice notice : program.notices()) {
      happen(notice.afterUsec(), unit, () -> say(process, notice.lines(), notice.files()));
    }
    for (SimulatedProgram.Writing writing : program.writes()) {
      happen(writing.afterUsec(), unit, () -> write(process, writing));
    }
    happen(program.lifeUsec(), unit, () -> die(process, program.end()));
  }

  private void write(SimulatedProcess process, SimulatedProgram.Writing writing) {
    if (process.alive) {
      String text =
          writing
              .text()
              .replace("%p", Integer.toString(process.pid))
              .replace("%c", Integer.toString(process.firstChild));
      pidFiles.put(writing.path(), text);
      for (PidFileRead order : List.copyOf(watched.values())) {
        if (order.path().equals(writing.path())) {
          answer(order);
        }
      }
    }
  }

  /** What such a file says when the answer is on its way is what the answer says. */
  private void answer(PidFileRead order) {
    String text = pidFiles.get(order.path());
    int pid = 0;
    if (text != null && !text.isEmpty() && text.chars().allMatch(Character::isDigit)) {
      pid = Integer.parseInt(text);
    }
    String problem = pid == 0 ? "PID file " + order.path() + " says nothing of use." : "";
    long delay = setup.faults.pidFileDelayUsec(order.unit(), nowUsec);
    arrive(delay, order.unit().text(), new Event.PidFileRead(order.number(), pid, 0, problem));
  }

  private List<String> reloading() {
    return List.of("RELOADING=1", "MONOTONIC_USEC=" + nowUsec);
  }

  private void say(SimulatedProcess process, List<String> lines, List<String> files) {
    if (process.alive) {
      List<String> descriptors = new ArrayList<>();
      for (String file : files) {
        descriptors.add(store.send(process.file(file)));
      }
      tell(process, new Event.Notified(process.run.unit, process.pid, 0, lines, descriptors));
    }
  }

  /** Of a pipe that it has stored, a process had the other end. */
  private void closePipes(SimulatedProcess process) {
    for (SimulatedProgram.Notice notice : process.program.notices()) {
      for (String file : notice.files()) {
        if (file.startsWith(SimulatedProgram.Notice.PIPE)) {
          store.hangUp(process.file(file));
        }
      }
    }
  }

  private void die(SimulatedProcess process, ProcessEnd end) {
    if (!process.alive) {
      return;
    }
    process.alive = false;
    closePipes(process);
    UnitName unit = process.run.unit;
    TreeMap<Integer, SimulatedProcess> group = cgroups.get(process.spawn.cgroup());
    if (group != null) {
      group.remove(process.pid);
    }
    if (process.parent == null || !process.parent.alive) {
      Event.Exited exit = new Event.Exited(process.order, process.pid, unit, end, now());
      unacknowledged.add(exit);
      tell(process, exit);
    }
    if (group == null || group.isEmpty()) {
      long delay = setup.faults.channelDelayUsec(process.run) + setup.faults.emptyDelayUsec(unit);
      arrive(delay, unit.text(), new Event.CgroupEmpty(unit));
    }
  }

  private void signal(@Nullable SimulatedProcess process, int signal) {
    if (process == null || !process.alive) {
      return;
    }
    SimulatedProgram program = process.program;
    String unit = process.run.unit.text();
    if (signal == ServiceEnds.SIGHUP && program.reloadUsec() > 0 && process.executing) {
      happen(SIGNAL_USEC, unit, () -> say(process, reloading(), List.of()));
      happen(
          SIGNAL_USEC + program.reloadUsec(),
          unit,
          () -> say(process, List.of("READY=1"), List.of()));
    } else if (signal == ServiceEnds.SIGKILL || !process.executing) {
      happen(SIGNAL_USEC, unit, () -> die(process, ProcessEnd.killed(signal)));
    } else if (!program.ignoresTerm()) {
      ProcessEnd how = program.onTerm();
      ProcessEnd end = how == null ? ProcessEnd.killed(signal) : how;
      happen(SIGNAL_USEC + program.dyingUsec(), unit, () -> die(process, end));
    }
  }

  private @Nullable SimulatedProcess process(String cgroup, int pid) {
    TreeMap<Integer, SimulatedProcess> group = cgroups.get(cgroup);
    return group == null ? null : group.get(pid);
  }

  private boolean isEmpty(String unit) {
    for (Map.Entry<String, TreeMap<Integer, SimulatedProcess>> group : cgroups.entrySet()) {
      boolean its = group.getKey().equals(unit) || group.getKey().endsWith("/" + unit);
      if (its && !group.getValue().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Whether an event about this pid is still on its way to the manager. */
  public boolean isExpected(int pid) {
    for (Due<Event> due : arrivals) {
      if (due.what instanceof Event.Exited exit && exit.pid() == pid) {
        return true;
      }
    }
    return false;
  }

  /** Whether an answer to this order, or the end of its process, is still to come. */
  public boolean isOutstanding(long order) {
    for (TreeMap<Integer, SimulatedProcess> group : cgroups.values()) {
      for (SimulatedProcess process : group.values()) {
        if (process.order == order) {
          return true;
        }
      }
    }
    for (Due<Event> due : arrivals) {
      long of =
          switch (due.what) {
            case Event.Exited exit -> exit.order();
            case Event.SpawnFailed failed -> failed.order();
            case Event.Prepared prepared -> prepared.order();
            default -> 0;
          };
      if (of == order) {
        return true;
      }
    }
    return false;
  }

  /**
   * The directives (such as {@code ExecStart=}) of the living processes that were spawned by order,
   * for this cgroup.
   */
  public List<String> running(String cgroup) {
    List<String> directives = new ArrayList<>();
    TreeMap<Integer, SimulatedProcess> group = cgroups.get(cgroup);
    if (group != null) {
      for (SimulatedProcess process : group.values()) {
        if (process.order != 0) {
          directives.add(process.run.directive);
        }
      }
    }
    return directives;
  }

  // ---- Host: questions ----

  /**
   * A turn that asks for the time without end would hang the simulation; none of a few units asks a
   * hundred thousand times.
   */
  @Override
  public Stamp now() {
    if (++questions > MOST_QUESTIONS) {
      throw new IllegalStateException(
          "Turn " + turns + " at " + nowUsec + " µs does not come to an end.");
    }
    return new Stamp(nowUsec + realtimeOffsetUsec, nowUsec);
  }

  @Override
  public InvocationId newInvocationId() {
    return new InvocationId(1, ++invocations);
  }

  @Override
  public UnitDefinition load(UnitName name) {
    return setup.definitions.load(name);
  }

  @Override
  public boolean isStale(UnitDefinition definition) {
    return setup.definitions.isStale(definition);
  }

  /** Conditions on paths are answered by the files; a simulated machine fulfils all others. */
  @Override
  public boolean test(Condition condition) {
    FileTree.Stat stat = setup.files.stat(condition.parameter());
    return switch (condition.type()) {
      case PATH_EXISTS -> stat.exists();
      case PATH_IS_DIRECTORY -> stat.isDirectory();
      case FILE_NOT_EMPTY -> stat.isFile() && stat.size() > 0;
      case DIRECTORY_NOT_EMPTY ->
          stat.isDirectory() && !setup.files.list(condition.parameter()).isEmpty();
      default -> true;
    };
  }

  @Override
  public List<Integer> processes(String cgroup) {
    TreeMap<Integer, SimulatedProcess> group = cgroups.get(cgroup);
    return group == null ? List.of() : List.copyOf(group.keySet());
  }

  @Override
  public Standing standing(int pid) {
    if (pid == HAND_PID) {
      return Standing.OURS;
    }
    for (TreeMap<Integer, SimulatedProcess> group : cgroups.values()) {
      SimulatedProcess process = group.get(pid);
      if (process != null) {
        boolean child = process.parent == null || !process.parent.alive;
        return child ? Standing.CHILD : Standing.ALIEN;
      }
    }
    return Standing.NONE;
  }

  @Override
  public boolean hasSpawned(long number) {
    return accepted.contains(number);
  }

  @Override
  public boolean isKept(String descriptor) {
    return store.isKept(descriptor);
  }

  @Override
  public boolean isSameFile(String one, String other) {
    return store.isSameFile(one, other);
  }

  // ---- Host: orders ----

  @Override
  public void keep(UnitName unit, List<String> descriptors) {
    store.keep(descriptors);
  }

  @Override
  public void watchHangUp(UnitName unit, List<String> descriptors) {
    orders.add(() -> store.watchHangUp(unit, descriptors));
  }

  @Override
  public void spawn(Spawn order) {
    watcher.ordered(order);
    orders.add(() -> accept(order));
  }

  @Override
  public void prepare(Preparation order) {
    watcher.ordered(order);
    long delay = setup.faults.preparationDelayUsec(order.unit(), nowUsec);
    orders.add(() -> arrive(delay, order.unit().text(), look(order)));
  }

  @Override
  public void readPidFile(PidFileRead order) {
    orders.add(() -> {
      if (order.watch()) {
        watched.put(order.number(), order);
      }
      answer(order);
    });
  }

  @Override
  public void forgetPidFile(long number) {
    orders.add(() -> watched.remove(number));
  }

  @Override
  public void removeFile(UnitName unit, String path) {
    removals.add(path);
  }

  /** What a file such as PIDFile= says; null if there is none. */
  public @Nullable String pidFile(String path) {
    return pidFiles.get(path);
  }

  private Event.Prepared look(Preparation order) {
    Map<String, Identity> found = new LinkedHashMap<>();
    for (String user : order.users()) {
      found.put("user:" + user, identity("user:" + user, user));
    }
    for (String group : order.groups()) {
      found.put("group:" + group, identity("group:" + group, group));
    }
    List<FileAnswer> answers = new ArrayList<>();
    for (String path : order.files()) {
      try {
        answers.add(new FileAnswer(path, path, 0, Octets.of(setup.files.read(path))));
      } catch (IOException missing) {
        answers.add(new FileAnswer(path, path, ENOENT, Octets.of("")));
      }
    }
    return new Event.Prepared(order.number(), found, answers);
  }

  private Identity identity(String key, String name) {
    Identity known = identities.get(key);
    return known != null ? known : new Identity(false, -1, -1, name, "", "", List.of());
  }

  @Override
  public void kill(Kill order) {
    watcher.ordered(order);
    orders.add(() -> {
      if (setup.faults.carriesOut(order)) {
        carryOut(order);
      }
    });
  }

  private void carryOut(Kill order) {
    List<Integer> pids = order.pids();
    for (int pid : pids == null ? processes(order.cgroup()) : pids) {
      if (!order.except().contains(pid)) {
        SimulatedProcess process = process(order.cgroup(), pid);
        signal(process, order.signal());
        if (order.andHangUp()) {
          signal(process, ServiceEnds.SIGHUP);
        }
      }
    }
  }

  @Override
  public void release(UnitName unit, String cgroup) {
    orders.add(() -> {
      if (processes(cgroup).isEmpty()) {
        cgroups.remove(cgroup);
      }
    });
  }

  @Override
  public void removeDirectories(UnitName unit, List<String> paths) {
    removals.addAll(paths);
  }

  @Override
  public void listen(Listening order) {
    long delay = setup.faults.listenDelayUsec(order.unit().name(), nowUsec);
    orders.add(() -> arrive(delay, order.unit().name().text(), sockets.listen(order)));
  }

  @Override
  public void watch(UnitName unit, List<String> descriptors) {
    orders.add(() -> sockets.watch(unit, descriptors));
  }

  @Override
  public void unwatch(List<String> descriptors) {
    orders.add(() -> sockets.unwatch(descriptors));
  }

  @Override
  public void accept(Acceptance order) {
    orders.add(() -> arrive(0, order.unit().name().text(), sockets.accept(order)));
  }

  @Override
  public void flush(List<String> descriptors) {
    orders.add(() -> sockets.flush(descriptors));
  }

  @Override
  public void close(List<String> descriptors) {
    orders.add(() -> {
      sockets.close(descriptors);
      store.close(descriptors);
    });
  }

  @Override
  public void removeQueue(UnitName unit, String name) {}

  @Override
  public void keepOnly(Set<String> descriptors) {
    List<String> others = store.others(descriptors);
    orders.add(() -> {
      sockets.keepOnly(descriptors);
      store.close(others);
    });
  }

  @Override
  public void wakeAt(long monotonicUsec) {
    if (setup.faults.hears(monotonicUsec, turns)) {
      wakeUsec = monotonicUsec;
    }
  }

  @Override
  public void remember(String key, byte @Nullable [] value) {
    staged.put(key, value);
  }

  @Override
  public void publish(Change change) {
    if (change instanceof Change.Reloading(boolean active) && active) {
      setup.definitions.forget();
    }
    watcher.published(change);
  }

  @Override
  public void log(LogLevel level, @Nullable UnitName unit, String message) {
    watcher.logged(level, unit, message);
  }

  @Override
  public void status(StatusMark mark, String text) {
    watcher.status(mark, text);
  }

  @Override
  public void finish(Finish how) {
    orders.add(() -> finished = how);
  }

  @Override
  public void reexecute() {
    reexecuting = true;
  }
}
