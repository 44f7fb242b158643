package org.reeve.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fs;
import org.reeve.linux.Proc;
import org.reeve.linux.Stat;
import org.reeve.linux.Sys;
import org.reeve.unit.Numbers;
import org.reeve.unit.RawText;
import org.reeve.unit.Words;

/**
 * The tests of Condition…= that ask what the machine is: its kernel, processors, memory, firmware,
 * security modules, operating system, and whether it is one at all. All answers stand in /proc,
 * /sys and /etc.
 */
final class MachineConditions {
  private static final int PERCENT = 100;
  private static final long KIB = 1024;
  private static final String TOTAL = "MemTotal:";

  /** Names of the hypervisors that DMI gives away, and systemd's words for them. */
  private static final List<Map.Entry<String, String>> VENDORS =
      List.of(
          Map.entry("KVM", "kvm"),
          Map.entry("OpenStack", "kvm"),
          Map.entry("KubeVirt", "kvm"),
          Map.entry("Amazon EC2", "amazon"),
          Map.entry("QEMU", "qemu"),
          Map.entry("VMware", "vmware"),
          Map.entry("VMW", "vmware"),
          Map.entry("innotek GmbH", "oracle"),
          Map.entry("VirtualBox", "oracle"),
          Map.entry("Oracle Corporation", "oracle"),
          Map.entry("Xen", "xen"),
          Map.entry("Bochs", "bochs"),
          Map.entry("Parallels", "parallels"),
          Map.entry("BHYVE", "bhyve"),
          Map.entry("Hyper-V", "microsoft"),
          Map.entry("Apple Virtualization", "apple"));

  private static final Set<String> CONTAINERS =
      Set.of(
          "lxc",
          "lxc-libvirt",
          "systemd-nspawn",
          "docker",
          "podman",
          "rkt",
          "wsl",
          "proot",
          "pouch");

  /** The controllers that are known; others are passed over. */
  private static final Set<String> CONTROLLERS =
      Set.of("cpu", "cpuacct", "cpuset", "io", "blkio", "memory", "devices", "pids");

  private MachineConditions() {}

  static boolean isKernel(String expressions) {
    return allHold(expressions, Sys.uname().release());
  }

  /** Every expression must hold; an operator may stand apart from its value. */
  private static boolean allHold(String expressions, String left) {
    Words words = new Words(expressions);
    for (String word = words.next(); word != null; word = words.next()) {
      Comparison comparison = Comparison.parse(word, Comparison.Operator.GLOB);
      if (comparison.right().isEmpty()) {
        String value = words.next();
        comparison = new Comparison(comparison.operator(), value == null ? "" : value);
      }
      if (!comparison.holdsFor(left)) {
        return false;
      }
    }
    return !words.broken();
  }

  static boolean isRelease(String expressions) {
    Map<String, String> release = OsRelease.read();
    Words words = new Words(expressions);
    for (String word = words.next(); word != null; word = words.next()) {
      int at = Comparison.find(word);
      if (at <= 0) {
        return false;
      }
      Comparison comparison = Comparison.parse(word.substring(at), Comparison.Operator.EQUAL);
      // an empty value on the right is no comparison, as trying systemd 252 shows
      if (comparison.right().isEmpty()
          || !comparison.holdsFor(release.getOrDefault(word.substring(0, at), ""))) {
        return false;
      }
    }
    return !words.broken();
  }

  /** Bytes of the machine or, where that is less, of our cgroup. */
  static boolean hasMemory(String value) {
    Comparison comparison = Comparison.parse(value, Comparison.Operator.GREATER_EQUAL);
    return comparison.holdsFor(memory(), Numbers.size(comparison.right(), KIB));
  }

  private static long memory() {
    byte[] info = Fs.readIfExists(Fs.path("/proc/meminfo"));
    int at = info == null ? -1 : Proc.find(info, TOTAL);
    long total = info == null || at < 0 ? 0 : Proc.number(info, at + TOTAL.length()) * KIB;
    byte[] limit = Fs.readIfExists(Fs.path("/sys/fs/cgroup/memory.max"));
    boolean limited = limit != null && limit.length > 0 && limit[0] >= '0' && limit[0] <= '9';
    return limited && limit != null ? Math.min(total, Proc.number(limit, 0)) : total;
  }

