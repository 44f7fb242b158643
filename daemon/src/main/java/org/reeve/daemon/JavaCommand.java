package org.reeve.daemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fs;

/**
 * The command line that started this JVM, such that it works in another directory: relative names
 * in the options by which the {@code java} launcher finds classes become absolute, and argument
 * files ({@code @file}) are replaced by what they say. What follows the main class is the
 * program's, and stays as it is.
 *
 * <p>Names are bytes; here they are text with a character a byte (ISO 8859-1), so that nothing is
 * lost.
 *
 * @param program path of the executable
 * @param arguments its arguments, the first being its name
 */
record JavaCommand(String program, List<String> arguments) {
  private static final Set<String> PATHS =
      Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path", "--upgrade-module-path");
  private static final Set<String> OTHERS_WITH_A_VALUE =
      Set.of(
          "--add-modules",
          "--enable-native-access",
          "--limit-modules",
          "--add-reads",
          "--add-exports",
          "--add-opens",
          "--source");

  /** Options of which the rest is one file. */
  private static final List<String> ONE_FILE =
      List.of(
          "-XX:AOTCache=",
          "-XX:AOTConfiguration=",
          "-XX:AOTCacheOutput=",
          "-XX:SharedArchiveFile=",
          "-XX:Flags=",
          "-XX:VMOptionsFile=",
          "-javaagent:",
          "-agentpath:");

  JavaCommand {
    arguments = List.copyOf(arguments);
  }

  /** The command line of this process. */
  static JavaCommand ofThisProcess() {
    byte[] program = Fs.readlink(Fs.path("/proc/self/exe"));
    byte[] directory = Fs.readlink(Fs.path("/proc/self/cwd"));
    if (program == null || directory == null) {
      throw new IllegalStateException(
          "A daemon needs /proc, where it finds its own command line, and it is not mounted.");
    }
    String line = new String(Fs.read(Fs.path("/proc/self/cmdline")), ISO_8859_1);
    List<String> arguments = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == 0) {
        arguments.add(line.substring(begin, i));
        begin = i + 1;
      }
    }
    return of(new String(program, ISO_8859_1), arguments, new String(directory, ISO_8859_1));
  }

  /** The command line of a process whose working directory was {@code directory}. */
  static JavaCommand of(String program, List<String> arguments, String directory) {
    // other programs that have a JVM inside find their classes without such options
    boolean isLauncher = program.endsWith("/java");
    return new JavaCommand(
        program, isLauncher && !arguments.isEmpty() ? rewritten(arguments, directory) : arguments);
  }

  private static List<String> rewritten(List<String> arguments, String directory) {
    List<String> words = expanded(arguments, directory);
    List<String> result = new ArrayList<>();
    Iterator<String> rest = words.iterator();
    result.add(rest.next());
    boolean isSource = false;
    while (rest.hasNext()) {
      String word = rest.next();
      isSource |= word.equals("--source") || word.startsWith("--source=");
      if (!word.startsWith("-")) {
        result.add(isSource || word.endsWith(".java") ? absolute(word, directory) : word);
        break;
      }
      if (PATHS.contains(word) && rest.hasNext()) {
        result.add(word);
        result.add(absolutes(rest.next(), directory));
      } else if (word.equals("--patch-module") && rest.hasNext()) {
        result.add(word);
        result.add(patch(rest.next(), directory));
      } else if (word.equals("-jar") && rest.hasNext()) {
        result.add(word);
        result.add(absolute(rest.next(), directory));
        break;
      } else if (word.equals("-m") || word.equals("--module") || word.startsWith("--module=")) {
        result.add(word);
        break;
      } else {
        result.add(option(word, directory));
        if (OTHERS_WITH_A_VALUE.contains(word) && rest.hasNext()) {
          result.add(rest.next());
        }
      }
    }
    rest.forEachRemaining(result::add);
    return result;
  }

  /** An option that is a word of its own. */
  private static String option(String word, String directory) {
    int equals = word.indexOf('=');
    if (equals > 0 && PATHS.contains(word.substring(0, equals))) {
      return word.substring(0, equals + 1) + absolutes(word.substring(equals + 1), directory);
    }
    if (word.startsWith("--patch-module=")) {
      return "--patch-module=" + patch(word.substring("--patch-module=".length()), directory);
    }
    if (word.startsWith("-Xbootclasspath/a:")) {
      return "-Xbootclasspath/a:"
          + absolutes(word.substring("-Xbootclasspath/a:".length()), directory);
    }
    for (String begin : ONE_FILE) {
      if (word.startsWith(begin)) {
        return begin + absolute(word.substring(begin.length()), directory);
      }
    }
    return word;
  }

  private static String patch(String value, String directory) {
    int equals = value.indexOf('=');
    return value.substring(0, equals + 1) + absolutes(value.substring(equals + 1), directory);
  }

  /** A path of many entries, in which an empty one is the working directory. */
  static String absolutes(String path, String directory) {
    StringBuilder out = new StringBuilder();
    int begin = 0;
    for (int i = 0; i <= path.length(); i++) {
      if (i == path.length() || path.charAt(i) == ':') {
        String entry = path.substring(begin, i);
        out.append(begin == 0 ? "" : ":")
            .append(entry.isEmpty() ? directory : absolute(entry, directory));
        begin = i + 1;
      }
    }
    return out.toString();
  }

  private static String absolute(String file, String directory) {
    return file.startsWith("/") ? file : directory + (directory.endsWith("/") ? "" : "/") + file;
  }

  /** The arguments with what argument files say in place of their names. */
  private static List<String> expanded(List<String> arguments, String directory) {
    List<String> words = new ArrayList<>();
    words.add(arguments.getFirst());
    boolean found = false;
    int i = 1;
    boolean isValue = false;
    for (; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (word.equals("--disable-@files") || (!isValue && endsOptions(word))) {
        break;
      }
      String file = word.startsWith("@@") || !word.startsWith("@") ? null : word.substring(1);
      if (file == null) {
        words.add(word);
        isValue =
            PATHS.contains(word)
                || OTHERS_WITH_A_VALUE.contains(word)
                || word.equals("--patch-module");
      } else {
        found = true;
        words.addAll(ArgumentFile.words(text(absolute(file, directory))));
        isValue = false;
      }
    }
    words.addAll(arguments.subList(i, arguments.size()));
    if (found) {
      words.add(1, "--disable-@files"); // what stands in such a file is not looked at again
    }
    return words;
  }

  /** Whether what follows this word is the program's, or the main class itself. */
  private static boolean endsOptions(String word) {
    return (!word.startsWith("-") && !word.startsWith("@"))
        || word.equals("-jar")
        || word.equals("-m")
        || word.equals("--module");
  }

  private static String text(String file) {
    return new String(Fs.read(file.getBytes(ISO_8859_1)), ISO_8859_1);
  }

  /** The word's bytes. */
  static byte[] bytes(String word) {
    return word.getBytes(ISO_8859_1);
  }

  /** A variable of the environment as the working directory's change demands it. */
  static String variable(String assignment, @Nullable String directory) {
    return directory != null && assignment.startsWith("CLASSPATH=")
        ? "CLASSPATH=" + absolutes(assignment.substring("CLASSPATH=".length()), directory)
        : assignment;
  }
}
