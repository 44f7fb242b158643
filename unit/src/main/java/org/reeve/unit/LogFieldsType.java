package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** LogExtraFields=: journal fields {@code NAME=value}. */
final class LogFieldsType extends ListType<String> {
  static final LogFieldsType FIELDS = new LogFieldsType();

  private LogFieldsType() {
    super("aay");
  }

  @Override
  void read(String text, ValueContext context, List<String> out) {
    var words = new Words(text);
    for (String word = words.next(); word != null; word = words.next()) {
      String field = context.expand(word);
      int equals = field == null ? 0 : field.indexOf('=');
      if (field == null) {
        continue;
      }
      if (equals < 0) {
        context.warn("Log field lacks '=' character, ignoring: " + field);
      } else if (!isName(field.substring(0, equals))) {
        context.warn("Log field name is invalid, ignoring: " + field);
      } else {
        out.add(field);
      }
    }
    if (words.broken()) {
      context.warn("Invalid syntax, ignoring: " + text);
    }
  }

  /** At most 64 capital letters, digits and underscores, a letter first. */
  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean capital = c >= 'A' && c <= 'Z';
      if (!capital && (i == 0 || (c != '_' && !Ascii.isDigit(c)))) {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= 64;
  }

  @Override
  String printElement(String element) {
    return quote(element);
  }

  @Override
  Object elementToBus(String element) {
    return RawText.encode(element);
  }

  @Override
  @Nullable String elementFromBus(Object value) {
    return value instanceof byte[] field ? RawText.decode(field) : null;
  }
}
