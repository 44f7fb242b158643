package org.reeve.init;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.reeve.linux.Fs;

/** The installation tree that this process runs from. */
final class Installation {
  private Installation() {}

  /**
   * The directory that holds {@code bin/}, {@code lib/} and {@code runtime/}, found by the running
   * Java program.
   */
  static String root() {
    try {
      Path java = Files.readSymbolicLink(Path.of("/proc/self/exe"));
      Path root = java.resolve("../../..").normalize();
      return root.toString();
    } catch (IOException unreadable) {
      throw new IllegalStateException(
          "/proc/self/exe cannot be read, so the installation cannot be found", unreadable);
    }
  }

  /** This process's environment as bytes, for a program that takes its place. */
  static List<byte[]> environment() {
    byte[] all = Fs.read(Fs.path("/proc/self/environ"));
    List<byte[]> variables = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 0) {
        variables.add(Arrays.copyOfRange(all, start, i));
        start = i + 1;
      }
    }
    return variables;
  }
}
