package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/**
 * A length of time, parsed and printed as in systemd.time(7).
 *
 * @param usec microseconds, never negative; {@link Long#MAX_VALUE} is infinity
 */
public record TimeSpan(long usec) implements Comparable<TimeSpan> {
  public static final TimeSpan ZERO = new TimeSpan(0);
  public static final TimeSpan INFINITY = new TimeSpan(Long.MAX_VALUE);

  public static final long USEC_PER_MSEC = 1_000L;
  public static final long USEC_PER_SEC = 1_000_000L;
  private static final long MINUTE = 60 * USEC_PER_SEC;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long WEEK = 7 * DAY;
  private static final long MONTH = 2_629_800 * USEC_PER_SEC;
  private static final long YEAR = 31_557_600 * USEC_PER_SEC;

  /** Units as written, longest first where one is the beginning of another. */
  private static final Unit[] UNITS = {
    new Unit("seconds", USEC_PER_SEC),
    new Unit("second", USEC_PER_SEC),
    new Unit("sec", USEC_PER_SEC),
    new Unit("s", USEC_PER_SEC),
    new Unit("minutes", MINUTE),
    new Unit("minute", MINUTE),
    new Unit("min", MINUTE),
    new Unit("months", MONTH),
    new Unit("month", MONTH),
    new Unit("M", MONTH),
    new Unit("msec", USEC_PER_MSEC),
    new Unit("ms", USEC_PER_MSEC),
    new Unit("m", MINUTE),
    new Unit("hours", HOUR),
    new Unit("hour", HOUR),
    new Unit("hr", HOUR),
    new Unit("h", HOUR),
    new Unit("days", DAY),
    new Unit("day", DAY),
    new Unit("d", DAY),
    new Unit("weeks", WEEK),
    new Unit("week", WEEK),
    new Unit("w", WEEK),
    new Unit("years", YEAR),
    new Unit("year", YEAR),
    new Unit("y", YEAR),
    new Unit("usec", 1),
    new Unit("us", 1),
    new Unit("\u03BCs", 1),
    new Unit("\u00B5s", 1),
  };

  /** Units as printed, largest first. */
  private static final Unit[] PRINTED = {
    new Unit("y", YEAR),
    new Unit("month", MONTH),
    new Unit("w", WEEK),
    new Unit("d", DAY),
    new Unit("h", HOUR),
    new Unit("min", MINUTE),
    new Unit("s", USEC_PER_SEC),
    new Unit("ms", USEC_PER_MSEC),
    new Unit("us", 1),
  };

  private record Unit(String name, long usec) {}

  public TimeSpan {
    if (usec < 0) {
      throw new IllegalArgumentException("A time span is never negative: " + usec + " us.");
    }
  }

  public static TimeSpan ofSeconds(long seconds) {
    return new TimeSpan(Math.multiplyExact(seconds, USEC_PER_SEC));
  }

  public static TimeSpan ofMillis(long millis) {
    return new TimeSpan(Math.multiplyExact(millis, USEC_PER_MSEC));
  }

  public boolean isInfinite() {
    return usec == Long.MAX_VALUE;
  }

  /** Parses a span whose bare numbers are seconds; null if it is none or reaches beyond 2^63 µs. */
  public static @Nullable TimeSpan parse(String text) {
    return parse(text, USEC_PER_SEC);
  }

  /** Parses a span whose bare numbers are of {@code bareUnit} µs; null if it is none. */
  public static @Nullable TimeSpan parse(String text, long bareUnit) {
    int length = text.length();
    int i = skipBlanks(text, 0);
    if (text.startsWith("infinity", i) && skipBlanks(text, i + 8) == length) {
      return INFINITY;
    }
    if (i == length) {
      return null;
    }
    long sum = 0;
    while (true) {
      i = skipBlanks(text, i);
      if (i == length) {
        return new TimeSpan(sum);
      }
      if (text.charAt(i) == '+') {
        i++;
      }
      int digits = i;
      long whole = 0;
      while (i < length && isDigit(text.charAt(i))) {
        int digit = text.charAt(i) - '0';
        if (whole > (Long.MAX_VALUE - digit) / 10) {
          return null;
        }
        whole = whole * 10 + digit;
        i++;
      }
      boolean point = i < length && text.charAt(i) == '.';
      if (i == digits && !point) {
        return null;
      }
      int fraction = i + 1;
      if (point) {
        i = fraction;
        while (i < length && isDigit(text.charAt(i))) {
          i++;
        }
        if (i == fraction) {
          return null;
        }
      }
      int fractionEnd = i;
      i = skipBlanks(text, i);
      Unit unit = unitAt(text, i);
      if (unit != null) {
        i += unit.name.length();
      } else if (i == fractionEnd && i < length) {
        return null; // a number directly followed by something that is no unit
      }
      long scale = unit == null ? bareUnit : unit.usec;
      if (whole > (Long.MAX_VALUE - 1 - sum) / scale) {
        return null;
      }
      sum += whole * scale;
      if (point) {
        long share = scale / 10;
        for (int k = fraction; k < fractionEnd && share > 0; k++, share /= 10) {
          sum += (text.charAt(k) - '0') * share;
          if (sum < 0 || sum == Long.MAX_VALUE) {
            return null;
          }
        }
      }
    }
  }

  /**
   * As {@code systemctl show} and {@code systemd-analyze timespan} print it, exact to the
   * microsecond.
   */
  public String print() {
    return print(0);
  }

  /** Prints with nothing below {@code accuracy} µs, as status lines do. */
  public String print(long accuracy) {
    if (isInfinite()) {
      return "infinity";
    }
    if (usec == 0) {
      return "0";
    }
    var out = new StringBuilder();
    long rest = usec;
    for (Unit unit : PRINTED) {
      if (rest == 0 || (rest < accuracy && !out.isEmpty())) {
        break;
      }
      if (rest < unit.usec) {
        continue;
      }
      if (!out.isEmpty()) {
        out.append(' ');
      }
      long below = rest % unit.usec;
      out.append(rest / unit.usec);
      int decimals = rest < MINUTE && below > 0 ? decimals(unit.usec) - decimals(accuracy) : 0;
      if (decimals > 0) {
        out.append('.');
        String shown = Long.toString(below / power(decimals(accuracy)));
        for (int k = shown.length(); k < decimals; k++) {
          out.append('0');
        }
        out.append(shown);
        below = 0;
      }
      out.append(unit.name);
      rest = below;
    }
    return out.toString();
  }

  @Override
  public int compareTo(TimeSpan other) {
    return Long.compare(usec, other.usec);
  }

  @Override
  public String toString() {
    return print();
  }

  private static @Nullable Unit unitAt(String text, int i) {
    for (Unit unit : UNITS) {
      if (text.startsWith(unit.name, i)) {
        return unit;
      }
    }
    return null;
  }

  private static int decimals(long usec) {
    int count = 0;
    for (long rest = usec; rest > 1; rest /= 10) {
      count++;
    }
    return count;
  }

  private static long power(int decimals) {
    long value = 1;
    for (int k = 0; k < decimals; k++) {
      value *= 10;
    }
    return value;
  }

  private static int skipBlanks(String text, int from) {
    int i = from;
    while (i < text.length() && Words.isBlank(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
