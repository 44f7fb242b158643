package org.reeve.unit;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lists that the first line makes an allow list, or a deny list if it begins with {@code ~}; later
 * lines of the same kind add to it, those of the other kind take away.
 */
final class FilterType extends Type<Filter> {
  static final FilterType ADDRESS_FAMILIES = new FilterType("AF_");
  static final FilterType FILE_SYSTEMS = new FilterType("");
  static final FilterType INTERFACES = new FilterType("");

  private final String prefix;

  private FilterType(String prefix) {
    super("(bas)");
    this.prefix = prefix;
  }

  @Override
  public @Nullable Filter parse(String text, ValueContext context) {
    boolean inverted = text.startsWith("~");
    if (text.equals("none") && !prefix.isEmpty()) {
      return new Filter(true, new TreeSet<>(), false);
    }
    SortedSet<String> words = new TreeSet<>();
    var reader = new Words(inverted ? text.substring(1) : text, Words.Syntax.QUOTED);
    for (String word = reader.next(); word != null; word = reader.next()) {
      if (isKnown(word)) {
        words.add(word);
      } else {
        context.warn("Failed to parse address family, ignoring: " + word);
      }
    }
    if (reader.broken()) {
      context.warn("Invalid syntax, ignoring: " + text);
    }
    return words.isEmpty() ? null : new Filter(!inverted, words, inverted);
  }

  /**
   * Names of address families are capitals behind AF_; other names cannot be checked without the
   * machine.
   */
  private boolean isKnown(String word) {
    if (!word.startsWith(prefix)) {
      return false;
    }
    for (int i = prefix.length(); i < word.length() && !prefix.isEmpty(); i++) {
      char c = word.charAt(i);
      if (!(c >= 'A' && c <= 'Z') && !Ascii.isDigit(c) && c != '_') {
        return false;
      }
    }
    return word.length() > prefix.length();
  }

  @Override
  public Filter append(Filter earlier, Filter later) {
    SortedSet<String> words = new TreeSet<>(earlier.words());
    if (later.allowed() == earlier.allowed()) {
      words.addAll(later.words());
    } else {
      words.removeAll(later.words());
    }
    return new Filter(earlier.allowed(), words, earlier.inverted());
  }

  @Override
  public boolean emptyResets() {
    return true;
  }

  @Override
  public String print(Filter value) {
    if (value.words().isEmpty() && value.allowed() && !prefix.isEmpty()) {
      return "none";
    }
    return (value.allowed() ? "" : "~") + String.join(" ", value.words());
  }

  @Override
  public Object toBus(Filter value) {
    return BusStruct.of(value.allowed(), List.copyOf(value.words()));
  }

  @Override
  public Filter fromBus(Object value) {
    if (value instanceof BusStruct(List<Object> members)
        && members.size() == 2
        && members.get(0) instanceof Boolean allowed
        && members.get(1) instanceof List<?> list) {
      SortedSet<String> words = new TreeSet<>();
      for (Object item : list) {
        if (item instanceof String word) {
          words.add(word);
        }
      }
      return new Filter(allowed, words, !allowed && !words.isEmpty());
    }
    throw mismatch(value);
  }
}
