package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** A signal by name or number. */
final class SignalType extends Type<Integer> {
  static final SignalType SIGNAL = new SignalType();

  private SignalType() {
    super("i");
  }

  @Override
  public @Nullable Integer parse(String text, ValueContext context) {
    int number = Signals.parse(text);
    return number > 0 ? (Integer) number : context.unusable("signal name", text);
  }

  @Override
  public String print(Integer value) {
    String name = Signals.name(value);
    return name == null ? value.toString() : name;
  }

  @Override
  public Object toBus(Integer value) {
    return value;
  }

  @Override
  public Integer fromBus(Object value) {
    if (value instanceof Integer number && Signals.name(number) != null) {
      return number;
    }
    throw mismatch(value);
  }
}
