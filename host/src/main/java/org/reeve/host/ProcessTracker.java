package org.reeve.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Proc;
import org.reeve.linux.Sys;

/**
 * Tells which unit a process belongs to where there are no cgroups: by descent.
 *
 * <p>A process belongs to a group if hand spawned it for that group, if its parent belongs, or if
 * it is in the session or process group of one that was spawned for it (which outlives parents: a
 * daemon's grandchild becomes hand's child, but keeps its session until it makes one of its own).
 * Once seen, a process stays known by pid and start time. What forks twice and leaves its session
 * between two looks is missed; wardens will not miss it.
 */
final class ProcessTracker implements Groups {
  private record Known(int pid, long startTicks) {}

  private final Map<Known, String> members = new HashMap<>();
  private final Map<Integer, String> leaders = new HashMap<>();
  private final Set<String> touched = new HashSet<>();

  @Override
  public @Nullable Fd open(String group) {
    return null;
  }

  @Override
  public void spawned(int pid, String group) {
    leaders.put(pid, group);
    Proc.Status status = Proc.status(pid);
    if (status != null) {
      members.put(new Known(pid, status.startTicks()), group);
    }
  }

  @Override
  public @Nullable String groupOf(int pid) {
    String led = leaders.get(pid);
    if (led != null) {
      return led;
    }
    look();
    for (Map.Entry<Known, String> member : members.entrySet()) {
      if (member.getKey().pid() == pid) {
        return member.getValue();
      }
    }
    return null;
  }

  @Override
  public List<Integer> processes(String group) {
    List<Integer> pids = new ArrayList<>();
    for (Proc.Status process : look()) {
      if (group.equals(members.get(new Known(process.pid(), process.startTicks())))) {
        pids.add(process.pid());
      }
    }
    pids.sort(null);
    return pids;
  }

  @Override
  public void kill(String group, int signal, List<Integer> except) {
    Set<Integer> sent = new HashSet<>();
    boolean more = true;
    for (int round = 0; more && round < 64; round++) {
      more = false;
      for (int pid : processes(group)) {
        if (!except.contains(pid) && sent.add(pid)) {
          Sys.kill(pid, signal);
          more = true;
        }
      }
    }
  }

  @Override
  public void reaped(int pid, @Nullable String group) {
    members.keySet().removeIf(known -> known.pid() == pid);
    if (group != null) {
      touched.add(group);
    }
  }

  @Override
  public @Nullable String groupOfExited(int pid, String kernelPath) {
    return groupOf(pid); // remembered from when it lived
  }

  @Override
  public @Nullable String groupOfInode(long inode) {
    return null;
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
    leaders.values().removeIf(group::equals);
  }

  @Override
  public @Nullable Fd events() {
    return null;
  }

  /** A group can only have become empty when one of its processes was reaped. */
  @Override
  public void drain(Consumer<String> empty) {
    for (String group : touched) {
      if (processes(group).isEmpty()) {
        empty.accept(group);
      }
    }
    touched.clear();
  }

  @Override
  public void adopt(Predicate<String> unneeded, Consumer<String> empty) {
    // there is nothing but the processes, and hand tells of those
  }

  @Override
  public void dissolve() {
    // groups have no place
  }

  @Override
  public void close() {
    // nothing is held
  }

  /** Reads all of /proc and assigns what is new; returns the live processes. */
  private List<Proc.Status> look() {
    Map<Integer, Proc.Status> all = new HashMap<>();
    for (Fs.Entry entry : Fs.list(Fs.path("/proc"))) {
      byte first = entry.name()[0];
      if (first >= '1' && first <= '9') {
        int pid = (int) Proc.number(entry.name(), 0);
        Proc.Status status = Proc.status(pid);
        if (status != null && !status.isZombie()) {
          all.put(pid, status);
        }
      }
    }
    for (Proc.Status process : all.values()) {
      Known known = new Known(process.pid(), process.startTicks());
      if (!members.containsKey(known)) {
        String group = find(process, all);
        if (group != null) {
          members.put(known, group);
        }
      }
    }
    return new ArrayList<>(all.values());
  }

  private @Nullable String find(Proc.Status process, Map<Integer, Proc.Status> all) {
    int self = Sys.pid();
    Proc.Status at = process;
    for (int depth = 0; at != null && at.pid() != self && depth < 1000; depth++) {
      String group = members.get(new Known(at.pid(), at.startTicks()));
      if (group == null) {
        group = leaders.get(at.session());
      }
      if (group == null) {
        group = leaders.get(at.pgrp());
      }
      if (group != null) {
        return group;
      }
      at = all.get(at.ppid());
    }
    return null;
  }
}
