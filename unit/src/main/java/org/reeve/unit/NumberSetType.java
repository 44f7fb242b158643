package org.reeve.unit;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Processors or memory nodes by number, {@code 0-3,5 7}; on D-Bus a bit map in bytes, eight at a
 * time.
 */
final class NumberSetType extends Type<List<Integer>> {
  private static final int MAX = 8191;
  private final String key;

  private NumberSetType(String key) {
    super("ay");
    this.key = key;
  }

  static NumberSetType of(String key) {
    return new NumberSetType(key);
  }

  @Override
  public @Nullable List<Integer> parse(String text, ValueContext context) {
    if (text.equals("numa") && key.equals("CPUAffinity")) {
      context.note("CPUAffinity=numa has no effect without NUMAPolicy= and is passed over.");
      return null;
    }
    var set = new TreeSet<Integer>();
    var words = new Words(text.replace(',', ' '), Words.Syntax.QUOTED);
    for (String word = words.next(); word != null; word = words.next()) {
      int dash = word.indexOf('-');
      Long low = Numbers.integer(dash < 0 ? word : word.substring(0, dash));
      Long high = dash < 0 ? low : Numbers.integer(word.substring(dash + 1));
      if (low == null || high == null || low < 0 || high > MAX || low > high) {
        context.warn("Failed to parse CPU affinity '" + word + "'");
        if (key.equals("NUMAMask")) {
          context.warn("Failed to parse NUMA node mask, ignoring: " + text);
        }
        return null;
      }
      for (long number = low; number <= high; number++) {
        set.add((int) number);
      }
    }
    return List.copyOf(set);
  }

  @Override
  public List<Integer> append(List<Integer> earlier, List<Integer> later) {
    var all = new TreeSet<>(earlier);
    all.addAll(later);
    return List.copyOf(all);
  }

  @Override
  public boolean emptyResets() {
    return true;
  }

  @Override
  public String print(List<Integer> value) {
    var out = new StringBuilder();
    for (int number : value) {
      out.append(out.isEmpty() ? "" : " ").append(number);
    }
    return out.toString();
  }

  @Override
  public Object toBus(List<Integer> value) {
    if (value.isEmpty()) {
      return new byte[0];
    }
    byte[] bits = new byte[(value.getLast() / 64 + 1) * 8];
    for (int number : value) {
      bits[number / 8] |= (byte) (1 << number % 8);
    }
    return bits;
  }

  @Override
  public List<Integer> fromBus(Object value) {
    if (!(value instanceof byte[] bits)) {
      throw mismatch(value);
    }
    var set = new ArrayList<Integer>();
    for (int number = 0; number < bits.length * 8; number++) {
      if ((bits[number / 8] >> number % 8 & 1) != 0) {
        set.add(number);
      }
    }
    return List.copyOf(set);
  }
}
