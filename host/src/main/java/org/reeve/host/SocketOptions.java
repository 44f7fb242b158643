package org.reeve.host;

import java.util.ArrayList;
import java.util.List;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Socket;
import org.reeve.linux.SocketAddress;
import org.reeve.unit.Setting;
import org.reeve.unit.SocketSettings;
import org.reeve.unit.TimeSpan;
import org.reeve.unit.UnitDefinition;

/**
 * The options of a socket that only change how it behaves (systemd.socket(5)): one that the kernel
 * does not take is said and passed over.
 */
final class SocketOptions {
  private static final int SOL_SOCKET = 1;
  private static final int SO_BROADCAST = 6;
  private static final int SO_KEEPALIVE = 9;
  private static final int SO_PRIORITY = 12;
  private static final int SO_PASSCRED = 16;
  private static final int SO_TIMESTAMP = 29;
  private static final int SO_PASSSEC = 34;
  private static final int SO_TIMESTAMPNS = 35;
  private static final int SO_MARK = 36;
  private static final int IPPROTO_IP = 0;
  private static final int IP_TOS = 1;
  private static final int IP_TTL = 2;
  private static final int IP_PKTINFO = 8;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int TCP_KEEPIDLE = 4;
  private static final int TCP_KEEPINTVL = 5;
  private static final int TCP_KEEPCNT = 6;
  private static final int TCP_DEFER_ACCEPT = 9;
  private static final int TCP_CONGESTION = 13;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_UNICAST_HOPS = 16;
  private static final int IPV6_RECVPKTINFO = 49;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_PKTINFO = 3;

  private final UnitDefinition unit;
  private final Fd socket;
  private final int family;
  private final List<String> failures = new ArrayList<>();

  private SocketOptions(UnitDefinition unit, Fd socket, int family) {
    this.unit = unit;
    this.socket = socket;
    this.family = family;
  }

  /** Sets all; the failures, a sentence each. */
  static List<String> set(UnitDefinition unit, Fd socket, int family) {
    SocketOptions options = new SocketOptions(unit, socket, family);
    options.all();
    return options.failures;
  }

  private void all() {
    flag(SocketSettings.KEEP_ALIVE, SOL_SOCKET, SO_KEEPALIVE);
    seconds(SocketSettings.KEEP_ALIVE_TIME_SEC, TCP_KEEPIDLE);
    seconds(SocketSettings.KEEP_ALIVE_INTERVAL_SEC, TCP_KEEPINTVL);
    int probes = unit.get(SocketSettings.KEEP_ALIVE_PROBES);
    if (probes > 0) {
      set(SocketSettings.KEEP_ALIVE_PROBES, IPPROTO_TCP, TCP_KEEPCNT, probes);
    }
    seconds(SocketSettings.DEFER_ACCEPT_SEC, TCP_DEFER_ACCEPT);
    flag(SocketSettings.NO_DELAY, IPPROTO_TCP, TCP_NODELAY);
    flag(SocketSettings.BROADCAST, SOL_SOCKET, SO_BROADCAST);
    flag(SocketSettings.PASS_CREDENTIALS, SOL_SOCKET, SO_PASSCRED);
    flag(SocketSettings.PASS_SECURITY, SOL_SOCKET, SO_PASSSEC);
    packetInfo();
    switch (unit.get(SocketSettings.TIMESTAMPING)) {
      case "us" -> set(SocketSettings.TIMESTAMPING, SOL_SOCKET, SO_TIMESTAMP, 1);
      case "ns" -> set(SocketSettings.TIMESTAMPING, SOL_SOCKET, SO_TIMESTAMPNS, 1);
      default -> {}
    }
    number(SocketSettings.PRIORITY, SOL_SOCKET, SO_PRIORITY);
    size(SocketSettings.RECEIVE_BUFFER, true);
    size(SocketSettings.SEND_BUFFER, false);
    number(SocketSettings.MARK, SOL_SOCKET, SO_MARK);
    number(SocketSettings.IP_TOS, IPPROTO_IP, IP_TOS);
    int ttl = unit.get(SocketSettings.IP_TTL);
    if (ttl >= 0) {
      if (family == SocketAddress.INET6) {
        set(SocketSettings.IP_TTL, IPPROTO_IPV6, IPV6_UNICAST_HOPS, ttl);
      } else {
        set(SocketSettings.IP_TTL, IPPROTO_IP, IP_TTL, ttl);
      }
    }
    String congestion = unit.get(SocketSettings.TCP_CONGESTION);
    if (!congestion.isEmpty()) {
      attempt(
          SocketSettings.TCP_CONGESTION,
          () -> Socket.setOption(socket, IPPROTO_TCP, TCP_CONGESTION, Fs.path(congestion)));
    }
  }

  private void packetInfo() {
    switch (family) {
      case SocketAddress.INET -> flag(SocketSettings.PASS_PACKET_INFO, IPPROTO_IP, IP_PKTINFO);
      case SocketAddress.INET6 ->
          flag(SocketSettings.PASS_PACKET_INFO, IPPROTO_IPV6, IPV6_RECVPKTINFO);
      case SocketAddress.NETLINK ->
          flag(SocketSettings.PASS_PACKET_INFO, SOL_NETLINK, NETLINK_PKTINFO);
      default -> {}
    }
  }

  private void flag(Setting<Boolean> setting, int level, int option) {
    if (unit.get(setting)) {
      set(setting, level, option, 1);
    }
  }

  private void number(Setting<Integer> setting, int level, int option) {
    int value = unit.get(setting);
    if (value >= 0) {
      set(setting, level, option, value);
    }
  }

  private void seconds(Setting<TimeSpan> setting, int option) {
    long usec = unit.get(setting).usec();
    if (usec > 0) {
      long seconds = Math.min(Integer.MAX_VALUE, usec / 1_000_000);
      set(setting, IPPROTO_TCP, option, (int) seconds);
    }
  }

  private void size(Setting<Long> setting, boolean receives) {
    int bytes = (int) Math.min(Integer.MAX_VALUE, unit.get(setting));
    if (bytes > 0) {
      attempt(
          setting,
          () -> {
            if (receives) {
              Socket.setReceiveBuffer(socket, bytes);
            } else {
              Socket.setSendBuffer(socket, bytes);
            }
          });
    }
  }

  private void set(Setting<?> setting, int level, int option, int value) {
    attempt(setting, () -> Socket.setOption(socket, level, option, value));
  }

  private void attempt(Setting<?> setting, Runnable call) {
    try {
      call.run();
    } catch (ErrnoException e) {
      failures.add(setting.key() + "= has no effect: " + e.getMessage());
    }
  }
}
