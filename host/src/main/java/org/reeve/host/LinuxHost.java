package org.reeve.host;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Clock;
import org.reeve.linux.Epoll;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Proc;
import org.reeve.linux.Signals;
import org.reeve.linux.Sys;
import org.reeve.manager.Change;
import org.reeve.manager.Event;
import org.reeve.manager.Host;
import org.reeve.manager.InvocationId;
import org.reeve.manager.LogLevel;
import org.reeve.manager.Manager;
import org.reeve.manager.Stamp;
import org.reeve.recipe.ChannelMessage;
import org.reeve.recipe.MalformedException;
import org.reeve.recipe.Octets;
import org.reeve.unit.Condition;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitLoader;
import org.reeve.unit.UnitName;

/**
 * The real {@link Host}: Linux, with hand at the other end of the channel.
 *
 * <p><b>A turn</b> ({@link #turn}) waits until something is ready and then goes through a fixed
 * order:
 *
 * <ol>
 *   <li>gather: hand's channel until it is empty; then the notify socket until it is empty (a
 *       process that says READY=1 and ends at once has said so before hand saw it end, so what it
 *       said lies there now); then emptied cgroups, finished preparations, the timer;
 *   <li>dispatch: events to the manager in the order notifications, exits, empty cgroups, results
 *       of spawns and preparations, timer; then clients' calls;
 *   <li>commit: the records of all that changed, the host's own included, in one transaction;
 *   <li>carry out: the orders that the manager gave; processes as many as hand has room for;
 *   <li>publish: changes and answers to clients;
 *   <li>acknowledge: exits, to hand.
 * </ol>
 *
 * A manager killed between any two of these loses nothing: before the commit all that was gathered
 * from hand comes again; after it, the manager that takes over gives the orders again that did not
 * arrive. That holds for notifications too, which are only looked at until the commit.
 *
 * <p>Spawn results are put before exits: hand tells them in that order, and a process can be
 * started, run and end within one turn.
 */
public final class LinuxHost implements Host, AutoCloseable {
  /** Begin of the keys of records that are the host's own; the manager does not see them. */
  static final String OWN_RECORDS = "host/";

  private static final String NOTIFY = "notify";
  private static final String LOGS = "logs";
  private static final String POISONED = OWN_RECORDS + "poisoned/";
  private static final String ECHOED = OWN_RECORDS + "echoed/";
  private static final String REMOVING = OWN_RECORDS + "removing/";
  private static final String REMOVING_FILE = OWN_RECORDS + "removing-file/";
  private static final long NANOS_A_USEC = 1000;

  /**
   * With shared memory one process is made in half the time (0.2 against 0.4 ms), but hand sleeps
   * until its program runs; if more than these wait, it had better make the next meanwhile.
   */
  private static final int FEW_SPAWNS = 4;

  private static final int RANDOM_BYTES = 256; // the most that getrandom(2) gives uninterrupted

  private final HostConfig config;
  private final Supplier<UnitLoader> loaders;
  private final HandChannel channel;
  private final Replay replay;
  private final StateMemory memory;
  private final Abilities abilities;
  private final EpollLoop loop = new EpollLoop();
  private final ProcessTable processes;
  private final Groups groups;
  private final NotifySocket notify;
  private final LogRings logs;
  private final LogReader logReader;
  private final LogStreams streams;
  private final Users users = Users.ofSystem();
  private final Conditions conditions;
  private final Preparer preparer;
  private final PidFiles pidFiles;
  private final Console console;
  private final ConsoleEcho echo;
  private final Loop.Watch channelWatch;
  private final Loop.Watch notifyWatch;
  private final Intake intake;
  private final Spawner spawner;
  private final Listeners listeners;
  private final StoredDescriptors stored;
  private final Killer killer;
  private final Remover remover = new Remover(this::removed);
  private final Map<String, String> environment;
  private final Map<String, Fd> kept = new HashMap<>();

