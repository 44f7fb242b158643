package org.reeve.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An address of any family, socket(7): the bytes of its {@code sockaddr}. Immutable. Unix sockets
 * that are nothing else have {@link UnixAddress}.
 */
public final class SocketAddress {
  public static final int UNIX = 1;
  public static final int INET = 2;
  public static final int INET6 = 10;
  public static final int NETLINK = 16;
  public static final int VSOCK = 40;

  /** VMADDR_CID_ANY. */
  public static final int ANY_CID = -1;

  private static final int INET_SIZE = 16;
  private static final int INET6_SIZE = 28;
  private static final int NETLINK_SIZE = 12;
  private static final int VSOCK_SIZE = 16;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final byte[] bytes;

  SocketAddress(byte[] bytes) {
    this.bytes = bytes;
  }

  private static ByteBuffer begin(byte[] bytes, int family) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putShort((short) family);
  }

  /** An address and port, ip(7). */
  public static SocketAddress inet(byte[] address, int port) {
    byte[] bytes = new byte[INET_SIZE];
    ByteBuffer buffer = begin(bytes, INET);
    port(buffer, port);
    buffer.put(address, 0, 4);
    return new SocketAddress(bytes);
  }

  /** An address and port, ipv6(7). */
  public static SocketAddress inet6(byte[] address, int port, int scope) {
    byte[] bytes = new byte[INET6_SIZE];
    ByteBuffer buffer = begin(bytes, INET6);
    port(buffer, port);
    buffer.putInt(0).put(address, 0, 16).putInt(scope);
    return new SocketAddress(bytes);
  }

  private static void port(ByteBuffer buffer, int port) {
    buffer.put((byte) (port >> 8)).put((byte) port);
  }

  /** The multicast groups to hear, netlink(7). */
  public static SocketAddress netlink(int groups) {
    byte[] bytes = new byte[NETLINK_SIZE];
    begin(bytes, NETLINK).putShort((short) 0).putInt(0).putInt(groups);
    return new SocketAddress(bytes);
  }

  /** A context id and port, vsock(7). */
  public static SocketAddress vsock(int cid, int port) {
    byte[] bytes = new byte[VSOCK_SIZE];
    begin(bytes, VSOCK).putShort((short) 0).putInt(port).putInt(cid);
    return new SocketAddress(bytes);
  }

  public static SocketAddress unix(UnixAddress address) {
    byte[] name = address.bytes();
    boolean path = !address.isAbstract() && !address.isUnnamed();
    byte[] bytes = new byte[2 + name.length + (path ? 1 : 0)];
    begin(bytes, UNIX).put(name);
    return new SocketAddress(bytes);
  }

  /** The address family. */
  public int family() {
    return bytes.length < 2 ? 0 : view().getShort(0);
  }

  /** The port of an internet or vsock address; 0 of others. */
  public int port() {
    return switch (family()) {
      case INET, INET6 -> (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
      case VSOCK -> view().getInt(4);
      default -> 0;
    };
  }

  /** The address alone, without a port, in numbers; a unix address as systemd writes it. */
  public String host() {
    return switch (family()) {
      case INET -> dotted(4);
      case INET6 -> isMapped() ? dotted(20) : groups();
      case VSOCK -> Integer.toUnsignedString(view().getInt(8));
      case UNIX -> UnixAddress.get(ByteBuffer.wrap(bytes), 0, bytes.length).toString();
      default -> "";
    };
  }

  /** Whether it is an IPv4 address in the form of one of IPv6. */
  public boolean isMapped() {
    boolean mapped = family() == INET6 && bytes[18] == -1 && bytes[19] == -1;
    for (int i = 8; mapped && i < 18; i++) {
      mapped = bytes[i] == 0;
    }
    return mapped;
  }

  private String dotted(int at) {
    StringBuilder text = new StringBuilder(15);
    for (int i = 0; i < 4; i++) {
      text.append(i == 0 ? "" : ".").append(bytes[at + i] & 0xff);
    }
    return text.toString();
  }

  /** As RFC 5952 writes an address: the longest run of zero groups is left out. */
  private String groups() {
    int from = -1;
    int length = 1; // a single zero group stays
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && group(i + run) == 0) {
        run++;
      }
      if (run > length) {
        from = i;
        length = run;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == from) {
        text.append("::");
        i += length - 1;
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
        hex(group(i), text);
      }
    }
    return text.toString();
  }

  private int group(int i) {
    return (bytes[8 + 2 * i] & 0xff) << 8 | (bytes[9 + 2 * i] & 0xff);
  }

  private static void hex(int group, StringBuilder out) {
    boolean begun = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
      int digit = group >> shift & 15;
      begun |= digit != 0 || shift == 0;
      if (begun) {
        out.append(HEX[digit]);
      }
    }
  }

  private ByteBuffer view() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  /** Writes the {@code sockaddr} at {@code at}; returns its length. */
  int put(ByteBuffer memory, int at) {
    memory.put(at, bytes);
    return bytes.length;
  }

  /** Reads a {@code sockaddr} of {@code length} bytes, as the kernel returned it. */
  static SocketAddress get(ByteBuffer memory, int at, int length) {
    byte[] bytes = new byte[length];
    memory.get(at, bytes);
    return new SocketAddress(bytes);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof SocketAddress other && Arrays.equals(bytes, other.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** With its port: {@code 10.0.0.1:80}, {@code [::1]:80}, {@code vsock:2:80}. */
  @Override
  public String toString() {
    return switch (family()) {
      case INET -> host() + ":" + port();
      case INET6 -> (isMapped() ? host() : "[" + host() + "]") + ":" + port();
      case VSOCK -> "vsock:" + host() + ":" + Integer.toUnsignedString(port());
      default -> host();
    };
  }
}
