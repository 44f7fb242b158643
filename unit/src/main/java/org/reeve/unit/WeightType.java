package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** A weight within limits; -1 (on D-Bus the greatest unsigned number) is unset. */
final class WeightType extends Type<Long> {
  private final String what;
  private final long min;
  private final long max;

  WeightType(String what, long min, long max) {
    super("t");
    this.what = what;
    this.min = min;
    this.max = max;
  }

  @Override
  public @Nullable Long parse(String text, ValueContext context) {
    if (text.isEmpty()) {
      return -1L;
    }
    if (text.equals("idle") && min == 1) {
      return 0L;
    }
    Long value = Numbers.integer(text);
    if (value != null && value >= min && value <= max) {
      return value;
    }
    context.warn("Invalid " + what + ", ignoring: " + text);
    return null;
  }

  @Override
  public String print(Long value) {
    return value < 0 ? "" : value.toString();
  }

  @Override
  public Object toBus(Long value) {
    return value;
  }

  @Override
  public Long fromBus(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw mismatch(value);
  }
}
