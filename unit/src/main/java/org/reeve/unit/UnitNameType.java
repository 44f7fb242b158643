package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** One unit by name; "" is unset. */
final class UnitNameType extends Type<String> {
  /** Slice=. */
  static final UnitNameType SLICE = new UnitNameType(UnitType.SLICE);

  /** Service= of sockets. */
  static final UnitNameType SERVICE = new UnitNameType(UnitType.SERVICE);

  /** Unit= of timers and paths. */
  static final UnitNameType ANY = new UnitNameType(null);

  private final @Nullable UnitType only;

  private UnitNameType(@Nullable UnitType only) {
    super("s");
    this.only = only;
  }

  @Override
  public @Nullable String parse(String text, ValueContext context) {
    String expanded = context.expand(text);
    if (expanded == null) {
      return null;
    }
    UnitName name = UnitName.parse(expanded);
    if (only == UnitType.SLICE && name == null) {
      context.warn(
          "Failed to load slice unit "
              + expanded
              + ", ignoring: Unit name "
              + expanded
              + " is not valid.");
    } else if (only == UnitType.SLICE && name != null && name.type() != only) {
      context.warn(
          "Failed to assign slice "
              + expanded
              + " to unit "
              + context.unit()
              + ", ignoring: Invalid argument");
    } else if (only != null && (name == null || name.type() != only)) {
      context.warn("Unit must be of type " + only.suffix() + ", ignoring: " + expanded);
    } else if (name == null) {
      context.warn("Unit type not valid, ignoring: " + expanded);
    } else {
      return name.text();
    }
    return null;
  }

  @Override
  public String print(String value) {
    return value;
  }

  @Override
  public Object toBus(String value) {
    return value;
  }

  @Override
  public String fromBus(Object value) {
    if (value instanceof String text && (text.isEmpty() || UnitName.parse(text) != null)) {
      return text;
    }
    throw mismatch(value);
  }
}
