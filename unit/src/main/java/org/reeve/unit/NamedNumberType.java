package org.reeve.unit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers of the kernel's some of which have names: IPTOS= and SocketProtocol=. */
final class NamedNumberType extends Type<Integer> {
  static final NamedNumberType IP_TOS =
      new NamedNumberType(
          "IP TOS value",
          Map.of("low-delay", 16, "throughput", 8, "reliability", 4, "low-cost", 2),
          255);

  static final NamedNumberType SOCKET_PROTOCOL =
      new NamedNumberType("socket protocol", Map.of("udplite", 136, "sctp", 132), -1);

  private final String what;
  private final Map<String, Integer> names;
  private final int most;

  /**
   * @param most the highest number that may be written as such; -1 for none
   */
  private NamedNumberType(String what, Map<String, Integer> names, int most) {
    super("i");
    this.what = what;
    this.names = names;
    this.most = most;
  }

  @Override
  public @Nullable Integer parse(String text, ValueContext context) {
    Integer named = names.get(text);
    if (named != null) {
      return named;
    }
    Long number = Numbers.integer(text);
    return number != null && number >= 0 && number <= most
        ? Integer.valueOf((int) (long) number)
        : context.unusable(what, text);
  }

  @Override
  public boolean emptyResets() {
    return this == IP_TOS; // as systemd has it
  }

  @Override
  public String print(Integer value) {
    for (String name : List.copyOf(names.keySet())) {
      if (value.equals(names.get(name))) {
        return name;
      }
    }
    return value.toString();
  }

  @Override
  public Object toBus(Integer value) {
    return value;
  }

  @Override
  public Integer fromBus(Object value) {
    if (value instanceof Integer number) {
      return number;
    }
    throw mismatch(value);
  }
}
