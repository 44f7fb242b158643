package org.reeve.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeSpanTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "90s, 90000000, 1min 30s",
    "1.5s, 1500000, 1.500000s",
    "61.5s, 61500000, 1min 1.500000s",
    "100ms, 100000, 100ms",
    ".5s, 500000, 500ms",
    "1y 2month, 36817200000000, 1y 2month",
    "5 10, 15000000, 15s",
    "1s5, 6000000, 6s",
    "5µs, 5, 5us"
  })
  void parsesAndPrints(String text, long usec, String printed) {
    TimeSpan span = TimeSpan.parse(text);
    assertThat(span).isEqualTo(new TimeSpan(usec));
    assertThat(span).hasToString(printed);
  }

  @ParameterizedTest
  @CsvSource({"''", "-1", "5.", "5.5.5", "1ns", "5x", "s", "1 x", "99999999999999y"})
  void refusesWhatIsNoSpan(String text) {
    assertThat(TimeSpan.parse(text)).isNull();
  }

  @Test
  void infinityIsNotANumber() {
    assertThat(TimeSpan.parse(" infinity ")).isEqualTo(TimeSpan.INFINITY);
    assertThat(TimeSpan.INFINITY).hasToString("infinity");
  }

  @Test
  void agreesWithSystemdAnalyzeOnRandomText() throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/systemd-analyze")),
        "systemd-analyze is not installed: nothing to compare with");
    long seed = Long.getLong("reeve.seed", 20261122L);
    var random = new Random(seed);
    var texts = new ArrayList<String>();
    for (int i = 0; i < 300; i++) {
      texts.add(randomSpan(random));
    }
    for (String text : texts) {
      TimeSpan ours = TimeSpan.parse(text);
      String theirs = analyze(text);
      assertThat(ours == null ? "" : ours.usec() + " " + ours)
          .as("seed " + seed + ", text \"" + text + "\"")
          .isEqualTo(theirs);
    }
  }

  private static String randomSpan(RandomGenerator random) {
    String[] pieces = {
      "1",
      "2",
      "10",
      "007",
      "59",
      "3600",
      ".5",
      "1.25",
      "0.000001",
      ".",
      " ",
      "s",
      "sec",
      "min",
      "m",
      "M",
      "h",
      "hr",
      "d",
      "w",
      "week",
      "month",
      "y",
      "us",
      "usec",
      "ms",
      "msec",
      "x",
      "+",
      "5s",
      "3min",
      "2h ",
      "1d 4h"
    };
    var text = new StringBuilder();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }

  private static String analyze(String text) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of("systemd-analyze", "timespan", "--", text))
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      return "";
    }
    String usec = "";
    String human = "";
    for (String line : out.lines().toList()) {
      int colon = line.indexOf(": ");
      if (line.contains("s: ") && usec.isEmpty()) {
        usec = line.substring(colon + 2);
      } else if (line.contains("Human: ")) {
        human = line.substring(colon + 2);
      }
    }
    return usec + " " + human;
  }
}
