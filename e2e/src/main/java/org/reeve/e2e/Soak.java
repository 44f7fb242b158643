package org.reeve.e2e;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Thousands of starts and stops in one place, and what hand and manager hold between them: what
 * {@code soak/run} runs, and a test a small share of.
 *
 * <p>The first interval is for warming up: what is made at first use is made, and bounded stores
 * are full. After it, what can be counted must be there as often as before, by name; and memory,
 * which wobbles, may at its least in the later half of the intervals be no more than a margin above
 * its least in the earlier half.
 */
public final class Soak {
  private static final Path HOME =
      Path.of(System.getProperty("reeve.e2e", ".")).toAbsolutePath().normalize();
  private static final Path UNITS = HOME.resolve("soak/units");
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofMinutes(30);

  /** As many as fill the rings in which the output of units that are gone is kept. */
  private static final int LEAST_WARM_UP = 600;

  /** Names of threads that come for work and go when there is none. */
  private static final Set<String> PASSING = Set.of("preparer", "remover");

  /** Kilobytes that may be more. */
  private static final Map<String, Long> MARGINS =
      Map.of(
          Holdings.HEAP, 128L,
          Holdings.MANAGER, 4096L,
          Holdings.HAND, 128L,
          Holdings.LOGS, 1024L,
          Holdings.STATE, 64L);

  private final Place place;
  private final PrintStream out;
  private final List<Holdings> intervals = new ArrayList<>();
  private int rounds;

  private Soak(Place place, PrintStream out) {
    this.place = place;
    this.out = out;
  }

  /**
   * Arguments: {@code --container}, and how many starts. Ends with status 1 if something has grown.
   */
  public static void main(String[] args) {
    List<String> words = new ArrayList<>(List.of(args));
    boolean inContainer = words.remove("--container");
    int starts = words.isEmpty() ? 10_000 : Integer.parseInt(words.getFirst());
    String reason = inContainer ? Container.impossible() : Machine.impossible(Init.REEVE);
    if (reason != null) {
      System.err.println("soak: cannot run: " + reason);
      System.exit(2);
    }
    List<String> growth =
        inContainer ? inContainer(starts, 8, System.out) : onMachine(starts, 8, System.out);
    growth.forEach(System.out::println);
    System.exit(growth.isEmpty() ? 0 : 1);
  }

  /**
   * Boots a machine, starts and stops so many services on it, and says what has grown, a sentence
   * each.
   *
   * @param count how many times is measured after warming up
   */
  static List<String> onMachine(int starts, int count, PrintStream out) {
    try (Machine machine = Machine.boot(command(), Init.REEVE.command().getFirst(), UNITS)) {
      return new Soak(machine, out).run(starts, count);
    }
  }

  /** The same in a container without cgroups of its own, where wardens keep services together. */
  static List<String> inContainer(int starts, int count, PrintStream out) {
    try (Container container = Container.boot(command(), UNITS)) {
      return new Soak(container, out).run(starts, count);
    }
  }

  private List<String> run(int starts, int count) {
    out.println(
        "    starts     s  descriptors  watches  threads  processes  cgroups  units"
            + "    heap   PSS: manager   hand    logs   state");
    out.println(
        "                  hand/manager                                              " + "   KiB");
    int warmUp = Math.max(starts / 5, LEAST_WARM_UP);
    interval(warmUp);
    for (int i = 0; i < count; i++) {
      interval(Math.max(1, (starts - warmUp) / count));
    }
    List<String> growth = new ArrayList<>(differences());
    MARGINS.forEach((name, margin) -> growth.addAll(growth(name, margin)));
    return growth;
  }

  /**
   * Reeve's PID 1 with a manager that has the options of every manager but for two: it lets {@code
   * jcmd} attach, for a collection of garbage cannot be asked for otherwise; and every such
   * collection leaves no gaps, which would be counted as used.
   */
  private static List<String> command() {
    String tree = "/usr/lib/reeve/";
    List<String> words = new ArrayList<>(Init.REEVE.command());
    words.addAll(
        List.of("--", tree + "runtime/bin/java", "-XX:AOTCache=" + tree + "lib/reeve.aot"));
    words.add("-XX:MarkSweepAlwaysCompactCount=1");
    for (String option : Machine.read(HOME.resolve("../dist/src/java.options")).lines().toList()) {
      words.add(option.equals("-XX:+DisableAttachMechanism") ? option.replace('+', '-') : option);
    }
    words.add("manager");
    return words;
  }

  /** Starts and stops services, at least so many, and measures when all is quiet again. */
  private void interval(int starts) {
    long begin = System.nanoTime();
    int count = Math.ceilDiv(starts, SoakLoad.ROUND);
    Result load = place.run(load(rounds, count), INTERVAL);
    if (load.status() != 0) {
      throw new AssertionError("the load failed: " + load.err() + "\nconsole: " + place.console());
    }
    rounds += count;
    double seconds = (System.nanoTime() - begin) / 1e9;
    Await.until("only hand and manager run", SOON, () -> place.inhabitants().size() == 2);
    Await.until(
        "the manager is idle",
        SOON,
        () -> Holdings.threads(Holdings.manager(place)).stream().noneMatch(PASSING::contains));
    Holdings now = Holdings.of(place);
    intervals.add(now);
    out.println(
        String.format(
            Locale.ROOT,
            "%10d %5.1f %8d/%-5d %7d %8d %10d %8d %6d %7d %14d %6d %7d %7d",
            rounds * SoakLoad.ROUND,
            seconds,
            now.count("descriptor of hand"),
            now.count("descriptor of manager"),
            now.count("inotify"),
            now.count("thread"),
            now.count("process"),
            now.count("cgroup"),
            now.count("unit"),
            now.kilobytes(Holdings.HEAP),
            now.kilobytes(Holdings.MANAGER),
            now.kilobytes(Holdings.HAND),
            now.kilobytes(Holdings.LOGS),
            now.kilobytes(Holdings.STATE)));
  }

  /** The load runs inside: the kernel tells the manager its pid, and outside ones are 0 there. */
  private static List<String> load(int first, int count) {
    List<String> classes = new ArrayList<>();
    for (String room : List.of("linux", "dbus", "e2e")) {
      classes.add("/usr/lib/reeve-e2e/classes/" + room);
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        String.join(":", classes),
        SoakLoad.class.getName(),
        Integer.toString(first),
        Integer.toString(count));
  }

  /** What can be counted and is not there as often as after warming up. */
  private List<String> differences() {
    Holdings before = intervals.getFirst();
    Holdings after = intervals.getLast();
    Set<String> names = new TreeSet<>(before.counts().keySet());
    names.addAll(after.counts().keySet());
    List<String> sentences = new ArrayList<>();
    for (String name : names) {
      long old = before.counts().getOrDefault(name, 0L);
      long now = after.counts().getOrDefault(name, 0L);
      if (old != now) {
        sentences.add(name + ": " + old + " after warming up, " + now + " at the end");
      }
    }
    return sentences;
  }

  private List<String> growth(String name, long margin) {
    int half = intervals.size() / 2;
    List<Holdings> measured = intervals.subList(1, intervals.size());
    long early = least(name, measured.subList(0, half));
    long late = least(name, measured.subList(measured.size() - half, measured.size()));
    return late - early <= margin
        ? List.of()
        : List.of(
            name
                + ": at least "
                + early
                + " KiB in the earlier half, "
                + late
                + " in the later: more than "
                + margin
                + " KiB more");
  }

  private static long least(String name, List<Holdings> some) {
    return some.stream().mapToLong(each -> each.kilobytes(name)).min().orElseThrow();
  }
}
