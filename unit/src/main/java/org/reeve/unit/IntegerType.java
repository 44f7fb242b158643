package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** A whole number of 32 bits or less; unsigned ones are kept in the same bits. */
final class IntegerType extends Type<Integer> {
  static final IntegerType INT =
      new IntegerType("i", "int value", Integer.MIN_VALUE, Integer.MAX_VALUE);
  static final IntegerType UNSIGNED = new IntegerType("u", "unsigned value", 0, 0xFFFFFFFFL);
  static final IntegerType SHORT = new IntegerType("q", "unsigned value", 0, 0xFFFF);

  /** Swap's Priority=, -1 to 32767; nothing at all is unset. */
  static final IntegerType SWAP_PRIORITY = new IntegerType("i", "swap priority", -1, 32767);

  private final String what;
  private final long min;
  private final long max;
  private final @Nullable String sentence;

  IntegerType(String signature, String what, long min, long max) {
    this(signature, what, min, max, null);
  }

  private IntegerType(
      String signature, String what, long min, long max, @Nullable String sentence) {
    super(signature);
    this.what = what;
    this.min = min;
    this.max = max;
    this.sentence = sentence;
  }

  /** A signed number whose error reads {@code "Failed to parse SENTENCE 'X', ignoring: reason"}. */
  static IntegerType worded(String sentence, int min, int max) {
    return new IntegerType("i", "", min, max, sentence);
  }

  @Override
  public @Nullable Integer parse(String text, ValueContext context) {
    if (sentence != null && text.isEmpty()) {
      return 0;
    }
    Long value = Numbers.integer(text);
    if (value != null && value >= min && value <= max) {
      return (int) (long) value;
    }
    if (sentence != null) {
      context.warn(
          value == null
              ? "Failed to parse " + sentence + " '" + text + "', ignoring: Invalid argument"
              : Ascii.capital(sentence) + " out of range, ignoring: " + text);
      return null;
    }
    if (this == SWAP_PRIORITY) {
      context.warn("Invalid swap priority '" + text + "', ignoring.");
      return null;
    }
    return context.unusable(what, text);
  }

  @Override
  public String print(Integer value) {
    return signature().equals("u") ? Integer.toUnsignedString(value) : Integer.toString(value);
  }

  @Override
  public Object toBus(Integer value) {
    return value;
  }

  @Override
  public Integer fromBus(Object value) {
    if (value instanceof Integer number) {
      return number;
    }
    throw mismatch(value);
  }
}
