package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** Yes or no, in systemd's six spellings of each. */
final class BooleanType extends Type<Boolean> {
  static final BooleanType BOOLEAN = new BooleanType(false);

  /** A boolean without which the unit must not start (DynamicUser=). */
  static final BooleanType CRITICAL = new BooleanType(true);

  private final boolean critical;

  private BooleanType(boolean critical) {
    super("b");
    this.critical = critical;
  }

  @Override
  public @Nullable Boolean parse(String text, ValueContext context) {
    Boolean value = read(text);
    if (value != null) {
      return value;
    }
    if (critical) {
      context.fail("Failed to parse boolean value: " + text);
      return null;
    }
    return context.unusable("boolean value", text);
  }

  /** True or false for the words systemd takes as such, in any case; null for others. */
  static @Nullable Boolean read(String text) {
    return switch (Ascii.lower(text)) {
      case "1", "yes", "y", "true", "t", "on" -> Boolean.TRUE;
      case "0", "no", "n", "false", "f", "off" -> Boolean.FALSE;
      default -> null;
    };
  }

  @Override
  public String print(Boolean value) {
    return value ? "yes" : "no";
  }

  @Override
  public Object toBus(Boolean value) {
    return value;
  }

  @Override
  public Boolean fromBus(Object value) {
    if (value instanceof Boolean b) {
      return b;
    }
    throw mismatch(value);
  }
}
