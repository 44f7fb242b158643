package org.reeve.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.Signals;

/**
 * Properties whose text follows from more than their type: what {@code systemctl show} prints for
 * commands, exit statuses, flags and lists of structs. To add one, add a row.
 */
final class PropertyForms {
  /** Adds the lines of one property. */
  @FunctionalInterface
  interface Form {
    void add(PropertyText text, String name, Object value);
  }

  private static final String[] CAPABILITIES = {
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "kill",
    "setgid",
    "setuid",
    "setpcap",
    "linux_immutable",
    "net_bind_service",
    "net_broadcast",
    "net_admin",
    "net_raw",
    "ipc_lock",
    "ipc_owner",
    "sys_module",
    "sys_rawio",
    "sys_chroot",
    "sys_ptrace",
    "sys_pacct",
    "sys_admin",
    "sys_boot",
    "sys_nice",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "mknod",
    "lease",
    "audit_write",
    "audit_control",
    "setfcap",
    "mac_override",
    "mac_admin",
    "syslog",
    "wake_alarm",
    "block_suspend",
    "audit_read",
    "perfmon",
    "bpf",
    "checkpoint_restore"
  };

  private record Bit(long mask, String name) {}

  /** The flags of clone(2) for namespaces, in systemd's order. */
  private static final List<Bit> NAMESPACES =
      List.of(
          new Bit(0x0200_0000, "cgroup"),
          new Bit(0x0800_0000, "ipc"),
          new Bit(0x4000_0000, "net"),
          new Bit(0x0002_0000, "mnt"),
          new Bit(0x2000_0000, "pid"),
          new Bit(0x1000_0000, "user"),
          new Bit(0x0400_0000, "uts"));

  private static final List<Bit> PROPAGATION =
      List.of(new Bit(1 << 20, "shared"), new Bit(1 << 19, "slave"), new Bit(1 << 18, "private"));

  private static final String[] NUMA_POLICIES = {
    "default", "preferred", "bind", "interleave", "local"
  };

  private static final long REMOUNT_BIND = 16384;

  private static final Map<String, Form> BY_NAME = new HashMap<>();

  static {
    put(
        (text, name, value) -> filter(text, name, value),
        "SystemCallFilter",
        "SystemCallLog",
        "RestrictAddressFamilies",
        "RestrictNetworkInterfaces",
        "RestrictFileSystems");
    put(
        (text, name, value) -> labels(text, name, value),
        "SELinuxContext",
        "AppArmorProfile",
        "SmackProcessLabel");
    put(
        (text, name, value) -> statuses(text, name, value),
        "RestartPreventExitStatus",
        "RestartForceExitStatus",
        "SuccessExitStatus");
    put(
        (text, name, value) -> cpus(text, name, value),
        "CPUAffinity",
        "NUMAMask",
        "AllowedCPUs",
        "StartupAllowedCPUs",
        "AllowedMemoryNodes",
        "StartupAllowedMemoryNodes",
        "EffectiveCPUs",
        "EffectiveMemoryNodes");
    put((text, name, value) -> addresses(text, name, value), "IPAddressAllow", "IPAddressDeny");
    put((text, name, value) -> socketBinds(text, name, value), "SocketBindAllow", "SocketBindDeny");
    put((text, name, value) -> binds(text, name, value), "BindPaths", "BindReadOnlyPaths");
    put(
        (text, name, value) -> pairs(text, name, value, " "),
        "DeviceAllow",
        "IODeviceWeight",
        "IOReadBandwidthMax",
        "IOWriteBandwidthMax",
        "IOReadIOPSMax",
        "IOWriteIOPSMax",
        "BlockIODeviceWeight",
        "BlockIOReadBandwidth",
        "BlockIOWriteBandwidth",
        "RuntimeDirectorySymlink",
        "StateDirectorySymlink",
        "CacheDirectorySymlink",
        "LogsDirectorySymlink");
    put((text, name, value) -> pairs(text, name, value, ":"), "BPFProgram");
    put(PropertyForms::temporary, "TemporaryFileSystem");
    put((text, name, value) -> latencies(text, name, value), "IODeviceLatencyTargetUSec");
    put((text, name, value) -> listens(text, name, value), "Listen");
    put((text, name, value) -> watches(text, name, value), "Paths");
    put((text, name, value) -> monotonic(text, name, value), "TimersMonotonic");
    put((text, name, value) -> calendar(text, name, value), "TimersCalendar");
    put((text, name, value) -> environmentFiles(text, name, value), "EnvironmentFiles");
    put((text, name, value) -> logFields(text, name, value), "LogExtraFields");
    put((text, name, value) -> base64(text, name, value), "StandardInputData");
    put(
        (text, name, value) -> capabilities(text, name, value),
        "CapabilityBoundingSet",
        "AmbientCapabilities");
    put((text, name, value) -> namespaces(text, name, value), "RestrictNamespaces");
    put(
        (text, name, value) -> text.text(name, join(bits(PROPAGATION, (Long) value))),
        "MountFlags");
    put(
        (text, name, value) -> text.line(name, "0x" + Long.toHexString((Long) value)),
        "CoredumpFilter");
    put((text, name, value) -> text.line(name, numaPolicy((Integer) value)), "NUMAPolicy");
    put((text, name, value) -> job(text, name, value), "Job");
    put((text, name, value) -> loadError(text, name, value), "LoadError");
    put((text, name, value) -> text.text(name, (String) ((List<?>) value).getFirst()), "Unit");
    put((text, name, value) -> images(text, name, value), "ExtensionImages", "MountImages");
    put((text, name, value) -> options(text, name, value), "RootImageOptions");
  }

