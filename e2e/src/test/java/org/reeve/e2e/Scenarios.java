package org.reeve.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Directories of unit files with a {@code script} each, and beside them {@code lib.sh}, which the
 * scripts share. All run one after the other on one machine; a transcript maps a scenario's name to
 * what its script has printed.
 */
final class Scenarios {
  private static final String SCRIPT = "script";

  private final Path directory;

  Scenarios(Path directory) {
    this.directory = directory;
  }

  /** Puts all unit files into one directory, so no two scenarios may use one name. */
  void copyUnits(Path to) {
    for (Path scenario : all()) {
      try (Stream<Path> files = Files.list(scenario)) {
        for (Path file : files.sorted().toList()) {
          String name = file.getFileName().toString();
          if (!name.equals(SCRIPT)) {
            Files.copy(file, to.resolve(name));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Runs all on a machine with that init, and leaves what they print under target/. */
  Map<String, List<String>> transcript(Init init, Path units) {
    Map<String, List<String>> transcript = new LinkedHashMap<>();
    Path kept =
        Path.of("target", directory.getFileName().toString(), init.name().toLowerCase(Locale.ROOT));
    try (Machine machine = Machine.boot(init, units)) {
      String shared = Files.readString(directory.resolve("lib.sh"));
      for (Path scenario : all()) {
        String name = scenario.getFileName().toString();
        Result result = machine.shell(shared + Files.readString(scenario.resolve(SCRIPT)));
        List<String> lines = (result.out() + result.err()).lines().toList();
        transcript.put(name, lines);
        Files.write(Files.createDirectories(kept).resolve(name), lines);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return transcript;
  }

  private List<Path> all() {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
