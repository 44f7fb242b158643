package org.reeve.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An ordinary Podman container with Reeve as its PID 1, made by {@code lab/container}: default
 * capabilities and seccomp filter, on an overlay of this machine's root; with cgroups that cannot
 * be written, unless it is given one of its own. Closing it kills everything inside and leaves
 * nothing but the console log under target/machines.
 */
public final class Container implements Place {
  private static final Duration BOOT = Duration.ofSeconds(60);
  private static final Duration COMMAND = Duration.ofMinutes(2);
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Path HOME =
      Path.of(System.getProperty("reeve.e2e", ".")).toAbsolutePath().normalize();
  private static final Path LAYER = HOME.resolve("target/layer");
  private static final Path INIT = LAYER.resolve("usr/lib/reeve/bin/init");

  private static final List<String> INIT_COMMAND = List.of("/usr/lib/reeve/bin/init");

  private final Path id;
  private final Path console;
  private final Process podman;
  private final int uid;
  private final long init;
  private final @Nullable Cgroup cgroup;

  private Container(
      Path id, Path console, Process podman, int uid, long init, @Nullable Cgroup cgroup) {
    this.id = id;
    this.console = console;
    this.podman = podman;
    this.uid = uid;
    this.init = init;
    this.cgroup = cgroup;
  }

  /** Why containers cannot be made here, in one sentence; null if they can. */
  public static @Nullable String impossible() {
    for (String tool : List.of("/usr/bin/podman", "/usr/bin/crun")) {
      if (!Files.isExecutable(Path.of(tool))) {
        return "containers need the program " + tool;
      }
    }
    return Files.isExecutable(INIT) ? Machine.impossible() : INIT + " is not there";
  }

  /**
   * Starts a container and waits until systemctl says that the boot is over.
   *
   * @param uid as whom PID 1 runs
   * @param options more of {@code podman run}
   */
  public static Container boot(int uid, Path units, String... options) {
    return booted(start(uid, units, null, INIT_COMMAND, options));
  }

  /** The same as root, with words for PID 1. */
  static Container boot(List<String> command, Path units) {
    return booted(start(0, units, null, command));
  }

  /**
   * Starts a container that has a cgroup of its own, which PID 1's user may write, and waits until
   * systemctl says that the boot is over.
   */
  public static Container bootWithCgroup(int uid, Path units) {
    try {
      Cgroup cgroup =
          Cgroup.make("container-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
      cgroup.delegate(uid);
      return booted(start(uid, units, cgroup, INIT_COMMAND));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Container booted(Container container) {
    try {
      Await.until(
          "the container has booted",
          BOOT,
          () ->
              List.of("running", "degraded")
                  .contains(
                      // is-system-running says offline where /run/systemd/system is missing
                      container.systemctl("show", "-p", "SystemState", "--value").out().strip()));
      return container;
    } catch (AssertionError e) {
      String said = container.console();
      container.close();
      throw new AssertionError(e.getMessage() + "\nconsole: " + said, e);
    }
  }

  private static Container start(
      int uid, Path units, @Nullable Cgroup cgroup, List<String> command, String... options) {
    String name = "container-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    try {
      Path machines = Files.createDirectories(HOME.resolve("target/machines"));
      Path id = Files.createTempDirectory("reeve-"); // podman takes short paths only
      Path pidFile = machines.resolve(name + ".pid");
      Path console = machines.resolve(name + ".console");
      List<String> words =
          new ArrayList<>(
              List.of(
                  HOME.resolve("lab/container").toString(),
                  LAYER.toString(),
                  units.toAbsolutePath().toString(),
                  id.toString(),
                  "--pidfile=" + pidFile));
      if (uid != 0) {
        words.add("--user=" + uid + ":" + uid);
      }
      words.addAll(List.of(options));
      words.add("--");
      words.addAll(command);
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(console.toFile());
      if (cgroup != null) {
        builder.environment().put("CGROUP", cgroup.directory().toString());
      }
      Process podman = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(podman::destroyForcibly));
      Await.until(
          "PID 1 executes the init", // to enter what is not made yet disturbs its making
          BOOT,
          () -> {
            if (!podman.isAlive()) {
              throw new AssertionError(
                  "podman ended with " + podman.exitValue() + ":\n" + read(console));
            }
            String pid = read(pidFile).strip();
            return !pid.isEmpty()
                && read(Path.of("/proc/" + pid + "/cmdline"))
                    .startsWith("/usr/lib/reeve/bin/init\0");
          });
      long init = Long.parseLong(read(pidFile).strip());
      Files.delete(pidFile);
      return new Container(id, console, podman, uid, init, cgroup);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long init() {
    return init;
  }

  /** All that PID 1 and what else has the console wrote so far. */
  @Override
  public String console() {
    return read(console);
  }

  /** Debian's systemctl, as the user that PID 1 runs as. */
  @Override
  public Result systemctl(String... arguments) {
    List<String> words = new ArrayList<>(List.of("systemctl"));
    if (uid != 0) {
      words.add("--user");
    }
    words.addAll(List.of(arguments));
    return run(words);
  }

  /** A property of a unit. */
  public String property(String unit, String name) {
    return systemctl("show", "-p", name, "--value", unit).line();
  }

  public Result shell(String script) {
    return run(List.of("sh", "-c", script));
  }

  /** Runs a command inside, as the user that PID 1 runs as, and waits for it. */
  public Result run(List<String> command) {
    return run(command, COMMAND);
  }

  @Override
  public Result run(List<String> command, Duration limit) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("nsenter", "--target=" + init, "--mount", "--pid", "--uts", "--ipc"));
    words.addAll(List.of("--net", "--wdns=/", "env", "-i", "TERM=dumb"));
    words.add("XDG_RUNTIME_DIR=/tmp/reeve-" + uid);
    words.add("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    if (uid != 0) {
      words.addAll(List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups"));
    }
    words.addAll(command);
    try {
      Process process =
          new ProcessBuilder(words).redirectInput(Path.of("/dev/null").toFile()).start();
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(
              () -> readAll(process.getErrorStream()), Thread::startVirtualThread);
      CompletableFuture<String> out =
          CompletableFuture.supplyAsync(
              () -> readAll(process.getInputStream()), Thread::startVirtualThread);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("no end: " + command + "\nconsole: " + console());
      }
      return new Result(process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What runs inside but for who asks: a line a process, its parent's pid, its name, its words. */
  public List<String> processes() {
    return run(List.of("ps", "-e", "-o", "ppid=,comm=,args=", "--no-headers"))
        .out()
        .lines()
        .map(String::strip)
        .filter(line -> !line.startsWith("0 ps "))
        .toList();
  }

  @Override
  public List<String> groups() {
    return cgroup == null ? List.of() : cgroup.below();
  }

  /** Sends PID 1 a signal from outside, as {@code podman stop} and {@code podman kill} do. */
  public void signal(String signal) {
    try {
      new ProcessBuilder("kill", "-s", signal, Long.toString(init)).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until the container has ended and returns its exit code. */
  public int awaitEnd() {
    Await.until("the container has ended", COMMAND, () -> !podman.isAlive());
    return podman.exitValue();
  }

  @Override
  public void close() {
    ProcessHandle.of(init).ifPresent(ProcessHandle::destroyForcibly);
    Await.until("the container's processes are gone", BOOT, () -> !podman.isAlive());
    if (cgroup != null) {
      Await.until("the container's cgroups are empty", BOOT, cgroup::isEmpty);
      Await.until("the container's cgroups are removed", BOOT, cgroup::remove);
    }
    try {
      Files.delete(id); // what was mounted there went with podman
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static String readAll(java.io.InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
