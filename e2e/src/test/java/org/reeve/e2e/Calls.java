package org.reeve.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Calls of a copy of the installation tree on this very machine, by root or by a user without any
 * privilege, who can write no cgroup. All processes that come of a call carry a mark in their
 * environment, by which they are found wherever they have gone.
 */
final class Calls {
  /** Who calls. */
  enum Caller {
    ROOT,
    ORDINARY_USER,
    /** Whoever runs the tests. */
    PRESENT_USER
  }

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

  private final Path tree;
  private final Path directory;
  private final Caller caller;
  private final String mark = "REEVE_E2E_MARK=" + UUID.randomUUID();

  /**
   * Calls by one caller; skips the test where they cannot be made.
   *
   * @param tree the copy, readable by everybody
   * @param directory where everybody may write
   */
  Calls(Path tree, Path directory, Caller caller) {
    Assumptions.assumeTrue(IS_ROOT || caller != Caller.ROOT, "calls by root need root");
    this.tree = tree;
    this.directory = directory;
    this.caller = caller;
  }

  /** Copies the built tree to where everybody can read it. */
  static Path copyOfTree(Path directory) throws IOException, InterruptedException {
    Path copy = directory.resolve("reeve");
    Process copying =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "cp -a ../dist/target/reeve \"$0\" && chmod -R a+rX \"$0\" && chmod a+rx \"$1\"",
                copy.toString(),
                directory.toString())
            .inheritIO()
            .start();
    if (copying.waitFor() != 0) {
      throw new IOException("the tree could not be copied to " + copy);
    }
    return copy;
  }

  String program(String name) {
    return tree.resolve("bin").resolve(name).toString();
  }

  /** A unit file of this test, copied to where the caller finds it. */
  String unit(String name) {
    try {
      Path copy = directory.resolve(name);
      Files.copy(Path.of("src/test/resources/units/run", name), copy);
      return copy.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A directory of unit files of this test, copied to where the caller finds it. */
  String units(String name) {
    Path copy = directory.resolve(name);
    finish(List.of("cp", "-a", "src/test/resources/units/runs/" + name, copy.toString()));
    finish(List.of("chmod", "-R", "a+rX", copy.toString()));
    return copy.toString();
  }

  /** What is being run, its outputs as they come. */
  static final class Call {
    private final Process process;
    private final Path out;
    private final Path err;

    private Call(Process process, Path out, Path err) {
      this.process = process;
      this.out = out;
      this.err = err;
    }

    String out() {
      return Machine.read(out);
    }

    String err() {
      return Machine.read(err);
    }

    Call awaitOut(String text) {
      return await(text, out);
    }

    Call awaitErr(String text) {
      return await(text, err);
    }

    private Call await(String text, Path file) {
      Await.until(
          "\"" + text + "\" is written, so far:\n" + this,
          SOON,
          () -> {
            if (!process.isAlive() && !Machine.read(file).contains(text)) {
              throw new AssertionError("ended with status " + process.exitValue() + ":\n" + this);
            }
            return Machine.read(file).contains(text);
          });
      return this;
    }

    /** Signals the process itself. */
    Call signal(String name) {
      finish(List.of("/bin/kill", "-s", name, Long.toString(process.pid())));
      return this;
    }

    /** Types on its standard input. */
    Call type(String keys) {
      try {
        process.outputWriter().write(keys);
        process.outputWriter().flush();
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Closes its standard input. */
    Call endOfInput() {
      try {
        process.getOutputStream().close();
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Waits for the end. */
    Result end() {
      return end(SOON);
    }

    /** Waits for the end of something that takes its time. */
    Result end(Duration limit) {
      try {
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          throw new AssertionError("no end within " + limit.toSeconds() + " s:\n" + this);
        }
        return new Result(process.exitValue(), out(), err());
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public String toString() {
      return out() + "\n-- standard error:\n" + err();
    }
  }

  /** Starts the installation's {@code reeve} with these words. */
  Call begin(String... words) {
    List<String> command = new ArrayList<>(List.of(program("reeve")));
    command.addAll(List.of(words));
    return beginCommand(command);
  }

  Call beginCommand(List<String> words) {
    return start(builder(words));
  }

  /** Starts what {@link #builder} has made. */
  Call start(ProcessBuilder builder) {
    try {
      Path out = Files.createTempFile(directory, "out", "");
      Path err = Files.createTempFile(directory, "err", "");
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      return new Call(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A command of the caller's, to be started with whatever descriptors are wanted. */
  ProcessBuilder builder(List<String> words) {
    List<String> command = new ArrayList<>();
    if (IS_ROOT && caller == Caller.ORDINARY_USER) {
      command.addAll(
          List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"));
    }
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", PATH);
    environment.put("XDG_RUNTIME_DIR", runtime().toString());
    int equals = mark.indexOf('=');
    environment.put(mark.substring(0, equals), mark.substring(equals + 1));
    return builder;
  }

  /** Runs the installation's {@code reeve} to its end. */
  Result run(String... words) {
    return begin(words).end();
  }

  private static void finish(List<String> command) {
    try {
      int status = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (status != 0) {
        throw new AssertionError(command + " ended with status " + status);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The runtime directory of the caller, which the first call makes. */
  Path runtime() {
    return directory.resolve("runtime");
  }

  /** The processes that came of these calls and still live, and managers of this tree. */
  List<String> processes() {
    List<String> found = new ArrayList<>();
    ProcessHandle.allProcesses()
        .forEach(process -> {
          Path proc = Path.of("/proc/" + process.pid());
          String command = Machine.read(proc.resolve("cmdline")).replace('\0', ' ');
          boolean marked = Machine.read(proc.resolve("environ")).contains(mark);
          boolean manager = command.startsWith(tree + "/runtime/bin/java");
          if (marked || manager) {
            found.add(process.pid() + " " + command);
          }
        });
    return found;
  }

  /** Waits until nothing is left of any call. */
  void awaitNothingLeft() {
    Await.until("no process is left, but: " + processes(), SOON, () -> processes().isEmpty());
  }

  /** Ends what a failed test has left. */
  void killLeftovers() {
    for (String process : processes()) {
      ProcessHandle.of(Long.parseLong(process.substring(0, process.indexOf(' '))))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
