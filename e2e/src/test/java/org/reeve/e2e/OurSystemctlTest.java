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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The differential test of our own {@code systemctl}: the same script of command lines with
 * Debian's and with ours, each on a machine of its own with the same init. What they say and how
 * they end has to be equal, except where COMPATIBILITY.md has a block {@code ```systemctl STEP}
 * with the lines that differ; a block whose difference is gone fails the test too.
 */
@Order(1)
class OurSystemctlTest {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final Path UNITS = RESOURCES.resolve("units/systemctl");
  private static final Path COMPATIBILITY = Path.of("../COMPATIBILITY.md");
  private static final String OURS = "/usr/lib/reeve/bin/systemctl";

  @BeforeAll
  static void machinesArePossible() {
    Needs.machines();
    Needs.machinesWith(Init.REEVE);
  }

  @Test
  void drivesTheRealSystemdAsDebiansSystemctlDoes() {
    compare(Init.SYSTEMD, "systemd", "systemctl");
  }

  @Test
  void drivesReeveAsDebiansSystemctlDoes() {
    compare(Init.REEVE, "reeve", "systemctl-reeve");
  }

  private static void compare(Init init, String name, String block) {
    Map<String, List<String>> debian = transcript(init, name + "-debian", false);
    Map<String, List<String>> ours = transcript(init, name + "-ours", true);
    Map<String, List<String>> documented = documented(block);
    StringBuilder wrong = new StringBuilder();
    int differing = 0;
    for (Map.Entry<String, List<String>> step : debian.entrySet()) {
      List<String> difference =
          Difference.between(step.getValue(), ours.getOrDefault(step.getKey(), List.of()));
      differing += difference.isEmpty() ? 0 : 1;
      if (!difference.equals(documented.getOrDefault(step.getKey(), List.of()))) {
        wrong.append("```" + block + " " + step.getKey() + "\n");
        wrong.append(String.join("\n", difference) + "\n```\n");
      }
    }
    System.out.println(
        "systemctl on " + init + ": " + debian.size() + " command lines, " + differing + " differ");
    assertThat(wrong.toString())
        .as("steps that differ otherwise than COMPATIBILITY.md says")
        .isEmpty();
  }

  private static Map<String, List<String>> transcript(Init init, String name, boolean ours) {
    Verbs verbs =
        Verbs.read(
            RESOURCES.resolve("systemctl.txt"),
            RESOURCES.resolve("masks.txt"),
            RESOURCES.resolve("systemctl-masks.txt"));
    Map<String, List<String>> transcript;
    try (Machine machine = Machine.boot(init, UNITS)) {
      if (ours) {
        // /usr/local/bin comes first in the machine's PATH
        Result linked = machine.shell("ln -s " + OURS + " /usr/local/bin/systemctl");
        assertThat(linked.status()).isZero();
      }
      transcript = verbs.transcript(machine);
    }
    List<String> text = new ArrayList<>();
    transcript.forEach((step, lines) -> {
      text.add("== " + step);
      text.addAll(lines);
    });
    try {
      Path directory = Files.createDirectories(Path.of("target/systemctl"));
      Files.write(directory.resolve(name + ".txt"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return transcript;
  }

  private static Map<String, List<String>> documented(String block) {
    return new LinkedHashMap<>(VerbsTest.documented(COMPATIBILITY, "```" + block + " "));
  }
}