  private final List<Runnable> orders = new ArrayList<>();
  private final Deque<Spawn> spawns = new ArrayDeque<>(); // that wait for room in the channel
  private final Deque<Listening> openings = new ArrayDeque<>(); // that wait for a removal
  private final List<Change> changes = new ArrayList<>();
  private final List<Event> prepared = new ArrayList<>(); // guarded by itself
  private final List<Event> refused = new ArrayList<>();
  private final Set<Long> reached = new HashSet<>();
  private UnitLoader loader;
  private Clients clients = Clients.NONE;
  private Consumer<String> beforeRelease = _ -> {};
  private Messages messages = (_, _, _) -> {};
  private Stamp now = Stamp.NEVER;
  private ByteBuffer random = ByteBuffer.allocate(0); // not used up yet
  private long wakeAt = Long.MAX_VALUE;
  private long acknowledged;
  private @Nullable Runnable end;

  private LinuxHost(HostConfig config, Supplier<UnitLoader> loaders, Handover handover) {
    this.config = config;
    this.loaders = loaders;
    this.loader = loaders.get();
    this.channel = handover.channel();
    this.replay = handover.replay();
    this.environment = handover.environment();
    this.memory = StateMemory.open(replay.memory());
    this.console = new Console(Fd.of(2));
    this.echo = new ConsoleEcho(console);
    CgroupSetup setup =
        config.useCgroups()
            ? CgroupSetup.find(replay.hello().pid(), config.cgroup())
            : new CgroupSetup(null, "Cgroups are not used, as was asked for.");
    CgroupTree tree = setup.tree();
    this.groups = tree == null ? new Wardens(replay.hello().pid()) : tree;
    this.conditions = new Conditions(users, environment);
    this.preparer = new Preparer(users, this::prepared);
    this.pidFiles = new PidFiles(loop, preparer, this::prepared);
    this.processes = new ProcessTable(memory);
    this.notify = notifySocket();
    this.logs = LogRings.open(logFile(), config.mostLogs());
    logs.listen(echo);
    this.logReader = new LogReader(logs, this::streamEnded);
    this.streams = new LogStreams(channel, memory, logReader, replay.hello().generation());
    this.abilities = Abilities.probe(replay.hello(), setup, notify);
    this.channelWatch = loop.wakeBy(channel.socket());
    this.notifyWatch = loop.wakeBy(notify.socket());
    Fd groupEvents = groups.events();
    if (groupEvents != null) {
      loop.wakeBy(groupEvents);
    }
    long generation = replay.hello().generation();
    this.stored = new StoredDescriptors(channel, kept, loop, refused::add, this, generation);
    this.intake = new Intake(channel, notify, groups, processes, stored, this);
    this.spawner = new Spawner(channel, groups, streams, processes, kept, refused::add);
    this.listeners = new Listeners(channel, kept, loop, preparer, users, this::prepared, this);
    this.killer = new Killer(groups, processes, this);
    this.now = readClocks();
    resume();
  }

  /**
   * Takes up work: goes on with what hand has handed over, its channel included.
   *
   * @param loaders makes a loader of unit files, now and at each reload
   */
  public static LinuxHost connect(
      HostConfig config, Supplier<UnitLoader> loaders, Handover handover) {
    return new LinuxHost(config, loaders, handover);
  }

  // ---- beginning ----

  private NotifySocket notifySocket() {
    Fd old = replay.kept().remove(NOTIFY);
    if (old != null) {
      return NotifySocket.of(old);
    }
    NotifySocket fresh = NotifySocket.bind(RawText.encode(config.notifySocket()));
    channel.send(new ChannelMessage.Keep(Octets.of(NOTIFY)), fresh.socket());
    return fresh;
  }

  private Fd logFile() {
    Fd old = replay.kept().remove(LOGS);
    if (old != null) {
      return old;
    }
    Fd fresh = org.reeve.linux.Memory.create("reeve-logs");
    channel.send(new ChannelMessage.Keep(Octets.of(LOGS)), fresh);
    return fresh;
  }

