package org.reeve.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory as an ordinary user has it after cloning and building: what the pages' commands need
 * of it, in a network of its own, as every page has an echo server at the same port.
 */
final class Checkout {
  private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

  private final Calls calls;
  private final @Nullable Process network;

  private Checkout(Path directory, @Nullable Process network) {
    this.network = network;
    this.calls =
        new Calls(directory.resolve("dist/target/reeve"), directory, Calls.Caller.ORDINARY_USER);
  }

  static Checkout make(Path parent) throws IOException {
    Path directory = Files.createDirectories(parent.resolve("checkout"));
    copy(Path.of("../dist/target/reeve"), directory.resolve("dist/target/reeve"));
    for (String name : List.of("reeve", "examples")) {
      copy(Path.of("..", name), directory.resolve(name));
    }
    for (Path path : List.of(parent, directory)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    return new Checkout(directory, IS_ROOT ? network() : null);
  }

  /** Holds a network that has nothing but lo, which needs root. */
  private static Process network() throws IOException {
    String script = "ip link set lo up && echo up && exec sleep infinity";
    Process process = new ProcessBuilder("unshare", "--net", "sh", "-c", script).start();
    if (!"up".equals(process.inputReader().readLine())) {
      throw new IOException("no network could be made");
    }
    return process;
  }

  /** Copies a file or directory so that everybody can read it. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.toAbsolutePath().getParent());
    try {
      String script = "cp -a \"$0\" \"$1\" && chmod -R a+rX \"$1\"";
      Process copying =
          new ProcessBuilder("/bin/sh", "-c", script, from.toString(), to.toString())
              .inheritIO()
              .start();
      if (copying.waitFor() != 0) {
        throw new IOException(from + " could not be copied to " + to);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A shell in which an ordinary user stands in the directory. */
  ConsoleShell shell() throws IOException {
    return new ConsoleShell(inNetwork(List.of("bash", "--norc", "--noprofile")).start());
  }

  /** Begins a command on a terminal of its own, in which keys can be typed. */
  Calls.Call begin(String command) {
    return calls.start(inNetwork(List.of("script", "-qec", command, "/dev/null")));
  }

  private ProcessBuilder inNetwork(List<String> words) {
    ProcessBuilder builder = calls.builder(words);
    if (network != null) {
      List<String> command = new ArrayList<>();
      command.addAll(List.of("nsenter", "--net=/proc/" + network.pid() + "/ns/net", "--"));
      command.addAll(builder.command());
      builder.command(command);
    }
    return builder;
  }

  /** Ends what may be left. */
  void end() {
    calls.killLeftovers();
    if (network != null) {
      network.destroyForcibly();
    }
  }
}
