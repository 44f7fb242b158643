package org.reeve.init;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.host.Leftovers;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fs;
import org.reeve.linux.Stat;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;

/**
 * The running {@code reeve run}s of a user, by their runtime directories. One whose private socket
 * nobody listens at was killed together with its manager; what is left of it is removed whenever
 * one of these commands comes by ({@link #sweep}).
 */
final class Runs {
  /**
   * One of them.
   *
   * @param id by which the user names it: the pid of its first process
   * @param directory its runtime directory
   * @param paths where it looks for units
   * @param units what it was told to start
   * @param cgroup the directory of its cgroup; empty if it has none
   */
  record Run(String id, String directory, List<String> paths, List<String> units, String cgroup) {
    String socket() {
      return directory + "/private";
    }

    /** A line for a list. */
    String line() {
      return id + "  " + String.join(" ", units) + "  (" + String.join(", ", paths) + ")";
    }
  }

  private static final String PREFIX = "reeve-run-";
  private static final String FILE = "/run";

  private Runs() {}

  /** Writes down what a run is, in its runtime directory. */
  static void write(Places places, RunOptions options, @Nullable String cgroup) {
    StringBuilder text = new StringBuilder();
    for (String path : options.paths()) {
      text.append("path ").append(path).append('\n');
    }
    for (String unit : options.operands()) {
      text.append("unit ").append(unit).append('\n');
    }
    text.append("cgroup ").append(cgroup == null ? "" : cgroup).append('\n');
    Fs.replace(RawText.encode(places.runtime() + FILE), RawText.encode(text.toString()), 0600);
  }

  /** Those that live, by id. */
  static List<Run> all(Map<String, String> environment, int uid) {
    List<Run> living = new ArrayList<>();
    for (Run run : found(environment, uid)) {
      if (isAlive(run)) {
        living.add(run);
      }
    }
    living.sort((a, b) -> Integer.compare(number(a.id), number(b.id)));
    return living;
  }

  private static int number(String id) {
    return Integer.parseInt(id);
  }

  /** Removes what runs have left that were killed with their managers. */
  static void sweep(Map<String, String> environment, int uid) {
    for (Run run : found(environment, uid)) {
      if (!isAlive(run)) {
        Leftovers.remove(run.cgroup);
        new Places(run.directory, run.directory + "/notify", run.socket()).remove();
      }
    }
  }

  /** Those by which {@code wanted} may be meant: an id, a runtime directory, or one of units. */
  static List<Run> named(List<Run> runs, String wanted) {
    List<Run> named = new ArrayList<>();
    String path = java.nio.file.Path.of(wanted).toAbsolutePath().normalize().toString();
    for (Run run : runs) {
      if (run.id.equals(wanted) || run.directory.equals(path) || run.paths.contains(path)) {
        named.add(run);
      }
    }
    return named;
  }

  private static List<Run> found(Map<String, String> environment, int uid) {
    Set<String> parents = new LinkedHashSet<>();
    String given = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (!given.isEmpty()) {
      parents.add(given);
    }
    parents.add("/run/user/" + uid);
    parents.add("/tmp/reeve-" + uid);
    List<Run> runs = new ArrayList<>();
    for (String parent : parents) {
      for (String name : names(parent)) {
        String directory = parent + "/" + name;
        Stat stat = Fs.linkStatIfExists(RawText.encode(directory));
        if (name.startsWith(PREFIX) && stat != null && stat.uid() == uid) {
          Run run = read(name.substring(PREFIX.length()), directory);
          if (run != null) {
            runs.add(run);
          }
        }
      }
    }
    return runs;
  }

  private static List<String> names(String directory) {
    List<String> names = new ArrayList<>();
    try {
      for (Fs.Entry entry : Fs.list(RawText.encode(directory))) {
        names.add(RawText.decode(entry.name()));
      }
    } catch (ErrnoException none) {
      // there is no such directory, or it is somebody else's
    }
    return names;
  }

  /** Null if it has not begun yet. */
  private static @Nullable Run read(String id, String directory) {
    byte[] text = Fs.readIfExists(RawText.encode(directory + FILE));
    boolean number = !id.isEmpty() && id.length() < 10;
    for (int i = 0; i < id.length(); i++) {
      number &= Character.isDigit(id.charAt(i));
    }
    if (text == null || !number) {
      return null;
    }
    List<String> paths = new ArrayList<>();
    List<String> units = new ArrayList<>();
    String cgroup = "";
    for (String line : RawText.decode(text).split("\n", -1)) {
      if (line.startsWith("path ")) {
        paths.add(line.substring(5));
      } else if (line.startsWith("unit ") && UnitName.parse(line.substring(5)) != null) {
        units.add(line.substring(5));
      } else if (line.startsWith("cgroup ")) {
        cgroup = line.substring(7);
      }
    }
    return new Run(id, directory, paths, units, cgroup);
  }

  private static boolean isAlive(Run run) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(run.socket()));
    } catch (IOException nobody) {
      return false;
    }
  }
}
