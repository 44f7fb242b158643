package org.reeve.bus;

import java.util.Map;
import org.reeve.dbus.Interface;
import org.reeve.manager.ExecKind;
import org.reeve.manager.ExecStatus;
import org.reeve.manager.Service;
import org.reeve.unit.ExecSettings;
import org.reeve.unit.KillSettings;
import org.reeve.unit.LoadState;
import org.reeve.unit.Section;
import org.reeve.unit.ServiceSettings;

/** The properties of services: org.freedesktop.systemd1.Service. */
final class ServiceProperties {
  static final String NAME = "org.freedesktop.systemd1.Service";

  private static final Map<ExecKind, String> EXEC =
      Map.of(
          ExecKind.CONDITION, "ExecCondition",
          ExecKind.START_PRE, "ExecStartPre",
          ExecKind.START, "ExecStart",
          ExecKind.START_POST, "ExecStartPost",
          ExecKind.RELOAD, "ExecReload",
          ExecKind.STOP, "ExecStop",
          ExecKind.STOP_POST, "ExecStopPost");

  /**
   * What a service without a file shows, or a masked one: these defaults are filled in only when a
   * file is loaded.
   */
  private static final Map<String, String> WITHOUT_FILE =
      Map.of("Type", "", "OOMPolicy", "", "StandardOutput", "inherit");

  private final CgroupProperties cgroups;

  ServiceProperties(CgroupProperties cgroups) {
    this.cgroups = cgroups;
  }

  Binding<Service> binding() {
    Binding<Service> binding = new Binding<>(NAME);
    times(binding);
    state(binding);
    for (Map.Entry<ExecKind, String> exec : EXEC.entrySet()) {
      ExecKind kind = exec.getKey();
      binding.property(exec.getValue(), service -> ExecProperties.commands(service, kind, false));
      binding.property(
          exec.getValue() + "Ex", service -> ExecProperties.commands(service, kind, true));
    }
    cgroups.bind(binding);
    return binding.otherwise(settings());
  }

  private Binding.Source<Service> settings() {
    SettingSource<Service> settings = new SettingSource<>(Section.SERVICE, cgroups::inherited);
    return property -> {
      Interface.Getter<Service> loaded = settings.getter(property);
      String bare = WITHOUT_FILE.get(property.name());
      return loaded == null || bare == null
          ? loaded
          : service -> service.loadState() == LoadState.LOADED ? loaded.get(service) : bare;
    };
  }

  private static void times(Binding<Service> binding) {
    binding
        .property("TimeoutStartUSec", service -> BusValue.usec(service.timeoutStartUsec()))
        .property("TimeoutStopUSec", service -> BusValue.usec(service.timeoutStopUsec()))
        .property("TimeoutAbortUSec", ServiceProperties::timeoutAbort)
        .property("WatchdogUSec", ServiceProperties::watchdog)
        .property("NotifyAccess", service -> service.notifyAccess().text())
        .property("RestartKillSignal", ServiceProperties::restartKillSignal)
        .property("SyslogPriority", ServiceProperties::syslogPriority);
  }

  private static long timeoutAbort(Service service) {
    return BusValue.usec(
        service.definition().isSet(ServiceSettings.TIMEOUT_ABORT_SEC)
            ? service.definition().get(ServiceSettings.TIMEOUT_ABORT_SEC).usec()
            : service.timeoutStopUsec());
  }

  /**
   * Before its first start a service shows infinity, whatever WatchdogSec= says: so does systemd.
   */
  private static long watchdog(Service service) {
    boolean ran = service.service().processes().mainStatus().begun().isSet();
    return ran ? service.watchdogUsec() : -1;
  }

  private static int restartKillSignal(Service service) {
    return service.definition().isSet(KillSettings.RESTART_KILL_SIGNAL)
        ? service.definition().get(KillSettings.RESTART_KILL_SIGNAL)
        : service.definition().get(KillSettings.KILL_SIGNAL);
  }

  /** syslog(3)'s number: the facility above the level. */
  private static int syslogPriority(Service service) {
    return service.definition().get(ExecSettings.SYSLOG_FACILITY) << 3
        | service.definition().get(ExecSettings.SYSLOG_LEVEL);
  }

  private static void state(Binding<Service> binding) {
    binding
        .property("MainPID", Service::mainPid)
        .property("ControlPID", Service::controlPid)
        .property("StatusText", service -> service.service().notice().status())
        .property("StatusErrno", service -> service.service().notice().errno())
        .property("NFileDescriptorStore", service -> service.service().store().size())
        .property("Result", service -> service.service().progress().result().text())
        .property("ReloadResult", service -> service.service().progress().reload().text())
        .property("NRestarts", service -> service.service().restarts().count())
        .property("ExecMainPID", service -> main(service).pid())
        .property("ExecMainCode", service -> ExecProperties.code(main(service)))
        .property("ExecMainStatus", service -> ExecProperties.status(main(service)));
    UnitProperties.stamp(binding, "WatchdogTimestamp", s -> s.service().notice().watchdogAt());
    UnitProperties.stamp(binding, "ExecMainStartTimestamp", service -> main(service).begun());
    UnitProperties.stamp(binding, "ExecMainExitTimestamp", service -> main(service).ended());
  }

  private static ExecStatus main(Service service) {
    return service.service().processes().mainStatus();
  }
}
