package org.reeve.host;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Errno;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Inotify;
import org.reeve.linux.Open;
import org.reeve.linux.Proc;
import org.reeve.linux.Signals;
import org.reeve.linux.Stat;
import org.reeve.linux.Sys;
import org.reeve.unit.RawText;

/**
 * The part of the cgroup2 tree that is ours (cgroups(7), the kernel's cgroup-v2.rst). Groups are
 * named by their path below our root, without a slash in front: {@code system.slice/a.service}; the
 * root itself is the empty text.
 *
 * <p>Three things are worth knowing. Processes are never moved but born into their group, as a
 * write to {@code cgroup.procs} waits for an RCU grace period of some 8 ms; so {@link #open} hands
 * out the directory for hand's clone3(CLONE_INTO_CGROUP). That a group has become empty is told by
 * inotify on its {@code cgroup.events}, watched from its first process on ({@link #spawned}): the
 * birth would only be one more event. And {@code cgroup.kill} poisons a group: whatever is cloned
 * into it later dies at birth; a group that was killed so is therefore removed and made again, or,
 * as long as something still lingers in it, stood in for by a fresh sub-group.
 */
final class CgroupTree implements Groups {
  private static final int MODE = 0755;
  private static final byte[] ONE = {'1'};
  private static final byte[] EVENTS = Fs.path("cgroup.events");
  // a fork bomb can outrun any number of rounds; after these the rest is left to the next attempt
  private static final int MOST_ROUNDS = 64;

  /**
   * A group there is; {@code watch} is that of its events, -1 if nobody waits for them yet, {@code
   * inode} that of its directory, 0 if nobody has asked for it yet.
   */
  private record Known(long inode, int watch) {
    static final Known FRESH = new Known(0, -1);
  }

  private final byte[] root;
  private final String kernelRoot;
  private final boolean hasKill;
  private final Inotify inotify = new Inotify();
  private final Map<Integer, String> watches = new HashMap<>();
  private final Map<Long, String> inodes = new HashMap<>();
  private final TreeMap<String, Known> known = new TreeMap<>();
  private final Set<String> poisoned = new HashSet<>();
  // the kernel tells changes of cgroup.events at most every 10 ms; after an exit we look ourselves
  private final Set<String> suspects = new HashSet<>();
  private final Set<String> released = new HashSet<>();
  private int freshGroups;

  /**
   * @param root an existing directory in a cgroup2 file system that we may write to
   * @param kernelRoot the same as /proc/PID/cgroup shows it: {@code /} or {@code /a/b}
   */
  CgroupTree(byte[] root, String kernelRoot) {
    this.root = root.clone();
    this.kernelRoot = kernelRoot;
    byte[] probe = directory("probe.scope");
    Fs.mkdir(probe, MODE);
    this.hasKill = Fs.exists(Fs.join(probe, Fs.path("cgroup.kill")));
    Fs.rmdir(probe);
    inodes.put(Fs.stat(this.root).inode(), "");
  }

  @Override
  public Fd events() {
    return inotify.fd();
  }

  boolean hasGroupKill() {
    return hasKill;
  }

  String kernelRoot() {
    return kernelRoot;
  }

