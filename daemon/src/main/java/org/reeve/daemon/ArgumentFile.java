package org.reeve.daemon;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The syntax of the java launcher's argument files ("java command-line argument files" in the
 * manual of java(1)): words between white space; {@code #} begins a comment outside of quotes;
 * quotes of either kind hold white space; within them a backslash makes the next character literal,
 * or a control character (n, t, r, f), and at the end of a line it goes on in the next.
 */
final class ArgumentFile {
  private final String text;
  private int at;

  private ArgumentFile(String text) {
    this.text = text;
  }

  /** The words of a file's text. */
  static List<String> words(String text) {
    ArgumentFile file = new ArgumentFile(text);
    List<String> words = new ArrayList<>();
    for (String word = file.next(); word != null; word = file.next()) {
      words.add(word);
    }
    return words;
  }

  private @Nullable String next() {
    skip();
    if (at == text.length()) {
      return null;
    }
    StringBuilder word = new StringBuilder();
    while (at < text.length() && !isSpace(text.charAt(at)) && text.charAt(at) != '#') {
      char c = text.charAt(at++);
      if (c == '"' || c == '\'') {
        quoted(c, word);
      } else {
        word.append(c);
      }
    }
    return word.toString();
  }

  private void skip() {
    while (at < text.length() && (isSpace(text.charAt(at)) || text.charAt(at) == '#')) {
      if (text.charAt(at) == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else {
        at++;
      }
    }
  }

  private void quoted(char quote, StringBuilder word) {
    while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
      char c = text.charAt(at++);
      if (c != '\\' || at == text.length()) {
        word.append(c);
        continue;
      }
      char next = text.charAt(at++);
      switch (next) {
        case 'n' -> word.append('\n');
        case 't' -> word.append('\t');
        case 'r' -> word.append('\r');
        case 'f' -> word.append('\f');
        case '\n' -> {
          while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
          }
        }
        default -> word.append(next);
      }
    }
    if (at < text.length() && text.charAt(at) == quote) {
      at++;
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }
}
