package org.reeve.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What hand, the manager and the machine hold while nothing runs.
 *
 * @param counts what there is, by name, and how many of it: descriptors of a kind, threads of a
 *     name, a cgroup, a unit …
 * @param kilobytes memory
 */
record Holdings(SortedMap<String, Long> counts, SortedMap<String, Long> kilobytes) {
  static final String HEAP = "manager's heap after a collection";
  static final String MANAGER = "manager's PSS";
  static final String HAND = "hand's PSS";
  static final String LOGS = "/memfd:reeve-logs";
  static final String STATE = "/memfd:state";

  /** The JVM makes and ends these as it likes. */
  private static final String COMPILER = "C1 CompilerThre";

  private static final String DELETED = " (deleted)";

  Holdings {
    counts = Collections.unmodifiableSortedMap(counts);
    kilobytes = Collections.unmodifiableSortedMap(kilobytes);
  }

  /** Measures a place with Reeve to whose manager {@code jcmd} can attach. */
  static Holdings of(Place place) {
    SortedMap<String, Long> counts = new TreeMap<>();
    SortedMap<String, Long> kilobytes = new TreeMap<>();
    long hand = place.init();
    long manager = manager(place);
    ask(manager, "GC.run");
    kilobytes.put(HEAP, heap(ask(manager, "GC.heap_info")));
    kilobytes.put(HAND, pss(hand));
    kilobytes.put(MANAGER, pss(manager));
    for (String thread : threads(manager)) {
      if (!thread.equals(COMPILER)) {
        add("thread of manager: " + thread, counts);
      }
    }
    threads(hand).forEach(thread -> add("thread of hand: " + thread, counts));
    descriptors("hand", hand, counts, kilobytes);
    descriptors("manager", manager, counts, kilobytes);
    for (ProcessHandle process : place.inhabitants()) {
      add("process: " + name(Path.of("/proc/" + process.pid())), counts);
    }
    place.groups().forEach(group -> add("cgroup: " + group, counts));
    Path run = place.path("/run");
    below(run).forEach(path -> add("file: /run/" + run.relativize(path), counts));
    Machine.read(Path.of("/proc/" + hand + "/mounts"))
        .lines()
        .forEach(line -> add("mount: " + line, counts));
    place
        .systemctl("list-units", "--all", "--plain", "--no-legend")
        .line()
        .lines()
        .forEach(line -> add("unit: " + line.split(" ", 2)[0], counts));
    return new Holdings(counts, kilobytes);
  }

  /** The process id of the manager, which is PID 1's only child when nothing runs. */
  static long manager(Place place) {
    return ProcessHandle.of(place.init()).orElseThrow().children().findFirst().orElseThrow().pid();
  }

  private static String name(Path process) {
    return Machine.read(process.resolve("comm")).strip();
  }

  private static void add(String name, SortedMap<String, Long> counts) {
    counts.merge(name, 1L, Long::sum);
  }

  /** The names of a process's threads. */
  static List<String> threads(long pid) {
    List<String> names = new ArrayList<>();
    for (Path thread : list(Path.of("/proc/" + pid + "/task"))) {
      names.add(name(thread));
    }
    return names;
  }

  private static void descriptors(
      String who, long pid, SortedMap<String, Long> counts, SortedMap<String, Long> kilobytes) {
    Path process = Path.of("/proc/" + pid);
    for (Path descriptor : list(process.resolve("fd"))) {
      try {
        String target = Files.readSymbolicLink(descriptor).toString();
        String kind =
            target.startsWith("socket:") || target.startsWith("pipe:")
                ? target.substring(0, target.indexOf(':'))
                : target;
        add("descriptor of " + who + ": " + kind, counts);
        if (target.startsWith("/memfd:") && who.equals("hand")) {
          kilobytes.put(target.replace(DELETED, ""), Files.size(descriptor) / 1024);
        }
        Machine.read(process.resolve("fdinfo").resolve(descriptor.getFileName()))
            .lines()
            .filter(line -> line.startsWith("inotify "))
            .forEach(_ -> add("inotify watch of " + who, counts));
      } catch (NoSuchFileException e) {
        // closed meanwhile
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> below(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The kilobytes that the two generations use: "DefNew total …, used 12K …". */
  private static long heap(String text) {
    long used = 0;
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.startsWith("DefNew ") || line.startsWith("Tenured ")) {
        used += number(line, "used ", "K");
      }
    }
    return used;
  }

  private static long pss(long pid) {
    return number(Machine.read(Path.of("/proc/" + pid + "/smaps_rollup")), "\nPss:", "kB");
  }

  private static long number(String text, String before, String after) {
    int from = text.indexOf(before);
    int to = from < 0 ? -1 : text.indexOf(after, from);
    if (to < 0) {
      throw new AssertionError("no '" + before + "' in " + text);
    }
    return Long.parseLong(text.substring(from + before.length(), to).strip());
  }

  /** Runs a diagnostic command in a JVM. */
  private static String ask(long pid, String command) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
    try {
      Process process =
          new ProcessBuilder(jcmd, Long.toString(pid), command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + " of process " + pid + ": " + text);
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** How many there are of all whose names begin so. */
  long count(String prefix) {
    long count = 0;
    for (var entry : counts.tailMap(prefix).entrySet()) {
      if (!entry.getKey().startsWith(prefix)) {
        break;
      }
      count += entry.getValue();
    }
    return count;
  }

  long kilobytes(String name) {
    return kilobytes.getOrDefault(name, 0L);
  }
}
