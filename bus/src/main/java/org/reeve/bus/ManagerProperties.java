package org.reeve.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.reeve.dbus.BusError;
import org.reeve.manager.LogLevel;
import org.reeve.manager.Manager;
import org.reeve.manager.Unit;
import org.reeve.unit.ExecSettings;
import org.reeve.unit.ResourceLimit;
import org.reeve.unit.ResourceSettings;
import org.reeve.unit.ServiceSettings;
import org.reeve.unit.Setting;
import org.reeve.unit.TimeSpan;
import org.reeve.unit.TimerSettings;
import org.reeve.unit.UnitSettings;

/**
 * The properties of org.freedesktop.systemd1.Manager, and the log settings that have an object of
 * their own.
 */
final class ManagerProperties {
  private static final String[] LIMITS = {
    "CPU",
    "FSIZE",
    "DATA",
    "STACK",
    "CORE",
    "RSS",
    "NOFILE",
    "AS",
    "NPROC",
    "MEMLOCK",
    "LOCKS",
    "SIGPENDING",
    "MSGQUEUE",
    "NICE",
    "RTPRIO",
    "RTTIME"
  };

  private final Machine machine;
  private final UnitFiles files;
  private final Announcer announcer;

  ManagerProperties(Machine machine, UnitFiles files, Announcer announcer) {
    this.machine = machine;
    this.files = files;
    this.announcer = announcer;
  }

  Binding<Manager> bind(Binding<Manager> binding) {
    facts(binding);
    defaults(binding);
    return binding
        .property("LogLevel", ManagerProperties::logLevel, ManagerProperties::setLogLevel)
        .property("LogTarget", _ -> LOG_TARGET, ManagerProperties::setLogTarget)
        .property("NNames", ManagerProperties::names)
        .property("NFailedUnits", Manager::failedUnits)
        .property("NJobs", manager -> manager.allJobs().size())
        .property("NInstalledJobs", _ -> announcer.installedJobs())
        .property("NFailedJobs", _ -> announcer.failedJobs())
        .property("Progress", this::progress)
        .property("Environment", ManagerProperties::environment)
        .property("SystemState", Manager::systemState)
        .property("ExitCode", Manager::exitCode);
  }

  /** Where the manager's own messages go. */
  private static final String LOG_TARGET = "journal";

  private void facts(Binding<Manager> binding) {
    binding
        .property("Version", _ -> machine.version())
        .property("Features", _ -> machine.features())
        .property("Virtualization", _ -> machine.virtualization())
        .property("Architecture", _ -> machine.architecture())
        .property("UnitPath", _ -> files.directories())
        .property("ControlGroup", _ -> machine.rootCgroup());
    UnitProperties.stamp(binding, "UserspaceTimestamp", Manager::begun);
    UnitProperties.stamp(binding, "FinishTimestamp", Manager::userspaceReady);
  }

  private void defaults(Binding<Manager> binding) {
    binding
        .property("DefaultTimeoutStartUSec", m -> BusValue.usec(m.config().timeoutStartUsec()))
        .property("DefaultTimeoutStopUSec", m -> BusValue.usec(m.config().timeoutStopUsec()))
        .property("DefaultTimeoutAbortUSec", m -> BusValue.usec(m.config().timeoutStopUsec()))
        .property("DefaultRestartUSec", m -> usec(m, ServiceSettings.RESTART_SEC))
        .property(
            "DefaultStartLimitIntervalUSec", m -> usec(m, UnitSettings.START_LIMIT_INTERVAL_SEC))
        .property("DefaultStartLimitBurst", m -> usual(m, UnitSettings.START_LIMIT_BURST))
        .property("DefaultTimerAccuracyUSec", m -> usec(m, TimerSettings.ACCURACY_SEC))
        .property("DefaultOOMPolicy", m -> usual(m, ServiceSettings.OOM_POLICY).text())
        .property(
            "DefaultStandardOutput", m -> usual(m, ExecSettings.STANDARD_OUTPUT).kind().text())
        .property("DefaultStandardError", m -> usual(m, ExecSettings.STANDARD_ERROR).kind().text())
        .property(
            "DefaultTasksMax",
            m ->
                m.config().settings().unitDefaults().get(ResourceSettings.TASKS_MAX)
                        instanceof Long most
                    ? most
                    : machine.defaultTasksMax());
    for (String limit : LIMITS) {
      binding.property("DefaultLimit" + limit, m -> limit(m, limit, false));
      binding.property("DefaultLimit" + limit + "Soft", m -> limit(m, limit, true));
    }
  }

  private static <T> T usual(Manager manager, Setting<T> setting) {
    return manager.config().settings().get(setting);
  }

  private static long usec(Manager manager, Setting<TimeSpan> setting) {
    TimeSpan span = usual(manager, setting);
    return BusValue.usec(span.isInfinite() ? Long.MAX_VALUE : span.usec());
  }

  /** What system.conf says, else what the kernel does. */
  private long limit(Manager manager, String name, boolean soft) {
    for (Setting<?> setting : manager.config().settings().unitDefaults().keySet()) {
      if (setting.key().equals("Limit" + name)
          && manager.config().settings().unitDefaults().get(setting)
              instanceof ResourceLimit value) {
        return soft ? value.soft() : value.hard();
      }
    }
    return machine.limit(name, soft);
  }

  /**
   * org.freedesktop.LogControl1: the same settings where {@code systemctl log-level} looks for
   * them.
   */
  static Binding<Manager> logControl() {
    return new Binding<Manager>("org.freedesktop.LogControl1")
        .property("LogLevel", ManagerProperties::logLevel, ManagerProperties::setLogLevel)
        .property("LogTarget", _ -> LOG_TARGET, ManagerProperties::setLogTarget)
        .property("SyslogIdentifier", _ -> "systemd");
  }

  private static String logLevel(Manager manager) {
    return word(manager.logLevel());
  }

  /** syslog's word for a level. */
  private static String word(LogLevel level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  private static void setLogLevel(Manager manager, Object value) throws BusError {
    for (LogLevel level : LogLevel.values()) {
      if (word(level).equals(value)) {
        manager.setLogLevel(level);
        return;
      }
    }
    throw Refusals.invalid("Invalid log level '" + value + "'");
  }

  private static void setLogTarget(Manager manager, Object value) throws BusError {
    if (!value.equals(LOG_TARGET)) {
      throw new BusError(
          Refusals.NOT_SUPPORTED,
          "The log target is always "
              + LOG_TARGET
              + " in this version of Reeve, not '"
              + value
              + "'.");
    }
  }

  private static int names(Manager manager) {
    int names = 0;
    for (Unit unit : manager.allUnits()) {
      names += unit.definition().names().size();
    }
    return names;
  }

  private double progress(Manager manager) {
    int installed = announcer.installedJobs();
    return installed == 0 || manager.userspaceReady().isSet()
        ? 1.0
        : 1.0 - (double) manager.allJobs().size() / installed;
  }

  /** What the manager began with comes first, then what clients set, each in order of names. */
  private static List<String> environment(Manager manager) {
    Map<String, String> later = new TreeMap<>(manager.environment());
    List<String> lines = new ArrayList<>();
    for (String name : new TreeMap<>(manager.config().environment()).keySet()) {
      String value = later.remove(name);
      if (value != null) {
        lines.add(name + "=" + value);
      }
    }
    for (Map.Entry<String, String> entry : later.entrySet()) {
      lines.add(entry.getKey() + "=" + entry.getValue());
    }
    return lines;
  }
}
