package org.reeve.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The script {@code verbs.txt} and what a machine says to it: a transcript maps each step's name to
 * the lines {@code out: …}, {@code err: …} and {@code exit N}, with what differs from run to run
 * replaced as {@code masks.txt} says.
 */
final class Verbs {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String UNTIL = "until ";
  private static final String SORT = "sort ";
  private static final String ARROW = " => ";

  /** A line of masks.txt. */
  private sealed interface Mask {
    String apply(String text);
  }

  /** Whatever the pattern finds is replaced. */
  private record Replace(Pattern pattern, String replacement) implements Mask {
    @Override
    public String apply(String text) {
      return pattern.matcher(text).replaceAll(replacement);
    }
  }

  /** The words after what the pattern finds at the beginning of a line are a set. */
  private record Sort(Pattern pattern) implements Mask {
    @Override
    public String apply(String text) {
      return text.lines().map(this::sorted).collect(Collectors.joining("\n"));
    }

    private String sorted(String line) {
      Matcher matcher = pattern.matcher(line);
      if (!matcher.find()) {
        return line;
      }
      String[] words = line.substring(matcher.end()).split(" ", -1);
      Arrays.sort(words);
      return line.substring(0, matcher.end()) + String.join(" ", words);
    }
  }

  private final List<String> script;
  private final List<Mask> masks;

  private Verbs(List<String> script, List<Mask> masks) {
    this.script = script;
    this.masks = masks;
  }

  static Verbs read(Path script, Path... masks) {
    return new Verbs(
        lines(script),
        Arrays.stream(masks).flatMap(file -> lines(file).stream()).map(Verbs::mask).toList());
  }

  private static Mask mask(String line) {
    if (line.startsWith(SORT)) {
      return new Sort(Pattern.compile(line.substring(SORT.length())));
    }
    int arrow = line.indexOf(ARROW);
    return new Replace(
        Pattern.compile(line.substring(0, arrow), Pattern.MULTILINE),
        line.substring(arrow + ARROW.length()));
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
        masked(result.out()).lines().forEach(text -> said.add("out: " + text));
        masked(result.err()).lines().forEach(text -> said.add("err: " + text));
        said.add("exit " + result.status());
        transcript.put(line.substring(0, bar).strip(), List.copyOf(said));
      }
    }
    return transcript;
  }

  private String masked(String text) {
    String result = text;
    for (Mask mask : masks) {
      result = mask.apply(result);
    }
    return result;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
