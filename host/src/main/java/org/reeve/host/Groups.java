package org.reeve.host;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fd;

/**
 * Which processes are whose: by cgroup where we may, below wardens where not. A group is named by
 * its path below the manager's own, such as {@code system.slice/a.service}.
 */
sealed interface Groups extends AutoCloseable permits CgroupTree, Wardens {
  /**
   * Where a process of the group is to be born: the cgroup's directory, to be closed by the caller;
   * null if groups have no place.
   */
  @Nullable Fd open(String group);

  /** Whether processes are to be made below wardens. */
  default boolean guards() {
    return false;
  }

  /** Whether a process is a warden, so that hand tells of the ends of its children. */
  default boolean isWarden(int pid) {
    return false;
  }

  /** hand has made a warden for a process of a group. */
  default void guarded(int warden, String group) {}

  /**
   * A warden has ended. If it is {@code lost}, what was below it lives on and is hand's own;
   * otherwise nothing is left there.
   */
  default void wardenEnded(int warden, String group, boolean lost) {}

  /** hand has made a process for a group, without a warden. */
  void spawned(int pid, String group);

  /** hand has reaped a process; {@code group} is where it was, null if nobody knows. */
  void reaped(int pid, @Nullable String group);

  /** The live processes in the group and below, ascending; empty if there is no such group. */
  List<Integer> processes(String group);

  /** Sends a signal to all of these, and to what they fork meanwhile, but not to {@code except}. */
  void kill(String group, int signal, List<Integer> except);

  /** Whether such a {@link #kill} leaves a mark on the group that a new manager must know of. */
  boolean wouldPoison(String group, int signal, List<Integer> except);

  /** Tells of a mark that a manager before this one has left. */
  void poison(String group);

  /** The group is needed no longer. */
  void release(String group);

  /** The group of a live process; null if it is in none of ours. */
  @Nullable String groupOf(int pid);

  /**
   * The group of a process that has ended; {@code kernelPath} is its cgroup as hand read it, or
   * empty.
   */
  @Nullable String groupOfExited(int pid, String kernelPath);

  /** The group of the cgroup with that inode number; null if it is none of ours. */
  @Nullable String groupOfInode(long inode);

  /** Readable when {@link #drain} has something to tell; null if it never is by itself. */
  @Nullable Fd events();

  /** Hands groups that may have become empty, and are, to {@code empty}. */
  void drain(Consumer<String> empty);

  /**
   * Takes over the groups that a manager before this one has made, and hands the empty ones to
   * {@code empty}. Those that {@code unneeded} accepts may be removed.
   */
  void adopt(Predicate<String> unneeded, Consumer<String> empty);

  /**
   * Leaves nothing behind, as far as no process is left: for managers that end before their
   * machine.
   */
  void dissolve();

  @Override
  void close();
}
