package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The differential test of dependencies, templates, aliases, masks, drop-ins, conditions and
 * presets: each directory of {@code resources/dependencies} is a scenario, unit files and a {@code
 * script} that runs Debian's systemctl and shows states, texts and the order in which units acted.
 * All scenarios run in one machine with the real systemd and in one with Reeve. Where the
 * transcripts differ, COMPATIBILITY.md has a block {@code ```dependencies SCENARIO}; a block whose
 * difference is gone fails the test too.
 */
@Order(2)
class DependenciesTest {
  private static final Path SCENARIOS = Path.of("src/test/resources/dependencies");
  private static final Path COMPATIBILITY = Path.of("../COMPATIBILITY.md");
  private static final String SCRIPT = "script";
  private static final Pattern TIME =
      Pattern.compile("at \\w{3} \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC; .* ago");

  @BeforeAll
  static void machinesArePossible() {
    Needs.machines();
    Needs.machinesWith(Init.REEVE);
  }

  @Test
  void unitsActOnEachOtherAsUnderSystemdExceptWhereCompatibilityShowsBoth(@TempDir Path units) {
    copyUnits(units);
    Map<String, List<String>> systemd = transcript(Init.SYSTEMD, units);
    Map<String, List<String>> reeve = transcript(Init.REEVE, units);
    Map<String, List<String>> documented = VerbsTest.documented(COMPATIBILITY, "```dependencies ");
    StringBuilder wrong = new StringBuilder();
    int differing = 0;
    for (Map.Entry<String, List<String>> scenario : systemd.entrySet()) {
      List<String> found =
          Difference.between(scenario.getValue(), reeve.getOrDefault(scenario.getKey(), List.of()));
      List<String> known = documented.getOrDefault(scenario.getKey(), List.of());
      differing += found.isEmpty() ? 0 : 1;
      if (!found.equals(known)) {
        wrong.append(
            found.isEmpty()
                ? "COMPATIBILITY.md documents a difference that is gone: "
                : "differs, and COMPATIBILITY.md does not say so:\n```dependencies ");
        wrong.append(scenario.getKey()).append('\n').append(String.join("\n", found));
        wrong.append("\n```\n");
      }
    }
    documented.keySet().removeAll(systemd.keySet());
    assertThat(documented.keySet()).as("documented, but no such scenario").isEmpty();
    System.out.println(
        "dependencies: "
            + systemd.size()
            + " scenarios, "
            + differing
            + " differ from systemd 252");
    assertThat(wrong.toString()).isEmpty();
  }

  /** All scenarios' units lie in one directory, so no two may use one name. */
  private static void copyUnits(Path to) {
    for (Path scenario : scenarios()) {
      try (Stream<Path> files = Files.walk(scenario)) {
        for (Path file : files.sorted().toList()) {
          Path relative = scenario.relativize(file);
          Path target = to.resolve(relative.toString());
          boolean skipped = file.equals(scenario) || relative.toString().equals(SCRIPT);
          if (!skipped && Files.isSymbolicLink(file)) {
            Files.createSymbolicLink(target, Files.readSymbolicLink(file));
          } else if (!skipped && Files.isDirectory(file)) {
            Files.createDirectories(target);
          } else if (!skipped) {
            Files.copy(file, target);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Map<String, List<String>> transcript(Init init, Path units) {
    Map<String, List<String>> transcript = new LinkedHashMap<>();
    try (Machine machine = Machine.boot(init, units)) {
      String shared = read(SCENARIOS.resolve("lib.sh"));
      for (Path scenario : scenarios()) {
        String name = scenario.getFileName().toString();
        Result result = machine.shell(shared + read(scenario.resolve(SCRIPT)));
        List<String> lines = new ArrayList<>();
        (result.out() + result.err())
            .lines()
            .forEach(line -> lines.add(TIME.matcher(line).replaceAll("at TIME")));
        transcript.put(name, List.copyOf(lines));
        Path kept = Path.of("target/dependencies", init.name().toLowerCase(java.util.Locale.ROOT));
        Files.write(Files.createDirectories(kept).resolve(name), lines);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return transcript;
  }

  private static List<Path> scenarios() {
    try (Stream<Path> entries = Files.list(SCENARIOS)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
