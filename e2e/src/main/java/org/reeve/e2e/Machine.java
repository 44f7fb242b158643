package org.reeve.e2e;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A throw-away machine: an init as PID 1 of its own namespaces on an overlay of this machine's
 * root, made by {@code lab/boot}. Closing it kills everything inside and leaves nothing but the
 * console log under target/machines.
 *
 * <p>Inside, {@code /usr/lib/reeve} is the built installation tree and {@code /usr/lib/reeve-e2e}
 * has the programs of {@code programs/}. Tests look at a machine in three ways: by commands run
 * inside ({@link #run}), by its processes seen from outside ({@link #processes}), and by its
 * console.
 */
public final class Machine implements Place {
  private static final Duration BOOT = Duration.ofMinutes(2);
  private static final Duration DEBIAN_BOOT = Duration.ofMinutes(5);
  private static final Duration COMMAND = Duration.ofMinutes(3);
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** The folder e2e, from which the tests run; benchmarks name it. */
  private static final Path HOME =
      Path.of(System.getProperty("reeve.e2e", ".")).toAbsolutePath().normalize();

  private static final Path LAB = HOME.resolve("lab");
  private static final Path LAYER = HOME.resolve("target/layer");

  private final Cgroup cgroup;
  private final Path console;
  private final Process boot;
  private final long init;

  private Machine(Cgroup cgroup, Path console, Process boot, long init) {
    this.cgroup = cgroup;
    this.console = console;
    this.boot = boot;
    this.init = init;
  }

  /** Why machines cannot be made here, in one sentence; null if they can. */
  public static @Nullable String impossible() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return "throw-away machines need root";
    }
    if (Cgroup.root() == null) {
      return "throw-away machines need a mounted cgroup2";
    }
    for (String tool : List.of("unshare", "nsenter", "setpriv", "ip", "systemctl")) {
      if (Stream.of("/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/")
          .noneMatch(directory -> Files.isExecutable(Path.of(directory + tool)))) {
        return "throw-away machines need the program " + tool;
      }
    }
    return null;
  }

  /** Why this init cannot be booted, in one sentence; null if it can. */
  public static @Nullable String impossible(Init init) {
    Path program =
        init == Init.REEVE
            ? LAYER.resolve("usr/lib/reeve/bin/init")
            : Path.of(init.command().getFirst());
    return Files.isExecutable(program) ? impossible() : program + " is not there";
  }

  /**
   * Boots {@code init} with the unit files of a directory and waits until systemctl says that the
   * boot is over.
   */
  public static Machine boot(Init init, Path units) {
    return boot(init.command(), init.command().getFirst(), units);
  }

  /**
   * Boots whatever {@code command} ends in executing as PID 1.
   *
   * @param command what is executed as PID 1 first
   * @param init the program it becomes, as its command line names it
   */
  public static Machine boot(List<String> command, String init, Path units) {
    return start(command, init, units).booted(BOOT);
  }

  /**
   * Boots {@code init} with all that Debian's packages want to be started without being enabled,
   * and waits until systemctl says that the boot is over.
   *
   * @param units more unit files
   */
  public static Machine bootDebian(Init init, Path units) {
    return start(init.command(), init.command().getFirst(), units, Map.of("KEEP_DEBIAN_UNITS", "1"))
        .booted(DEBIAN_BOOT);
  }

  private Machine booted(Duration limit) {
    try {
      Await.until(
          "the machine has booted",
          limit,
          () ->
              List.of("running", "degraded")
                  .contains(systemctl("is-system-running").out().strip()));
    } catch (AssertionError e) {
      close();
      throw new AssertionError(e.getMessage() + "\nconsole: " + console(), e);
    }
    return this;
  }

  /** Starts a machine and returns as soon as its PID 1 executes {@code init}. */
  public static Machine start(List<String> command, String init, Path units) {
    return start(command, init, units, Map.of());
  }

  private static Machine start(
      List<String> command, String init, Path units, Map<String, String> environment) {
    String name = ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    try {
      Cgroup cgroup = Cgroup.make(name);
      Path console =
          Files.createDirectories(HOME.resolve("target/machines")).resolve(name + ".console");
      List<String> words = new ArrayList<>();
      words.addAll(
          List.of(
              LAB.resolve("boot").toString(), LAYER.toString(), units.toAbsolutePath().toString()));
      words.add(cgroup.directory().toString());
      words.addAll(command);
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(console.toFile());
      builder.environment().putAll(environment);
      Process boot = builder.start();
      Machine unborn = new Machine(cgroup, console, boot, -1);
      Runtime.getRuntime().addShutdownHook(new Thread(boot::destroyForcibly));
      try {
        return new Machine(cgroup, console, boot, unborn.awaitInit(init));
      } catch (AssertionError e) {
        unborn.close();
        throw new AssertionError(e.getMessage() + "\nconsole: " + unborn.console(), e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The first child of unshare is the machine's PID 1; it is the init once it executes that
   * program.
   */
  private long awaitInit(String program) {
    long[] found = new long[1];
    Await.until(
        "PID 1 executes " + program,
        BOOT,
        () -> {
          if (!boot.isAlive()) {
            throw new AssertionError("the machine ended with status " + boot.exitValue());
          }
          String children =
              read(Path.of("/proc/" + boot.pid() + "/task/" + boot.pid() + "/children"));
          if (children.isBlank()) {
            return false;
          }
          found[0] = Long.parseLong(children.strip().split(" ", -1)[0]);
          String commandLine = read(Path.of("/proc/" + found[0] + "/cmdline"));
          return commandLine.startsWith(program + "\0");
        });
    return found[0];
  }

  @Override
  public long init() {
    return init;
  }

  /** The machine's cgroup tree, seen from outside. */
  public Path cgroup() {
    return cgroup.directory();
  }

  @Override
  public List<String> groups() {
    return cgroup.below();
  }

  /** All that PID 1 and what else has the console wrote so far. */
  @Override
  public String console() {
    return read(console);
  }

  @Override
  public Result systemctl(String... arguments) {
    List<String> words = new ArrayList<>(List.of("systemctl"));
    words.addAll(List.of(arguments));
    return run(words);
  }

  /** Runs a command of Reeve's own, such as {@code log}. */
  public Result reeve(String... arguments) {
    List<String> words = new ArrayList<>(List.of("/usr/lib/reeve/bin/reeve"));
    words.addAll(List.of(arguments));
    return run(words);
  }

  public Result shell(String script) {
    return run(List.of("sh", "-c", script));
  }

  /** Starts a command inside and returns at once; it ends with the machine at the latest. */
  public Process begin(List<String> command) {
    return begin(command, ProcessBuilder.Redirect.from(new File("/dev/null")));
  }

  /** The same with another standard input. */
  public Process begin(List<String> command, ProcessBuilder.Redirect input) {
    List<String> words =
        new ArrayList<>(
            List.of(
                LAB.resolve("in").toString(), cgroup.directory().toString(), Long.toString(init)));
    words.addAll(command);
    try {
      return new ProcessBuilder(words).redirectInput(input).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command inside and waits for it; one that takes longer than a minute fails the test. */
  public Result run(List<String> command) {
    return run(command, COMMAND);
  }

  @Override
  public Result run(List<String> command, Duration limit) {
    Process process = begin(command);
    try {
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(
              () -> readAll(process.getErrorStream()), Thread::startVirtualThread);
      CompletableFuture<String> out =
          CompletableFuture.supplyAsync(
              () -> readAll(process.getInputStream()), Thread::startVirtualThread);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(
            "no end within " + limit.toSeconds() + " s: " + command + "\nconsole: " + console());
      }
      return new Result(process.exitValue(), out.join(), err.join());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Path path(String absolute) {
    return Place.super.path(absolute);
  }

  /**
   * The machine's processes whose command line begins with these words, as process ids seen from
   * outside; all of them if there are no words.
   */
  public List<Long> processes(String... words) {
    String start = words.length == 0 ? "" : String.join("\0", words) + "\0";
    return cgroup.processes().stream()
        .filter(pid -> read(Path.of("/proc/" + pid + "/cmdline")).startsWith(start))
        .toList();
  }

  /**
   * The process ids, seen from outside, of the Java managers below Reeve's PID 1: one, or none
   * between two.
   */
  public List<Long> managers() {
    return processes("/usr/lib/reeve/runtime/bin/java");
  }

  /** The running manager of a machine with Reeve. */
  public long manager() {
    List<Long> managers = managers();
    if (managers.size() != 1) {
      throw new AssertionError("one manager expected, found " + managers);
    }
    return managers.getFirst();
  }

  /** Waits until PID 1 has ended and returns the exit status that the machine's maker sees. */
  public int awaitEnd() {
    Await.until("the machine has ended, console:\n" + console(), COMMAND, () -> !boot.isAlive());
    return boot.exitValue();
  }

  @Override
  public void close() {
    if (init > 0) {
      ProcessHandle.of(init).ifPresent(ProcessHandle::destroyForcibly);
    }
    boot.destroyForcibly();
    Await.until(
        "the machine's processes are gone", BOOT, () -> !boot.isAlive() && cgroup.isEmpty());
    Await.until("the machine's cgroups are removed", BOOT, cgroup::remove);
  }

  /** A small file's text; empty if it is gone, as files of processes are at any time. */
  public static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static String readAll(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
