package org.reeve.unit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Environment=: assignments {@code NAME=value}; a later one takes the place of an earlier one of
 * the same name.
 */
final class EnvironmentType extends ListType<String> {
  static final EnvironmentType ASSIGNMENTS = new EnvironmentType(false);

  /** UnsetEnvironment=: names alone are allowed too. */
  static final EnvironmentType ASSIGNMENTS_OR_NAMES = new EnvironmentType(true);

  private final boolean names;

  private EnvironmentType(boolean names) {
    super("as");
    this.names = names;
  }

  /** True for a variable's name: ASCII letters, digits and underscore, no digit first. */
  static boolean isName(String text) {
    if (text.isEmpty() || Ascii.isDigit(text.charAt(0))) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Ascii.isLetter(c) && !Ascii.isDigit(c) && c != '_') {
        return false;
      }
    }
    return true;
  }

  /** True for {@code NAME=value} whose value holds no control characters but tab and newline. */
  static boolean isAssignment(String text) {
    int equals = text.indexOf('=');
    if (equals < 0 || !isName(text.substring(0, equals))) {
      return false;
    }
    for (int i = equals + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t' && c != '\n') || c == 0x7F) {
        return false;
      }
    }
    return true;
  }

  @Override
  void read(String text, ValueContext context, List<String> out) {
    var words = new Words(text);
    String word = words.next();
    while (word != null && !words.unknownEscape()) {
      add(word, context, out);
      word = words.next();
    }
    if (words.broken() || words.unknownEscape()) {
      context.warn("Invalid syntax, ignoring: " + text);
    }
  }

  private void add(String word, ValueContext context, List<String> out) {
    Expansion expansion = context.resolve(word);
    String expanded = expansion.text();
    if (expanded == null) {
      context.warn("Failed to resolve specifiers in " + word + ", ignoring: " + expansion.fault());
    } else if (isAssignment(expanded) || (names && isName(expanded))) {
      put(out, expanded);
    } else if (names) {
      context.warn(
          "Invalid environment name or assignment " + context.key() + ", ignoring: " + expanded);
    } else {
      context.warn("Invalid environment assignment, ignoring: " + expanded);
    }
  }

  @Override
  public List<String> append(List<String> earlier, List<String> later) {
    var all = new ArrayList<>(earlier);
    for (String assignment : later) {
      put(all, assignment);
    }
    return List.copyOf(all);
  }

  /** Adds {@code assignment} to the end, or in the place of one of the same name. */
  private void put(List<String> all, String assignment) {
    int equals = assignment.indexOf('=');
    String prefix = equals < 0 ? assignment : assignment.substring(0, equals + 1);
    for (int i = 0; i < all.size(); i++) {
      if (!names && all.get(i).startsWith(prefix)) {
        all.set(i, assignment);
        return;
      }
    }
    all.add(assignment);
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
    return value instanceof String text && (isAssignment(text) || (names && isName(text)))
        ? text
        : null;
  }
}
