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
import org.junit.jupiter.api.Test;

/**
 * What a program finds when it begins, by experiment: each unit of {@code resources/exec} is run
 * once under the real systemd and once under Reeve, and {@code programs/inside.c} writes down its
 * arguments, environment, identity, descriptors, limits and so on. Where the two differ,
 * COMPATIBILITY.md must have a block {@code ```exec UNIT} with exactly the differing lines; a block
 * for a difference that no longer exists fails the test too.
 */
class ExecTest {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final Path UNITS = RESOURCES.resolve("exec");
  private static final String FENCE = "```exec ";

  /** What no two runs have in common: numbers of terminals, and the pid of a shell. */
  private static final List<Pattern> VARYING =
      List.of(Pattern.compile("(/dev/pts/)\\d+"), Pattern.compile("(env \\w+_PID=)\\d+"));

  @BeforeAll
  static void machinesArePossible() {
    Needs.machines();
  }

  @Test
  void aProgramFindsWhatItFindsUnderSystemdExceptWhereCompatibilityShowsBoth() {
    Needs.machinesWith(Init.REEVE);
    Map<String, List<String>> systemd = found(Init.SYSTEMD);
    Map<String, List<String>> reeve = found(Init.REEVE);
    Map<String, List<String>> documented =
        VerbsTest.documented(Path.of("../COMPATIBILITY.md"), FENCE);
    StringBuilder wrong = new StringBuilder();
    systemd.forEach((unit, lines) -> {
      List<String> differing = Difference.between(lines, reeve.getOrDefault(unit, List.of()));
      List<String> expected = documented.getOrDefault(unit, List.of());
      if (!differing.equals(expected)) {
        wrong.append(FENCE + unit + "\n" + String.join("\n", differing) + "\n```\n");
      }
    });
    System.out.println("exec: " + systemd.size() + " units compared with systemd 252");
    assertThat(wrong.toString())
        .as("differences that COMPATIBILITY.md does not document, or documents otherwise")
        .isEmpty();
    assertThat(systemd).hasSizeGreaterThan(100).containsOnlyKeys(reeve.keySet());
    assertThat(systemd.keySet()).containsAll(documented.keySet());
  }

  private static Map<String, List<String>> found(Init init) {
    Map<String, List<String>> found = new LinkedHashMap<>();
    try (Machine machine = Machine.boot(init, UNITS)) {
      Files.copy(RESOURCES.resolve("exec-all.sh"), machine.path("/tmp/exec-all.sh"));
      Result result = machine.run(words());
      if (init == Init.REEVE) {
        assertThat(machine.console())
            .as("what a unit with StandardOutput=journal+console wrote")
            .containsPattern("inside\\[\\d+]: inside wrote this to its standard output");
      }
      Files.writeString(
          Files.createDirectories(Path.of("target/exec")).resolve(init + ".txt"), result.out());
      List<String> lines = List.of();
      for (String line : result.out().lines().toList()) {
        if (line.startsWith("== ")) {
          lines = new ArrayList<>();
          found.put(line.substring(3), lines);
        } else {
          lines.add(masked(line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static List<String> words() throws IOException {
    List<String> words = new ArrayList<>(List.of("sh", "/tmp/exec-all.sh"));
    try (Stream<Path> units = Files.list(UNITS)) {
      units.map(unit -> String.valueOf(unit.getFileName())).sorted().forEach(words::add);
    }
    return words;
  }

  private static String masked(String line) {
    String masked = line;
    for (Pattern varying : VARYING) {
      masked = varying.matcher(masked).replaceAll("$1N");
    }
    return masked;
  }
}
