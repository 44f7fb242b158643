package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The units of a dependency. An empty assignment has no effect: dependencies cannot be taken back.
 */
final class UnitNamesType extends ListType<UnitName> {
  static final UnitNamesType UNITS = new UnitNamesType(null);

  /** For Sockets=, which names sockets only. */
  static final UnitNamesType SOCKETS = new UnitNamesType(UnitType.SOCKET);

  private final @Nullable UnitType only;

  private UnitNamesType(@Nullable UnitType only) {
    super("as");
    this.only = only;
  }

  @Override
  void read(String text, ValueContext context, List<UnitName> out) {
    var words = new Words(text, Words.Syntax.RAW);
    for (String word = words.next(); word != null; word = words.next()) {
      String expanded = context.expand(word);
      if (expanded == null) {
        continue;
      }
      UnitName name = UnitName.parse(expanded);
      if (only != null && (name == null || name.type() != only)) {
        context.warn("Unit must be of type " + only.suffix() + ", ignoring: " + expanded);
      } else if (name == null) {
        context.warn("Failed to add dependency on " + expanded + ", ignoring: Invalid argument");
      } else if (name.isTemplate()) {
        out.add(instanceFor(name, context.unit()));
      } else {
        out.add(name);
      }
    }
    if (words.broken()) {
      context.warn("Invalid syntax, ignoring: " + text);
    }
  }

  /**
   * A template named as dependency means its instance called like the unit's own, or like the unit
   * where it has none.
   */
  static UnitName instanceFor(UnitName template, UnitName unit) {
    String instance = unit.instance();
    return template.withInstance(instance == null || instance.isEmpty() ? unit.prefix() : instance);
  }

  @Override
  public boolean emptyResets() {
    return false;
  }

  @Override
  String printElement(UnitName element) {
    return element.text();
  }

  @Override
  Object elementToBus(UnitName element) {
    return element.text();
  }

  @Override
  @Nullable UnitName elementFromBus(Object value) {
    return value instanceof String text ? UnitName.parse(text) : null;
  }
}