  private PropertyForms() {}

  private static void put(Form form, String... names) {
    for (String name : names) {
      BY_NAME.put(name, form);
    }
  }

  /** The form of a property, or null if its type says all. */
  static @Nullable Form of(String name, String signature) {
    Form form = BY_NAME.get(name);
    if (form != null) {
      // some names are used for other things elsewhere: a mount's Options, a job's Unit
      return name.equals("Unit") && !signature.equals("(so)") ? null : form;
    }
    if (name.startsWith("Exec") && signature.startsWith("a(sas")) {
      return signature.equals("a(sasbttttuii)")
          ? PropertyForms::commands
          : PropertyForms::flaggedCommands;
    }
    return name.endsWith("ActionExitStatus") ? PropertyForms::exitStatus : null;
  }

  private static String numaPolicy(int policy) {
    return policy < 0 || policy >= NUMA_POLICIES.length ? "n/a" : NUMA_POLICIES[policy];
  }

  private static void exitStatus(PropertyText text, String name, Object value) {
    int status = (Integer) value;
    if (status >= 0 && status <= 255) {
      text.line(name, Integer.toString(status));
    } else if (text.showsEmpty()) {
      text.line(name, "[not set]");
    }
  }

  private static void filter(PropertyText text, String name, Object value) {
    List<?> struct = (List<?>) value;
    boolean allows = (Boolean) struct.get(0);
    List<?> names = (List<?>) struct.get(1);
    if (text.showsEmpty() || allows || !names.isEmpty()) {
      text.line(name, (allows ? "" : "~") + join(names));
    }
  }

  private static void labels(PropertyText text, String name, Object value) {
    List<?> struct = (List<?>) value;
    String label = (String) struct.get(1);
    text.text(name, label.isEmpty() ? "" : ((Boolean) struct.get(0) ? "-" : "") + label);
  }

  private static void statuses(PropertyText text, String name, Object value) {
    List<?> struct = (List<?>) value;
    List<String> words = new ArrayList<>();
    for (Object status : (List<?>) struct.get(0)) {
      words.add(status.toString());
    }
    for (Object number : (List<?>) struct.get(1)) {
      String signal = Signals.name((Integer) number);
      words.add(signal == null ? number.toString() : signal);
    }
    text.text(name, join(words));
  }

  /** A set of numbers as bits, as ranges. */
  private static void cpus(PropertyText text, String name, Object value) {
    List<?> bytes = (List<?>) value;
    StringBuilder ranges = new StringBuilder();
    int count = bytes.size() * 8;
    int i = 0;
    while (i < count) {
      if (!isSet(bytes, i)) {
        i++;
        continue;
      }
      int start = i;
      while (i < count && isSet(bytes, i)) {
        i++;
      }
      ranges.append(ranges.length() == 0 ? "" : " ").append(start);
      if (i - 1 > start) {
        ranges.append('-').append(i - 1);
      }
    }
    text.text(name, ranges.toString());
  }

  private static boolean isSet(List<?> bytes, int bit) {
    return (((Number) bytes.get(bit / 8)).intValue() >> (bit % 8) & 1) == 1;
  }

  private static void addresses(PropertyText text, String name, Object value) {
    List<String> words = new ArrayList<>();
    for (Object each : (List<?>) value) {
      List<?> struct = (List<?>) each;
      words.add(address((List<?>) struct.get(1)) + "/" + struct.get(2));
    }
    text.text(name, join(words));
  }

