package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.recipe.Octets;
import org.reeve.recipe.Recipe;
import org.reeve.unit.Condition;
import org.reeve.unit.EnvironmentFile;
import org.reeve.unit.ExecSettings;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitName;

/**
 * The only way out of the core. Two implementations exist: the real one and {@code SimulatedHost},
 * which runs in virtual time.
 *
 * <p><b>Questions</b> are answered at once and never block on anything but local memory, /proc,
 * cgroupfs and local unit directories. <b>Orders</b> return at once too, but what becomes of them
 * arrives later as an {@link Event} with exactly one owner, who also owns the timeout.
 *
 * <p><b>Order of a turn.</b> The host calls {@link Manager#turn} with what arrived. During the turn
 * it only collects orders, changes and {@link #remember}ed records. When the turn returns, the host
 * (1) commits the records to the state memory, (2) carries out the orders, (3) publishes the
 * changes and lets clients' replies go, (4) acknowledges exits to hand. A manager that dies between
 * any two of these is rebuilt from the last commit: orders of the last turn are given again with
 * the same numbers (a host ignores a spawn number that hand has already accepted), exits that were
 * not acknowledged come again.
 */
public interface Host {

  // ---- questions ----

  /** Both clocks, read once a turn: every call in a turn gives the same answer. */
  Stamp now();

  /** Fresh random bits for an invocation. */
  InvocationId newInvocationId();

  /**
   * Reads a unit from the load path. Never fails: a missing or broken unit is a definition that
   * says so.
   */
  UnitDefinition load(UnitName name);

  /**
   * Whether the unit's files differ from those that {@code loaded} was read from
   * (NeedDaemonReload).
   */
  boolean isStale(UnitDefinition loaded);

  /** Tests one condition, without its '|' and '!' marks, which are the caller's. */
  boolean test(Condition condition);

  /** The pids in the unit's cgroup and below, in ascending order; empty if there is none. */
  List<Integer> processes(String cgroup);

  /** What a pid stands for at this moment. */
  Standing standing(int pid);

  /**
   * Whether this spawn order has reached hand. Asked by a manager that continues another's work: an
   * order that did not arrive is given again, the events of one that did are going to come.
   */
  boolean hasSpawned(long number);

  /** Whether a descriptor is kept under this name. */
  boolean isKept(String descriptor);

  /**
   * Whether two descriptors, kept or come with a notification in this turn, are of one open file.
   */
  boolean isSameFile(String one, String other);

  // ---- orders ----

  /**
   * Answered by {@link Event.Spawned} and then {@link Event.Executed}, or by {@link
   * Event.SpawnFailed}.
   */
  void spawn(Spawn order);

  /** Answered by {@link Event.Prepared}: user look-ups and files that may block. */
  void prepare(Preparation order);

  /**
   * Answered by {@link Event.PidFileRead}: once, or at first and after each change of the file
   * until {@link #forgetPidFile}. The same number again takes the place of the order before.
   */
  void readPidFile(PidFileRead order);

  /** The order is of no interest any more. */
  void forgetPidFile(long number);

  /** Sends a signal. What it does is seen by {@link Event.Exited} and {@link Event.CgroupEmpty}. */
  void kill(Kill order);

  /** The unit needs its cgroup no longer; removed when empty. */
  void release(UnitName unit, String cgroup);

  /**
   * Removes runtime directories of a unit that has ended, with all that is in them. No process of
   * the unit is made before they are gone, and clients are told of its end afterwards, unless that
   * takes very long; what cannot be removed is logged.
   *
   * @param paths absolute; one that does not exist is passed over
   */
  void removeDirectories(UnitName unit, List<String> paths);

  /** As {@link #removeDirectories}, but one file or link; a directory is left alone. */
  void removeFile(UnitName unit, String path);

  /**
   * Opens what a socket unit listens on, and keeps it by the names that its ports have, all or
   * nothing. Answered by {@link Event.Listened}. Given again with the same number it is answered as
   * if it were the first time.
   */
  void listen(Listening order);

  /**
   * Keeps descriptors that came with a notification in this turn. Unlike all other orders this one
   * is carried out at once, and hand has them before the turn is committed: the notification comes
   * again if the manager dies before that, and not any more after it. One that cannot be kept is
   * answered by {@link Event.HungUp}.
   */
  void keep(UnitName unit, List<String> descriptors);

  /**
   * Watches kept descriptors for the loss of their other end: each is answered by one {@link
   * Event.HungUp} and not watched any longer. Those of which that cannot be said are passed over.
   */
  void watchHangUp(UnitName unit, List<String> descriptors);

  /**
   * Watches kept descriptors for traffic: each is answered by one {@link Event.Incoming} and not
   * watched any longer.
   */
  void watch(UnitName unit, List<String> descriptors);

  /** These are not watched any longer. */
  void unwatch(List<String> descriptors);

  /**
   * Accepts a connection and keeps it. Answered by {@link Event.Accepted}. Given again with the
   * same number it gives the same connection.
   */
  void accept(Acceptance order);

  /** Throws away what has arrived at kept descriptors. */
  void flush(List<String> descriptors);

  /**
   * Closes kept descriptors, or calls off that they are opened; they are not watched any longer.
   */
  void close(List<String> descriptors);

  /** Removes a POSIX message queue; one that does not exist is passed over. */
  void removeQueue(UnitName unit, String name);

  /** All descriptors whose names begin with {@link #KEPT} are closed, but for these. */
  void keepOnly(Set<String> descriptors);

  /**
   * Asks for {@link Event.TimerElapsed} at this CLOCK_MONOTONIC time; replaces the wish before.
   * Long.MAX_VALUE for none.
   */
  void wakeAt(long monotonicUsec);

