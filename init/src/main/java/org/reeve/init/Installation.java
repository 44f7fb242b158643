package org.reeve.init;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.reeve.linux.Fs;
import org.reeve.unit.RawText;

/** The installation tree that this process runs from. */
final class Installation {
  /** How many variables {@code launch} puts in front: LC_ALL and REEVE_LC_ALL. */
  private static final int ADDED = 2;

  private static final String RENAMED = "REEVE_WAS_";

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

  /**
   * The environment in which the user called this program, as bytes. The C program {@code launch}
   * has put {@value #ADDED} in front and {@value #RENAMED} before the names of variables that a JVM
   * must not see; both are taken back.
   */
  static List<byte[]> callersEnvironment() {
    byte[] all = Fs.read(Fs.path("/proc/self/environ"));
    byte[] prefix = RawText.encode(RENAMED);
    List<byte[]> variables = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 0) {
        boolean renamed =
            i - start >= prefix.length
                && Arrays.equals(all, start, start + prefix.length, prefix, 0, prefix.length);
        variables.add(Arrays.copyOfRange(all, renamed ? start + prefix.length : start, i));
        start = i + 1;
      }
    }
    return variables.subList(ADDED, variables.size());
  }
}
