package org.reeve.unit;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list to which several keys write: each element says by its kind which one. On D-Bus it is an
 * array of pairs, the kind's word and the text.
 *
 * @param <K> the kinds
 * @param <E> the element
 */
abstract class KindListType<K extends Word, E> extends ListType<E> {
  private final List<K> kinds;
  private final BiFunction<K, String, E> element;
  private final Function<E, K> kind;
  private final Function<E, String> text;

  KindListType(
      K[] kinds, BiFunction<K, String, E> element, Function<E, K> kind, Function<E, String> text) {
    super("a(ss)");
    this.kinds = List.of(kinds);
    this.element = element;
    this.kind = kind;
    this.text = text;
  }

  @Override
  final String separator() {
    return "\n";
  }

  @Override
  final String printElement(E element) {
    return text.apply(element).replace("%", "%%");
  }

  @Override
  final Object elementToBus(E element) {
    return BusStruct.of(kind.apply(element).text(), text.apply(element));
  }

  @Override
  final @Nullable E elementFromBus(Object value) {
    if (value instanceof BusStruct(List<Object> members)
        && members.size() == 2
        && members.get(0) instanceof String word
        && members.get(1) instanceof String address) {
      for (K one : kinds) {
        if (one.text().equals(word)) {
          return element.apply(one, address);
        }
      }
    }
    return null;
  }
}
