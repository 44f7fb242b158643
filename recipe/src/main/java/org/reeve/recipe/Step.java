package org.reeve.recipe;

import java.util.List;

/**
 * One thing a process does between fork and exec. Steps are values; hand carries them out, in
 * order, in a new process.
 *
 * <p>To add one: a row in {@code hand/channel.def}, a record here and a function in {@code
 * hand/src/steps.c}; the compilers name every other place. Descriptors in steps are those of the
 * new process, 0 to {@link Wire#TARGETS} - 1; errors are errno values, reported with the index of
 * the step.
 */
public sealed interface Step {

  /** The exit status with which the process ends if this step fails, as in systemd.exec(5). */
  default int exitStatus() {
    int target =
        switch (this) {
          case Null s -> s.target;
          case Open s -> s.target;
          case Duplicate s -> s.target;
          case Attached s -> s.target;
          case Kept s -> s.target;
          default -> -1;
        };
    return switch (target) {
      case 0 -> ExitStatus.STDIN;
      case 1 -> ExitStatus.STDOUT;
      case 2 -> ExitStatus.STDERR;
      default -> StepTable.exitStatus(this);
    };
  }

  /** The word for a kind of step, by its number on the wire; empty if there is no such kind. */
  static String word(int kind) {
    return StepTable.word(kind);
  }

  /** The one word that names this kind of step in texts. */
  default String word() {
    return StepTable.word(this);
  }

  /**
   * fork(2); the recipe goes on in the child. The parent waits until the child has executed its
   * program and exits with 0, or with the child's status if a step failed there: whoever started
   * the daemon learns whether it started.
   */
  record Fork() implements Step {}

  /** setsid(2): a session and process group of its own, without a controlling terminal. */
  record Session() implements Step {}

  /**
   * umask(2).
   *
   * @param mask 0 to 0777
   */
  record Umask(int mask) implements Step {}

  /**
   * chdir(2).
   *
   * @param path absolute path
   * @param missingOk whether to stay where one is, in silence, if that fails (WorkingDirectory=-…)
   */
  record WorkingDirectory(Octets path, boolean missingOk) implements Step {}

  /** {@code /dev/null}, opened for reading and writing, becomes descriptor {@code target}. */
  record Null(int target) implements Step {}

  /**
   * A file becomes descriptor {@code target}.
   *
   * @param path the file
   * @param flags bits of {@link OpenFlags}
   * @param mode permissions if it is created, before the umask
   */
  record Open(Octets path, int flags, int mode, int target) implements Step {}

  /** dup2(2): {@code source}, which an earlier step made, also becomes {@code target}. */
  record Duplicate(int source, int target) implements Step {}

  /**
   * The descriptor attached to the message at {@code index}, counted from 0, becomes {@code
   * target}.
   */
  record Attached(int index, int target) implements Step {}

  /** The descriptor hand keeps under {@code name} becomes {@code target}. */
  record Kept(Octets name, int target) implements Step {}

  /** All descriptors but {@code keep} (ascending) are closed at exec, whoever opened them. */
  record CloseOthers(List<Integer> keep) implements Step {
    public CloseOthers {
      keep = List.copyOf(keep);
    }
  }

  /**
   * No signal is blocked and each has its default effect, but those in {@code ignored} are ignored.
   */
  record Signals(List<Integer> ignored) implements Step {
    public Signals {
      ignored = List.copyOf(ignored);
    }
  }

  /**
   * setrlimit(2).
   *
   * @param soft in the resource's unit, -1 for infinity
   * @param hard likewise
   */
  record Limit(Resource resource, long soft, long hard) implements Step {}

  /** setpriority(2), -20 to 19. */
  record Nice(int value) implements Step {}

  /** {@code /proc/self/oom_score_adj}, -1000 to 1000. */
  record OomScore(int value) implements Step {}

  /** setgroups(2): these and no others. */
  record Groups(List<Long> gids) implements Step {
    public Groups {
      gids = List.copyOf(gids);
    }
  }

  /** setresgid(2), all three. */
  record Group(long gid) implements Step {}

  /** setresuid(2), all three. */
  record User(long uid) implements Step {}

  /** prctl(2) PR_SET_NO_NEW_PRIVS. */
  record NoNewPrivileges() implements Step {}

  /**
   * The whole environment of the program, {@code NAME=value} each. Without this step it is empty.
   */
  record Environment(List<Octets> variables) implements Step {
    public Environment {
      variables = List.copyOf(variables);
    }
  }