  private void resume() {
    memory
        .records()
        .forEach((key, value) -> {
          if (key.startsWith(ECHOED)) {
            echo.name(InvocationId.parse(key.substring(ECHOED.length())), RawText.decode(value));
          }
        });
    replay
        .kept()
        .forEach((name, fd) -> {
          if (LogStreams.isName(name)) {
            streams.resume(name, fd);
          } else {
            kept.put(name, fd);
          }
        });
    for (ChannelMessage message : replay.others()) {
      if (message instanceof ChannelMessage.Warden warden) {
        reached.add(warden.id());
        intake.take(warden);
      }
    }
    for (ChannelMessage.Child child : replay.children()) {
      if (child.id() != 0) {
        reached.add(child.id());
        processes.replayed(child, intake::addResult);
        String group = processes.groupOf(child.id());
        if (group != null && !processes.isGuarded(child.id())) {
          groups.spawned(child.pid(), group);
        }
      }
    }
    for (ChannelMessage message : replay.others()) {
      if (message instanceof ChannelMessage.Exited exited && exited.id() != 0) {
        reached.add(exited.id());
      }
    }
    processes.keepOnly(spokenOf());
    for (String key : memory.records().keySet()) {
      if (key.startsWith(POISONED)) {
        groups.poison(key.substring(POISONED.length()));
      }
    }
    for (Map.Entry<String, byte[]> record : memory.records().entrySet()) {
      String key = record.getKey();
      String value = RawText.decode(record.getValue());
      if (key.startsWith(REMOVING)) {
        remover.begin(
            UnitName.of(key.substring(REMOVING.length())), List.of(value.split("\n", -1)));
      } else if (key.startsWith(REMOVING_FILE)) {
        for (String path : value.split("\n", -1)) {
          remover.beginFile(UnitName.of(key.substring(REMOVING_FILE.length())), path);
        }
      }
    }
    for (String sentence : abilities.sentences()) {
      log(LogLevel.DEBUG, null, sentence);
    }
  }

  /** The orders that hand has or has yet to tell of. */
  private Set<Long> spokenOf() {
    Set<Long> orders = new HashSet<>(reached);
    for (ChannelMessage message : replay.others()) {
      switch (message) {
        case ChannelMessage.Exited exited -> orders.add(exited.warden());
        case ChannelMessage.WardenEnded warden -> orders.add(warden.id());
        default -> {}
      }
    }
    return orders;
  }

  // ---- what the wiring asks ----

  /** The loop, for the bus. */
  public Loop loop() {
    return loop;
  }

  /** Who speaks for clients from now on. */
  public void serve(Clients newClients) {
    clients = newClients;
  }

  /** Hears the manager's messages, but for those that a change of state says too. */
  @FunctionalInterface
  public interface Messages {
    void message(LogLevel level, @Nullable UnitName unit, String message);
  }

  /** Whom to tell of messages from now on, on the loop's thread. */
  public void tellMessages(Messages listener) {
    messages = listener;
  }

  /** Whom to tell of each cgroup just before it is removed: what its files say is lost then. */
  public void beforeRelease(Consumer<String> listener) {
    beforeRelease = listener;
  }

  /** A descriptor that a manager before this one has asked hand to keep; null if there is none. */
  public @Nullable Fd kept(String name) {
    return kept.get(name);
  }

  /** Has hand keep a descriptor for this manager's successors. */
  public void keep(String name, Fd descriptor) {
    channel.send(new ChannelMessage.Keep(Octets.of(name)), descriptor);
    kept.put(name, descriptor);
  }

  /** The group of a live process, such as {@code system.slice/a.service}; null if none of ours. */
  public @Nullable String groupOf(int pid) {
    return groups.groupOf(pid);
  }

  /** The directory in cgroupfs below which the groups are; null if cgroups are not used. */
  public @Nullable String cgroupDirectory() {
    return groups instanceof CgroupTree tree ? RawText.decode(tree.directory("")) : null;
  }

