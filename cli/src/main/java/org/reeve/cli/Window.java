package org.reeve.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What the machine says about this process's terminal and name. */
final class Window {
  private Window() {}

  /** Whether a descriptor of this process is a terminal. */
  static boolean isTerminal(int fd) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException none) {
      return false;
    }
  }

  /** The width of the terminal at standard output; {@code otherwise} if it does not say. */
  static int columns(int otherwise) {
    // stty asks the terminal behind its standard input; only a terminal without $COLUMNS comes here
    ProcessBuilder stty = new ProcessBuilder("stty", "size");
    stty.redirectInput(Path.of("/proc/self/fd/1").toFile());
    try {
      Process process = stty.start();
      String[] size =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
              .strip()
              .split(" ", -1);
      int columns = size.length == 2 && Options.isNumber(size[1]) ? Integer.parseInt(size[1]) : 0;
      return columns > 0 ? columns : otherwise;
    } catch (IOException none) {
      return otherwise;
    }
  }

  static boolean exists(String path) {
    return Files.exists(Path.of(path));
  }

  static boolean isDirectory(String path) {
    return Files.isDirectory(Path.of(path));
  }

  /** Whether the root directory is not that of PID 1. */
  static boolean isChroot(Map<String, String> environment) {
    if (Boolean.TRUE.equals(Options.bool(environment.getOrDefault("SYSTEMD_IGNORE_CHROOT", "")))) {
      return false;
    }
    try {
      return !Files.isSameFile(Path.of("/proc/1/root"), Path.of("/"));
    } catch (IOException notOurs) {
      return false;
    }
  }

  /** The uid of this process. */
  static long uid() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") & 0xFFFF_FFFFL;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** This machine's host name. */
  static String hostName() {
    return read("/proc/sys/kernel/hostname");
  }

  /** The name of a process; empty if it is gone. */
  static String processName(long pid) {
    return read("/proc/" + pid + "/comm");
  }

  /** The first line of a small file; empty if it cannot be read. */
  static String read(String path) {
    try {
      String content = new String(Files.readAllBytes(Path.of(path)), StandardCharsets.UTF_8);
      int end = content.indexOf('\n');
      return end < 0 ? content : content.substring(0, end);
    } catch (IOException gone) {
      return "";
    }
  }
}
