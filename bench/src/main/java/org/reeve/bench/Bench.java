package org.reeve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.reeve.e2e.Await;
import org.reeve.e2e.Init;
import org.reeve.e2e.Machine;
import org.reeve.e2e.Result;

/**
 * Boots throw-away machines with systemd and Reeve in turns and prints what each takes.
 *
 * <ul>
 *   <li>boot: from the exec of the init until its services are there; the clock stops when each has
 *       been seen alive in /proc
 *   <li>start, stop: a method call on an open connection to the private socket until its job's
 *       JobRemoved
 *   <li>PSS: of PID 1 and, with Reeve, the manager, when nothing has happened for some seconds
 * </ul>
 */
public final class Bench {
  private static final List<Integer> SIZES = List.of(1, 100, 1000);
  private static final int CALLS = 200;
  private static final Duration REST = Duration.ofSeconds(12);
  private static final Duration BOOT = Duration.ofMinutes(2);
  private static final Path ROOT = Path.of(System.getProperty("reeve.root", ".")).toAbsolutePath();

  private final List<Init> inits = new ArrayList<>();

  private Bench() {}

  /** Runs everything; the argument is the number of rounds. */
  public static void main(String[] args) throws IOException {
    System.exit(new Bench().run(args.length > 0 ? Integer.parseInt(args[0]) : 5));
  }

  private int run(int rounds) throws IOException {
    for (Init init : List.of(Init.SYSTEMD, Init.REEVE)) {
      String reason = Machine.impossible(init);
      if (reason == null) {
        inits.add(init);
      } else {
        System.err.println("bench: " + init + " is left out: " + reason);
      }
    }
    if (inits.isEmpty()) {
      return 1;
    }
    System.out.println(
        "medians (ranges) of "
            + rounds
            + " alternating rounds, "
            + Runtime.getRuntime().availableProcessors()
            + " cores");
    System.out.println(Figure.heading());
    for (int size : SIZES) {
      boots(size, rounds);
    }
    calls(rounds);
    return 0;
  }

  private void boots(int size, int rounds) throws IOException {
    Figure boot = new Figure("exec of init to " + size + " services", "ms");
    Figure memory = new Figure("PSS idle with " + size + " services", "MB");
    Path units = units(size);
    for (int round = 0; round < rounds; round++) {
      for (Init init : inits) {
        try (Machine machine = watched(init, size, units)) {
          Path result = machine.path("/bench.result");
          Await.until(
              size + " services run, console: " + machine.console(),
              BOOT,
              () -> Files.exists(result));
          String text = Files.readString(result).strip();
          try {
            boot.add(init, Long.parseLong(text) / 1e6);
          } catch (NumberFormatException e) {
            throw new AssertionError("no valid boot of " + init + ": " + text, e);
          }
          Await.until(
              "the boot is over",
              BOOT,
              () -> machine.systemctl("is-system-running").out().strip().equals("running"));
          if (round == 0) { // varies by a hundredth only
            rest();
            memory.add(init, pss(machine) / 1024.0);
          }
        }
      }
    }
    System.out.println(boot);
    System.out.println(memory);
  }

  private void calls(int rounds) throws IOException {
    Figure start = new Figure("start on an open connection", "ms");
    Figure stop = new Figure("stop on an open connection", "ms");
    Path units = units(1);
    for (int round = 0; round < rounds; round++) {
      for (Init init : inits) {
        try (Machine machine = watched(init, 1, units)) {
          Await.until("the service runs", BOOT, () -> Files.exists(machine.path("/bench.result")));
          Result result = machine.run(callsCommand());
          if (result.status() != 0) {
            throw new AssertionError(init + ": " + result);
          }
          List<String> lines = result.out().lines().toList();
          start.add(init, numbers(lines.get(0)));
          stop.add(init, numbers(lines.get(1)));
        }
      }
    }
    System.out.println(start);
    System.out.println(stop);
  }

  /**
   * The client must run inside: the kernel tells the manager its pid, and outside ones are 0 there.
   */
  private static List<String> callsCommand() {
    List<String> classes = new ArrayList<>();
    for (String room : List.of("linux", "dbus", "bench")) {
      classes.add(ROOT.resolve(room + "/target/classes").toString());
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        String.join(":", classes),
        "org.reeve.bench.Calls",
        "bench-0001.service",
        Integer.toString(CALLS));
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  private static Machine watched(Init init, int size, Path units) {
    List<String> command =
        new ArrayList<>(List.of("/usr/lib/reeve-e2e/watch-boot", Integer.toString(size)));
    command.addAll(init.command());
    return Machine.start(command, init.command().getFirst(), units);
  }

  /** Lets a machine come to rest: what a start needed is given back after some seconds. */
  private static void rest() {
    try {
      Thread.sleep(REST);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Kilobytes of PID 1 and of Reeve's manager, each page divided by the number of its users. */
  private static long pss(Machine machine) {
    List<Long> pids = new ArrayList<>(machine.managers());
    pids.add(machine.init());
    long kilobytes = 0;
    for (long pid : pids) {
      for (String line : Machine.read(Path.of("/proc/" + pid + "/smaps_rollup")).lines().toList()) {
        if (line.startsWith("Pss:")) {
          kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    return kilobytes;
  }

  /**
   * A directory with so many equal services, each a file of its own, and a default target that
   * wants them. No start limit: {@link Calls} starts one more often than the default of five times
   * in 10 s.
   */
  private static Path units(int size) throws IOException {
    Path units =
        Files.createTempDirectory(Files.createDirectories(ROOT.resolve("bench/target")), "units");
    Path wants = Files.createDirectory(units.resolve("bench.target.wants"));
    Files.writeString(
        units.resolve("bench.target"), "[Unit]\nDescription=All services of the benchmark\n");
    Files.createSymbolicLink(units.resolve("default.target"), Path.of("bench.target"));
    for (int i = 1; i <= size; i++) {
      String name = "bench-" + Integer.toString(10_000 + i).substring(1) + ".service";
      Files.writeString(
          units.resolve(name),
          "[Unit]\nDescription=Service "
              + i
              + " of the benchmark\nStartLimitIntervalSec=0\n\n[Service]\nExecStart=/usr/lib/reeve-e2e/announce\n");
      Files.createSymbolicLink(wants.resolve(name), Path.of("../" + name));
    }
    return units;
  }
}
