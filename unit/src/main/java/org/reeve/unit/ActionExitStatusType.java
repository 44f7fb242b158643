package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** FailureActionExitStatus= and SuccessActionExitStatus=: 0 to 255, -1 if not set. */
final class ActionExitStatusType extends Type<Integer> {
  static final ActionExitStatusType STATUS = new ActionExitStatusType();

  private ActionExitStatusType() {
    super("i");
  }

  @Override
  public @Nullable Integer parse(String text, ValueContext context) {
    if (text.isEmpty()) {
      return -1;
    }
    Long value = Numbers.integer(text);
    if (value == null || value < 0 || value > 255) {
      String why = value == null ? "Invalid argument" : "Numerical result out of range";
      context.warn("Failed to parse exit status '" + text + "', ignoring: " + why);
      return null;
    }
    return (int) (long) value;
  }

  @Override
  public String print(Integer value) {
    return value < 0 ? "" : value.toString();
  }

  @Override
  public Object toBus(Integer value) {
    return value;
  }

  @Override
  public Integer fromBus(Object value) {
    if (value instanceof Integer status && status >= -1 && status <= 255) {
      return status;
    }
    throw mismatch(value);
  }
}
