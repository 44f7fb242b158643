package org.reeve.linux;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Addresses of sockets of ip(7) and ipv6(7). */
public final class InetSocket {
  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;

  private static final int LONGEST = 28; // struct sockaddr_in6

  private InetSocket() {}

  /** getsockname(2). Null if the socket is of another family. */
  public static @Nullable InetSocketAddress localAddress(Fd socket) {
    return address(Syscall.GETSOCKNAME, socket);
  }

  /** getpeername(2). Null if the socket has no peer, or is of another family. */
  public static @Nullable InetSocketAddress peerAddress(Fd socket) {
    return address(Syscall.GETPEERNAME, socket);
  }

  private static @Nullable InetSocketAddress address(Syscall call, Fd socket) {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(LONGEST);
    int length = s.space(4);
    s.memory.putInt(length, LONGEST);
    long r = Kernel.call(call, socket.number(), s.at(at), s.at(length));
    if (r == -Errno.ENOTCONN) {
      return null;
    }
    Kernel.check(call, r, socket);
    int family = s.memory.getShort(at);
    if (family != AF_INET && family != AF_INET6) {
      return null;
    }
    byte[] host = new byte[family == AF_INET ? 4 : 16];
    s.memory.get(at + (family == AF_INET ? 4 : 8), host);
    int port = (s.memory.get(at + 2) & 0xff) << 8 | (s.memory.get(at + 3) & 0xff);
    int scope = family == AF_INET6 ? s.memory.getInt(at + 24) : 0;
    try {
      InetAddress address =
          scope == 0
              ? InetAddress.getByAddress(host)
              : Inet6Address.getByAddress(null, host, scope);
      return new InetSocketAddress(address, port);
    } catch (UnknownHostException wrongLength) {
      throw new AssertionError(wrongLength);
    }
  }
}
