package org.reeve.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cgroup of a machine's or container's own, with all below it. */
record Cgroup(Path directory) {

  /** Makes an empty one below the root of the unified tree. */
  static Cgroup make(String name) throws IOException {
    Path root = root();
    if (root == null) {
      throw new IllegalStateException("no cgroup2 is mounted");
    }
    return new Cgroup(Files.createDirectory(root.resolve("reeve-e2e-" + name)));
  }

  /** Where the unified cgroup tree is mounted; null if it is not. */
  static @Nullable Path root() {
    for (String mount : Machine.read(Path.of("/proc/mounts")).lines().toList()) {
      String[] fields = mount.split(" ", -1);
      if (fields[2].equals("cgroup2")) {
        return Path.of(fields[1]);
      }
    }
    return null;
  }

  /** Lets a user make groups in it and processes in them: cgroups(7), delegation. */
  void delegate(int uid) throws IOException {
    for (String file : List.of("", "cgroup.procs", "cgroup.threads", "cgroup.subtree_control")) {
      Files.setAttribute(directory.resolve(file), "unix:uid", uid);
    }
  }

  /** The paths of the groups below, without a slash in front. */
  List<String> below() {
    try (Stream<Path> groups = Files.walk(directory)) {
      return groups
          .filter(group -> Files.isDirectory(group) && !group.equals(directory))
          .map(group -> directory.relativize(group).toString())
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      return below(); // one went away during the walk: look again
    }
  }

  /** The processes in it and below, as process ids seen from outside. */
  List<Long> processes() {
    List<Long> found = new ArrayList<>();
    try (Stream<Path> groups = Files.walk(directory)) {
      for (Path group : groups.filter(Files::isDirectory).toList()) {
        Machine.read(group.resolve("cgroup.procs"))
            .lines()
            .forEach(pid -> found.add(Long.valueOf(pid)));
      }
    } catch (IOException | UncheckedIOException e) {
      return processes(); // as above
    }
    return found;
  }

  boolean isEmpty() {
    return !Files.exists(directory)
        || Machine.read(directory.resolve("cgroup.events")).contains("populated 0");
  }

  /** Removes it with all below; false if the kernel has not let go of a last process yet. */
  boolean remove() {
    if (!Files.exists(directory)) {
      return true;
    }
    try (Stream<Path> groups = Files.walk(directory)) {
      List<Path> deepestFirst =
          groups.filter(Files::isDirectory).sorted((a, b) -> b.compareTo(a)).toList();
      for (Path group : deepestFirst) {
        Files.delete(group);
      }
      return true;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }
}
