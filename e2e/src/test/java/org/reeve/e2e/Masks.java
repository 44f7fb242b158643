package org.reeve.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What may differ between two outputs that count as the same, from files in the form of {@code
 * masks.txt}: applied in the order of the lines.
 */
final class Masks {
  private static final String SORT = "sort ";
  private static final String ARROW = " => ";

  /** A line of such a file. */
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

  private final List<Mask> list;

  private Masks(List<Mask> list) {
    this.list = List.copyOf(list);
  }

  static Masks read(Path... files) {
    List<Mask> list = new ArrayList<>();
    for (Path file : files) {
      lines(file).forEach(line -> list.add(mask(line)));
    }
    return new Masks(list);
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

  String apply(String text) {
    String result = text;
    for (Mask mask : list) {
      result = mask.apply(result);
    }
    return result;
  }

  /** The lines of a file but for blank ones and comments. */
  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
