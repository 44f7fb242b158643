package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.MonotonicTrigger.Base;

/**
 * The monotonic triggers of a timer; one instance reads one key's values, all write to one list.
 */
final class MonotonicTriggerType extends ListType<MonotonicTrigger> {
  private final @Nullable Base base;

  MonotonicTriggerType(@Nullable Base base) {
    super("a(stt)");
    this.base = base;
  }

  @Override
  void read(String text, ValueContext context, List<MonotonicTrigger> out) {
    String expanded = context.expand(text);
    if (expanded == null || base == null) {
      return;
    }
    TimeSpan span = TimeSpan.parse(expanded);
    if (span == null) {
      context.warn("Failed to parse timer value, ignoring: " + text);
    } else {
      out.add(new MonotonicTrigger(base, span));
    }
  }

  @Override
  String separator() {
    return "\n";
  }

  @Override
  String printElement(MonotonicTrigger element) {
    return TimeSpanType.SEC.print(element.span());
  }

  /** The last member is the next elapse, which only the manager knows. */
  @Override
  Object elementToBus(MonotonicTrigger element) {
    return BusStruct.of(element.base().text(), TimeSpanType.SEC.toBus(element.span()), 0L);
  }

  @Override
  @Nullable MonotonicTrigger elementFromBus(Object value) {
    if (value instanceof BusStruct(List<Object> members)
        && members.size() >= 2
        && members.get(0) instanceof String word
        && members.get(1) instanceof Long usec) {
      for (Base one : Base.values()) {
        if (one.text().equals(word)) {
          return new MonotonicTrigger(one, TimeSpanType.SEC.fromBus(usec));
        }
      }
    }
    return null;
  }
}
