package org.reeve.bus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.manager.Change;
import org.reeve.manager.Event;
import org.reeve.manager.Host;
import org.reeve.manager.InvocationId;
import org.reeve.manager.LogLevel;
import org.reeve.manager.ProcessEnd;
import org.reeve.manager.Stamp;
import org.reeve.unit.Condition;
import org.reeve.unit.DiskFileTree;
import org.reeve.unit.HostSpecifiers;
import org.reeve.unit.LoadPath;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitLoader;
import org.reeve.unit.UnitName;

/**
 * A host for the bus' tests: real unit files, a real clock, and processes that exist on paper only.
 * A process runs until it is killed; one whose unit's name begins with "fail" ends with status 1 at
 * once.
 */
final class ScriptedHost implements Host {
  private final UnitLoader loader;
  final Deque<Event> events = new ArrayDeque<>();
  final List<Change> changes = new ArrayList<>();
  final List<String> log = new ArrayList<>();
  private final Map<UnitName, Spawn> running = new java.util.HashMap<>();
  private int lastPid = 100;
  private long lastInvocation;
  @Nullable Finish finish;
  boolean reexecuted;

  ScriptedHost(LoadPath path) {
    loader =
        new UnitLoader(
            new DiskFileTree(), path, new HostSpecifiers(new DiskFileTree(), Map.of(), true));
  }

  @Override
  public Stamp now() {
    return new Stamp(System.currentTimeMillis() * 1000, System.nanoTime() / 1000);
  }

  @Override
  public InvocationId newInvocationId() {
    return new InvocationId(0x1122334455667788L, ++lastInvocation);
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
    return false;
  }

  @Override
  public List<Integer> processes(String cgroup) {
    return List.of();
  }

  @Override
  public Standing standing(int pid) {
    return Standing.CHILD;
  }

  @Override
  public boolean hasSpawned(long number) {
    return false;
  }

  @Override
  public boolean isKept(String descriptor) {
    return false;
  }

  @Override
  public boolean isSameFile(String one, String other) {
    return false;
  }

  @Override
  public void keep(UnitName unit, List<String> descriptors) {}

  @Override
  public void watchHangUp(UnitName unit, List<String> descriptors) {}

  @Override
  public void spawn(Spawn order) {
    int pid = ++lastPid;
    events.add(new Event.Spawned(order.number(), pid, now()));
    events.add(new Event.Executed(order.number()));
    if (order.unit().text().startsWith("fail")) {
      events.add(new Event.Exited(order.number(), pid, order.unit(), ProcessEnd.exited(1), now()));
      events.add(new Event.CgroupEmpty(order.unit()));
    } else {
      running.put(order.unit(), order);
    }
  }

  @Override
  public void prepare(Preparation order) {
    events.add(new Event.Prepared(order.number(), Map.of(), List.of()));
  }

  @Override
  public void readPidFile(PidFileRead order) {}

  @Override
  public void forgetPidFile(long number) {}

  @Override
  public void removeFile(UnitName unit, String path) {}

  @Override
  public void kill(Kill order) {
    Spawn spawn = running.remove(order.unit());
    if (spawn != null) {
      int pid = order.pids() == null ? 0 : order.pids().getFirst();
      events.add(
          new Event.Exited(
              spawn.number(), pid, order.unit(), ProcessEnd.killed(order.signal()), now()));
      events.add(new Event.CgroupEmpty(order.unit()));
    }
  }

  @Override
  public void removeDirectories(UnitName unit, List<String> paths) {}

  @Override
  public void listen(Listening order) {
    events.add(new Event.Listened(order.number(), "", 0));
  }

  @Override
  public void watch(UnitName unit, List<String> descriptors) {}

  @Override
  public void unwatch(List<String> descriptors) {}

  @Override
  public void accept(Acceptance order) {}

  @Override
  public void flush(List<String> descriptors) {}

  @Override
  public void close(List<String> descriptors) {}

  @Override
  public void removeQueue(UnitName unit, String name) {}

  @Override
  public void keepOnly(Set<String> descriptors) {}

  @Override
  public void release(UnitName unit, String cgroup) {}

  @Override
  public void wakeAt(long monotonicUsec) {}

  @Override
  public void remember(String key, byte @Nullable [] value) {}

  @Override
  public void publish(Change change) {
    changes.add(change);
  }

  @Override
  public void log(LogLevel level, @Nullable UnitName unit, String message) {
    log.add(message);
  }

  @Override
  public void status(StatusMark mark, String text) {}

  @Override
  public void finish(Finish how) {
    finish = how;
  }

  @Override
  public void reexecute() {
    reexecuted = true;
  }
}
