package org.reeve.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The script {@code verbs.txt} and what a machine says to it: a transcript maps each step's name to
 * the lines {@code out: …}, {@code err: …} and {@code exit N}, with what differs from run to run
 * replaced as {@code masks.txt} says.
 */
final class Verbs {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String UNTIL = "until ";

  private final List<String> script;
  private final Masks masks;

  private Verbs(List<String> script, Masks masks) {
    this.script = script;
    this.masks = masks;
  }

  static Verbs read(Path script, Path... masks) {
    return new Verbs(Masks.lines(script), Masks.read(masks));
  }

  /** Runs the whole script on a machine. */
  Map<String, List<String>> transcript(Machine machine) {
    return transcript(machine::shell);
  }

  /** Runs the whole script where {@code shell} runs a line of it. */
  Map<String, List<String>> transcript(Function<String, Result> shell) {
    Map<String, List<String>> transcript = new LinkedHashMap<>();
    for (String line : script) {
      if (line.startsWith(UNTIL)) {
        String command = line.substring(UNTIL.length());
        Await.until(command, PATIENCE, () -> shell.apply(command).status() == 0);
      } else {
        int bar = line.indexOf('|');
        Result result = shell.apply(line.substring(bar + 1).strip());
        List<String> said = new ArrayList<>();
        masks.apply(result.out()).lines().forEach(text -> said.add("out: " + text));
        masks.apply(result.err()).lines().forEach(text -> said.add("err: " + text));
        said.add("exit " + result.status());
        transcript.put(line.substring(0, bar).strip(), List.copyOf(said));
      }
    }
    return transcript;
  }
}
