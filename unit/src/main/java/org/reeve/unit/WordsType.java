package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of words. */
final class WordsType extends ListType<String> {
  /** What a word must be. */
  enum Form {
    /** Anything; specifiers are replaced. */
    ANY,
    /** An absolute path. */
    PATH,
    /** An absolute path with {@code -} or {@code +} or both before it. */
    PREFIXED_PATH,
    /** A relative path below a base directory. */
    DIRECTORY,
    /** The name of an environment variable. */
    VARIABLE,
    /** An address (Documentation=). */
    URL,
    /** As it stands: no specifiers, backslashes kept. */
    RAW
  }

  static final WordsType ANY = new WordsType(Form.ANY);
  static final WordsType PATHS = new WordsType(Form.PATH);
  static final WordsType PREFIXED_PATHS = new WordsType(Form.PREFIXED_PATH);
  static final WordsType DIRECTORIES = new WordsType(Form.DIRECTORY);
  static final WordsType VARIABLES = new WordsType(Form.VARIABLE);
  static final WordsType RAW = new WordsType(Form.RAW);
  static final WordsType URLS = new WordsType(Form.URL);

  private final Form form;

  private WordsType(Form form) {
    super("as");
    this.form = form;
  }

  @Override
  void read(String text, ValueContext context, List<String> out) {
    String whole = form == Form.URL ? context.expand(text) : text;
    if (whole == null) {
      return;
    }
    var syntax = form == Form.RAW ? Words.Syntax.QUOTED_RAW : Words.Syntax.QUOTED;
    var words = new Words(whole, syntax);
    for (String word = words.next(); word != null; word = words.next()) {
      String expanded = form == Form.RAW || form == Form.URL ? word : context.expand(word);
      String checked = expanded == null ? null : check(expanded, context);
      if (checked != null) {
        out.add(checked);
      }
    }
    if (words.broken()) {
      context.warn("Invalid syntax, ignoring: " + text);
    }
  }

  private @Nullable String check(String word, ValueContext context) {
    return switch (form) {
      case ANY, RAW -> word;
      case PATH -> Paths.absolute(word, false, context);
      case PREFIXED_PATH -> prefixed(word, context);
      case DIRECTORY -> directory(word, context);
      case VARIABLE -> {
        if (EnvironmentType.isName(word)) {
          yield word;
        }
        context.warn("Invalid environment name for " + context.key() + ", ignoring: " + word);
        yield null;
      }
      case URL -> {
        if (isUrl(word)) {
          yield word;
        }
        context.warn("Invalid URL, ignoring: " + word);
        yield null;
      }
    };
  }

  private static @Nullable String prefixed(String word, ValueContext context) {
    int i = 0;
    if (word.startsWith("-")) {
      i++;
    }
    if (word.startsWith("+", i)) {
      i++;
    }
    String path = Paths.absolute(word.substring(i), false, context);
    return path == null ? null : word.substring(0, i) + path;
  }

  private static @Nullable String directory(String word, ValueContext context) {
    int colon = word.indexOf(':');
    String path = colon < 0 ? word : word.substring(0, colon);
    if (path.isEmpty()) {
      context.warn("Invalid syntax in " + context.key() + "=, ignoring: " + word);
      return null;
    }
    if (path.startsWith("/") || Ascii.climbs(path)) {
      String fault = path.startsWith("/") ? "absolute" : "not normalized";
      context.warn(context.key() + "= path is " + fault + ", ignoring: " + path);
      return null;
    }
    return colon < 0 ? Ascii.simplifyPath(path) : Ascii.simplifyPath(path) + word.substring(colon);
  }

  private static boolean isUrl(String word) {
    int colon = word.indexOf(':');
    return switch (colon < 0 ? "" : word.substring(0, colon)) {
      case "http", "https" -> word.startsWith("//", colon + 1) && word.length() > colon + 3;
      case "file", "info", "man" -> word.length() > colon + 1;
      default -> false;
    };
  }

  @Override
  String printElement(String element) {
    return quote(element);
  }

  @Override
  Object elementToBus(String element) {
    return element;
  }

  @Override
  @Nullable String elementFromBus(Object value) {
    return value instanceof String text ? text : null;
  }
}
