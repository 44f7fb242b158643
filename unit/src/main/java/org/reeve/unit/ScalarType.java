package org.reeve.unit;

/**
 * A string with a check of its own; "" is unset. Printing and D-Bus are the same for all of them.
 */
abstract class ScalarType extends Type<String> {
  ScalarType() {
    super("s");
  }

  @Override
  public String print(String value) {
    return value.replace("%", "%%");
  }

  @Override
  public Object toBus(String value) {
    return value;
  }

  @Override
  public String fromBus(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw mismatch(value);
  }
}
