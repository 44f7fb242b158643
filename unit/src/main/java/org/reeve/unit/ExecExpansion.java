package org.reeve.unit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Variables in command lines (systemd.service(5), "COMMAND LINES"): {@code $VAR} as a word of its
 * own becomes the words of its value, none if unset; {@code ${VAR}} anywhere in a word becomes the
 * value as it is, "" if unset; {@code $$} is a dollar sign.
 */
public final class ExecExpansion {
  private ExecExpansion() {}

  /**
   * {@code argv} with variables of {@code env} put in. The program name itself is not subject to
   * this.
   */
  public static List<String> expand(List<String> argv, Map<String, String> env) {
    boolean plain = true;
    for (String word : argv) {
      plain &= word.indexOf('$') < 0;
    }
    if (plain) {
      return argv;
    }
    var out = new ArrayList<String>(argv.size());
    for (String word : argv) {
      if (word.length() > 0
          && word.charAt(0) == '$'
          && !word.startsWith("${")
          && !word.startsWith("$$")) {
        String value = env.get(word.substring(1));
        if (value != null) {
          split(value, out);
        }
      } else {
        out.add(substitute(word, env));
      }
    }
    return List.copyOf(out);
  }

  private static void split(String value, List<String> out) {
    var words = new Words(value, Words.Syntax.QUOTED).relaxed();
    for (String word = words.next(); word != null; word = words.next()) {
      out.add(word);
    }
  }

  private static String substitute(String word, Map<String, String> env) {
    int dollar = word.indexOf('$');
    if (dollar < 0) {
      return word;
    }
    var out = new StringBuilder(word.length() + 32);
    int done = 0;
    while (dollar >= 0 && dollar + 1 < word.length()) {
      char next = word.charAt(dollar + 1);
      if (next == '$') {
        out.append(word, done, dollar + 1);
        done = dollar + 2;
      } else if (next == '{') {
        int end = endOfName(word, dollar + 2);
        if (end == word.length()) {
          break;
        }
        if (word.charAt(end) == ':') { // the shell's ${VAR:-x} is left alone
          out.append(word, done, end);
          done = end;
          dollar = word.indexOf('$', done);
          continue;
        }
        out.append(word, done, dollar)
            .append(env.getOrDefault(word.substring(dollar + 2, end), ""));
        done = end + 1;
      } else {
        out.append(word, done, dollar + 1);
        done = dollar + 1;
      }
      dollar = word.indexOf('$', done);
    }
    return out.append(word, done, word.length()).toString();
  }

  /** Index of the {@code }} or {@code :} that ends a name, or the end of the word. */
  private static int endOfName(String word, int from) {
    int i = from;
    while (i < word.length() && word.charAt(i) != '}' && word.charAt(i) != ':') {
      i++;
    }
    return i;
  }
}
