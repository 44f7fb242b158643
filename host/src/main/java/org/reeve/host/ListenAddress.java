package org.reeve.host;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Errno;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fs;
import org.reeve.linux.SocketAddress;
import org.reeve.linux.UnixAddress;
import org.reeve.unit.RawText;

/**
 * What ListenStream= and its kin name (systemd.socket(5)): a path, an abstract name, a port, an
 * address and port, or {@code vsock:CID:PORT}; and what ListenNetlink= names.
 */
final class ListenAddress {
  private static final String VSOCK = "vsock:";

  /** The families of netlink(7) by systemd's words, at the place of their numbers. */
  private static final List<String> NETLINK_FAMILIES =
      List.of(
          "route",
          "",
          "",
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
          "",
          "scsitransport",
          "ecryptfs",
          "rdma");

  private ListenAddress() {}

  /** The address; a port alone means all addresses, by IPv6 where there is such a thing. */
  static SocketAddress parse(String text, boolean hasIpv6) {
    if (text.startsWith("/")) {
      return SocketAddress.unix(UnixAddress.path(RawText.encode(text)));
    }
    if (text.startsWith("@")) {
      return SocketAddress.unix(UnixAddress.abstractName(RawText.encode(text.substring(1))));
    }
    if (text.startsWith(VSOCK)) {
      return vsock(text);
    }
    int colon = text.lastIndexOf(':');
    int port = (int) number(text.substring(colon + 1), text);
    if (colon < 0) {
      return hasIpv6
          ? SocketAddress.inet6(new byte[16], port, 0)
          : SocketAddress.inet(new byte[4], port);
    }
    String host = text.substring(0, colon);
    if (!host.startsWith("[") || !host.endsWith("]")) {
      return SocketAddress.inet(bytes(host, 4, text), port);
    }
    host = host.substring(1, host.length() - 1);
    int percent = host.indexOf('%');
    int scope = percent < 0 ? 0 : device(host.substring(percent + 1));
    return SocketAddress.inet6(
        bytes(percent < 0 ? host : host.substring(0, percent), 16, text), port, scope);
  }

  private static SocketAddress vsock(String text) {
    int colon = text.indexOf(':', VSOCK.length());
    String cid = text.substring(VSOCK.length(), colon);
    int any = SocketAddress.ANY_CID;
    return SocketAddress.vsock(
        cid.isEmpty() ? any : (int) number(cid, text),
        (int) number(text.substring(colon + 1), text));
  }

  private static byte[] bytes(String host, int size, String text) {
    try {
      byte[] bytes = InetAddress.ofLiteral(host).getAddress();
      boolean whole = size == 16 || host.chars().filter(c -> c == '.').count() == 3; // not 10.1
      if (bytes.length == size && whole) {
        return bytes;
      }
      if (size == 16) { // Java takes ::ffff:1.2.3.4 for the IPv4 address
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
      }
    } catch (IllegalArgumentException malformed) {
      throw new ErrnoException("reading the address", text, Errno.EINVAL);
    }
    throw new ErrnoException("reading the address", text, Errno.EINVAL);
  }

  private static int device(String name) {
    byte[] index = Fs.readIfExists(Fs.path("/sys/class/net/" + name + "/ifindex"));
    if (index == null) {
      return (int) number(name, name);
    }
    return (int) number(new String(index, StandardCharsets.US_ASCII).strip(), name);
  }

  private static long number(String digits, String text) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException malformed) {
      throw new ErrnoException("reading the address", text, Errno.EINVAL);
    }
  }

  /** A netlink family and the groups to hear. */
  record Netlink(int family, SocketAddress groups) {}

  /** {@code FAMILY [GROUPS]}. */
  static Netlink netlink(String text) {
    int blank = text.indexOf(' ');
    String word = blank < 0 ? text : text.substring(0, blank);
    int known = NETLINK_FAMILIES.indexOf(word);
    int family = known >= 0 ? known : (int) number(word, text);
    int groups = blank < 0 ? 0 : (int) number(text.substring(blank + 1).strip(), text);
    return new Netlink(family, SocketAddress.netlink(groups));
  }

  /** The path that something appears at in the file system; null if nothing does. */
  static @Nullable String path(org.reeve.unit.Listen listen) {
    return switch (listen.kind()) {
      case STREAM, DATAGRAM, SEQUENTIAL_PACKET, FIFO ->
          listen.address().startsWith("/") ? listen.address() : null;
      case SPECIAL, NETLINK, MESSAGE_QUEUE, USB_FUNCTION -> null;
    };
  }
}
