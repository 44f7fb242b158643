package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assignments kept line by line as they were written, for keys whose inner grammar is not read yet
 * (none of them is honoured, and the loader says so for each). D-Bus shows {@code unset}, the value
 * an untouched unit has.
 */
final class VerbatimType extends Type<List<String>> {
  private final Object unset;

  VerbatimType(String signature, Object unset) {
    super(signature);
    this.unset = unset;
  }

  /** For properties that are arrays: nothing in them. */
  static VerbatimType list(String signature) {
    return new VerbatimType(signature, List.of());
  }

  @Override
  public @Nullable List<String> parse(String text, ValueContext context) {
    return List.of(text);
  }

  @Override
  public List<String> append(List<String> earlier, List<String> later) {
    var all = new java.util.ArrayList<>(earlier);
    all.addAll(later);
    return List.copyOf(all);
  }

  @Override
  public boolean emptyResets() {
    return true;
  }

  @Override
  public String print(List<String> value) {
    return String.join("\n", value);
  }

  @Override
  public Object toBus(List<String> value) {
    return unset;
  }

  @Override
  public List<String> fromBus(Object value) {
    throw new IllegalArgumentException("This setting cannot be set over D-Bus yet.");
  }
}