  /** An IPv4 or IPv6 address; the latter as RFC 5952 writes it. */
  private static String address(List<?> bytes) {
    StringBuilder address = new StringBuilder();
    if (bytes.size() == 4) {
      for (Object b : bytes) {
        address.append(address.length() == 0 ? "" : ".").append(b);
      }
      return address.toString();
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      int high = ((Number) bytes.get(2 * i)).intValue();
      groups[i] = high << 8 | ((Number) bytes.get(2 * i + 1)).intValue();
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int j = i;
      while (j < 8 && groups[j] == 0) {
        j++;
      }
      if (j - i > length) {
        start = i;
        length = j - i;
      }
    }
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        address.append("::");
        i += length - 1;
      } else {
        boolean colon = address.length() > 0 && address.charAt(address.length() - 1) != ':';
        address.append(colon ? ":" : "").append(Integer.toHexString(groups[i]));
      }
    }
    return address.toString();
  }

  private static void socketBinds(PropertyText text, String name, Object value) {
    for (Object each : (List<?>) value) {
      List<?> struct = (List<?>) each;
      int family = (Integer) struct.get(0);
      int protocol = (Integer) struct.get(1);
      int count = (Integer) struct.get(2);
      int first = (Integer) struct.get(3);
      String port =
          first == 0 && count == 0
              ? "any"
              : count <= 1 ? Integer.toString(first) : first + "-" + (first + count - 1);
      text.line(
          name,
          (family == 2 ? "ipv4:" : family == 10 ? "ipv6:" : "")
              + (protocol == 6 ? "tcp" : protocol == 17 ? "udp" : "")
              + port);
    }
  }

  private static void binds(PropertyText text, String name, Object value) {
    List<String> words = new ArrayList<>();
    for (Object each : (List<?>) value) {
      List<?> struct = (List<?>) each;
      words.add(
          ((Boolean) struct.get(2) ? "-" : "")
              + PropertyText.shellQuoted((String) struct.get(0))
              + ":"
              + PropertyText.shellQuoted((String) struct.get(1))
              + ((Long) struct.get(3) == REMOUNT_BIND ? ":rbind" : ""));
    }
    text.text(name, join(words));
  }

  private static void pairs(PropertyText text, String name, Object value, String between) {
    for (Object each : (List<?>) value) {
      List<?> struct = (List<?>) each;
      Object second = struct.get(1);
      String shown =
          second instanceof Long number ? Long.toUnsignedString(number) : second.toString();
      text.line(name, struct.get(0) + (shown.isEmpty() ? "" : between + shown));
    }
  }

  private static void temporary(PropertyText text, String name, Object value) {
    List<String> words = new ArrayList<>();
    for (Object each : (List<?>) value) {
      List<?> pair = (List<?>) each;
      words.add(pair.get(0) + (((String) pair.get(1)).isEmpty() ? "" : ":" + pair.get(1)));
    }
    text.text(name, join(words));
  }

  private static void latencies(PropertyText text, String name, Object value) {
    for (Object each : (List<?>) value) {
      List<?> struct = (List<?>) each;
      text.line(name, struct.get(0) + " " + PropertyText.span((Long) struct.get(1)));
    }
  }

  private static void listens(PropertyText text, String name, Object value) {
    for (Object each : (List<?>) value) {
      List<?> struct = (List<?>) each;
      text.line(name, struct.get(1) + " (" + struct.get(0) + ")");
    }
  }

  private static void watches(PropertyText text, String name, Object value) {
    for (Object each : (List<?>) value) {
      List<?> struct = (List<?>) each;
      text.line(name, struct.get(1) + " (" + struct.get(0) + ")");
    }
  }

  private static void monotonic(PropertyText text, String name, Object value) {
    for (Object each : (List<?>) value) {
      List<?> struct = (List<?>) each;
      text.line(
          name,
          "{ "
              + struct.get(0)
              + "="
              + PropertyText.span((Long) struct.get(1))
              + " ; next_elapse="
              + PropertyText.span((Long) struct.get(2))
              + " }");
    }
  }

  private static void calendar(PropertyText text, String name, Object value) {
    for (Object each : (List<?>) value) {
      List<?> struct = (List<?>) each;
      String next = text.timestamps().print((Long) struct.get(2));
      text.line(
          name,
          "{ "
              + struct.get(0)
              + "="
              + struct.get(1)
              + " ; next_elapse="
              + (next.isEmpty() ? "(null)" : next)
              + " }");
    }
  }

  private static void environmentFiles(PropertyText text, String name, Object value) {
    for (Object each : (List<?>) value) {
      List<?> struct = (List<?>) each;
      text.line(
          name,
          struct.get(0) + " (ignore_errors=" + ((Boolean) struct.get(1) ? "yes" : "no") + ")");
    }
  }

  private static void logFields(PropertyText text, String name, Object value) {
    List<?> fields = (List<?>) value;
    for (Object each : fields) {
      text.line(name, new String(bytes((List<?>) each), StandardCharsets.UTF_8));
    }
    if (fields.isEmpty()) {
      text.text(name, "");
    }
  }

  private static void base64(PropertyText text, String name, Object value) {
    text.text(name, Base64.getEncoder().encodeToString(bytes((List<?>) value)));
  }

  private static byte[] bytes(List<?> numbers) {
    byte[] bytes = new byte[numbers.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ((Number) numbers.get(i)).intValue();
    }
    return bytes;
  }

  private static void capabilities(PropertyText text, String name, Object value) {
    long set = (Long) value;
    List<String> words = new ArrayList<>();
    for (int i = 0; i < CAPABILITIES.length; i++) {
      if ((set >> i & 1) == 1) {
        words.add("cap_" + CAPABILITIES[i]);
      }
    }
    text.text(name, join(words));
  }

  private static void namespaces(PropertyText text, String name, Object value) {
    List<String> allowed = bits(NAMESPACES, (Long) value);
    text.line(
        name,
        allowed.isEmpty() ? "yes" : allowed.size() == NAMESPACES.size() ? "no" : join(allowed));
  }

  private static List<String> bits(List<Bit> table, long value) {
    List<String> names = new ArrayList<>();
    for (Bit bit : table) {
      if ((value & bit.mask) != 0) {
        names.add(bit.name);
      }
    }
    return names;
  }

  private static void job(PropertyText text, String name, Object value) {
    if (!(value instanceof List<?> struct)) {
      text.line(name, value.toString());
      return;
    }
    long id = (Long) struct.getFirst();
    text.text(name, id == 0 ? "" : Long.toString(id));
  }

  private static void loadError(PropertyText text, String name, Object value) {
    List<?> struct = (List<?>) value;
    String sentence = (String) struct.get(1);
    text.text(name, sentence.isEmpty() ? "" : struct.get(0) + " \"" + sentence + "\"");
  }

  private static void images(PropertyText text, String name, Object value) {
    List<String> words = new ArrayList<>();
    for (Object each : (List<?>) value) {
      List<?> struct = (List<?>) each;
      StringBuilder word = new StringBuilder();
      boolean mounts = name.equals("MountImages");
      word.append((Boolean) struct.get(mounts ? 2 : 1) ? "-" : "").append(struct.get(0));
      if (mounts) {
        word.append(':').append(struct.get(1));
      }
      for (Object option : (List<?>) struct.getLast()) {
        List<?> pair = (List<?>) option;
        word.append(':').append(pair.get(0)).append(':').append(pair.get(1));
      }
      words.add(word.toString());
    }
    text.text(name, join(words));
  }

  private static void options(PropertyText text, String name, Object value) {
    List<String> words = new ArrayList<>();
    for (Object each : (List<?>) value) {
      List<?> pair = (List<?>) each;
      words.add(pair.get(0) + ":" + pair.get(1));
    }
    if (!words.isEmpty()) {
      text.line(name, join(words));
    }
  }

  private static void commands(PropertyText text, String name, Object value) {
    for (Object each : (List<?>) value) {
      List<?> command = (List<?>) each;
      command(text, name, command, "ignore_errors=" + ((Boolean) command.get(2) ? "yes" : "no"));
    }
  }

  private static void flaggedCommands(PropertyText text, String name, Object value) {
    for (Object each : (List<?>) value) {
      List<?> command = (List<?>) each;
      command(text, name, command, "flags=" + join((List<?>) command.get(2)));
    }
  }

  private static void command(PropertyText text, String name, List<?> command, String flags) {
    CommandStatus status = CommandStatus.of(command);
    text.line(
        name,
        "{ path="
            + command.get(0)
            + " ; argv[]="
            + join((List<?>) command.get(1))
            + " ; "
            + flags
            + " ; start_time=["
            + orNone(text.timestamps().print((Long) command.get(3)))
            + "] ; stop_time=["
            + orNone(text.timestamps().print((Long) command.get(5)))
            + "] ; pid="
            + status.pid()
            + " ; code="
            + (status.code() == 0 ? "(null)" : status.codeName())
            + " ; status="
            + status.number()
            + " }");
  }

  private static String orNone(String time) {
    return time.isEmpty() ? "n/a" : time;
  }

  static String join(List<?> words) {
    StringBuilder text = new StringBuilder();
    for (Object word : words) {
      text.append(text.length() == 0 ? "" : " ").append(word);
    }
    return text.toString();
  }
}
