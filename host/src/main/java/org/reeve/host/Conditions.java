package org.reeve.host;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fs;
import org.reeve.linux.Proc;
import org.reeve.linux.Stat;
import org.reeve.linux.Sys;
import org.reeve.manager.Host.Identity;
import org.reeve.unit.Condition;
import org.reeve.unit.ConditionKind;
import org.reeve.unit.RawText;

/**
 * The tests of {@code Condition…=} and {@code Assert…=}, systemd.unit(5). One table, a test a kind;
 * a kind without a test here is said once to be unknown and does not hold.
 */
final class Conditions {
  private final Map<ConditionKind, Predicate<String>> tests = new EnumMap<>(ConditionKind.class);
  private final Users users;
  private final Map<String, String> environment;

  /** {@code environment} is the manager's own, as hand was given it. */
  Conditions(Users users, Map<String, String> environment) {
    this.users = users;
    this.environment = environment;
    tests.put(ConditionKind.PATH_EXISTS, path -> Fs.exists(bytes(path)));
    tests.put(ConditionKind.PATH_EXISTS_GLOB, path -> !Glob.expand(bytes(path)).isEmpty());
    tests.put(ConditionKind.PATH_IS_DIRECTORY, path -> is(path, Stat::isDirectory));
    tests.put(ConditionKind.PATH_IS_SYMBOLIC_LINK, Conditions::isSymlink);
    tests.put(ConditionKind.PATH_IS_MOUNT_POINT, Conditions::isMountPoint);
    tests.put(ConditionKind.PATH_IS_READ_WRITE, Conditions::isWritable);
    tests.put(ConditionKind.DIRECTORY_NOT_EMPTY, Conditions::isFullDirectory);
    tests.put(ConditionKind.FILE_NOT_EMPTY, path -> is(path, s -> s.isRegular() && s.size() > 0));
    tests.put(
        ConditionKind.FILE_IS_EXECUTABLE,
        path -> is(path, s -> s.isRegular() && (s.permissions() & 0111) != 0));
    tests.put(ConditionKind.ARCHITECTURE, Conditions::isArchitecture);
    tests.put(ConditionKind.HOST, Conditions::isHost);
    tests.put(ConditionKind.KERNEL_COMMAND_LINE, Conditions::isOnCommandLine);
    tests.put(ConditionKind.ENVIRONMENT, this::isInEnvironment);
    tests.put(ConditionKind.VIRTUALIZATION, this::isVirtualized);
    tests.put(ConditionKind.USER, this::isUser);
    tests.put(ConditionKind.GROUP, this::isGroup);
    tests.put(ConditionKind.CAPABILITY, Conditions::hasCapability);
    tests.put(ConditionKind.CONTROL_GROUP_CONTROLLER, MachineConditions::hasControllers);
    tests.put(ConditionKind.FIRMWARE, MachineConditions::isFirmware);
    tests.put(ConditionKind.KERNEL_VERSION, MachineConditions::isKernel);
    tests.put(ConditionKind.SECURITY, MachineConditions::hasSecurity);
    tests.put(ConditionKind.MEMORY, MachineConditions::hasMemory);
    tests.put(ConditionKind.CPUS, MachineConditions::hasCpus);
    tests.put(ConditionKind.CPU_FEATURE, MachineConditions::hasCpuFeature);
    tests.put(ConditionKind.OS_RELEASE, MachineConditions::isRelease);
    tests.put(ConditionKind.PATH_IS_ENCRYPTED, MachineConditions::isEncrypted);
    tests.put(
        ConditionKind.MEMORY_PRESSURE, value -> MachineConditions.isPressureBelow("memory", value));
    tests.put(ConditionKind.CPU_PRESSURE, value -> MachineConditions.isPressureBelow("cpu", value));
    tests.put(ConditionKind.IO_PRESSURE, value -> MachineConditions.isPressureBelow("io", value));
    tests.put(ConditionKind.FIRST_BOOT, value -> isYes(value) == isFirstBoot());
    tests.put(ConditionKind.CREDENTIAL, this::hasCredential);
    tests.put(ConditionKind.AC_POWER, value -> isYes(value) == isOnMains());
    tests.put(ConditionKind.NEEDS_UPDATE, Conditions::needsUpdate);
  }

  private static final String FIRST_BOOT = "/run/systemd/first-boot";

