package org.reeve.unit;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Exit statuses by number or name and signals by name, adding up. */
final class ExitStatusesType extends Type<ExitStatuses> {
  static final ExitStatusesType STATUSES = new ExitStatusesType();

  private ExitStatusesType() {
    super("(aiai)");
  }

  @Override
  public @Nullable ExitStatuses parse(String text, ValueContext context) {
    var statuses = new TreeSet<Integer>();
    var signals = new TreeSet<Integer>();
    var words = new Words(text, Words.Syntax.PLAIN);
    for (String word = words.next(); word != null; word = words.next()) {
      int status = ExitStatusName.parse(word);
      int signal = status < 0 && !Ascii.isNumber(word) ? Signals.parse(word) : -1;
      if (status >= 0) {
        statuses.add(status);
      } else if (signal > 0) {
        signals.add(signal);
      } else {
        context.warn("Failed to parse value, ignoring: " + word);
      }
    }
    if (words.broken()) {
      context.warn("Invalid syntax, ignoring: " + text);
    }
    return statuses.isEmpty() && signals.isEmpty() ? null : new ExitStatuses(statuses, signals);
  }

  @Override
  public ExitStatuses append(ExitStatuses earlier, ExitStatuses later) {
    var statuses = new TreeSet<>(earlier.statuses());
    var signals = new TreeSet<>(earlier.signals());
    statuses.addAll(later.statuses());
    signals.addAll(later.signals());
    return new ExitStatuses(statuses, signals);
  }

  @Override
  public boolean emptyResets() {
    return true;
  }

  @Override
  public String print(ExitStatuses value) {
    var out = new StringBuilder();
    for (int status : value.statuses()) {
      out.append(out.isEmpty() ? "" : " ").append(status);
    }
    for (int signal : value.signals()) {
      out.append(out.isEmpty() ? "" : " ").append(SignalType.SIGNAL.print(signal));
    }
    return out.toString();
  }

  @Override
  public Object toBus(ExitStatuses value) {
    return BusStruct.of(List.copyOf(value.statuses()), List.copyOf(value.signals()));
  }

  @Override
  public ExitStatuses fromBus(Object value) {
    if (value instanceof BusStruct(List<Object> members)
        && members.size() == 2
        && members.get(0) instanceof List<?> statuses
        && members.get(1) instanceof List<?> signals) {
      return new ExitStatuses(integers(statuses, value), integers(signals, value));
    }
    throw mismatch(value);
  }

  private SortedSet<Integer> integers(List<?> list, Object value) {
    var out = new ArrayList<Integer>();
    for (Object item : list) {
      if (!(item instanceof Integer number)) {
        throw mismatch(value);
      }
      out.add(number);
    }
    return new TreeSet<>(out);
  }
}