  static boolean hasCpus(String value) {
    Comparison comparison = Comparison.parse(value, Comparison.Operator.GREATER_EQUAL);
    return comparison.holdsFor(
        Runtime.getRuntime().availableProcessors(), Numbers.integer(comparison.right()));
  }

  static boolean hasCpuFeature(String value) {
    byte[] info = Fs.readIfExists(Fs.path("/proc/cpuinfo"));
    int at = info == null ? -1 : Proc.find(info, "\nflags");
    if (info == null || at < 0) {
      return false; // as the manual says of other processors
    }
    String text = RawText.decode(info);
    int end = text.indexOf('\n', at + 1);
    String flags = text.substring(text.indexOf(':', at) + 1, end < 0 ? text.length() : end);
    String wanted = value.toLowerCase(Locale.ROOT);
    // the kernel's words for what systemd calls so
    String kernels = wanted.equals("fma3") ? "fma" : wanted.equals("pclmul") ? "pclmulqdq" : wanted;
    return (flags + " ").contains(" " + kernels + " ")
        || (kernels.equals("osxsave") && (flags + " ").contains(" xsave "));
  }

  static boolean hasSecurity(String value) {
    return switch (value) {
      case "selinux" -> Fs.exists(Fs.path("/sys/fs/selinux/enforce"));
      case "smack" -> Fs.exists(Fs.path("/sys/fs/smackfs"));
      case "apparmor" -> startsWith("/sys/module/apparmor/parameters/enabled", 'Y');
      case "tomoyo" -> Fs.exists(Fs.path("/sys/kernel/security/tomoyo/version"));
      case "ima" -> Fs.exists(Fs.path("/sys/kernel/security/ima"));
      case "audit" -> Fs.exists(Fs.path("/proc/self/loginuid"));
      case "tpm2" -> Fs.exists(Fs.path("/sys/class/tpmrm/tpmrm0"));
      case "uefi-secureboot" -> isSecureBoot();
      default -> false;
    };
  }

  private static boolean startsWith(String file, char first) {
    byte[] text = Fs.readIfExists(Fs.path(file));
    return text != null && text.length > 0 && text[0] == first;
  }

  private static boolean isSecureBoot() {
    byte[] variable =
        Fs.readIfExists(
            Fs.path("/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"));
    return variable != null
        && variable.length > 4
        && variable[4] == 1; // after 4 bytes of attributes
  }

  static boolean isFirmware(String value) {
    if (value.equals("uefi")) {
      return Fs.exists(Fs.path("/sys/firmware/efi"));
    }
    if (value.equals("device-tree")) {
      return Fs.exists(Fs.path("/sys/firmware/devicetree"));
    }
    String compatible = argument(value, "device-tree-compatible(");
    if (compatible != null) {
      byte[] list = Fs.readIfExists(Fs.path("/proc/device-tree/compatible"));
      return list != null && List.of(RawText.decode(list).split("\0", -1)).contains(compatible);
    }
    String field = argument(value, "smbios-field(");
    int at = field == null ? -1 : Comparison.find(field);
    if (field == null || at <= 0) {
      return false;
    }
    String found = dmi(field.substring(0, at).strip());
    return found != null
        && Comparison.parse(field.substring(at), Comparison.Operator.EQUAL).holdsFor(found);
  }

  private static @Nullable String argument(String value, String function) {
    return value.startsWith(function) && value.endsWith(")")
        ? value.substring(function.length(), value.length() - 1)
        : null;
  }

  private static @Nullable String dmi(String field) {
    if (field.isEmpty() || field.indexOf('/') >= 0) {
      return null;
    }
    byte[] text = Fs.readIfExists(Fs.path("/sys/class/dmi/id/" + field));
    return text == null ? null : RawText.decode(text).strip();
  }

