package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** CPUQuota=: a percentage of one CPU, kept as CPU time a second. */
final class QuotaType extends Type<TimeSpan> {
  static final QuotaType QUOTA = new QuotaType();

  private QuotaType() {
    super("t");
  }

  @Override
  public @Nullable TimeSpan parse(String text, ValueContext context) {
    if (text.isEmpty()) {
      return TimeSpan.INFINITY;
    }
    Integer permyriad = Numbers.permyriad(text, 1_000_000);
    if (permyriad == null || permyriad == 0) {
      context.warn("Invalid CPU quota '" + text + "', ignoring.");
      return null;
    }
    return new TimeSpan(permyriad * 100L);
  }

  @Override
  public String print(TimeSpan value) {
    if (value.isInfinite()) {
      return "";
    }
    long hundredths = value.usec() / 100 % 100;
    String part = hundredths == 0 ? "" : hundredths < 10 ? ".0" + hundredths : "." + hundredths;
    return value.usec() / 10_000 + part + "%";
  }

  @Override
  public Object toBus(TimeSpan value) {
    return TimeSpanType.SEC.toBus(value);
  }

  @Override
  public TimeSpan fromBus(Object value) {
    return TimeSpanType.SEC.fromBus(value);
  }
}