  /**
   * The same as /proc/PID/cgroup shows it; empty if it is the root of what is seen, or cgroups are
   * not used.
   */
  public String cgroupRoot() {
    return groups instanceof CgroupTree tree && !tree.kernelRoot().equals("/")
        ? tree.kernelRoot()
        : "";
  }

  /** What units have written. */
  public LogSink logs() {
    return logs;
  }

  /** Takes in what units have written up to now: for the end, when they do not write any more. */
  public void catchUpWithLogs() {
    logReader.catchUp();
  }

  /** What was found possible on this machine. */
  public Abilities abilities() {
    return abilities;
  }

  /** hand's command line, for the manager's own. */
  public List<Octets> arguments() {
    return replay.launch().arguments();
  }

  /** The environment hand was started with; not the JVM's, which is bare. */
  public Map<String, String> environment() {
    return environment;
  }

  public int handPid() {
    return replay.hello().pid();
  }

  /** 1 for the first manager that hand has started, 2 for its successor, and so on. */
  public long generation() {
    return replay.hello().generation();
  }

  /**
   * When hand found the manager before this one dead, CLOCK_MONOTONIC usec; 0 if there was none.
   */
  public long previousEnded() {
    return replay.hello().previousEnded();
  }

  /** What the manager before this one remembered, for {@link Manager#restore}. */
  public Map<String, byte[]> records() {
    Map<String, byte[]> records = new LinkedHashMap<>(memory.records());
    records.keySet().removeIf(key -> key.startsWith(OWN_RECORDS));
    return records;
  }

  // ---- the turn ----

  /** What a turn's events go to: {@code manager::turn}. */
  @FunctionalInterface
  public interface Core {
    void turn(List<Event> events);
  }

  /**
   * Takes turns until the end was ordered.
   *
   * @return false if hand is gone, so that nothing can be managed any more
   */
  public boolean run(Core manager) throws MalformedException {
    try {
      first(manager);
      while (end == null) {
        turn(manager);
      }
      return true;
    } catch (HandChannel.HandGoneException gone) {
      return false;
    }
  }

