package org.reeve.init;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.FileTree;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitType;

/**
 * The files that {@code reeve run} may load units from: all of its own directories; of the
 * machine's the units that were named, and nothing else, so that nothing of the machine is started
 * unasked. But the machine's targets are there, as points in the order of things that are reached
 * at once: {@code After=network-online.target} with {@code Wants=} is no mistake here.
 */
final class RunFiles implements FileTree {
  /** Targets that unit files may count on (systemd.special(7)), on machines without systemd too. */
  private static final List<String> SPECIAL =
      List.of(
          "basic.target",
          "default.target",
          "getty.target",
          "graphical.target",
          "graphical-session.target",
          "local-fs.target",
          "local-fs-pre.target",
          "multi-user.target",
          "network.target",
          "network-online.target",
          "network-pre.target",
          "nss-lookup.target",
          "nss-user-lookup.target",
          "paths.target",
          "remote-fs.target",
          "remote-fs-pre.target",
          "rpcbind.target",
          "slices.target",
          "sockets.target",
          "swap.target",
          "sysinit.target",
          "time-set.target",
          "time-sync.target",
          "timers.target");

  private static final byte[] BARE =
      "[Unit]\nDescription=Reached at once in reeve run\nDefaultDependencies=no\n"
          .getBytes(StandardCharsets.UTF_8);

  private final FileTree disk;
  private final List<String> machine;
  private final String bare;
  private final Set<String> shown = new LinkedHashSet<>();
  private final Set<String> targets = new TreeSet<>();

  /**
   * @param own the run's directories
   * @param machine the machine's
   * @param named the units that may be the machine's own
   * @param bare a path at which nothing lies: the directory of the bare targets
   */
  RunFiles(
      FileTree disk, List<String> own, List<String> machine, Set<UnitName> named, String bare) {
    this.disk = disk;
    this.machine = List.copyOf(machine);
    this.bare = bare;
    for (UnitName name : named) {
      show(name.text());
      if (name.isInstance()) {
        show(name.template().text());
      }
    }
    targets.addAll(SPECIAL);
    for (String directory : own) {
      for (Entry entry : disk.list(directory)) {
        UnitName enabled = RunPlan.withLinks(entry.name());
        if (enabled != null && enabled.type() == UnitType.TARGET) {
          targets.add(enabled.text());
        }
      }
    }
    for (String directory : machine) {
      for (Entry entry : disk.list(directory)) {
        if (entry.name().endsWith(".target")) {
          targets.add(entry.name());
        }
      }
    }
  }

  /** The unit's files, and what they lead to if they are links to others. */
  private void show(String name) {
    if (!shown.add(name)) {
      return;
    }
    for (String directory : machine) {
      String target = disk.readLink(directory + "/" + name);
      if (target != null) {
        show(target.substring(target.lastIndexOf('/') + 1));
      }
    }
  }

  /** Whether a file is that of a target which is reached at once. */
  boolean isBare(@Nullable String path) {
    return path != null && path.startsWith(bare + "/");
  }

  /** Whether the machine has a file of that name. */
  boolean isMachines(UnitName name) {
    for (String directory : machine) {
      if (disk.lstat(directory + "/" + name).exists()) {
        return true;
      }
    }
    return false;
  }

  private boolean isShown(String entry) {
    String name = entry.endsWith(".d") ? entry.substring(0, entry.length() - 2) : entry;
    return shown.contains(name);
  }

  @Override
  public List<Entry> list(String directory) {
    if (directory.equals(bare)) {
      List<Entry> entries = new ArrayList<>();
      for (String target : targets) {
        entries.add(new Entry(target, Kind.FILE));
      }
      return entries;
    }
    List<Entry> entries = disk.list(directory);
    if (!machine.contains(directory)) {
      return entries;
    }
    List<Entry> few = new ArrayList<>();
    for (Entry entry : entries) {
      if (isShown(entry.name())) {
        few.add(entry);
      }
    }
    return few;
  }

  @Override
  public Stat lstat(String path) {
    return isBare(path) ? new Stat(Kind.FILE, BARE.length, 1) : disk.lstat(path);
  }

  @Override
  public Stat stat(String path) {
    return isBare(path) ? new Stat(Kind.FILE, BARE.length, 1) : disk.stat(path);
  }

  @Override
  public byte[] read(String path) throws IOException {
    return isBare(path) ? BARE.clone() : disk.read(path);
  }

  @Override
  public @Nullable String readLink(String path) {
    return isBare(path) ? null : disk.readLink(path);
  }

  @Override
  public @Nullable String realPath(String path) {
    return isBare(path) ? path : disk.realPath(path);
  }
}
