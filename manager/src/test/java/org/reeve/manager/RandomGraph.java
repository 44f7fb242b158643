package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.MemoryFileTree;

/**
 * A few units that depend on each other in random ways, and what their programs do.
 *
 * <p>Programs are a function of the seed and the run, never of the order in which things happen, so
 * that the same graph behaves the same however its manager fares.
 */
record RandomGraph(long seed, ManagerConfig.Scope scope, List<RandomUnit> units) {

  /** One unit file, as lines, so that a line can be left out. */
  record RandomUnit(String name, List<String> unit, List<String> service) {
    boolean isService() {
      return name.endsWith(".service");
    }

    boolean isSocket() {
      return name.endsWith(".socket");
    }

    String text() {
      StringBuilder text = new StringBuilder("[Unit]\n");
      unit.forEach(line -> text.append(line).append('\n'));
      if (isService() || isSocket()) {
        text.append(isService() ? "[Service]\n" : "[Socket]\n");
        service.forEach(line -> text.append(line).append('\n'));
      }
      return text.toString();
    }
  }

  private static final String[] PULLS = {
    "Requires",
    "Requires",
    "Wants",
    "Wants",
    "Requisite",
    "BindsTo",
    "PartOf",
    "Conflicts",
    "Upholds",
    "OnFailure",
    "OnSuccess",
    "PropagatesStopTo",
    "PropagatesReloadTo"
  };
  private static final String[] TYPES = {
    "simple", "exec", "oneshot", "notify", "forking", "forking", "idle", "notify-reload", "dbus"
  };
  private static final String[] RESTARTS = {
    "no",
    "no",
    "no",
    "no",
    "always",
    "on-success",
    "on-failure",
    "on-abnormal",
    "on-abort",
    "on-watchdog"
  };
  private static final int[] SIGNALS = {1, 2, 6, 9, 11, 13, 15};
  private static final long MS = 1_000;

  // ---- making ----