  /**
   * Sets a variable of the environment to the process's own pid; comes after {@link Environment}.
   */
  record OwnPid(Octets variable) implements Step {}

  /**
   * Puts a file with the own pid and a newline in place: written aside and renamed, so nobody reads
   * half of it.
   */
  record PidFile(Octets path) implements Step {}

  /**
   * Single instance: an fcntl(2) write lock on the whole file. If somebody holds it the step fails
   * with EAGAIN and names the holder's pid. The lock is not inherited by fork, and ends when {@code
   * target} is closed.
   *
   * @param path the file, created with 0644 if missing
   * @param writePid whether the own pid and a newline become its contents
   * @param target the descriptor that holds the lock; it stays open in the program
   */
  record Lock(Octets path, boolean writePid, int target) implements Step {}

  /** prctl(2) PR_SET_NAME, until exec. */
  record Name(Octets name) implements Step {}

  /**
   * execve(2); the last step, or followed by others only if it is tolerated and may not be
   * possible.
   */
  record Exec(Octets path, List<Octets> arguments) implements Step {
    public Exec {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * A directory that a unit owns, with its parents, which are made with 0755 if missing. If it
   * exists and another user or group owns it, all below it changes hands too; links in it are not
   * followed.
   *
   * @param mode its permissions, whatever the umask
   * @param uid its owner, {@link #NOBODY_ELSE} for whoever runs hand
   * @param gid its group, likewise
   * @param ifMissing whether one that exists is left as it is
   */
  record Directory(Octets path, int mode, long uid, long gid, boolean ifMissing) implements Step {}

  /** In {@link Directory}: the owner is not changed. */
  long NOBODY_ELSE = 0xffff_ffffL;

  /** symlink(2), with missing parents; a link that says the same already is fine. */
  record Link(Octets path, Octets target) implements Step {}

  /** An unnamed file with this content, at its begin, becomes descriptor {@code target}. */
  record Data(Octets content, int target) implements Step {}

  /**
   * A terminal becomes descriptor {@code target} and the controlling one of the session, which an
   * earlier step has made.
   *
   * @param claim what to do if it is another session's
   * @param owner the user it is given to, {@link #NOBODY_ELSE} to leave it
   */
  record Terminal(Octets path, TerminalClaim claim, long owner, int target) implements Step {}

  /**
   * A terminal is made as new for its next user.
   *
   * @param how bits of {@link TerminalFlags}
   * @param rows of its window; -1 to leave them
   * @param columns likewise
   */
  record TerminalReset(Octets path, int how, int rows, int columns) implements Step {}

  /**
   * Sets a variable of the environment to what identifies a descriptor, {@code DEVICE:INODE}; comes
   * after {@link Environment}.
   */
  record OwnStream(Octets variable, int descriptor) implements Step {}

  /**
   * sched_setscheduler(2).
   *
   * @param policy SCHED_…'s number
   * @param priority 1 to 99 for the real-time policies, 0 for others
   */
  record Scheduler(int policy, int priority, boolean resetOnFork) implements Step {}

  /**
   * ioprio_set(2).
   *
   * @param priority {@code class << 13 | priority}
   */
  record IoPriority(int priority) implements Step {}

  /** sched_setaffinity(2): the processors to run on, 0 to 8191. */
  record Affinity(List<Integer> cpus) implements Step {
    public Affinity {
      cpus = List.copyOf(cpus);
    }
  }

  /** prctl(2) PR_SET_TIMERSLACK. */
  record TimerSlack(long nanoseconds) implements Step {}

  /** personality(2). */
  record Personality(long persona) implements Step {}

  /** {@code /proc/self/coredump_filter}. */
  record CoredumpFilter(long mask) implements Step {}

  /** Capabilities that are not in {@code keep} leave the bounding and the inheritable set. */
  record BoundingSet(long keep) implements Step {}

  /** prctl(2) PR_SET_KEEPCAPS: a change of user leaves the permitted capabilities, until exec. */
  record KeepCapabilities() implements Step {}

  /**
   * All permitted capabilities become effective, and those of {@code mask} inheritable and ambient.
   */
  record Ambient(long mask) implements Step {}

  /** prctl(2) PR_SET_SECUREBITS. */
  record SecureBits(long bits) implements Step {}

  /** O_NONBLOCK of a descriptor: whether calls on it wait. */
  record Blocking(int descriptor, boolean blocks) implements Step {}
}
