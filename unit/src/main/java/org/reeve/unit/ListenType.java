package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.Listen.Kind;

/** The addresses of a socket unit; one instance reads one key's values, all write to one list. */
final class ListenType extends KindListType<Kind, Listen> {
  private final @Nullable Kind kind;

  ListenType(@Nullable Kind kind) {
    super(Kind.values(), Listen::new, Listen::kind, Listen::address);
    this.kind = kind;
  }

  @Override
  void read(String text, ValueContext context, List<Listen> out) {
    String address = context.expand(text);
    if (address == null || kind == null) {
      return;
    }
    boolean valid =
        switch (kind) {
          case STREAM, DATAGRAM, SEQUENTIAL_PACKET -> isAddress(address);
          case NETLINK -> isNetlink(address);
          case FIFO, SPECIAL, MESSAGE_QUEUE, USB_FUNCTION -> {
            String path = Paths.absolute(address, false, context);
            if (path != null) {
              out.add(new Listen(kind, path));
            }
            yield false;
          }
        };
    if (valid) {
      out.add(new Listen(kind, address));
    } else if (!isPath(kind)) {
      context.warn(
          "Failed to parse address value in '" + address + "', ignoring: Invalid argument");
    }
  }

  private static boolean isPath(Kind kind) {
    return switch (kind) {
      case FIFO, SPECIAL, MESSAGE_QUEUE, USB_FUNCTION -> true;
      case STREAM, DATAGRAM, SEQUENTIAL_PACKET, NETLINK -> false;
    };
  }

  /** A path, an abstract name, a port, {@code vsock:…}, or an IP address with a port. */
  static boolean isAddress(String address) {
    if (address.startsWith("/") || address.startsWith("@")) {
      return address.length() > 1 && address.length() < 108;
    }
    if (address.startsWith("vsock:")) {
      return address.indexOf(':', 6) > 0;
    }
    int colon = address.lastIndexOf(':');
    Long port = Numbers.integer(address.substring(colon + 1));
    if (port == null || port < 1 || port > 65535) {
      return false;
    }
    String host = colon < 0 ? "" : address.substring(0, colon);
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (Character.digit(c, 16) < 0 && ".:[]%".indexOf(c) < 0) {
        return false;
      }
    }
    return colon < 0 || !host.isEmpty();
  }

  private static boolean isNetlink(String address) {
    int blank = address.indexOf(' ');
    String family = blank < 0 ? address : address.substring(0, blank);
    return switch (family) {
      case "route",
          "firewall",
          "inet-diag",
          "nflog",
          "xfrm",
          "selinux",
          "iscsi",
          "audit",
          "fib-lookup",
          "connector",
          "netfilter",
          "ip6-fw",
          "dnrtmsg",
          "kobject-uevent",
          "generic",
          "scsitransport",
          "ecryptfs",
          "rdma" ->
          true;
      default -> Ascii.isNumber(family);
    };
  }
}
