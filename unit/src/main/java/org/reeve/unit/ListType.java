package org.reeve.unit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values that add up over assignments; an empty one begins anew.
 *
 * @param <E> the element
 */
abstract class ListType<E> extends Type<List<E>> {
  ListType(String signature) {
    super(signature);
  }

  /**
   * Reads the elements of one non-empty assignment into {@code out}, reporting what cannot be used.
   */
  abstract void read(String text, ValueContext context, List<E> out);

  abstract String printElement(E element);

  abstract Object elementToBus(E element);

  /** Reads one element; null if it is none. */
  abstract @Nullable E elementFromBus(Object value);

  @Override
  public final @Nullable List<E> parse(String text, ValueContext context) {
    var out = new ArrayList<E>();
    read(text, context, out);
    return out.isEmpty() ? null : arrange(out);
  }

  @Override
  public List<E> append(List<E> earlier, List<E> later) {
    var all = new ArrayList<E>(earlier.size() + later.size());
    all.addAll(earlier);
    all.addAll(later);
    return arrange(all);
  }

  /** The elements as they are kept: as they came, unless a type says otherwise. */
  List<E> arrange(List<E> elements) {
    return List.copyOf(elements);
  }

  @Override
  public boolean emptyResets() {
    return true;
  }

  @Override
  public final String print(List<E> value) {
    var out = new StringBuilder();
    for (E element : value) {
      if (!out.isEmpty()) {
        out.append(separator());
      }
      out.append(printElement(element));
    }
    return out.toString();
  }

  String separator() {
    return " ";
  }

  @Override
  public final Object toBus(List<E> value) {
    var out = new ArrayList<Object>(value.size());
    for (E element : value) {
      out.add(elementToBus(element));
    }
    return List.copyOf(out);
  }

  @Override
  public final List<E> fromBus(Object value) {
    if (!(value instanceof List<?> list)) {
      throw mismatch(value);
    }
    var out = new ArrayList<E>(list.size());
    for (Object item : list) {
      E element = item == null ? null : elementFromBus(item);
      if (element == null) {
        throw mismatch(value);
      }
      out.add(element);
    }
    return arrange(out);
  }

  /** {@code word} in quotes if it needs them, percent signs doubled: as one word of a line. */
  static String quote(String word) {
    boolean plain = !word.isEmpty();
    for (int i = 0; i < word.length() && plain; i++) {
      char c = word.charAt(i);
      plain = c > ' ' && c != '"' && c != '\'' && c != '\\' && c != '%' && c != ';' && c != 0x7F;
    }
    if (plain) {
      return word;
    }
    var out = new StringBuilder(word.length() + 8).append('"');
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      switch (c) {
        case '%' -> out.append("%%");
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        default -> {
          if ((c < ' ' && c != '\t') || c == 0x7F) {
            out.append("\\x")
                .append(Character.forDigit(c >> 4, 16))
                .append(Character.forDigit(c & 15, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
