package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a unit, in order. One instance reads one key's values; all write to the same
 * list, and an empty value of any of them empties the whole list.
 */
final class ConditionsType extends ListType<Condition> {
  private final String prefix;
  private final @Nullable ConditionKind kind;

  /** {@code prefix} is Condition or Assert; {@code kind} null stands for the list as a whole. */
  ConditionsType(String prefix, @Nullable ConditionKind kind) {
    super("a(sbbsi)");
    this.prefix = prefix;
    this.kind = kind;
  }

  @Override
  void read(String text, ValueContext context, List<Condition> out) {
    if (kind == null) {
      context.warn("Unknown key '" + context.key() + "' in section [Unit], ignoring.");
      return;
    }
    boolean trigger = text.startsWith("|");
    int start = trigger ? 1 : 0;
    boolean negate = text.startsWith("!", start);
    start += negate ? 1 : 0;
    Expansion expansion = context.resolve(text.substring(start));
    String parameter = expansion.text();
    if (parameter == null) {
      String quote = kind.takesPath() ? "" : "'";
      context.warn(
          "Failed to resolve unit specifiers in "
              + quote
              + text.substring(start)
              + quote
              + ", ignoring: "
              + expansion.fault());
      return;
    }
    String checked = kind.takesPath() ? Paths.absolute(parameter, false, context) : parameter;
    if (checked != null) {
      out.add(new Condition(kind, trigger, negate, checked));
    }
  }

  @Override
  String separator() {
    return "\n";
  }

  @Override
  String printElement(Condition element) {
    return (element.trigger() ? "|" : "")
        + (element.negate() ? "!" : "")
        + element.parameter().replace("%", "%%");
  }

  /**
   * The last member, the outcome of the test, is 0 for "not tested yet"; the manager knows better.
   */
  @Override
  Object elementToBus(Condition element) {
    return BusStruct.of(
        prefix + element.type().suffix(),
        element.trigger(),
        element.negate(),
        element.parameter(),
        0);
  }

  @Override
  @Nullable Condition elementFromBus(Object value) {
    if (value instanceof BusStruct(List<Object> members)
        && members.size() >= 4
        && members.get(0) instanceof String name
        && members.get(1) instanceof Boolean trigger
        && members.get(2) instanceof Boolean negate
        && members.get(3) instanceof String parameter) {
      for (ConditionKind one : ConditionKind.values()) {
        if (name.equals(prefix + one.suffix())) {
          return new Condition(one, trigger, negate, parameter);
        }
      }
    }
    return null;
  }
}