  static RandomGraph make(RandomGenerator random, int size) {
    int count = 2 + random.nextInt(Math.max(1, Math.min(size, 11)));
    boolean system = random.nextInt(4) == 0;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add((char) ('a' + i) + (random.nextInt(5) == 0 ? ".target" : ".service"));
    }
    List<RandomUnit> units = new ArrayList<>();
    boolean cyclic = random.nextInt(8) == 0;
    for (int i = 0; i < count; i++) {
      units.add(unit(random, names, i, system, cyclic));
    }
    long seed = random.nextLong();
    // from randomness of their own, so that the other units are what they were before
    RandomGenerator sockets = new SplittableRandom(seed);
    boolean some = sockets.nextInt(4) == 0;
    for (RandomUnit unit : List.copyOf(units)) {
      if (some && unit.isService() && sockets.nextInt(3) == 0) {
        units.add(socket(sockets, unit.name.substring(0, 1), system));
      }
    }
    return new RandomGraph(
        seed, system ? ManagerConfig.Scope.SYSTEM : ManagerConfig.Scope.FOREGROUND, units);
  }

  private static RandomUnit unit(
      RandomGenerator random, List<String> names, int self, boolean system, boolean cyclic) {
    List<String> unit = new ArrayList<>();
    List<String> service = new ArrayList<>();
    if (!system || random.nextBoolean()) {
      unit.add("DefaultDependencies=no");
    }
    int dependencies = random.nextInt(4);
    for (int i = 0; i < dependencies; i++) {
      int other = random.nextInt(names.size());
      String pull = PULLS[random.nextInt(PULLS.length)];
      String name = random.nextInt(40) == 0 ? "missing.service" : names.get(other);
      if (other == self) {
        continue;
      }
      unit.add(pull + "=" + name);
      if (random.nextInt(3) > 0) {
        boolean after = cyclic ? random.nextBoolean() : other < self;
        unit.add((after ? "After=" : "Before=") + name);
      }
    }
    if (random.nextInt(4) == 0) {
      int other = random.nextInt(names.size());
      if (other != self) {
        unit.add((other < self ? "After=" : "Before=") + names.get(other));
      }
    }
    sometimes(random, 12, unit, "StopWhenUnneeded=yes");
    sometimes(random, 3, unit, "AllowIsolate=yes");
    sometimes(random, 20, unit, "IgnoreOnIsolate=yes");
    sometimes(random, 30, unit, "ConditionPathExists=/nowhere");
    sometimes(random, 40, unit, "AssertPathExists=/nowhere");
    sometimes(random, 20, unit, "JobTimeoutSec=" + (200 + random.nextInt(3_000)) + "ms");
    sometimes(random, 30, unit, "JobRunningTimeoutSec=" + (200 + random.nextInt(3_000)) + "ms");
    if (names.get(self).endsWith(".service")) {
      service(random, names.get(self).substring(0, 1), unit, service);
    }
    return new RandomUnit(names.get(self), unit, service);
  }

  /** Where a client finds the socket of that name. */
  static String address(String name) {
    return "/run/" + name;
  }

  private static RandomUnit socket(RandomGenerator random, String name, boolean system) {
    List<String> unit = new ArrayList<>();
    List<String> socket = new ArrayList<>();
    if (!system || random.nextBoolean()) {
      unit.add("DefaultDependencies=no");
    }
    sometimes(random, 10, unit, "PartOf=" + name + ".service");
    sometimes(random, 10, unit, "Conflicts=a.service");
    socket.add("ListenStream=" + address(name));
    sometimes(random, 3, socket, "ListenDatagram=" + address(name) + ".datagram");
    sometimes(random, 5, socket, "FlushPending=yes");
    sometimes(random, 5, socket, "TriggerLimitBurst=3");
    sometimes(random, 10, socket, "RemoveOnStop=yes");
    sometimes(random, 20, socket, "Service=missing.service");
    command(random, "ExecStartPre", name, 8, 2, socket);
    command(random, "ExecStartPost", name, 8, 1, socket);
    command(random, "ExecStopPre", name, 8, 1, socket);
    command(random, "ExecStopPost", name, 8, 1, socket);
    socket.add("TimeoutSec=" + (200 + random.nextInt(1_000)) + "ms");
    return new RandomUnit(name + ".socket", unit, socket);
  }

  private static void service(
      RandomGenerator random, String name, List<String> unit, List<String> service) {
    String type = TYPES[random.nextInt(TYPES.length)];
    service.add("Type=" + type);
    command(random, "ExecCondition", name, 15, 1, service);
    command(random, "ExecStartPre", name, 5, 2, service);
    int mains = type.equals("oneshot") ? 1 + random.nextInt(2) : 1;
    for (int i = 0; i < mains; i++) {
      service.add("ExecStart=" + dash(random, 15) + "/usr/bin/" + name + " ExecStart " + i);
    }
    command(random, "ExecStartPost", name, 6, 2, service);
    command(random, "ExecReload", name, 3, 1, service);
    command(random, "ExecStop", name, 5, 2, service);
    command(random, "ExecStopPost", name, 5, 2, service);
    String restart = RESTARTS[random.nextInt(RESTARTS.length)];
    boolean refused =
        type.equals("oneshot") && (restart.equals("always") || restart.equals("on-success"));
    if (!refused) {
      service.add("Restart=" + restart);
    }
    service.add("RestartSec=" + (100 + random.nextInt(1_500)) + "ms");
    service.add("TimeoutStartSec=" + (300 + random.nextInt(2_000)) + "ms");
    service.add("TimeoutStopSec=" + (200 + random.nextInt(1_500)) + "ms");
    if (random.nextInt(3) == 0) {
      unit.add("StartLimitIntervalSec=" + (random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(10)));
      unit.add("StartLimitBurst=" + (1 + random.nextInt(5)));
    }
    sometimes(random, type.equals("oneshot") ? 2 : 6, service, "RemainAfterExit=yes");
    sometimes(random, 12, service, "KillMode=mixed");
    sometimes(random, 20, service, "KillMode=process");
    sometimes(random, 25, service, "SendSIGKILL=no");
    sometimes(random, 20, service, "SendSIGHUP=yes");
    sometimes(random, 20, service, "SuccessExitStatus=1 SIGSEGV");
    sometimes(random, 20, service, "RestartPreventExitStatus=1");
    sometimes(random, 20, service, "RestartForceExitStatus=0 2");
    sometimes(random, 20, service, "RuntimeMaxSec=" + (500 + random.nextInt(4_000)) + "ms");
    sometimes(random, 20, service, "WatchdogSec=" + (300 + random.nextInt(2_000)) + "ms");
    sometimes(random, 12, service, "NotifyAccess=all");
    sometimes(random, 12, service, "User=sim");
    sometimes(random, 12, service, "RuntimeDirectory=%p/%p:%p-link");
    sometimes(random, 20, service, "RuntimeDirectoryPreserve=restart");
    sometimes(random, 40, service, "User=nobody-knows");
    sometimes(random, 40, service, "TimeoutStopFailureMode=abort");
    sometimes(random, 20, service, "RestartMode=direct");
    sometimes(random, 20, service, "TimeoutAbortSec=300ms");
    if (type.equals("dbus")) {
      service.add("BusName=org.reeve.Simulated");
    }
    if (type.equals("forking")) {
      sometimes(random, 2, service, "PIDFile=" + pidFile(name + ".service"));
      sometimes(random, 6, service, "GuessMainPID=no");
    } else {
      sometimes(random, 40, service, "PIDFile=" + pidFile(name + ".service"));
    }
    sometimes(random, 4, service, "FileDescriptorStoreMax=" + (1 + random.nextInt(4)));
  }

  private static void command(
      RandomGenerator random,
      String directive,
      String name,
      int rarity,
      int most,
      List<String> service) {
    if (random.nextInt(rarity) == 0) {
      int count = 1 + random.nextInt(most);
      for (int i = 0; i < count; i++) {
        service.add(
            directive + "=" + dash(random, 5) + "/usr/bin/" + name + " " + directive + " " + i);
      }
    }
  }

  private static String dash(RandomGenerator random, int rarity) {
    return random.nextInt(rarity) == 0 ? "-" : "";
  }

  private static void sometimes(
      RandomGenerator random, int rarity, List<String> lines, String line) {
    if (random.nextInt(rarity) == 0) {
      lines.add(line);
    }
  }

  // ---- using ----

  MemoryFileTree files() {
    MemoryFileTree files = new MemoryFileTree();
    for (RandomUnit unit : units) {
      files.file("/etc/systemd/system/" + unit.name, unit.text());
    }
    if (scope == ManagerConfig.Scope.SYSTEM) {
      for (String target :
          List.of("sysinit.target", "basic.target", "sockets.target", "shutdown.target")) {
        files.file("/lib/systemd/system/" + target, "[Unit]\nDefaultDependencies=no\n");
      }
    }
    return files;
  }

  /**
   * A unit's file without one of its lines (timeouts stay, for without them a hang is no fault);
   * null if it has none of that number.
   */
  @Nullable String without(String name, int line) {
    for (RandomUnit unit : units) {
      int lines = unit.unit.size() + unit.service.size();
      if (unit.name.equals(name) && line < lines) {
        List<String> above = new ArrayList<>(unit.unit);
        List<String> below = new ArrayList<>(unit.service);
        if (line < above.size()) {
          above.remove(line);
        } else if (!below.get(line - above.size()).startsWith("Timeout")) {
          below.remove(line - above.size());
        }
        return new RandomUnit(name, above, below).text();
      }
    }
    return null;
  }

  /** What a run does. */
  SimulatedProgram program(SimulatedHost.Run run) {
    long mixed = seed;
    for (String word : run.argv()) {
      mixed = mixed * 31 + word.hashCode();
    }
    RandomGenerator random = new SplittableRandom(mixed * 31 + run.number());
    boolean main = run.argv().size() > 1 && run.argv().get(1).equals("ExecStart");
    SimulatedProgram program =
        main ? main(random, type(run.unit().text()), pidFile(run.unit().text())) : control(random);
    return storing(random, disturbed(random, program));
  }

  /** Some store what is there for good, or a pipe that is not, under several names. */
  private static SimulatedProgram storing(RandomGenerator random, SimulatedProgram program) {
    if (random.nextInt(3) > 0) {
      return program;
    }
    SimulatedProgram storing = program;
    for (int i = random.nextInt(3); i >= 0; i--) {
      long when = random.nextInt(600) * MS + random.nextInt(1_000);
      String name = "FDNAME=" + (char) ('a' + random.nextInt(2));
      List<String> files = random.nextInt(2) == 0 ? List.of("file", "pipe") : List.of("pipe" + i);
      storing =
          switch (random.nextInt(6)) {
            case 0 -> storing.saying(when, "FDSTOREREMOVE=1", name);
            case 1 -> storing.sending(when, files, "FDSTORE=1", "FDPOLL=0", name);
            default -> storing.sending(when, files, "FDSTORE=1", name);
          };
    }
    return storing;
  }

  private String type(String name) {
    for (RandomUnit unit : units) {
      if (unit.name.equals(name)) {
        for (String line : unit.service) {
          if (line.startsWith("Type=")) {
            return line.substring(5);
          }
        }
      }
    }
    return "simple";
  }

  private static String pidFile(String unit) {
    return "/run/" + unit + ".pid";
  }

  /** A start command, and the daemon that it leaves, which writes its pid early, late or never. */
  private static SimulatedProgram forking(RandomGenerator random, String pidFile) {
    SimulatedProgram daemon =
        random.nextInt(3) == 0 ? ending(random, 3_000) : SimulatedProgram.daemon();
    int what = random.nextInt(12);
    long late = random.nextInt(900) * MS;
    SimulatedProgram parent = SimulatedProgram.exits(0, 2 * MS + random.nextInt(50) * MS);
    return switch (what) {
      case 0 -> parent; // leaves nothing
      case 1 -> parent.forking(daemon); // never writes
      case 2 -> parent.forking(daemon).forking(SimulatedProgram.daemon());
      case 3 -> SimulatedProgram.exits(1, MS).forking(daemon);
      case 4 -> parent.forking(daemon).writing(MS, pidFile, "nonsense");
      case 5 -> parent.forking(daemon).writing(MS, pidFile, "1");
      case 6 -> parent.forking(daemon.writing(late, pidFile, "%p"));
      case 7 -> // moves on to a child of its own
          parent
              .writing(MS, pidFile, "%c")
              .forking(
                  SimulatedProgram.exits(0, 800 * MS)
                      .forking(daemon)
                      .writing(700 * MS, pidFile, "%c"));
      default -> parent.forking(daemon).writing(MS, pidFile, "%c");
    };
  }

  private static SimulatedProgram main(RandomGenerator random, String type, String pidFile) {
    return switch (type) {
      case "oneshot" -> random.nextInt(8) == 0 ? SimulatedProgram.daemon() : ending(random, 700);
      case "notify" -> notifying(random);
      case "notify-reload" ->
          random.nextInt(4) == 0
              ? notifying(random)
              : SimulatedProgram.daemon().saying(50 * MS, "READY=1").answeringReloads(80 * MS);
      case "forking" -> forking(random, pidFile);
      default -> random.nextInt(3) == 0 ? ending(random, 3_000) : SimulatedProgram.daemon();
    };
  }

  private static SimulatedProgram notifying(RandomGenerator random) {
    SimulatedProgram program =
        random.nextInt(4) == 0 ? ending(random, 3_000) : SimulatedProgram.daemon();
    int what = random.nextInt(10);
    if (what == 0) {
      return program;
    }
    if (what == 1) { // ready and gone at once
      return SimulatedProgram.exits(random.nextInt(2), 0).saying(0, "READY=1");
    }
    long ready = random.nextInt(1_200) * MS + random.nextInt(1_000);
    SimulatedProgram up = program.saying(ready, "READY=1", "STATUS=up");
    return switch (what) {
      case 2 -> up.saying(ready + 400 * MS, "STOPPING=1");
      case 3 -> up.saying(ready + 300 * MS, "RELOADING=1").saying(ready + 500 * MS, "READY=1");
      case 4 -> up.saying(ready + 200 * MS, "WATCHDOG=1").saying(ready + 400 * MS, "WATCHDOG=1");
      default -> up;
    };
  }

  private static SimulatedProgram control(RandomGenerator random) {
    int what = random.nextInt(10);
    return switch (what) {
      case 0 -> ending(random, 400);
      case 1 -> random.nextBoolean() ? SimulatedProgram.daemon() : ending(random, 1_000);
      default -> SimulatedProgram.exits(0, random.nextInt(100) * MS + random.nextInt(1_000));
    };
  }

  private static SimulatedProgram ending(RandomGenerator random, int mostMs) {
    long life = random.nextInt(5) == 0 ? 0 : random.nextInt(mostMs) * MS + random.nextInt(1_000);
    int what = random.nextInt(8);
    if (what < 4) {
      return SimulatedProgram.exits(0, life);
    }
    if (what < 6) {
      return SimulatedProgram.exits(1 + random.nextInt(3), life);
    }
    int signal = SIGNALS[random.nextInt(SIGNALS.length)];
    boolean dumps = signal == 6 || signal == 11;
    ProcessEnd end =
        dumps ? new ProcessEnd(ProcessEnd.Code.DUMPED, signal) : ProcessEnd.killed(signal);
    return SimulatedProgram.daemon().ending(end, life);
  }

  private static SimulatedProgram disturbed(RandomGenerator random, SimulatedProgram program) {
    SimulatedProgram disturbed = program.executingAfter(100 + random.nextInt(900));
    if (random.nextInt(10) == 0) {
      disturbed = disturbed.ignoringTerm();
    } else if (random.nextInt(3) == 0) {
      ProcessEnd how =
          random.nextInt(3) == 0 ? null : ProcessEnd.exited(random.nextInt(4) == 0 ? 1 : 0);
      disturbed = disturbed.obeying(random.nextInt(1_800) * MS, how);
    }
    if (random.nextInt(10) == 0) {
      SimulatedProgram child = SimulatedProgram.exits(0, random.nextInt(2_000) * MS);
      SimulatedProgram stays = random.nextBoolean() ? child : SimulatedProgram.daemon();
      disturbed = disturbed.forking(random.nextInt(4) == 0 ? stays.ignoringTerm() : stays);
    }
    int failure = random.nextInt(40);
    if (failure == 0) {
      return disturbed.failing(new SimulatedProgram.Failure.NoProcess(11));
    }
    if (failure == 1) {
      return disturbed.failing(
          new SimulatedProgram.Failure.Step(3, 2, random.nextBoolean() ? 203 : 200));
    }
    return disturbed;
  }

  // ---- making smaller ----

  List<RandomGraph> smaller() {
    List<RandomGraph> smaller = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      List<RandomUnit> fewer = new ArrayList<>(units);
      fewer.remove(i);
      smaller.add(new RandomGraph(seed, scope, fewer));
    }
    for (int i = 0; i < units.size(); i++) {
      RandomUnit unit = units.get(i);
      for (int line = 0; line < unit.unit.size() + unit.service.size(); line++) {
        List<String> above = new ArrayList<>(unit.unit);
        List<String> below = new ArrayList<>(unit.service);
        if (line < above.size()) {
          if (above.remove(line).startsWith("DefaultDependencies")) {
            continue;
          }
        } else if (below.remove(line - above.size()).startsWith("Timeout")) {
          continue; // without a timeout a hang is no fault
        }
        List<RandomUnit> simpler = new ArrayList<>(units);
        simpler.set(i, new RandomUnit(unit.name, above, below));
        smaller.add(new RandomGraph(seed, scope, simpler));
      }
    }
    return smaller;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(scope + ", programs by seed " + seed + "\n");
    for (RandomUnit unit : units) {
      text.append("--- ").append(unit.name).append('\n').append(unit.text());
    }
    return text.toString();
  }
}
