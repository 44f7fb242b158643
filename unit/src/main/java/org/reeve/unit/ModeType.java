package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** An octal file mode. */
final class ModeType extends Type<Integer> {
  static final ModeType MODE = new ModeType();

  private ModeType() {
    super("u");
  }

  @Override
  public @Nullable Integer parse(String text, ValueContext context) {
    Integer mode = Numbers.mode(text);
    return mode != null ? mode : context.unusable("mode value", text);
  }

  @Override
  public String print(Integer value) {
    String octal = Integer.toOctalString(value);
    return "0000".substring(Math.min(4, octal.length())) + octal;
  }

  @Override
  public Object toBus(Integer value) {
    return value;
  }

  @Override
  public Integer fromBus(Object value) {
    if (value instanceof Integer mode && mode >= 0 && mode <= 07777) {
      return mode;
    }
    throw mismatch(value);
  }
}
