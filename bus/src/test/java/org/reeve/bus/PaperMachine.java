package org.reeve.bus;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.manager.InvocationId;
import org.reeve.manager.LogPage;
import org.reeve.manager.LogRecord;
import org.reeve.recipe.Octets;
import org.reeve.unit.UnitName;

/** A machine on paper: what systemd 252 said of the one that the tables were taken from. */
final class PaperMachine implements Machine {
  @Override
  public String version() {
    return "252.38-1~deb12u1";
  }

  @Override
  public String features() {
    return "-NOTHING";
  }

  @Override
  public String virtualization() {
    return "container-other";
  }

  @Override
  public String architecture() {
    return "x86-64";
  }

  @Override
  public String machineId() {
    return "0123456789abcdef".repeat(2);
  }

  @Override
  public long limit(String name, boolean soft) {
    return switch (name) {
      case "NOFILE" -> soft ? 1024 : 524_288;
      case "NPROC", "SIGPENDING" -> 96_365;
      case "MEMLOCK" -> 8 << 20;
      case "MSGQUEUE" -> 819_200;
      case "NICE", "RTPRIO" -> 0;
      case "STACK" -> soft ? 8 << 20 : -1;
      case "CORE" -> soft ? 0 : -1;
      default -> -1;
    };
  }

  @Override
  public long coredumpFilter() {
    return 0x33;
  }

  @Override
  public long defaultTasksMax() {
    return 28_909;
  }

  @Override
  public String rootCgroup() {
    return "";
  }

  @Override
  public long cgroupId(String cgroup) {
    return 4711;
  }

  @Override
  public long cpuUsageNsec(String cgroup) {
    return 3_000_000;
  }

  @Override
  public long memoryCurrent(String cgroup) {
    return -1;
  }

  @Override
  public long tasksCurrent(String cgroup) {
    return -1;
  }

  @Override
  public List<Member> members(String cgroup) {
    return List.of(new Member(cgroup, 101, "sleep 1000"));
  }

  @Override
  public @Nullable String cgroupOf(int pid) {
    return pid == 1 ? "init.scope" : null;
  }

  @Override
  public LogPage log(UnitName unit, long from) {
    if (!unit.text().equals("echo.service") || from >= 200) {
      return new LogPage(100, Math.max(from, 200), List.of());
    }
    LogRecord record =
        new LogRecord(
            1_700_000_000_000_000L,
            new InvocationId(1, -2),
            4711,
            0,
            6,
            false,
            Octets.of(new byte[] {'x', (byte) 0xff, '\n'}));
    return new LogPage(100, 200, List.of(record));
  }
}
