package org.reeve.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Proc;
import org.reeve.linux.Signals;
import org.reeve.linux.Sys;

/**
 * Which processes are whose where there are no cgroups: by descent from wardens, forks of hand that
 * are subreapers for one order each (hand/src/warden.c). Whatever a unit's processes fork, under
 * whatever session, name or user, stays below one of the unit's wardens.
 *
 * <p>A group is a set of <em>roots</em>. A root is as a rule a warden, which does not belong to the
 * group itself. If a warden was killed, what it had below it becomes hand's own; then each of these
 * is a root that does belong. hand tells the end of every root, so that a group has become empty is
 * known when its last root has ended, and nothing is ever polled.
 *
 * <p>SIGKILL to all stays in force for the wardens of that moment, as {@code cgroup.kill} would: as
 * often as hand tells of an end below them, what is left is killed. Later processes of the group
 * have wardens of their own and are not meant.
 */
final class Wardens implements Groups {
  // a fork bomb can outrun any number of rounds; after these the rest waits for the next exit
  private static final int MOST_ROUNDS = 64;
  private static final int DEEPEST = 10_000;

  private record Root(int pid, String group, boolean isWarden) {}

  private final int hand;
  private final boolean hasChildren;
  private final Map<Integer, Root> roots = new HashMap<>();
  private final TreeMap<String, Set<Root>> groups = new TreeMap<>();
  private final Set<Integer> condemned = new HashSet<>();

  /** Children of hand that belong to no unit: the manager above all. */
  private final Set<Integer> strangers = new HashSet<>();

  private final Set<String> emptied = new HashSet<>();

  /** {@code hand} is hand's pid, the parent of all wardens. */
  Wardens(int hand) {
    this.hand = hand;
    // CONFIG_PROC_CHILDREN; without it all of /proc is read each time
    this.hasChildren = Fs.exists(children(Sys.pid(), Sys.pid()));
  }

  @Override
  public boolean guards() {
    return true;
  }

  @Override
  public boolean isWarden(int pid) {
    Root root = roots.get(pid);
    return root != null && root.isWarden();
  }

  @Override
  public @Nullable Fd open(String group) {
    return null;
  }

  /** A process that no warden stands above. */
  @Override
  public void spawned(int pid, String group) {
    add(new Root(pid, group, false));
  }

  @Override
  public void guarded(int warden, String group) {
    add(new Root(warden, group, true));
  }

  @Override
  public void wardenEnded(int warden, String group, boolean lost) {
    if (lost) {
      adoptStrays(group);
    }
    remove(warden, group);
  }

  private void add(Root root) {
    roots.put(root.pid(), root);
    groups.computeIfAbsent(root.group(), _ -> new HashSet<>()).add(root);
  }

  private void remove(int pid, String group) {
    Root root = roots.remove(pid);
    condemned.remove(pid);
    Set<Root> left = groups.get(group);
    if (root != null && left != null) {
      left.remove(root);
    }
    if (left == null || left.isEmpty()) {
      groups.remove(group);
      emptied.add(group);
    }
  }

  /** Children of hand that nobody knows: what a dead warden, or another stray, has left. */
  private void adoptStrays(String group) {
    for (int pid : childrenOf(hand)) {
      if (!strangers.contains(pid) && !roots.containsKey(pid)) {
        add(new Root(pid, group, false));
      }
    }
  }

  @Override
  public void reaped(int pid, @Nullable String group) {
    strangers.remove(pid);
    Root root = roots.get(pid);
    if (root != null && !root.isWarden()) {
      adoptStrays(root.group());
      remove(pid, root.group());
    }
    if (group != null && !condemned.isEmpty()) {
      for (Root left : groups.getOrDefault(group, Set.of())) {
        if (condemned.contains(left.pid())) {
          kill(() -> below(left), Signals.SIGKILL, List.of());
        }
      }
    }
  }

  @Override
  public @Nullable String groupOf(int pid) {
    int at = pid;
    for (int depth = 0; at > 1 && depth < DEEPEST; depth++) {
      Root root = roots.get(at);
      if (root != null) {
        return root.group();
      }
      Proc.Status status = at == hand ? null : Proc.status(at);
      if (status == null) {
        return null;
      }
      at = status.ppid();
    }
    return null;
  }

  @Override
  public List<Integer> processes(String group) {
    List<Integer> pids = new ArrayList<>();
    groups.getOrDefault(group, Set.of()).forEach(root -> pids.addAll(below(root)));
    // '0' is what follows '/': all groups that begin with "group/"
    for (Set<Root> more : groups.subMap(group + "/", group + "0").values()) {
      more.forEach(root -> pids.addAll(below(root)));
    }
    pids.sort(null);
    return pids;
  }

