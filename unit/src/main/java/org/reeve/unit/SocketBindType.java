package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code [ipv4:|ipv6:][tcp:|udp:]port}, a range of ports, or {@code any}. */
final class SocketBindType extends ListType<SocketBind> {
  static final SocketBindType ITEMS = new SocketBindType();

  private SocketBindType() {
    super("a(iiqq)");
  }

  @Override
  void read(String text, ValueContext context, List<SocketBind> out) {
    String rest = text;
    int family = rest.startsWith("ipv4") ? 2 : rest.startsWith("ipv6") ? 10 : 0;
    rest = skip(rest, family == 0 ? 0 : 4);
    int protocol = rest.startsWith("tcp") ? 6 : rest.startsWith("udp") ? 17 : 0;
    rest = skip(rest, protocol == 0 ? 0 : 3);
    boolean any = rest.equals("any") || (rest.isEmpty() && (family != 0 || protocol != 0));
    int dash = rest.indexOf('-');
    Long low = Numbers.integer(dash < 0 ? rest : rest.substring(0, dash));
    Long high = dash < 0 ? low : Numbers.integer(rest.substring(dash + 1));
    if (any) {
      out.add(new SocketBind(family, protocol, 0, 0));
    } else if (low == null || high == null || low < 1 || high > 65535 || low > high) {
      context.warn("Unable to parse " + context.key() + "= assignment, ignoring: " + text);
    } else {
      out.add(new SocketBind(family, protocol, (int) (high - low + 1), (int) (long) low));
    }
  }

  private static String skip(String text, int length) {
    return length > 0 && text.startsWith(":", length)
        ? text.substring(length + 1)
        : text.substring(length);
  }

  @Override
  String separator() {
    return "\n";
  }

  @Override
  String printElement(SocketBind element) {
    String family = element.family() == 2 ? "ipv4:" : element.family() == 10 ? "ipv6:" : "";
    String protocol = element.protocol() == 6 ? "tcp:" : element.protocol() == 17 ? "udp:" : "";
    String ports =
        switch (element.ports()) {
          case 0 -> "any";
          case 1 -> Integer.toString(element.first());
          default -> element.first() + "-" + (element.first() + element.ports() - 1);
        };
    return family + protocol + ports;
  }

  @Override
  Object elementToBus(SocketBind element) {
    return BusStruct.of(element.family(), element.protocol(), element.ports(), element.first());
  }

  @Override
  @Nullable SocketBind elementFromBus(Object value) {
    return value instanceof BusStruct(List<Object> members)
            && members.size() == 4
            && members.get(0) instanceof Integer family
            && members.get(1) instanceof Integer protocol
            && members.get(2) instanceof Integer ports
            && members.get(3) instanceof Integer first
        ? new SocketBind(family, protocol, ports, first)
        : null;
  }
}