  /**
   * Whether the pressure is at most the threshold: {@code [SLICE:]PERCENT[/10sec|/1min|/5min]}.
   *
   * @param resource memory, cpu or io
   */
  static boolean isPressureBelow(String resource, String value) {
    int colon = value.indexOf(':');
    String slice = colon < 0 ? "" : value.substring(0, colon).strip();
    String rest = value.substring(colon + 1).strip();
    int slash = rest.indexOf('/');
    String window =
        switch (slash < 0 ? "5min" : rest.substring(slash + 1).strip()) {
          case "10sec", "10s" -> "avg10=";
          case "1min", "60s" -> "avg60=";
          case "5min", "300s" -> "avg300=";
          default -> "";
        };
    Integer limit = Numbers.permyriad(slash < 0 ? rest : rest.substring(0, slash).strip(), PERCENT);
    if (limit == null || window.isEmpty()) {
      return false;
    }
    String file =
        slice.isEmpty()
            ? "/proc/pressure/" + resource
            : "/sys/fs/cgroup/" + slicePath(slice) + "/" + resource + ".pressure";
    byte[] text = Fs.readIfExists(Fs.path(file));
    if (text == null) {
      return true; // nothing is known of any pressure
    }
    int line = Math.max(Proc.find(text, "full "), 0);
    String figures = RawText.decode(text).substring(line);
    int at = figures.indexOf(window);
    if (at < 0) {
      return true;
    }
    int end = figures.indexOf(' ', at);
    return Double.parseDouble(figures.substring(at + window.length(), end)) * PERCENT <= limit;
  }

  private static String slicePath(String slice) {
    String name = slice.endsWith(".slice") ? slice.substring(0, slice.length() - 6) : slice;
    StringBuilder path = new StringBuilder();
    for (int dash = name.indexOf('-'); dash > 0; dash = name.indexOf('-', dash + 1)) {
      path.append(name, 0, dash).append(".slice/");
    }
    return path + name + ".slice";
  }

  static boolean hasControllers(String value) {
    byte[] all = Fs.readIfExists(Fs.path("/sys/fs/cgroup/cgroup.controllers"));
    if (value.equals("v2")) {
      return all != null;
    }
    if (value.equals("v1")) {
      return all == null;
    }
    List<String> here =
        all == null ? List.of() : List.of(RawText.decode(all).strip().split(" ", -1));
    for (String wanted : value.strip().split(" ", -1)) {
      if (CONTROLLERS.contains(wanted) && !here.contains(wanted)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the block device below the path is one of dm-crypt, or lies on such devices alone. */
  static boolean isEncrypted(String path) {
    Stat stat = Fs.statIfExists(RawText.encode(path));
    return stat != null && isEncrypted(deviceDirectory(stat.device()), 0);
  }

  private static String deviceDirectory(long device) {
    long major = (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL);
    long minor = (device & 0xff) | (device >>> 12 & ~0xffL);
    return "/sys/dev/block/" + major + ":" + minor;
  }

  private static boolean isEncrypted(String directory, int depth) {
    byte[] uuid = Fs.readIfExists(Fs.path(directory + "/dm/uuid"));
    if (uuid != null && RawText.decode(uuid).startsWith("CRYPT-")) {
      return true;
    }
    byte[] below = Fs.path(directory + "/slaves");
    if (depth > 16 || !Fs.exists(below)) {
      return false;
    }
    List<Fs.Entry> parts = new ArrayList<>(Fs.list(below));
    for (Fs.Entry part : parts) {
      if (!isEncrypted(directory + "/slaves/" + RawText.decode(part.name()), depth + 1)) {
        return false;
      }
    }
    return !parts.isEmpty();
  }

  /** systemd's word for the container we are in; empty if in none. */
  static String container(Map<String, String> environment) {
    String named = environment.getOrDefault("container", "");
    if (named.isEmpty()) {
      byte[] file = Fs.readIfExists(Fs.path("/run/systemd/container"));
      named = file == null ? "" : RawText.decode(file).strip();
    }
    if (named.isEmpty() && Fs.exists(Fs.path("/run/.containerenv"))) {
      named = "podman";
    }
    if (named.isEmpty() && Fs.exists(Fs.path("/.dockerenv"))) {
      named = "docker";
    }
    return named.isEmpty() || CONTAINERS.contains(named) ? named : "container-other";
  }

  /** systemd's word for the hypervisor; empty on bare metal. */
  static String hypervisor() {
    for (String field : List.of("product_name", "sys_vendor", "board_vendor", "bios_vendor")) {
      String found = dmi(field);
      for (Map.Entry<String, String> vendor : VENDORS) {
        if (found != null && found.startsWith(vendor.getKey())) {
          return vendor.getValue();
        }
      }
    }
    byte[] kind = Fs.readIfExists(Fs.path("/sys/hypervisor/type"));
    if (kind != null && RawText.decode(kind).strip().equals("xen")) {
      return "xen";
    }
    byte[] cpu = Fs.readIfExists(Fs.path("/proc/cpuinfo"));
    return cpu != null && Proc.find(cpu, " hypervisor") >= 0 ? "vm-other" : "";
  }
}