  /** Makes the group and those above it if missing. */
  void make(String path) {
    try {
      makeOne(path);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        makeOne(path.substring(0, slash));
      }
      makeOne(path);
    }
  }

  private void makeOne(String path) {
    boolean made = Fs.mkdir(directory(path), MODE);
    released.remove(path);
    if (made) {
      forget(path);
    }
    known.putIfAbsent(path, Known.FRESH);
  }

  /** Has the end of the last process of the group told. */
  private void watch(String path) {
    Known group = known.getOrDefault(path, Known.FRESH);
    if (group.watch() < 0) {
      int watch = inotify.add(Fs.join(directory(path), EVENTS), Inotify.MODIFY);
      watches.put(watch, path);
      known.put(path, new Known(group.inode(), watch));
    }
  }

  /** Also what the old group's events still say: they are not about a new one of the same path. */
  private void forget(String path) {
    Known group = known.remove(path);
    if (group != null) {
      inodes.remove(group.inode());
      if (group.watch() >= 0) {
        watches.remove(group.watch());
        inotify.remove(group.watch()); // the kernel does not let go of it with the directory
      }
    }
  }

  /**
   * The directory of a group in which a process can be born: made if missing, made again if it was
   * poisoned. To be closed by the caller.
   */
  @Override
  public Fd open(String path) {
    make(path);
    String place = poisoned.contains(path) ? renewed(path) : path;
    return Fs.open(directory(place), Open.RDONLY | Open.DIRECTORY);
  }

  private String renewed(String path) {
    if (removeTree(path)) {
      poisoned.remove(path);
      make(path);
      return path;
    }
    String fresh = path + "/fresh-" + ++freshGroups;
    makeOne(fresh);
    return fresh;
  }

  /** Whether {@link #kill} of all with this signal will poison the group. */
  @Override
  public boolean wouldPoison(String path, int signal, List<Integer> except) {
    return hasKill && signal == Signals.SIGKILL && except.isEmpty() && exists(path);
  }

  /** Notes that the group was killed through cgroup.kill, by us or by a manager before us. */
  @Override
  public void poison(String path) {
    poisoned.add(path);
  }

  boolean isPoisoned(String path) {
    return poisoned.contains(path);
  }

  boolean exists(String path) {
    return Fs.exists(directory(path));
  }

  @Override
  public void kill(String path, int signal, List<Integer> except) {
    if (wouldPoison(path, signal, except)) {
      poison(path);
      byte[] file = Fs.join(directory(path), Fs.path("cgroup.kill"));
      try {
        Fs.write(file, ONE);
        return;
      } catch (ErrnoException e) {
        if (!isGone(e)) {
          throw e;
        }
        return;
      }
    }
    Set<Integer> sent = new HashSet<>();
    boolean more = true;
    for (int round = 0; more && round < MOST_ROUNDS; round++) {
      more = false;
      for (int pid : processes(path)) {
        if (!except.contains(pid) && sent.add(pid)) {
          Sys.kill(pid, signal);
          more = true;
        }
      }
    }
  }

  @Override
  public List<Integer> processes(String path) {
    List<Integer> pids = new ArrayList<>();
    collect(directory(path), pids);
    pids.sort(null);
    return pids;
  }

  private static void collect(byte[] directory, List<Integer> pids) {
    byte[] text = readOrNull(Fs.join(directory, Fs.path("cgroup.procs")));
    if (text == null) {
      return;
    }
    int at = 0;
    while (at < text.length) {
      int pid = (int) Proc.number(text, at);
      if (pid > 0) { // 0 is a process outside of our pid namespace
        pids.add(pid);
      }
      while (at < text.length && text[at] != '\n') {
        at++;
      }
      at++;
    }
    for (byte[] child : children(directory)) {
      collect(child, pids);
    }
  }

  /** Whether nothing lives in the group or below; true if there is no such group. */
  boolean isEmpty(String path) {
    byte[] text = readOrNull(Fs.join(directory(path), EVENTS));
    return text == null || Proc.find(text, "populated 1") < 0;
  }

  @Override
  public void drain(Consumer<String> empty) {
    Set<String> touched = new HashSet<>(suspects);
    suspects.clear();
    inotify.drain((watch, mask, _) -> {
      if ((mask & Inotify.OVERFLOW) != 0) {
        touched.addAll(watches.values());
      } else if ((mask & Inotify.IGNORED) != 0) {
        watches.remove(watch);
      } else {
        String path = watches.get(watch);
        if (path != null) {
          touched.add(path);
        }
      }
    });
    for (String path : touched) {
      if (known.containsKey(path) && isEmpty(path)) {
        empty.accept(path);
        if (released.contains(path)) {
          release(path);
        }
      }
    }
  }

  /** Removes the group now, or when it becomes empty. */
  @Override
  public void release(String path) {
    if (removeTree(path)) {
      released.remove(path);
      poisoned.remove(path);
    } else {
      released.add(path);
    }
  }

  /** Removes a group and the groups below it; false if a process is left in one of them. */
  private boolean removeTree(String path) {
    if (!removeTree(directory(path))) {
      return false;
    }
    forget(path);
    // '0' is what follows '/': all paths that begin with "path/"
    for (String group : List.copyOf(known.subMap(path + "/", path + "0").keySet())) {
      forget(group);
    }
    return true;
  }

  private static boolean removeTree(byte[] directory) {
    try {
      for (byte[] child : children(directory)) {
        if (!removeTree(child)) {
          return false;
        }
      }
      Fs.rmdir(directory);
      return true;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EBUSY || e.errno() == Errno.ENOTEMPTY) {
        return false;
      }
      throw e;
    }
  }

  private static List<byte[]> children(byte[] directory) {
    Stat stat = Fs.statIfExists(directory);
    if (stat == null || stat.links() <= 2) {
      return List.of(); // the usual case: "." and the entry in the parent are all links there are
    }
    List<byte[]> children = new ArrayList<>();
    for (Fs.Entry entry : Fs.list(directory)) {
      if (entry.isDirectory()) {
        children.add(Fs.join(directory, entry.name()));
      }
    }
    return children;
  }

  @Override
  public void adopt(Predicate<String> unneeded, Consumer<String> empty) {
    adoptBelow("", unneeded, empty);
  }

  private void adoptBelow(String path, Predicate<String> unneeded, Consumer<String> empty) {
    for (byte[] child : children(directory(path))) {
      int slash = child.length - 1;
      while (child[slash] != '/') {
        slash--;
      }
      String name = RawText.decode(Arrays.copyOfRange(child, slash + 1, child.length));
      String below = path.isEmpty() ? name : path + "/" + name;
      boolean isEmpty = isEmpty(below);
      // nobody knows any more how the last process of an empty group died: it may be poisoned
      if (!isEmpty || !unneeded.test(below) || !removeTree(below)) {
        watch(below);
        adoptBelow(below, unneeded, empty);
      }
      if (isEmpty) {
        empty.accept(below);
      }
    }
  }

  @Override
  public @Nullable String groupOf(int pid) {
    String path = Proc.cgroup(pid);
    return path == null ? null : pathOfKernelPath(path);
  }

  @Override
  public @Nullable String groupOfExited(int pid, String kernelPath) {
    return kernelPath.isEmpty() ? null : pathOfKernelPath(kernelPath);
  }

  /**
   * It was born where it belongs. What became of the group until now needs no event: the end of
   * this process is yet to be told, and is looked at ({@link #reaped}).
   */
  @Override
  public void spawned(int pid, String group) {
    if (known.containsKey(group)) {
      try {
        watch(group);
      } catch (ErrnoException e) {
        if (!isGone(e)) {
          throw e;
        }
      }
    }
  }

  @Override
  public void reaped(int pid, @Nullable String group) {
    if (group != null) {
      suspects.add(group);
    }
  }

  @Override
  public @Nullable String groupOfInode(long inode) {
    if (!inodes.containsKey(inode)) {
      known.replaceAll((path, group) -> group.inode() == 0 ? identified(path, group) : group);
    }
    return inodes.get(inode);
  }

  private Known identified(String path, Known group) {
    Stat stat = Fs.statIfExists(directory(path));
    if (stat == null) {
      return group;
    }
    inodes.put(stat.inode(), path);
    return new Known(stat.inode(), group.watch());
  }

  /** Path below our root of {@code /a/b} as in /proc/PID/cgroup; null if it is outside. */
  @Nullable String pathOfKernelPath(String path) {
    if (path.equals(kernelRoot)) {
      return "";
    }
    String prefix = kernelRoot.equals("/") ? "/" : kernelRoot + "/";
    return path.startsWith(prefix) ? path.substring(prefix.length()) : null;
  }

  /** Moves processes into a group. Slow (see above): only for ourselves, once, and off the loop. */
  void move(String path, int... pids) {
    byte[] directory = directory(path);
    Fs.mkdir(directory, MODE);
    for (int pid : pids) {
      Fs.write(
          Fs.join(directory, Fs.path("cgroup.procs")),
          Integer.toString(pid).getBytes(StandardCharsets.US_ASCII));
    }
  }

  byte[] directory(String path) {
    return path.isEmpty() ? root : Fs.join(root, RawText.encode(path));
  }

  private static byte @Nullable [] readOrNull(byte[] file) {
    try {
      return Fs.readIfExists(file);
    } catch (ErrnoException e) {
      if (isGone(e)) {
        return null;
      }
      throw e;
    }
  }

  private static boolean isGone(ErrnoException e) {
    return e.errno() == Errno.ENOENT || e.errno() == Errno.ENODEV;
  }

  @Override
  public void dissolve() {
    removeTree(root);
  }

  @Override
  public void close() {
    inotify.close();
  }
}