  /**
   * Kills all processes of these groups and leaves nothing behind: for the case that hand was
   * killed, so that nobody is told of their ends.
   */
  public void abandon(Collection<String> all) {
    try {
      for (int round = 0; round < 100; round++) {
        boolean more = false;
        for (String group : all) {
          if (!groups.processes(group).isEmpty()) {
            groups.kill(group, Signals.SIGKILL, List.of());
            more = true;
          }
        }
        if (!more) {
          break;
        }
        Thread.sleep(10);
      }
      groups.dissolve();
    } catch (ErrnoException e) {
      console.print("Not all could be killed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    console.close();
  }

  /** The first turn: what hand told in replay, without waiting for anything more. */
  public void first(Core manager) throws MalformedException {
    replay.others().forEach(intake::replay);
    groups.adopt(group -> !group.endsWith(".slice"), intake::takeEmpty);
    now = readClocks();
    gather();
    manager.turn(intake.takeAll());
    complete(manager);
  }

  /**
   * One turn: waits until there is something to do, does it, and carries out what follows from it.
   */
  public void turn(Core manager) throws MalformedException {
    loop.await(timeout());
    now = readClocks();
    gather();
    List<Event> events = intake.takeAll();
    if (!events.isEmpty()) {
      manager.turn(events);
    }
    complete(manager);
  }

  private void gather() throws MalformedException {
    intake.gather();
    stored.gather();
    refused.forEach(intake::addResult);
    refused.clear();
    synchronized (prepared) {
      prepared.forEach(intake::addResult);
      prepared.clear();
    }
    if (wakeAt <= now.monotonicUsec()) {
      wakeAt = Long.MAX_VALUE;
      intake.add(new Event.TimerElapsed());
    }
  }

  /** The turn from clients' calls on. */
  private void complete(Core manager) {
    boolean called = loop.dispatch();
    if (clients.hasCalls()) {
      clients.dispatch();
      called = true;
    }
    if (called) {
      manager.turn(List.of());
    }
    stored.turned();
    memory.commit();
    // what hand is to keep came with notifications: until hand has it, they are not done with
    boolean told = channel.flush();
    if (told) {
      intake.committed();
    }
    // what waits for hand lies in the socket still; hand's answer will wake us
    notifyWatch.interest(intake.isWaiting() || !told ? 0 : Epoll.IN);
    carryOut();
    beginOpenings();
    sendSpawns();
    changes.forEach(clients::publish);
    changes.clear();
    clients.flush();
    console.flush();
    if (intake.lastExit() > acknowledged && channel.hasRoom()) {
      acknowledged = intake.lastExit();
      channel.send(new ChannelMessage.Ack(acknowledged));
    }
    channelWatch.interest(channel.flush() ? Epoll.IN : Epoll.IN | Epoll.OUT);
    Runnable last = end;
    if (last != null) {
      last.run();
    }
  }

  private void carryOut() {
    for (Runnable order : orders) {
      try {
        order.run();
      } catch (ErrnoException e) {
        // one order that cannot be carried out must not take the others with it
        log(LogLevel.ERR, null, "An order of the manager failed: " + e.getMessage());
      }
    }
    orders.clear();
  }

  /**
   * As many as hand takes now; the rest goes when it has read on. A manager that dies meanwhile has
   * lost nothing: its successor orders them anew.
   */
  private void sendSpawns() {
    List<Spawn> held = new ArrayList<>();
    while (!spawns.isEmpty() && channel.hasRoom()) {
      Spawn order = spawns.remove();
      if (remover.isBusy(order.unit())) {
        held.add(order);
      } else {
        spawner.spawn(order, spawns.size() < FEW_SPAWNS);
      }
    }
    spawns.addAll(held);
  }

  /** What the unit has left at a path is removed before something new is made there. */
  private void beginOpenings() {
    for (int i = openings.size(); i > 0; i--) {
      Listening order = openings.remove();
      if (remover.isBusy(order.unit().name())) {
        openings.add(order);
      } else {
        listeners.listen(order);
      }
    }
  }

  /**
   * Moves hand and ourselves into init.scope: no controller can be enabled in a group that has
   * processes. A move stops all forks for some ms (it waits for an RCU grace period), so it comes
   * when the start is over, and beside the loop; later managers are born there.
   */
  private void settle() {
    if (groups instanceof CgroupTree tree && abilities.pidOne()) {
      Thread mover =
          new Thread(
              () -> {
                try {
                  tree.move(CgroupSetup.INIT_SCOPE, handPid(), Sys.pid());
                } catch (ErrnoException e) {
                  String sentence = "hand and manager stay in the root cgroup: " + e.getMessage();
                  loop.post(() -> log(LogLevel.WARNING, null, sentence));
                }
              },
              "settle");
      mover.setDaemon(true);
      mover.start();
    }
  }

  private long timeout() {
    if (!refused.isEmpty() || clients.hasCalls()) {
      return 0;
    }
    if (wakeAt == Long.MAX_VALUE) {
      return Epoll.FOREVER;
    }
    return Math.max(0, wakeAt - Clock.MONOTONIC.usec()) * NANOS_A_USEC;
  }

  private static Stamp readClocks() {
    return new Stamp(Clock.REALTIME.usec(), Clock.MONOTONIC.usec());
  }

  private void prepared(Event answer) {
    synchronized (prepared) {
      prepared.add(answer);
    }
    loop.wake();
  }

  /** On a remover's thread. */
  private void removed(UnitName unit, @Nullable String failure) {
    loop.post(() -> {
      if (!remover.isBusy(unit)) {
        memory.put(REMOVING + unit.text(), null);
        memory.put(REMOVING_FILE + unit.text(), null);
      }
      if (failure != null) {
        log(
            LogLevel.WARNING,
            unit,
            unit.text() + ": A runtime directory or PID file stays: " + failure);
      }
    });
  }

  /** On the log reader's thread. */
  private void streamEnded(String name, InvocationId invocation, boolean last) {
    if (last) {
      echo.ended(invocation);
    }
    loop.post(() -> {
      streams.ended(name);
      if (last && memory.get(ECHOED + invocation) != null) {
        memory.put(ECHOED + invocation, null);
      }
    });
  }

  // ---- questions ----

  @Override
  public Stamp now() {
    return now;
  }

  @Override
  public InvocationId newInvocationId() {
    if (!random.hasRemaining()) {
      random = ByteBuffer.wrap(Sys.random(RANDOM_BYTES));
    }
    // a version 4 UUID (RFC 9562), as systemd makes them
    long high = (random.getLong() & ~0xf000L) | 0x4000L;
    long low = (random.getLong() & ~(3L << 62)) | (1L << 63);
    return new InvocationId(high, low);
  }

  @Override
  public UnitDefinition load(UnitName name) {
    return loader.load(name);
  }

  @Override
  public boolean isStale(UnitDefinition loaded) {
    return loader.isStale(loaded);
  }

  @Override
  public boolean test(Condition condition) {
    if (!conditions.knows(condition.type())) {
      log(
          LogLevel.WARNING,
          null,
          "Condition"
              + condition.type().suffix()
              + "= cannot be tested by this version and counts as not met.");
    }
    return conditions.test(condition);
  }

  @Override
  public List<Integer> processes(String cgroup) {
    return groups.processes(cgroup);
  }

  @Override
  public Standing standing(int pid) {
    if (pid == handPid() || pid == Sys.pid()) {
      return Standing.OURS;
    }
    Proc.Status status = Proc.status(pid);
    if (status == null || status.isZombie()) {
      return Standing.NONE;
    }
    boolean child = status.ppid() == handPid() || groups.isWarden(status.ppid());
    return child ? Standing.CHILD : Standing.ALIEN;
  }

  @Override
  public boolean hasSpawned(long number) {
    return reached.contains(number);
  }

  @Override
  public boolean isKept(String descriptor) {
    return kept.containsKey(descriptor);
  }

  @Override
  public boolean isSameFile(String one, String other) {
    return stored.isSameFile(one, other);
  }

  // ---- orders ----

  @Override
  public void keep(UnitName unit, List<String> descriptors) {
    stored.keep(unit, descriptors);
  }

  @Override
  public void watchHangUp(UnitName unit, List<String> descriptors) {
    stored.watchHangUp(unit, descriptors); // at once: the first turn too asks before exits
  }

  @Override
  public void spawn(Spawn order) {
    if (reached.contains(order.number())) {
      return; // given by the manager before this one, and hand has it
    }
    processes.ordered(order);
    for (Attachment attachment : order.attached()) {
      if (attachment
          instanceof Attachment.LogStream(UnitName unit, InvocationId invocation, String name)) {
        streams.announce(unit, invocation);
        if (!name.isEmpty()) {
          echo.name(invocation, name);
          memory.put(ECHOED + invocation, RawText.encode(name));
        }
      }
    }
    orders.add(() -> spawns.add(order));
  }

  @Override
  public void prepare(Preparation order) {
    orders.add(() -> preparer.prepare(order));
  }

  @Override
  public void readPidFile(PidFileRead order) {
    orders.add(() -> pidFiles.read(order));
  }

  @Override
  public void forgetPidFile(long number) {
    orders.add(() -> pidFiles.forget(number));
  }

  @Override
  public void listen(Listening order) {
    orders.add(() -> openings.add(order));
  }

  @Override
  public void watch(UnitName unit, List<String> descriptors) {
    orders.add(() -> listeners.watch(unit, descriptors));
  }

  @Override
  public void unwatch(List<String> descriptors) {
    orders.add(() -> listeners.unwatch(descriptors));
  }

  @Override
  public void accept(Acceptance order) {
    orders.add(() -> listeners.accept(order));
  }

  @Override
  public void flush(List<String> descriptors) {
    orders.add(() -> listeners.flush(descriptors));
  }

  @Override
  public void close(List<String> descriptors) {
    orders.add(() -> {
      openings.removeIf(order -> Listeners.isFor(order, descriptors));
      stored.unwatch(descriptors);
      listeners.close(descriptors);
    });
  }

  @Override
  public void removeQueue(UnitName unit, String name) {
    // at once: a queue lies in the kernel's memory, where nothing can block
    orders.add(() -> Listeners.removeQueue(name));
  }

  @Override
  public void keepOnly(Set<String> descriptors) {
    List<String> others = listeners.others(descriptors); // not what is kept from now on
    if (!others.isEmpty()) {
      close(others);
    }
  }

  @Override
  public void removeFile(UnitName unit, String path) {
    byte[] others = memory.get(REMOVING_FILE + unit.text());
    String paths = others == null ? path : RawText.decode(others) + "\n" + path;
    memory.put(REMOVING_FILE + unit.text(), RawText.encode(paths));
    orders.add(() -> remover.removeFile(unit, path));
  }

  @Override
  public void kill(Kill order) {
    if (order.pids() == null
        && groups.wouldPoison(order.cgroup(), order.signal(), order.except())) {
      memory.put(POISONED + order.cgroup(), new byte[0]);
    }
    orders.add(() -> killer.kill(order));
  }

  @Override
  public void release(UnitName unit, String cgroup) {
    orders.add(() -> {
      streams.release(unit);
      beforeRelease.accept(cgroup);
      groups.release(cgroup);
    });
    if (memory.get(POISONED + cgroup) != null) {
      memory.put(POISONED + cgroup, null);
    }
  }

  @Override
  public void removeDirectories(UnitName unit, List<String> paths) {
    memory.put(REMOVING + unit.text(), RawText.encode(String.join("\n", paths)));
    orders.add(() -> remover.remove(unit, paths));
  }

  @Override
  public void wakeAt(long monotonicUsec) {
    wakeAt = monotonicUsec;
  }

  @Override
  public void remember(String key, byte @Nullable [] value) {
    memory.put(key, value);
  }

  @Override
  public void publish(Change change) {
    switch (change) {
      case Change.Reloading(boolean begins) when begins -> {
        loader = loaders.get(); // a loader lists the load path once: a reload takes a new one
        logs.allDropped();
      }
      case Change.UnitNew(UnitName unit) -> logs.loaded(unit);
      case Change.UnitRemoved(UnitName unit) -> logs.dropped(unit);
      case Change.StartupFinished _ -> orders.add(this::settle);
      default -> {}
    }
    changes.add(change);
  }

  @Override
  public void log(LogLevel level, @Nullable UnitName unit, String message) {
    report(level, unit, message);
    messages.message(level, unit, message);
  }

  @Override
  public void report(LogLevel level, @Nullable UnitName unit, String message) {
    if (unit != null) {
      logs.message(unit, NO_INVOCATION, level.number(), message);
    }
    LogLevel most = config.consoleLevel();
    if (most != null && level.compareTo(most) <= 0) {
      console.print(message);
    }
  }

  private static final InvocationId NO_INVOCATION = new InvocationId(0, 0);

  @Override
  public void status(StatusMark mark, String text) {
    if (config.showStatus()) {
      console.print("[" + mark.text() + "] " + text);
    }
  }

  @Override
  public void finish(Finish how) {
    end =
        () -> {
          if (!abilities.pidOne()) {
            groups.dissolve();
            console.close(); // whoever started us goes on as soon as hand has ended
          }
          boolean bare = environment.getOrDefault("container", "").isEmpty();
          Shutdown.end(channel, handPid(), how, config.shutdownPatienceUsec(), bare);
        };
  }

  @Override
  public void reexecute() {
    end = () -> Shutdown.replace(channel);
  }

  /** Lets everything go that is not hand's to keep. */
  @Override
  public void close() {
    logReader.close();
    preparer.close();
    pidFiles.close();
    logs.close();
    notify.close();
    groups.close();
    stored.close();
    loop.close();
    kept.values().forEach(Fd::close);
    channel.close();
    replay.memory().close();
    console.close();
  }
}
