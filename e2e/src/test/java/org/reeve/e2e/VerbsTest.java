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
 * The differential test: the lecture's service through every verb of Debian's systemctl, once under
 * the real systemd and once under Reeve. Where the two transcripts differ, COMPATIBILITY.md must
 * have a block {@code ```verbs STEP} with exactly the differing lines; a block for a difference
 * that no longer exists fails the test too.
 */
@Order(3)
class VerbsTest {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final Path UNITS = RESOURCES.resolve("units/lecture");
  private static final Path COMPATIBILITY = Path.of("../COMPATIBILITY.md");
  private static final String FENCE = "```verbs ";

  @BeforeAll
  static void machinesArePossible() {
    Needs.machines();
  }

  @Test
  void masksHideAllThatDiffersBetweenTwoRunsOfTheSameInit() {
    assertThat(
            differences(
                transcript(Init.SYSTEMD, "systemd"), transcript(Init.SYSTEMD, "systemd-again")))
        .isEmpty();
  }

  @Test
  void reeveAnswersEveryVerbAsSystemdDoesExceptWhereCompatibilityShowsBothAnswers() {
    Needs.machinesWith(Init.REEVE);
    Map<String, List<String>> found =
        differences(transcript(Init.SYSTEMD, "systemd"), transcript(Init.REEVE, "reeve"));
    Map<String, List<String>> documented = documented(COMPATIBILITY);
    System.out.println("verbs: " + found.size() + " steps differ from systemd 252");
    assertThat(undocumented(found, documented, FENCE)).isEmpty();
  }

  /** Differences that the page does not have, and those it has that are gone, for the reader. */
  static String undocumented(
      Map<String, List<String>> found, Map<String, List<String>> documented, String fence) {
    StringBuilder wrong = new StringBuilder();
    found.forEach((step, lines) -> {
      if (!lines.equals(documented.get(step))) {
        wrong.append("differs, and COMPATIBILITY.md does not say so:\n" + fence + step + "\n");
        wrong.append(String.join("\n", lines) + "\n```\n");
      }
    });
    documented
        .keySet()
        .forEach(step -> {
          if (!found.containsKey(step)) {
            wrong.append("COMPATIBILITY.md documents a difference that is gone: " + step + "\n");
          }
        });
    return wrong.toString();
  }

  private static Map<String, List<String>> transcript(Init init, String name) {
    Verbs verbs = Verbs.read(RESOURCES.resolve("verbs.txt"), RESOURCES.resolve("masks.txt"));
    Map<String, List<String>> transcript;
    try (Machine machine = Machine.boot(init, UNITS)) {
      transcript = verbs.transcript(machine);
    }
    write(transcript, "verbs", name);
    return transcript;
  }

  /** Leaves it under target/, for the reader. */
  static void write(Map<String, List<String>> transcript, String directory, String name) {
    List<String> text = new ArrayList<>();
    transcript.forEach((step, lines) -> {
      text.add("== " + step);
      text.addAll(lines);
    });
    try {
      Files.write(
          Files.createDirectories(Path.of("target", directory)).resolve(name + ".txt"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, List<String>> differences(
      Map<String, List<String>> left, Map<String, List<String>> right) {
    Map<String, List<String>> found = new LinkedHashMap<>();
    left.forEach((step, lines) -> {
      List<String> difference = Difference.between(lines, right.getOrDefault(step, List.of()));
      if (!difference.isEmpty()) {
        found.put(step, difference);
      }
    });
    return found;
  }

  /** The blocks of COMPATIBILITY.md, by the step they are about. */
  static Map<String, List<String>> documented(Path page) {
    return documented(page, FENCE);
  }

  /** The blocks of a page that begin with this fence, by the step they are about. */
  static Map<String, List<String>> documented(Path page, String fence) {
    Map<String, List<String>> blocks = new LinkedHashMap<>();
    List<String> block = List.of();
    boolean inside = false;
    for (String line : Files.exists(page) ? readLines(page) : List.<String>of()) {
      if (line.startsWith(fence)) {
        block = new ArrayList<>();
        blocks.put(line.substring(fence.length()).strip(), block);
        inside = true;
      } else if (line.startsWith("```")) {
        inside = false;
      } else if (inside) {
        block.add(line);
      }
    }
    return blocks;
  }

  private static List<String> readLines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
