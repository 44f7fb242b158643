package org.reeve.daemon;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.reeve.linux.Fd;
import org.reeve.recipe.Recipe;

/** A Java program of a test that runs in a JVM of its own, with this library on its class path. */
final class Program {
  private Program() {}

  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** The library and what it needs, as a class path. */
  static String classPath() {
    try {
      List<String> places = new ArrayList<>();
      for (Class<?> room : List.of(Notifier.class, Fd.class, Recipe.class)) {
        places.add(
            Path.of(room.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
      }
      return String.join(File.pathSeparator, places);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The words that run a program whose source is {@code Main.java} in a directory. */
  static List<String> command(Path directory, String source, List<String> options)
      throws IOException {
    Path file = Files.writeString(directory.resolve("Main.java"), source);
    List<String> words = new ArrayList<>();
    words.add(java().toString());
    words.add("-XX:TieredStopAtLevel=1");
    words.add("--enable-native-access=ALL-UNNAMED");
    words.addAll(options);
    words.add("-cp");
    words.add(classPath());
    words.add(file.toString());
    return words;
  }

  /** Starts a program with these variables besides the test's own. */
  static Process start(Path directory, String source, Map<String, String> variables)
      throws IOException {
    return start(directory, source, variables, List.of());
  }

  static Process start(
      Path directory,
      String source,
      Map<String, String> variables,
      List<String> options,
      String... arguments)
      throws IOException {
    List<String> words = command(directory, source, options);
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(variables);
    return builder.start();
  }
}
