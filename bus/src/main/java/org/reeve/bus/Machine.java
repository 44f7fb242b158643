package org.reeve.bus;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.manager.LogPage;
import org.reeve.unit.UnitName;

/**
 * What clients are told and the manager's core does not know: facts of the machine, and what lies
 * in cgroupfs and /proc. All answers are of local memory or kernel file systems, and none blocks.
 */
public interface Machine {
  /** A process of a unit, for {@code systemctl status}. */
  record Member(String cgroup, int pid, String commandLine) {}

  /** systemd's version in its full form, such as {@code 252.38-1~deb12u1}. */
  String version();

  /** The compile-time features, as {@code systemctl --version} lists them. */
  String features();

  /** systemd's word for the virtualization, empty for none. */
  String virtualization();

  /** systemd's word for the architecture, such as {@code x86-64}. */
  String architecture();

  /** 32 hexadecimal digits. */
  String machineId();

  /**
   * The manager's own resource limit in bytes, seconds or pieces; -1 for none. {@code name} is such
   * as {@code NOFILE}.
   */
  long limit(String name, boolean soft);

  /** DefaultTasksMax= as a number; -1 for none. */
  long defaultTasksMax();

  /** What services inherit of core(5)'s coredump_filter: a mask. */
  long coredumpFilter();

  /** The manager's own cgroup, below which the units' are: empty for the root of what it sees. */
  String rootCgroup();

  /**
   * The inode of a cgroup's directory, the last known if it is gone; 0 if never known. The path is
   * below {@link #rootCgroup}.
   */
  long cgroupId(String cgroup);

  /** CPU time used in a cgroup in nanoseconds, the last known if it is gone; -1 if never known. */
  long cpuUsageNsec(String cgroup);

  /** Memory in use in a cgroup, in bytes; -1 if unknown. */
  long memoryCurrent(String cgroup);

  /** Tasks in a cgroup; -1 if unknown. */
  long tasksCurrent(String cgroup);

  /** All processes in a cgroup and below it. */
  List<Member> members(String cgroup);

  /**
   * The path of a process' cgroup below {@link #rootCgroup}, without a slash in front; null if
   * there is no such process there.
   */
  @Nullable String cgroupOf(int pid);

  /** What the manager's place allows and what follows for units, a sentence each. */
  default List<String> abilities() {
    return List.of();
  }

  /**
   * A part of what a unit has written and the manager has said about it.
   *
   * @param from 0 for the oldest that is kept, or a page's {@link LogPage#next}
   */
  LogPage log(UnitName unit, long from);
}
