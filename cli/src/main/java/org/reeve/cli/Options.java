package org.reeve.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command line taken apart as getopt_long(3) does it for systemctl: options may stand between the
 * words, long ones may be abbreviated, and {@code --} ends them.
 *
 * @param given the options with their values in order; an option without value has an empty text
 * @param scope the last of {@code --system}, {@code --user}, {@code --global}
 * @param words the verb and what follows it
 */
record Options(Map<Option, List<String>> given, Scope scope, List<String> words) {

  /** Looks at one option as soon as it is met, as systemctl does. */
  @FunctionalInterface
  interface Observer {
    void met(Option option, String value) throws Failure;
  }

  /**
   * Takes a command line apart.
   *
   * @param program the name for messages about options
   * @param observer told of each option in order
   * @throws Failure with getopt's sentence for an option that is not understood
   */
  static Options parse(String program, List<String> arguments, Observer observer) throws Failure {
    Parser parser = new Parser(program, arguments, observer);
    parser.run();
    return new Options(parser.given, parser.scope, List.copyOf(parser.words));
  }

  boolean has(Option option) {
    return given.containsKey(option);
  }

  /** How often an option was given. */
  int count(Option option) {
    return given.getOrDefault(option, List.of()).size();
  }

  /** The last value given for an option, or null. */
  @Nullable String last(Option option) {
    List<String> values = given.get(option);
    return values == null ? null : values.getLast();
  }

  /** All comma separated values of an option. */
  List<String> items(Option option) {
    List<String> items = new ArrayList<>();
    for (String value : given.getOrDefault(option, List.of())) {
      items.addAll(split(value, ','));
    }
    return items;
  }

  /** The parts of a text between separators, without empty ones. */
  static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf(separator, start);
      end = end < 0 ? text.length() : end;
      if (end > start) {
        parts.add(text.substring(start, end));
      }
      start = end + 1;
    }
    return parts;
  }

  /** A boolean as systemd writes them, or null. */
  static @Nullable Boolean bool(String text) {
    return switch (text.toLowerCase(java.util.Locale.ROOT)) {
      case "1", "yes", "y", "true", "t", "on" -> true;
      case "0", "no", "n", "false", "f", "off" -> false;
      default -> null;
    };
  }

  /** Whether a text is made of decimal digits. */
  static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static final class Parser {
    private final String program;
    private final List<String> arguments;
    private final Observer observer;
    private final Map<Option, List<String>> given = new EnumMap<>(Option.class);
    private final List<String> words = new ArrayList<>();
    private Scope scope = Scope.SYSTEM;
    private int next;

    Parser(String program, List<String> arguments, Observer observer) {
      this.program = program;
      this.arguments = arguments;
      this.observer = observer;
    }

    void run() throws Failure {
      while (next < arguments.size()) {
        String argument = arguments.get(next++);
        if (argument.equals("--")) {
          words.addAll(arguments.subList(next, arguments.size()));
          return;
        } else if (argument.startsWith("--")) {
          word(argument.substring(2));
        } else if (argument.length() > 1 && argument.startsWith("-")) {
          letters(argument);
        } else {
          words.add(argument);
        }
      }
    }

    private void letters(String argument) throws Failure {
      for (int i = 1; i < argument.length(); i++) {
        char letter = argument.charAt(i);
        Option option = ofLetter(letter);
        if (option == null) {
          throw unknownLetter(letter);
        }
        if (!option.takesValue()) {
          take(option, "");
        } else if (i + 1 < argument.length()) {
          take(option, argument.substring(i + 1));
          return;
        } else {
          if (next == arguments.size()) {
            throw complaint("option requires an argument -- '" + letter + "'");
          }
          take(option, arguments.get(next++));
        }
      }
    }

    private static @Nullable Option ofLetter(char letter) {
      for (Option option : Option.values()) {
        if (option.letter() == letter) {
          return option;
        }
      }
      return null;
    }

    /** A unit's name such as {@code -.mount} in an option's place gets a hint. */
    private Failure unknownLetter(char letter) {
      String sentence = program + ": invalid option -- '" + letter + "'";
      return new Failure(
          letter != '.'
              ? sentence
              : sentence
                  + "\nHint: to specify units starting with a dash, use \"--\":\n      "
                  + program
                  + " [OPTIONS...] COMMAND -- -.mount ...");
    }

    private void word(String argument) throws Failure {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      Option option = ofWord(name);
      if (!option.takesValue()) {
        if (equals >= 0) {
          throw complaint("option '--" + option.word() + "' doesn't allow an argument");
        }
        take(option, "");
      } else if (equals >= 0) {
        take(option, argument.substring(equals + 1));
      } else {
        if (next == arguments.size()) {
          throw complaint("option '--" + option.word() + "' requires an argument");
        }
        take(option, arguments.get(next++));
      }
    }

    private Option ofWord(String name) throws Failure {
      List<Option> candidates = new ArrayList<>();
      for (Option option : Option.values()) {
        if (!option.word().isEmpty() && option.word().startsWith(name)) {
          if (option.word().length() == name.length()) {
            return option;
          }
          candidates.add(option);
        }
      }
      if (candidates.isEmpty()) {
        throw complaint("unrecognized option '--" + name + "'");
      }
      if (candidates.size() > 1) {
        StringBuilder names = new StringBuilder();
        for (Option candidate : candidates) {
          names.append(" '--").append(candidate.word()).append('\'');
        }
        throw complaint("option '--" + name + "' is ambiguous; possibilities:" + names);
      }
      return candidates.getFirst();
    }

    private void take(Option option, String value) throws Failure {
      switch (option) {
        case SYSTEM -> scope = Scope.SYSTEM;
        case USER -> scope = Scope.USER;
        case GLOBAL -> scope = Scope.GLOBAL;
        default -> {}
      }
      given.computeIfAbsent(option, _ -> new ArrayList<>()).add(value);
      observer.met(option, value);
    }

    private Failure complaint(String what) {
      return new Failure(program + ": " + what);
    }
  }
}
