package org.reeve.unit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * IPAddressAllow= and IPAddressDeny=: networks, addresses, and the names of a few well-known ones.
 */
final class AddressPrefixesType extends ListType<AddressPrefix> {
  static final AddressPrefixesType PREFIXES = new AddressPrefixesType();
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private AddressPrefixesType() {
    super("a(iayu)");
  }

  @Override
  void read(String text, ValueContext context, List<AddressPrefix> out) {
    var words = new Words(text, Words.Syntax.QUOTED);
    for (String word = words.next(); word != null; word = words.next()) {
      switch (word) {
        case "any" -> both("0.0.0.0/0", "::/0", out);
        case "localhost" -> both("127.0.0.0/8", "::1/128", out);
        case "link-local" -> both("169.254.0.0/16", "fe80::/64", out);
        case "multicast" -> both("224.0.0.0/4", "ff00::/8", out);
        default -> {
          AddressPrefix prefix = prefix(word);
          if (prefix == null) {
            context.warn("Address prefix is invalid, ignoring assignment: " + word);
          } else if (!out.contains(prefix)) {
            out.add(prefix);
          }
        }
      }
    }
  }

  private static void both(String ipv4, String ipv6, List<AddressPrefix> out) {
    for (String text : List.of(ipv4, ipv6)) {
      AddressPrefix prefix = prefix(text);
      if (prefix != null && !out.contains(prefix)) {
        out.add(prefix);
      }
    }
  }

  private static @Nullable AddressPrefix prefix(String word) {
    int slash = word.indexOf('/');
    byte[] bytes = literal(slash < 0 ? word : word.substring(0, slash));
    if (bytes == null) {
      return null;
    }
    Long length =
        slash < 0 ? Long.valueOf(bytes.length * 8L) : Numbers.integer(word.substring(slash + 1));
    if (length == null || length < 0 || length > bytes.length * 8L) {
      return null;
    }
    for (int bit = (int) (long) length; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return of(bytes, (int) (long) length);
  }

  private static @Nullable AddressPrefix of(byte[] bytes, int length) {
    try {
      return new AddressPrefix(
          bytes.length == 16, InetAddress.getByAddress(bytes).getHostAddress(), length);
    } catch (UnknownHostException e) {
      return null; // neither 4 nor 16 bytes
    }
  }

  /** The bytes of an address as digits; null for anything else. Never asks a name server. */
  private static byte @Nullable [] literal(String text) {
    int digits = 0;
    boolean ipv6 = text.indexOf(':') >= 0;
    for (int i = 0; i < text.length(); i++) {
      digits += text.charAt(i) == '.' ? 1 : 0;
    }
    if (!ipv6 && digits != 3) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  String printElement(AddressPrefix element) {
    return element.address() + "/" + element.length();
  }

  @Override
  Object elementToBus(AddressPrefix element) {
    byte[] bytes = literal(element.address());
    return BusStruct.of(
        element.ipv6() ? AF_INET6 : AF_INET, bytes == null ? new byte[0] : bytes, element.length());
  }

  @Override
  @Nullable AddressPrefix elementFromBus(Object value) {
    return value instanceof BusStruct(List<Object> members)
            && members.size() == 3
            && members.get(1) instanceof byte[] bytes
            && members.get(2) instanceof Integer length
        ? of(bytes, length)
        : null;
  }
}
