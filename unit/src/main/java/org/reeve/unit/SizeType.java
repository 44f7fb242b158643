package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/**
 * Bytes (K, M, G… to the base 1024) or a share in percent, which is kept apart as a negative number
 * of hundredths.
 */
final class SizeType extends Type<Long> {
  /** Infinity, as on D-Bus. */
  static final long INFINITY = -1L;

  /** A memory limit: {@code infinity}, bytes or a percentage of the machine's memory. */
  static final SizeType MEMORY = new SizeType(Form.MEMORY);

  /** TasksMax=: {@code infinity}, a number or a percentage of the system's. */
  static final SizeType TASKS = new SizeType(Form.TASKS);

  /** A plain size in bytes. */
  static final SizeType BYTES = new SizeType(Form.BYTES);

  private enum Form {
    MEMORY,
    TASKS,
    BYTES
  }

  private final Form form;

  private SizeType(Form form) {
    super("t");
    this.form = form;
  }

  /** The value that stands for {@code permyriad} hundredths of a percent. */
  static long share(int permyriad) {
    return -2L - permyriad;
  }

  /** The hundredths of a percent of a {@link #share}, -1 for other values. */
  static int permyriad(long value) {
    return value <= -2 ? (int) (-2 - value) : -1;
  }

  @Override
  public @Nullable Long parse(String text, ValueContext context) {
    if (form != Form.BYTES && (text.isEmpty() || text.equals("infinity"))) {
      return INFINITY;
    }
    Integer percent = form == Form.BYTES ? null : Numbers.permyriad(text, 100);
    if (percent != null) {
      return share(percent);
    }
    Long value = form == Form.TASKS ? Numbers.integer(text) : Numbers.size(text, 1024);
    boolean zero =
        value != null && value == 0 && (form == Form.TASKS || isUpperLimit(context.key()));
    if (value != null && value >= 0 && !zero) {
      return value;
    }
    switch (form) {
      case MEMORY ->
          context.warn(
              zero
                  ? "Memory limit '" + text + "' out of range, ignoring."
                  : "Invalid memory limit '" + text + "', ignoring: Invalid argument");
      case TASKS ->
          context.warn(
              zero
                  ? "Maximum tasks value '" + text + "' out of range, ignoring."
                  : "Invalid maximum tasks value '" + text + "', ignoring: Invalid argument");
      case BYTES ->
          context.warn("Failed to parse size value '" + text + "', ignoring: Invalid argument");
    }
    return null;
  }

  /** Nothing at all makes sense as protection, not as limit. */
  private static boolean isUpperLimit(String key) {
    return key.endsWith("MemoryMax") || key.endsWith("MemoryHigh") || key.equals("MemoryLimit");
  }

  @Override
  public String print(Long value) {
    int permyriad = permyriad(value);
    if (permyriad >= 0) {
      int rest = permyriad % 100;
      return permyriad / 100 + (rest == 0 ? "" : rest < 10 ? ".0" + rest : "." + rest) + "%";
    }
    return value == INFINITY ? "infinity" : value.toString();
  }

  /** A share is shown as unlimited: what it is a share of only the manager knows. */
  @Override
  public Object toBus(Long value) {
    return value < 0 ? (Long) INFINITY : value;
  }

  @Override
  public Long fromBus(Object value) {
    if (value instanceof Long bytes) {
      return bytes < 0 ? (Long) INFINITY : bytes;
    }
    throw mismatch(value);
  }
}
