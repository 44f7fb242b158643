package org.reeve.host;

import java.util.ArrayList;
import java.util.List;
import org.reeve.linux.Proc;
import org.reeve.linux.Sys;

/** What of root's power we have: capabilities(7), as far as their lack is felt by units. */
final class Capabilities {
  /** A capability, by its kernel number, and what does not work without it. */
  private record Row(int number, String name, String loss) {}

  private static final List<Row> TABLE =
      List.of(
          new Row(0, "CAP_CHOWN", "directories cannot be given to User="),
          new Row(5, "CAP_KILL", "processes of other users cannot be signalled"),
          new Row(6, "CAP_SETGID", "Group= is fixed to our own"),
          new Row(7, "CAP_SETUID", "User= is fixed to our own"),
          new Row(8, "CAP_SETPCAP", "CapabilityBoundingSet= cannot be narrowed"),
          new Row(10, "CAP_NET_BIND_SERVICE", "ports below 1024 are closed to sockets"),
          new Row(12, "CAP_NET_ADMIN", "PrivateNetwork= has no loopback and buffers are limited"),
          new Row(21, "CAP_SYS_ADMIN", "mounts, namespaces and the sandboxing options are refused"),
          new Row(22, "CAP_SYS_BOOT", "reboot and poweroff only end PID 1"),
          new Row(23, "CAP_SYS_NICE", "Nice= and CPUScheduling…= go downwards only"),
          new Row(24, "CAP_SYS_RESOURCE", "Limit…= and OOMScoreAdjust= go downwards only"),
          new Row(25, "CAP_SYS_TIME", "the clock cannot be set"),
          new Row(26, "CAP_SYS_TTY_CONFIG", "TTYVHangup= is refused"),
          new Row(37, "CAP_AUDIT_READ", "the audit log is not read"));

  private Capabilities() {}

  /** One sentence on what is missing. */
  static String sentence() {
    byte[] status = Proc.read(Sys.pid(), "status");
    int at = status == null ? -1 : Proc.find(status, "CapEff:\t");
    if (status == null || at < 0) {
      return "Capabilities are unknown: /proc/self/status does not tell.";
    }
    long effective = hexadecimal(status, at + 8);
    List<String> missing = new ArrayList<>();
    for (Row row : TABLE) {
      if ((effective >> row.number() & 1) == 0) {
        missing.add(row.name() + " (" + row.loss() + ")");
      }
    }
    return missing.isEmpty()
        ? "No capability that units feel is missing."
        : "Missing capabilities: " + String.join(", ", missing) + ".";
  }

  private static long hexadecimal(byte[] text, int at) {
    long value = 0;
    for (int i = at; i < text.length && Character.digit(text[i], 16) >= 0; i++) {
      value = value << 4 | Character.digit(text[i], 16);
    }
    return value;
  }
}
