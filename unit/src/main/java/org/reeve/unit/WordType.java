package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** One of an enum's words. */
final class WordType<E extends Enum<E> & Word> extends Type<E> {
  private final String what;
  private final E[] values;

  WordType(String what, E[] values) {
    super("s");
    this.what = what;
    this.values = values.clone();
  }

  @Override
  public @Nullable E parse(String text, ValueContext context) {
    E value = find(text);
    return value != null ? value : context.unusable(what, text);
  }

  private @Nullable E find(String text) {
    for (E value : values) {
      if (value.text().equals(text)) {
        return value;
      }
    }
    return null;
  }

  @Override
  public String print(E value) {
    return value.text();
  }

  @Override
  public Object toBus(E value) {
    return value.text();
  }

  @Override
  public E fromBus(Object value) {
    E found = value instanceof String text ? find(text) : null;
    if (found == null) {
      throw mismatch(value);
    }
    return found;
  }
}