  /** Whether the kind is known here. */
  boolean knows(ConditionKind kind) {
    return tests.containsKey(kind);
  }

  /** The test itself, without the condition's marks. */
  boolean test(Condition condition) {
    Predicate<String> test = tests.get(condition.type());
    if (test == null) {
      return false;
    }
    try {
      return test.test(condition.parameter());
    } catch (ErrnoException e) {
      return false; // what cannot be looked at is not there, as access(2) would say
    }
  }

  private static byte[] bytes(String path) {
    return RawText.encode(path);
  }

  private static boolean is(String path, Predicate<Stat> test) {
    Stat stat = Fs.statIfExists(bytes(path));
    return stat != null && test.test(stat);
  }

  private static boolean isSymlink(String path) {
    Stat stat = Fs.linkStatIfExists(bytes(path));
    return stat != null && stat.isSymlink();
  }

  private static boolean isMountPoint(String path) {
    Stat here = Fs.linkStatIfExists(bytes(path));
    Stat above = Fs.linkStatIfExists(bytes(path + "/.."));
    if (here == null || above == null) {
      return false;
    }
    // its own parent: the root directory
    return here.device() != above.device() || here.inode() == above.inode();
  }

  /** Whether the file system is: the file's own mode is not asked. */
  private static boolean isWritable(String path) {
    return Fs.exists(bytes(path)) && !Fs.isReadOnly(bytes(path));
  }

  private static boolean isFullDirectory(String path) {
    return is(path, Stat::isDirectory) && !Fs.list(bytes(path)).isEmpty();
  }

  private static boolean isArchitecture(String value) {
    String machine = Sys.uname().machine();
    String name =
        switch (machine) {
          case "x86_64" -> "x86-64";
          case "aarch64" -> "arm64";
          default -> machine;
        };
    return value.equals("native") || value.equals(name);
  }

  private static boolean isHost(String value) {
    byte[] id = Fs.readIfExists(Fs.path("/etc/machine-id"));
    if (id != null && RawText.decode(id).strip().equals(value.replace("-", ""))) {
      return true;
    }
    return Glob.matches(bytes(value), 0, bytes(Sys.uname().node()), 0);
  }

