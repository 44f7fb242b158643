package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** A time span; on D-Bus microseconds, with the greatest unsigned number for infinity. */
final class TimeSpanType extends Type<TimeSpan> {
  /** Seconds if no unit is given. */
  static final TimeSpanType SEC =
      new TimeSpanType("sec value", TimeSpan.USEC_PER_SEC, false, false);

  /** The same where 0 is an old way to write infinity. */
  static final TimeSpanType TIMEOUT =
      new TimeSpanType("time value", TimeSpan.USEC_PER_SEC, true, false);

  /** Where nothing at all means infinity. */
  static final TimeSpanType OR_INFINITY =
      new TimeSpanType("sec_def_infinity value", TimeSpan.USEC_PER_SEC, false, true);

  private final String what;
  private final long bareUnit;
  private final boolean zeroIsInfinite;
  private final boolean emptyIsInfinite;

  TimeSpanType(String what, long bareUnit, boolean zeroIsInfinite, boolean emptyIsInfinite) {
    super("t");
    this.what = what;
    this.bareUnit = bareUnit;
    this.zeroIsInfinite = zeroIsInfinite;
    this.emptyIsInfinite = emptyIsInfinite;
  }

  /** A timeout whose errors are worded with the key and {@code noun}. */
  static TimeSpanType timeout(String what) {
    return new TimeSpanType(what, TimeSpan.USEC_PER_SEC, true, false);
  }

  @Override
  public @Nullable TimeSpan parse(String text, ValueContext context) {
    if (emptyIsInfinite && text.isEmpty()) {
      return TimeSpan.INFINITY;
    }
    TimeSpan span = TimeSpan.parse(text, bareUnit);
    if (span == null) {
      return context.unusable(what, text);
    }
    return zeroIsInfinite && span.usec() == 0 ? TimeSpan.INFINITY : span;
  }

  @Override
  public String print(TimeSpan value) {
    return value.usec() == 0 || value.isInfinite() ? value.print() : value.usec() + "us";
  }

  @Override
  public Object toBus(TimeSpan value) {
    return value.isInfinite() ? -1L : value.usec();
  }

  @Override
  public TimeSpan fromBus(Object value) {
    if (value instanceof Long usec) {
      return usec < 0 ? TimeSpan.INFINITY : new TimeSpan(usec);
    }
    throw mismatch(value);
  }
}
