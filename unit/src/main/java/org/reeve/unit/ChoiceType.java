package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of a few words that nothing needs to tell apart by an enum; booleans may be among them. */
final class ChoiceType extends Type<String> {
  /** What the word is; "" if an error is just bad syntax. */
  private final String what;

  private final List<String> words;

  ChoiceType(String what, String... words) {
    super("s");
    this.what = what;
    this.words = List.of(words);
  }

  @Override
  public @Nullable String parse(String text, ValueContext context) {
    if (words.contains(text)) {
      return text;
    }
    Boolean yes = words.contains("no") ? BooleanType.read(text) : null;
    String word = "";
    if (yes != null) {
      word = yes ? "yes" : "no";
    }
    if (!word.isEmpty() && words.contains(word)) {
      return word;
    }
    if (what.isEmpty()) {
      context.warn("Invalid syntax, ignoring: " + text);
      return null;
    }
    return context.unusable(what, text);
  }

  @Override
  public String print(String value) {
    return value;
  }

  @Override
  public Object toBus(String value) {
    return value;
  }

  @Override
  public String fromBus(Object value) {
    if (value instanceof String text && words.contains(text)) {
      return text;
    }
    throw mismatch(value);
  }
}
