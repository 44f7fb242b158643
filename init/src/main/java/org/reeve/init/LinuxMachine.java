package org.reeve.init;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reeve.bus.Machine;
import org.reeve.host.LogSink;
import org.reeve.linux.Fs;
import org.reeve.linux.Proc;
import org.reeve.linux.Stat;
import org.reeve.linux.Sys;
import org.reeve.manager.LogPage;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;

/** Facts of the running machine, from /proc, /etc and cgroupfs. */
final class LinuxMachine implements Machine {
  /** Resource limits as their numbers in getrlimit(2), x86-64 and arm64. */
  private static final Map<String, Integer> LIMITS =
      Map.ofEntries(
          Map.entry("CPU", 0),
          Map.entry("FSIZE", 1),
          Map.entry("DATA", 2),
          Map.entry("STACK", 3),
          Map.entry("CORE", 4),
          Map.entry("RSS", 5),
          Map.entry("NPROC", 6),
          Map.entry("NOFILE", 7),
          Map.entry("MEMLOCK", 8),
          Map.entry("AS", 9),
          Map.entry("LOCKS", 10),
          Map.entry("SIGPENDING", 11),
          Map.entry("MSGQUEUE", 12),
          Map.entry("NICE", 13),
          Map.entry("RTPRIO", 14),
          Map.entry("RTTIME", 15));

  private static final String USAGE = "usage_usec ";

  private final @Nullable String cgroupDirectory;
  private final String cgroupRoot;
  private final Function<String, List<Integer>> processes;
  private final Function<Integer, @Nullable String> groupOf;
  private final LogSink logs;
  private final String virtualization;
  private final List<String> abilities;

  // what groups said when they were removed, by their unit: the last part of a group's path
  private final Map<String, Long> lastCpu = new HashMap<>();
  private final Map<String, Long> lastId = new HashMap<>();

  /**
   * Looks at the machine.
   *
   * @param cgroupDirectory the directory of the manager's own root in cgroupfs; null if cgroups are
   *     not used
   * @param cgroupRoot the same as /proc/PID/cgroup shows it, empty for the root
   * @param processes the processes of a group
   * @param groupOf the group of a process
   * @param logs what units have written
   * @param abilities what this place allows, a sentence each
   */
  LinuxMachine(
      @Nullable String cgroupDirectory,
      String cgroupRoot,
      Function<String, List<Integer>> processes,
      Function<Integer, @Nullable String> groupOf,
      LogSink logs,
      String virtualization,
      List<String> abilities) {
    this.cgroupDirectory = cgroupDirectory;
    this.cgroupRoot = cgroupRoot;
    this.processes = processes;
    this.groupOf = groupOf;
    this.logs = logs;
    this.virtualization = virtualization;
    this.abilities = abilities;
  }

  @Override
  public List<String> abilities() {
    return abilities;
  }

  @Override
  public String version() {
    return Version.SYSTEMD + " (reeve " + Version.REEVE + ")";
  }

  @Override
  public String features() {
    return "";
  }

  @Override
  public String virtualization() {
    return virtualization;
  }

  @Override
  public String architecture() {
    String machine = Sys.uname().machine();
    return switch (machine) {
      case "x86_64" -> "x86-64";
      case "aarch64" -> "arm64";
      default -> machine;
    };
  }

  @Override
  public String machineId() {
    byte[] text = Fs.readIfExists(Fs.path("/etc/machine-id"));
    String id = text == null ? "" : RawText.decode(text).strip();
    return id.length() == 32 ? id : "00000000000000000000000000000000";
  }

  @Override
  public long limit(String name, boolean soft) {
    if (name.equals("NOFILE")) { // system.conf(5): DefaultLimitNOFILE=1024:524288
      return soft ? 1024 : 524_288;
    }
    Integer number = LIMITS.get(name);
    if (number == null) {
      return -1;
    }
    Sys.Limit limit = Sys.limit(number);
    return soft ? limit.soft() : limit.hard();
  }

