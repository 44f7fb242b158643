package org.reeve.unit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of the specifiers that do not depend on the unit: those of machine, manager and user
 * (systemd.unit(5), "SPECIFIERS").
 */
@FunctionalInterface
public interface SpecifierContext {
  /**
   * The value of {@code %c}; null if it has none here, "" if it is empty. Not asked for those that
   * depend on the unit.
   */
  @Nullable String value(char c);

  /** Fixed values, for tests and images. */
  static SpecifierContext of(Map<Character, String> values) {
    Map<Character, String> copy = Map.copyOf(values);
    return copy::get;
  }
}