  private static boolean isOnCommandLine(String value) {
    byte[] line = Fs.readIfExists(Fs.path("/proc/cmdline"));
    if (line == null) {
      return false;
    }
    for (String word : words(RawText.decode(line))) {
      boolean found =
          value.indexOf('=') >= 0
              ? word.equals(value)
              : word.equals(value) || word.startsWith(value + "=");
      if (found) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFirstBoot() {
    int wanted = truth(onCommandLine("systemd.condition-first-boot"));
    return wanted >= 0 ? wanted == 1 : Fs.exists(bytes(FIRST_BOOT));
  }

  /** The value of an option of the kernel's command line; null if it is not there. */
  private static @Nullable String onCommandLine(String option) {
    byte[] line = Fs.readIfExists(Fs.path("/proc/cmdline"));
    String value = null;
    if (line != null) {
      for (String word : words(RawText.decode(line))) {
        if (word.startsWith(option + "=")) {
          value = word.substring(option.length() + 1);
        }
      }
    }
    return value;
  }

  private static List<String> words(String text) {
    return Arrays.asList(text.strip().split(" "));
  }

  private boolean isInEnvironment(String value) {
    int equals = value.indexOf('=');
    return equals < 0
        ? environment.containsKey(value)
        : value.substring(equals + 1).equals(environment.get(value.substring(0, equals)));
  }

  /** Of nested ones the innermost counts: a container before the machine it is in. */
  private boolean isVirtualized(String value) {
    String container = MachineConditions.container(environment);
    String innermost = container.isEmpty() ? MachineConditions.hypervisor() : container;
    return switch (value) {
      case "container" -> !container.isEmpty();
      case "vm" -> container.isEmpty() && !innermost.isEmpty();
      case "private-users" -> hasPrivateUsers();
      default -> {
        int wanted = truth(value);
        yield wanted >= 0 ? (wanted == 1) != innermost.isEmpty() : value.equals(innermost);
      }
    };
  }

  private static boolean hasPrivateUsers() {
    byte[] map = Fs.readIfExists(Fs.path("/proc/self/uid_map"));
    return map != null && Proc.find(map, "4294967295") < 0;
  }

  private boolean isUser(String value) {
    if (value.equals("@system")) {
      return Sys.uid() < 1000;
    }
    Identity wanted = users.user(value);
    return wanted.found() && (wanted.uid() == Sys.uid() || wanted.uid() == Sys.euid());
  }

  private boolean isGroup(String value) {
    Identity wanted = users.group(value);
    if (!wanted.found()) {
      return false;
    }
    for (int gid : Sys.groups()) {
      if (gid == wanted.gid()) {
        return true;
      }
    }
    return wanted.gid() == Sys.gid() || wanted.gid() == Sys.egid();
  }

  /** The bounding set is asked, as the manual says. */
  private static boolean hasCapability(String value) {
    int number = CAPABILITIES.indexOf(value.toUpperCase(java.util.Locale.ROOT));
    byte[] status = Fs.read(Fs.path("/proc/self/status"));
    int at = Proc.find(status, "CapBnd:");
    if (number < 0 || at < 0) {
      return false;
    }
    long set =
        Long.parseUnsignedLong(RawText.decode(Arrays.copyOfRange(status, at + 8, at + 24)), 16);
    return (set >>> number & 1) != 0;
  }

  private boolean hasCredential(String value) {
    String directory = environment.get("CREDENTIALS_DIRECTORY");
    return directory != null && Fs.exists(bytes(directory + "/" + value));
  }

  private static boolean isOnMains() {
    byte[] supplies = Fs.path("/sys/class/power_supply");
    boolean any = false;
    if (!Fs.exists(supplies)) {
      return true;
    }
    for (Fs.Entry supply : Fs.list(supplies)) {
      byte[] online = Fs.readIfExists(Fs.join(Fs.join(supplies, supply.name()), Fs.path("online")));
      if (online != null) {
        any = true;
        if (online.length > 0 && online[0] == '1') {
          return true;
        }
      }
    }
    return !any;
  }

  /** Whether /usr is newer than what the stamp below the directory says. */
  private static boolean needsUpdate(String directory) {
    int wanted = truth(onCommandLine("systemd.condition-needs-update"));
    if (wanted >= 0) {
      return wanted == 1;
    }
    Stat stamp = Fs.statIfExists(bytes(directory + "/.updated"));
    return stamp == null || Fs.stat(Fs.path("/usr")).modifiedNanos() > stamp.modifiedNanos();
  }

  private static boolean isYes(String value) {
    return truth(value) == 1;
  }

  /** 1, 0, or -1 if it is neither; the words of systemd.syntax(7). */
  private static int truth(@Nullable String value) {
    return switch (value) {
      case "1", "yes", "y", "true", "t", "on" -> 1;
      case "0", "no", "n", "false", "f", "off" -> 0;
      case null, default -> -1;
    };
  }

  /** In the order of their numbers, capabilities(7) and linux/capability.h. */
  private static final List<String> CAPABILITIES =
      List.of(
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_DAC_READ_SEARCH",
          "CAP_FOWNER",
          "CAP_FSETID",
          "CAP_KILL",
          "CAP_SETGID",
          "CAP_SETUID",
          "CAP_SETPCAP",
          "CAP_LINUX_IMMUTABLE",
          "CAP_NET_BIND_SERVICE",
          "CAP_NET_BROADCAST",
          "CAP_NET_ADMIN",
          "CAP_NET_RAW",
          "CAP_IPC_LOCK",
          "CAP_IPC_OWNER",
          "CAP_SYS_MODULE",
          "CAP_SYS_RAWIO",
          "CAP_SYS_CHROOT",
          "CAP_SYS_PTRACE",
          "CAP_SYS_PACCT",
          "CAP_SYS_ADMIN",
          "CAP_SYS_BOOT",
          "CAP_SYS_NICE",
          "CAP_SYS_RESOURCE",
          "CAP_SYS_TIME",
          "CAP_SYS_TTY_CONFIG",
          "CAP_MKNOD",
          "CAP_LEASE",
          "CAP_AUDIT_WRITE",
          "CAP_AUDIT_CONTROL",
          "CAP_SETFCAP",
          "CAP_MAC_OVERRIDE",
          "CAP_MAC_ADMIN",
          "CAP_SYSLOG",
          "CAP_WAKE_ALARM",
          "CAP_BLOCK_SUSPEND",
          "CAP_AUDIT_READ",
          "CAP_PERFMON",
          "CAP_BPF",
          "CAP_CHECKPOINT_RESTORE");
}
