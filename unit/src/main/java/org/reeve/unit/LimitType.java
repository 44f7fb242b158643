package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limit…=: {@code both}, {@code soft:hard} or {@code infinity}; bytes, times and niceness have
 * their own notation.
 */
final class LimitType extends Type<ResourceLimit> {
  /** What is counted. */
  private enum Measure {
    COUNT,
    BYTES,
    SECONDS,
    MICROSECONDS,
    NICE
  }

  static final LimitType COUNT = new LimitType(Measure.COUNT);
  static final LimitType BYTES = new LimitType(Measure.BYTES);
  static final LimitType SECONDS = new LimitType(Measure.SECONDS);
  static final LimitType MICROSECONDS = new LimitType(Measure.MICROSECONDS);
  static final LimitType NICE = new LimitType(Measure.NICE);

  private final Measure measure;

  private LimitType(Measure measure) {
    super("t");
    this.measure = measure;
  }

  @Override
  public @Nullable ResourceLimit parse(String text, ValueContext context) {
    int colon = text.indexOf(':');
    Long soft = one(colon < 0 ? text : text.substring(0, colon));
    Long hard = colon < 0 ? soft : one(text.substring(colon + 1));
    if (soft == null || hard == null) {
      return context.unusable("resource value", text);
    }
    if (Long.compareUnsigned(soft, hard) > 0) {
      context.warn("Soft resource limit chosen higher than hard limit, ignoring: " + text);
      return null;
    }
    return new ResourceLimit(soft, hard);
  }

  private @Nullable Long one(String text) {
    if (text.equals("infinity")) {
      return ResourceLimit.INFINITY;
    }
    return switch (measure) {
      case COUNT -> {
        Long value = Numbers.integer(text);
        yield value == null || value < 0 ? null : value;
      }
      case BYTES -> Numbers.size(text, 1024);
      case SECONDS -> {
        TimeSpan span = TimeSpan.parse(text);
        yield span == null ? null : (Long) Math.ceilDiv(span.usec(), TimeSpan.USEC_PER_SEC);
      }
      case MICROSECONDS -> {
        TimeSpan span = TimeSpan.parse(text, 1);
        yield span == null ? null : (Long) span.usec();
      }
      case NICE -> nice(text);
    };
  }

  /**
   * {@code +N} and {@code -N} are nice levels, a bare number is the kernel's 20 minus the level.
   */
  private static @Nullable Long nice(String text) {
    Long value = Numbers.integer(text);
    if (value == null) {
      return null;
    }
    if (text.startsWith("+") || text.startsWith("-")) {
      return value < -20 || value > 19 ? null : (Long) (20 - value);
    }
    return value < 0 || value > 40 ? null : value;
  }

  @Override
  public String print(ResourceLimit value) {
    return value.soft() == value.hard()
        ? number(value.hard())
        : number(value.soft()) + ":" + number(value.hard());
  }

  private String number(long value) {
    if (value == ResourceLimit.INFINITY) {
      return "infinity";
    }
    return measure == Measure.MICROSECONDS ? value + "us" : Long.toUnsignedString(value);
  }

  @Override
  public Object toBus(ResourceLimit value) {
    return value.hard();
  }

  @Override
  public ResourceLimit fromBus(Object value) {
    if (value instanceof Long limit) {
      return new ResourceLimit(limit, limit);
    }
    throw mismatch(value);
  }

  @Override
  public List<BusFace<ResourceLimit>> faces(String name) {
    return List.of(
        BusFace.plain(name, this),
        new BusFace<>(name + "Soft", "t") {
          @Override
          public Object of(ResourceLimit value) {
            return value.soft();
          }
        });
  }
}
