package org.reeve.bus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.reeve.dbus.Dispatcher;
import org.reeve.dbus.Interface;
import org.reeve.dbus.Interface.Changes;
import org.reeve.dbus.Message;
import org.reeve.dbus.ObjectPath;
import org.reeve.dbus.ObjectTree;
import org.reeve.dbus.Variant;
import org.reeve.manager.Change;
import org.reeve.manager.Job;
import org.reeve.manager.JobResult;
import org.reeve.manager.Manager;
import org.reeve.manager.Unit;

/**
 * Makes signals of what has changed. Of the changes of one turn those that end something come last,
 * so that a client which hears that a job is gone has heard of the state that the job left behind.
 */
final class Announcer {
  private static final String INTERFACE = "org.freedesktop.systemd1.Manager";

  private final Manager manager;
  private final Consumer<Message> out;
  private int installedJobs;
  private int failedJobs;
  private int failedUnits;

  Announcer(Manager manager, Consumer<Message> out) {
    this.manager = manager;
    this.out = out;
  }

  /** How many jobs there were so far. */
  int installedJobs() {
    return installedJobs;
  }

  /** How many of them ended badly. */
  int failedJobs() {
    return failedJobs;
  }

  /** Counts changes that nobody is there to hear of. */
  void count(List<Change> changes) {
    for (Change change : changes) {
      if (change instanceof Change.JobNew) {
        installedJobs++;
      } else if (change instanceof Change.JobRemoved removed) {
        boolean well = removed.result() == JobResult.DONE || removed.result() == JobResult.SKIPPED;
        failedJobs += well || removed.result() == JobResult.CANCELED ? 0 : 1;
      }
    }
  }

  /** Tells the changes of one turn. */
  void tell(List<Change> changes, ManagerTree tree) {
    for (Change change : changes) {
      if (!ends(change)) {
        tell(change, tree);
      }
    }
    for (Change change : changes) {
      if (ends(change)) {
        tell(change, tree);
      }
    }
    int failed = manager.failedUnits();
    if (failed != failedUnits) {
      failedUnits = failed;
      changed(Paths.MANAGER, INTERFACE, Map.of("NFailedUnits", Variant.of("u", failed)), List.of());
    }
  }

  private static boolean ends(Change change) {
    return change instanceof Change.JobRemoved || change instanceof Change.UnitRemoved;
  }

  private void tell(Change change, ManagerTree tree) {
    switch (change) {
      case Change.UnitNew(var unit) ->
          signal("UnitNew", "so", unit.text(), Paths.unit(unit.text()));
      case Change.UnitRemoved(var unit) ->
          signal("UnitRemoved", "so", unit.text(), Paths.unit(unit.text()));
      case Change.UnitChanged(var name) -> {
        Unit unit = manager.findUnit(name);
        if (unit != null) {
          ObjectPath path = Paths.unit(name.text());
          for (ObjectTree.Exported<?> each : tree.interfaces(unit)) {
            propertiesChanged(path, each);
          }
        }
      }
      case Change.JobNew(int id, var unit) ->
          signal("JobNew", "uos", id, Paths.job(id), unit.text());
      case Change.JobChanged(int id, var _) -> {
        Job job = manager.findJob(id);
        if (job != null) {
          propertiesChanged(Paths.job(id), new ObjectTree.Exported<>(tree.jobTable(), job));
        }
      }
      case Change.JobRemoved(int id, var unit, JobResult result) ->
          signal("JobRemoved", "uoss", id, Paths.job(id), unit.text(), result.text());
      case Change.Reloading(boolean active) -> signal("Reloading", "b", active);
      case Change.StartupFinished(long userspace, long total) ->
          signal("StartupFinished", "tttttt", 0L, 0L, 0L, 0L, userspace, total);
    }
  }

  /** Unit files were changed through us. */
  void unitFilesChanged() {
    signal("UnitFilesChanged", "");
  }

  private void signal(String member, String signature, Object... values) {
    out.accept(Message.signal(Paths.MANAGER, INTERFACE, member).with(signature, values));
  }

  private <T> void propertiesChanged(ObjectPath path, ObjectTree.Exported<T> exported) {
    Map<String, Variant> values = new LinkedHashMap<>();
    List<String> invalidated = new ArrayList<>();
    for (Interface.Property<T> property : exported.table().properties()) {
      if (property.changes() == Changes.EMITS) {
        Object value = property.getter().get(exported.object());
        values.put(property.name(), new Variant(property.signature(), value));
      } else if (property.changes() == Changes.INVALIDATES) {
        invalidated.add(property.name());
      }
    }
    if (!values.isEmpty() || !invalidated.isEmpty()) {
      changed(path, exported.table().name(), values, invalidated);
    }
  }

  private void changed(
      ObjectPath path, String name, Map<String, Variant> values, List<String> invalidated) {
    out.accept(
        Message.signal(path, Dispatcher.PROPERTIES, "PropertiesChanged")
            .with("sa{sv}as", name, values, invalidated));
  }
}