  /** The live processes of a root, itself included if it is one of the group's. */
  private List<Integer> below(Root root) {
    Map<Integer, List<Integer>> all = hasChildren ? null : families();
    List<Integer> found = new ArrayList<>();
    List<Integer> open = new ArrayList<>();
    if (root.isWarden()) {
      open.addAll(childrenOf(root.pid(), all));
    } else {
      open.add(root.pid());
    }
    while (!open.isEmpty()) {
      int pid = open.removeLast();
      Proc.Status status = Proc.status(pid);
      if (status != null && !status.isZombie() && !found.contains(pid)) {
        found.add(pid);
        open.addAll(childrenOf(pid, all));
      }
    }
    return found;
  }

  private List<Integer> childrenOf(int pid) {
    return childrenOf(pid, hasChildren ? null : families());
  }

  /**
   * Twice until both are equal: while children come and go the kernel may leave one out that stays.
   */
  private static List<Integer> childrenOf(int pid, @Nullable Map<Integer, List<Integer>> all) {
    if (all != null) {
      return all.getOrDefault(pid, List.of());
    }
    List<Integer> before = List.of();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<Integer> now = readChildren(pid);
      if (round > 0 && now.equals(before)) {
        break;
      }
      before = now;
    }
    return before;
  }

  /** Children belong to the thread that made them. */
  private static List<Integer> readChildren(int pid) {
    List<Integer> pids = new ArrayList<>();
    for (int thread : threads(pid)) {
      byte[] text = Fs.readIfExists(children(pid, thread));
      int at = 0;
      while (text != null && at < text.length) {
        pids.add((int) Proc.number(text, at));
        while (at < text.length && text[at] != ' ') {
          at++;
        }
        at++;
      }
    }
    return pids;
  }

  private static List<Integer> threads(int pid) {
    List<Integer> threads = new ArrayList<>();
    try {
      for (Fs.Entry entry : Fs.list(Fs.path("/proc/" + pid + "/task"))) {
        byte first = entry.name()[0];
        if (first >= '1' && first <= '9') {
          threads.add((int) Proc.number(entry.name(), 0));
        }
      }
    } catch (org.reeve.linux.ErrnoException gone) {
      return List.of();
    }
    return threads;
  }

  private static byte[] children(int pid, int thread) {
    return Fs.path("/proc/" + pid + "/task/" + thread + "/children");
  }

  /** All of /proc: children by parent. */
  private static Map<Integer, List<Integer>> families() {
    Map<Integer, List<Integer>> families = new HashMap<>();
    for (Fs.Entry entry : Fs.list(Fs.path("/proc"))) {
      byte first = entry.name()[0];
      Proc.Status status =
          first >= '1' && first <= '9' ? Proc.status((int) Proc.number(entry.name(), 0)) : null;
      if (status != null) {
        families.computeIfAbsent(status.ppid(), _ -> new ArrayList<>()).add(status.pid());
      }
    }
    return families;
  }

  @Override
  public void kill(String group, int signal, List<Integer> except) {
    if (signal == Signals.SIGKILL && except.isEmpty()) {
      groups.getOrDefault(group, Set.of()).forEach(root -> condemned.add(root.pid()));
    }
    kill(() -> processes(group), signal, except);
  }

  /** To each once, until nobody is there who has not had it. */
  private static void kill(
      java.util.function.Supplier<List<Integer>> processes, int signal, List<Integer> except) {
    Set<Integer> sent = new HashSet<>();
    boolean more = true;
    for (int round = 0; more && round < MOST_ROUNDS; round++) {
      more = false;
      for (int pid : processes.get()) {
        if (!except.contains(pid) && sent.add(pid)) {
          Sys.kill(pid, signal);
          more = true;
        }
      }
    }
  }

  @Override
  public boolean wouldPoison(String group, int signal, List<Integer> except) {
    return false;
  }

  @Override
  public void poison(String group) {
    // a mark from a time with cgroups
  }

  @Override
  public void release(String group) {
    // a group is nothing but its roots
  }

  @Override
  public @Nullable String groupOfExited(int pid, String kernelPath) {
    Root root = roots.get(pid);
    return root == null ? null : root.group();
  }

  @Override
  public @Nullable String groupOfInode(long inode) {
    return null;
  }

  @Override
  public @Nullable Fd events() {
    return null; // hand's channel tells
  }

  @Override
  public void drain(Consumer<String> empty) {
    for (String group : emptied) {
      if (!groups.containsKey(group)) {
        empty.accept(group);
      }
    }
    emptied.clear();
  }

  @Override
  public void adopt(Predicate<String> unneeded, Consumer<String> empty) {
    // hand has told of all that lives, and tells again of wardens that ended and nobody heard it
    strangers.addAll(childrenOf(hand));
    strangers.removeAll(roots.keySet());
  }

  @Override
  public void dissolve() {
    // groups have no place
  }

  @Override
  public void close() {
    // nothing is held
  }
}