  /** system.conf(5): DefaultTasksMax=15%, of what the kernel allows. */
  @Override
  public long coredumpFilter() {
    // hand's, which forks the services; the JVM changes its own
    byte[] text = Proc.read(Sys.ppid(), "coredump_filter");
    return text == null ? 0x33 : Long.parseLong(RawText.decode(text).strip(), 16);
  }

  @Override
  public long defaultTasksMax() {
    byte[] text = Fs.readIfExists(Fs.path("/proc/sys/kernel/threads-max"));
    return text == null || text.length == 0 ? -1 : Proc.number(text, 0) * 15 / 100;
  }

  @Override
  public String rootCgroup() {
    return cgroupRoot;
  }

  @Override
  public long cgroupId(String cgroup) {
    byte[] directory = directory(cgroup);
    Stat stat = directory == null ? null : Fs.statIfExists(directory);
    if (stat == null) {
      return lastId.getOrDefault(unit(cgroup), 0L);
    }
    lastId.put(unit(cgroup), stat.inode());
    return stat.inode();
  }

  /** Keeps what clients may ask of a group that is about to be removed. */
  void remember(String cgroup) {
    cgroupId(cgroup);
    cpuUsageNsec(cgroup);
  }

  /** Nobody can ask after the unit's last group any more. */
  void forget(UnitName unit) {
    lastId.remove(unit.text());
    lastCpu.remove(unit.text());
  }

  private static String unit(String cgroup) {
    return cgroup.substring(cgroup.lastIndexOf('/') + 1);
  }

  @Override
  public long cpuUsageNsec(String cgroup) {
    byte[] text = file(cgroup, "cpu.stat");
    int at = text == null ? -1 : Proc.find(text, USAGE);
    if (text == null || at < 0) {
      return lastCpu.getOrDefault(unit(cgroup), -1L);
    }
    long usage = Proc.number(text, at + USAGE.length()) * 1000;
    lastCpu.put(unit(cgroup), usage);
    return usage;
  }

  @Override
  public long memoryCurrent(String cgroup) {
    return number(cgroup, "memory.current");
  }

  @Override
  public long tasksCurrent(String cgroup) {
    return number(cgroup, "pids.current");
  }

  private long number(String cgroup, String name) {
    byte[] text = file(cgroup, name);
    return text == null || text.length == 0 ? -1 : Proc.number(text, 0);
  }

  @Override
  public List<Member> members(String cgroup) {
    List<Member> members = new ArrayList<>();
    for (int pid : processes.apply(cgroup)) {
      String group = groupOf.apply(pid);
      members.add(new Member(group == null ? cgroup : group, pid, commandLine(pid)));
    }
    return members;
  }

  /** The arguments with blanks between them; the name in brackets where there are none. */
  private static String commandLine(int pid) {
    byte[] text = Proc.read(pid, "cmdline");
    if (text != null && text.length > 0) {
      byte[] shown = text.clone();
      for (int i = 0; i < shown.length; i++) {
        shown[i] = shown[i] == 0 ? (byte) ' ' : shown[i];
      }
      return RawText.decode(shown).stripTrailing();
    }
    byte[] name = Proc.read(pid, "comm");
    return name == null ? "" : "[" + RawText.decode(name).strip() + "]";
  }

  @Override
  public @Nullable String cgroupOf(int pid) {
    return groupOf.apply(pid);
  }

  @Override
  public LogPage log(UnitName unit, long from) {
    return logs.page(unit, from);
  }

  private byte @Nullable [] directory(String cgroup) {
    return cgroupDirectory == null
        ? null
        : Fs.path(cgroup.isEmpty() ? cgroupDirectory : cgroupDirectory + "/" + cgroup);
  }

  private byte @Nullable [] file(String cgroup, String name) {
    byte[] directory = directory(cgroup);
    return directory == null ? null : Fs.readIfExists(Fs.join(directory, Fs.path(name)));
  }
}
