package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** A number of 64 bits. */
final class LongType extends Type<Long> {
  static final LongType SIGNED = new LongType("x", "long value", false);
  static final LongType UNSIGNED = new LongType("t", "uint64 value", false);

  /** Nanoseconds, with units. */
  static final LongType NANOSECONDS = new LongType("t", "nsec value", true);

  private final String what;
  private final boolean time;

  private LongType(String signature, String what, boolean time) {
    super(signature);
    this.what = what;
    this.time = time;
  }

  @Override
  public @Nullable Long parse(String text, ValueContext context) {
    Long value = time ? nanoseconds(text) : Numbers.integer(text);
    return value != null ? value : context.unusable(what, text);
  }

  private static @Nullable Long nanoseconds(String text) {
    if (Ascii.isNumber(text)) {
      return Numbers.integer(text);
    }
    int end =
        text.endsWith("nsec") ? text.length() - 4 : text.endsWith("ns") ? text.length() - 2 : -1;
    if (end > 0) {
      return Numbers.integer(Ascii.strip(text.substring(0, end)));
    }
    TimeSpan span = TimeSpan.parse(text);
    if (span == null) {
      return null;
    }
    return span.isInfinite() ? Long.valueOf(-1) : Long.valueOf(span.usec() * 1000);
  }

  @Override
  public String print(Long value) {
    return value.toString();
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