  /**
   * Keeps a record in the state memory under a key; null removes it. Committed after the turn, all
   * or nothing.
   */
  void remember(String key, byte @Nullable [] value);

  /** Tells clients. */
  void publish(Change change);

  /** A message of the manager's own. */
  void log(LogLevel level, @Nullable UnitName unit, String message);

  /**
   * A message that says no more than a {@link Change} does to those who look at states: "Started
   * a.service." Who is told of changes may leave it out.
   */
  default void report(LogLevel level, @Nullable UnitName unit, String message) {
    log(level, unit, message);
  }

  /** A line for the console of a booting or stopping machine. */
  void status(StatusMark mark, String text);

  /** Ends: the machine (as PID 1) or this manager. Nothing is handed over after it. */
  void finish(Finish how);

  /** The manager asks to be replaced by a fresh process that is built from the state memory. */
  void reexecute();

  // ---- what travels ----

  /**
   * Start a process.
   *
   * @param number unique for the manager's life across re-execution, ascending
   * @param unit for whom
   * @param cgroup the path below the manager's own root, such as {@code system.slice/a.service};
   *     made if missing
   * @param recipe the steps
   * @param attached what the recipe's attached descriptors 0, 1, … are
   * @param mayShareMemory whether no step can block, so that a vfork is safe
   */
  record Spawn(
      long number,
      UnitName unit,
      String cgroup,
      Recipe recipe,
      List<Attachment> attached,
      boolean mayShareMemory) {}

  /** A descriptor that goes with a {@link Spawn}. */
  sealed interface Attachment {
    /**
     * The writing end of the unit's log stream for this invocation; made at first use, its reading
     * end kept by hand.
     *
     * @param echo the name under which its lines go to the console too; "" if they do not
     */
    record LogStream(UnitName unit, InvocationId invocation, String echo) implements Attachment {}

    /** A descriptor that hand keeps under this name. */
    record Kept(String name) implements Attachment {}
  }

  /**
   * Look things up that may block.
   *
   * @param users names or numbers of users to be resolved
   * @param groups names or numbers of groups
   * @param files paths (globs allowed, as in EnvironmentFile=) to be read whole
   */
  record Preparation(
      long number, UnitName unit, List<String> users, List<String> groups, List<String> files) {

    /** What a unit's commands need looked up; null if nothing. */
    public static @Nullable Preparation of(long number, UnitDefinition unit) {
      String user = unit.get(ExecSettings.USER);
      List<String> users = user.isEmpty() ? List.of() : List.of(user);
      List<String> groups = new ArrayList<>();
      String group = unit.get(ExecSettings.GROUP);
      if (!group.isEmpty()) {
        groups.add(group);
      }
      groups.addAll(unit.get(ExecSettings.SUPPLEMENTARY_GROUPS));
      List<String> files = new ArrayList<>();
      for (EnvironmentFile file : unit.get(ExecSettings.ENVIRONMENT_FILE)) {
        files.add(file.path());
      }
      return users.isEmpty() && groups.isEmpty() && files.isEmpty()
          ? null
          : new Preparation(number, unit.name(), users, groups, files);
    }
  }

  /** How the names of the descriptors begin that units have hand keep. */
  String KEPT = "unit/";

  /**
   * Open what a socket unit listens on.
   *
   * @param unit all that its file says about how
   */
  record Listening(long number, UnitDefinition unit, List<SocketState.Port> ports) {}

  /**
   * Accept a connection.
   *
   * @param unit the socket unit, which may say how
   * @param listener the kept descriptor to accept from
   * @param descriptor the name to keep it by
   */
  record Acceptance(long number, UnitDefinition unit, String listener, String descriptor) {}

  /** What a pid stands for. */
  enum Standing {
    /** No process, or one that has ended and waits for its parent. */
    NONE,
    /** hand itself, or the manager. */
    OURS,
    /** A child of hand's: its end will be told. */
    CHILD,
    /** Somebody else's child. */
    ALIEN
  }

  /**
   * Read a PIDFile=.
   *
   * @param watch whether each later change of the file is an answer too
   */
  record PidFileRead(long number, UnitName unit, String path, boolean watch) {}

  /**
   * A resolved user or group; {@code found} false if there is none of that name. Keys in Prepared:
   * "user:NAME", "group:NAME".
   */
  record Identity(
      boolean found,
      int uid,
      int gid,
      String name,
      String home,
      String shell,
      List<Integer> groups) {}

  /**
   * One read file: its path, content, or errno (0 for none). A glob without a match gives one
   * answer with ENOENT.
   */
  record FileAnswer(String pattern, String path, int errno, Octets content) {}

  /**
   * Send a signal.
   *
   * @param unit whose processes
   * @param cgroup of the unit; all processes in it if {@code pids} is null
   * @param pids just these processes; null for all in the cgroup
   * @param except never these
   * @param signal the kernel's number
   * @param andContinue also SIGCONT, as systemd does after SIGTERM
   * @param andHangUp also SIGHUP (SendSIGHUP=)
   */
  record Kill(
      UnitName unit,
      String cgroup,
      @Nullable List<Integer> pids,
      List<Integer> except,
      int signal,
      boolean andContinue,
      boolean andHangUp) {}

  /** How it all ends. */
  record Finish(Verb verb, int exitCode) {
    public enum Verb {
      EXIT,
      POWEROFF,
      REBOOT,
      HALT,
      KEXEC
    }
  }

  /** Marks of console status lines. */
  enum StatusMark {
    OK("  OK  "),
    FAILED("FAILED"),
    DEPEND("DEPEND"),
    TIME(" TIME "),
    INFO(" INFO "),
    NONE("      ");

    private final String text;

    StatusMark(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /** What was remembered, as a fresh manager finds it. */
  interface Memory {
    Map<String, byte[]> records();
  }
}
