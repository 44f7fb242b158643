package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one simulated process does from its spawn to its end: a value, so that a test or a user can
 * write it down. Begin with {@link #daemon} or {@link #exits} and add what is special.
 *
 * <p>All times are microseconds of virtual time; {@link #FOREVER} means never.
 *
 * @param failure how it fails before its program runs; null if it doesn't
 * @param execAfterUsec how long hand's recipe takes, counted from the spawn
 * @param lifeUsec how long the program runs by itself, counted from its exec
 * @param end how it ends then
 * @param notices what it says with sd_notify(3)
 * @param ignoresTerm whether all signals but SIGKILL leave it as it is
 * @param dyingUsec how long it takes to end when told to
 * @param onTerm how it ends when told to; null for death by that signal
 * @param children processes that it leaves in its cgroup
 * @param writes what it writes to files such as PIDFile=
 * @param reloadUsec how long it takes to reload itself when told to by SIGHUP; 0 if it does not
 */
public record SimulatedProgram(
    @Nullable Failure failure,
    long execAfterUsec,
    long lifeUsec,
    ProcessEnd end,
    List<Notice> notices,
    boolean ignoresTerm,
    long dyingUsec,
    @Nullable ProcessEnd onTerm,
    List<SimulatedProgram> children,
    List<Writing> writes,
    long reloadUsec) {
  public static final long FOREVER = Long.MAX_VALUE;

  /** A recipe takes that long unless told otherwise. */
  private static final long EXEC_USEC = 300;

  /** How a spawn fails. */
  public sealed interface Failure {
    /** There is no process at all. */
    record NoProcess(int errno) implements Failure {}

    /** One step of the recipe fails; the process ends with that status. */
    record Step(int index, int errno, int exitStatus) implements Failure {}
  }

  /**
   * A datagram to the notify socket.
   *
   * @param afterUsec counted from the exec
   * @param files what it brings a descriptor of each; of one whose name begins with {@link #PIPE}
   *     the process has the other end
   */
  public record Notice(long afterUsec, List<String> lines, List<String> files) {
    public static final String PIPE = "pipe";

    public Notice {
      lines = List.copyOf(lines);
      files = List.copyOf(files);
    }
  }

  /**
   * A file that is written.
   *
   * @param afterUsec counted from the exec
   * @param text "%p" stands for its own pid, "%c" for that of its first child
   */
  public record Writing(long afterUsec, String path, String text) {}

  public SimulatedProgram {
    notices = List.copyOf(notices);
    children = List.copyOf(children);
    writes = List.copyOf(writes);
  }

  /** Runs until it is told to end, and obeys at once. */
  public static SimulatedProgram daemon() {
    return new SimulatedProgram(
        null,
        EXEC_USEC,
        FOREVER,
        ProcessEnd.exited(0),
        List.of(),
        false,
        0,
        null,
        List.of(),
        List.of(),
        0);
  }

  /** Ends by itself after that time. */
  public static SimulatedProgram exits(int status, long afterUsec) {
    return daemon().ending(ProcessEnd.exited(status), afterUsec);
  }

  /** This one, ending in that way after that time. */
  public SimulatedProgram ending(ProcessEnd how, long afterUsec) {
    return new SimulatedProgram(
        failure,
        execAfterUsec,
        afterUsec,
        how,
        notices,
        ignoresTerm,
        dyingUsec,
        onTerm,
        children,
        writes,
        reloadUsec);
  }

  /** This one, failing before its program runs. */
  public SimulatedProgram failing(Failure how) {
    return new SimulatedProgram(
        how,
        execAfterUsec,
        lifeUsec,
        end,
        notices,
        ignoresTerm,
        dyingUsec,
        onTerm,
        children,
        writes,
        reloadUsec);
  }

  /** This one, with a recipe that takes so long. */
  public SimulatedProgram executingAfter(long usec) {
    return new SimulatedProgram(
        failure,
        usec,
        lifeUsec,
        end,
        notices,
        ignoresTerm,
        dyingUsec,
        onTerm,
        children,
        writes,
        reloadUsec);
  }

  /** This one, saying these words in one datagram. */
  public SimulatedProgram saying(long afterUsec, String... lines) {
    return sending(afterUsec, List.of(), lines);
  }

  /** This one, sending descriptors of files of its own with these words. */
  public SimulatedProgram sending(long afterUsec, List<String> files, String... lines) {
    List<Notice> more = new ArrayList<>(notices);
    more.add(new Notice(afterUsec, List.of(lines), files));
    return new SimulatedProgram(
        failure,
        execAfterUsec,
        lifeUsec,
        end,
        more,
        ignoresTerm,
        dyingUsec,
        onTerm,
        children,
        writes,
        reloadUsec);
  }

  /** This one, deaf to every signal but SIGKILL. */
  public SimulatedProgram ignoringTerm() {
    return new SimulatedProgram(
        failure,
        execAfterUsec,
        lifeUsec,
        end,
        notices,
        true,
        dyingUsec,
        onTerm,
        children,
        writes,
        reloadUsec);
  }

  /** This one, ending in that way and after that time when it is told to. */
  public SimulatedProgram obeying(long usec, @Nullable ProcessEnd how) {
    return new SimulatedProgram(
        failure,
        execAfterUsec,
        lifeUsec,
        end,
        notices,
        ignoresTerm,
        usec,
        how,
        children,
        writes,
        reloadUsec);
  }

  /** This one, forking a child as soon as it runs. */
  public SimulatedProgram forking(SimulatedProgram child) {
    List<SimulatedProgram> more = new ArrayList<>(children);
    more.add(child);
    return new SimulatedProgram(
        failure,
        execAfterUsec,
        lifeUsec,
        end,
        notices,
        ignoresTerm,
        dyingUsec,
        onTerm,
        more,
        writes,
        reloadUsec);
  }

  /** This one, writing a file; see {@link Writing}. */
  public SimulatedProgram writing(long afterUsec, String path, String text) {
    List<Writing> more = new ArrayList<>(writes);
    more.add(new Writing(afterUsec, path, text));
    return new SimulatedProgram(
        failure,
        execAfterUsec,
        lifeUsec,
        end,
        notices,
        ignoresTerm,
        dyingUsec,
        onTerm,
        children,
        more,
        reloadUsec);
  }

  /** This one, answering SIGHUP with RELOADING=1 and so long after it with READY=1. */
  public SimulatedProgram answeringReloads(long usec) {
    return new SimulatedProgram(
        failure,
        execAfterUsec,
        lifeUsec,
        end,
        notices,
        ignoresTerm,
        dyingUsec,
        onTerm,
        children,
        writes,
        usec);
  }
}
