package org.reeve.unit;

/**
 * What follows from a unit's settings together: values that others imply, and combinations that
 * cannot work.
 */
final class UnitChecks {
  private UnitChecks() {}

  /** Completes and checks a unit whose files have all been read. */
  static void finish(DefinitionBuilder unit) {
    if (unit.isSet(UnitSettings.JOB_TIMEOUT_SEC)
        && !unit.isSet(UnitSettings.JOB_RUNNING_TIMEOUT_SEC)) {
      copy(unit, UnitSettings.JOB_TIMEOUT_SEC, UnitSettings.JOB_RUNNING_TIMEOUT_SEC);
    }
    if (unit.get(UnitSettings.ON_FAILURE_JOB_MODE) == JobMode.ISOLATE && handlers(unit) > 1) {
      refuse(
          unit,
          "More than one OnFailure= dependencies specified but OnFailureJobMode=isolate set. Refusing.");
    }
    switch (unit.name.type()) {
      case SERVICE -> {
        completeService(unit);
        checkService(unit);
      }
      case SOCKET -> checkSocket(unit);
      case TIMER -> checkTimer(unit);
      case PATH -> checkPath(unit);
      case MOUNT -> checkMount(unit);
      case AUTOMOUNT -> completeWhere(unit, AutomountSettings.WHERE);
      case SWAP -> completeWhere(unit, SwapSettings.WHAT);
      case TARGET, DEVICE, SLICE, SCOPE -> {}
    }
  }

  private static int handlers(DefinitionBuilder unit) {
    int handlers = 0;
    for (Dependency dependency : unit.dependencies) {
      handlers += dependency.type() == DependencyType.ON_FAILURE ? 1 : 0;
    }
    return handlers;
  }

  private static void checkSocket(DefinitionBuilder unit) {
    if (unit.get(SocketSettings.LISTEN).isEmpty()) {
      refuse(
          unit,
          "Unit has no Listen setting (ListenStream=, ListenDatagram=, ListenFIFO=, ...). Refusing.");
    } else if (unit.get(SocketSettings.ACCEPT)) {
      checkAccepting(unit);
    }
  }

  private static void checkAccepting(DefinitionBuilder unit) {
    for (Listen listen : unit.get(SocketSettings.LISTEN)) {
      if (listen.kind() != Listen.Kind.STREAM && listen.kind() != Listen.Kind.SEQUENTIAL_PACKET) {
        refuse(
            unit,
            "Unit configured for accepting sockets, but sockets are non-accepting. Refusing.");
        return;
      }
    }
    if (unit.get(SocketSettings.MAX_CONNECTIONS) <= 0) {
      refuse(unit, "MaxConnection= setting too small. Refusing.");
    } else if (!unit.get(SocketSettings.SERVICE).isEmpty()) {
      refuse(
          unit,
          "Explicit service configuration for accepting socket units not supported. Refusing.");
    }
  }

  private static void checkTimer(DefinitionBuilder unit) {
    boolean triggers =
        !unit.get(TimerSettings.TIMERS_MONOTONIC).isEmpty()
            || !unit.get(TimerSettings.ON_CALENDAR).isEmpty()
            || unit.get(TimerSettings.ON_CLOCK_CHANGE)
            || unit.get(TimerSettings.ON_TIMEZONE_CHANGE);
    if (!triggers) {
      refuse(unit, "Timer unit lacks value setting. Refusing.");
    }
  }

  private static void checkPath(DefinitionBuilder unit) {
    if (unit.get(PathSettings.PATHS).isEmpty()) {
      refuse(unit, "Path unit lacks path setting. Refusing.");
    }
  }

  private static void checkMount(DefinitionBuilder unit) {
    completeWhere(unit, MountSettings.WHERE);
    if (unit.get(MountSettings.WHAT).isEmpty()) {
      refuse(unit, "What= setting is missing. Refusing.");
    }
  }

  /** A mount point or device that is not set is what the unit is called after. */
  private static void completeWhere(DefinitionBuilder unit, Setting<String> setting) {
    String path = UnitEscape.unescapePath(unit.name.prefix());
    if (unit.get(setting).isEmpty() && path != null) {
      unit.set(setting, path, new Origin(unit.fragmentPath == null ? "" : unit.fragmentPath, 0));
    } else if (setting != SwapSettings.WHAT && !unit.get(setting).equals(path)) {
      refuse(unit, "Where= setting doesn't match unit name. Refusing.");
    }
  }

  private static <T> void copy(DefinitionBuilder unit, Setting<T> from, Setting<T> to) {
    UnitDefinition.Value value = unit.values.get(from);
    if (value != null) {
      unit.values.put(to, value);
    }
  }

  private static void completeService(DefinitionBuilder unit) {
    Origin whole = new Origin(unit.fragmentPath == null ? "" : unit.fragmentPath, 0);
    if (!unit.isSet(ServiceSettings.TYPE)) {
      boolean bus = !unit.get(ServiceSettings.BUS_NAME).isEmpty();
      boolean command = !unit.get(ServiceSettings.EXEC_START).isEmpty();
      ServiceType type =
          bus ? ServiceType.DBUS : command ? ServiceType.SIMPLE : ServiceType.ONESHOT;
      if (type != ServiceType.SIMPLE) {
        unit.set(ServiceSettings.TYPE, type, whole);
      }
    }
    ServiceType type = unit.get(ServiceSettings.TYPE);
    if (type == ServiceType.ONESHOT && !unit.isSet(ServiceSettings.TIMEOUT_START_SEC)) {
      unit.set(ServiceSettings.TIMEOUT_START_SEC, TimeSpan.INFINITY, whole);
    }
    boolean notifies =
        type == ServiceType.NOTIFY
            || type == ServiceType.NOTIFY_RELOAD
            || unit.get(ServiceSettings.WATCHDOG_SEC).usec() > 0
            || unit.get(ServiceSettings.FILE_DESCRIPTOR_STORE_MAX) > 0;
    if (notifies && unit.get(ServiceSettings.NOTIFY_ACCESS) == NotifyAccess.NONE) {
      unit.set(ServiceSettings.NOTIFY_ACCESS, NotifyAccess.MAIN, whole);
    }
    if (unit.get(ResourceSettings.DELEGATE).enabled() && !unit.isSet(ServiceSettings.OOM_POLICY)) {
      unit.set(ServiceSettings.OOM_POLICY, OomPolicy.CONTINUE, whole);
    }
  }

  private static void checkService(DefinitionBuilder unit) {
    boolean start = !unit.get(ServiceSettings.EXEC_START).isEmpty();
    boolean stop = !unit.get(ServiceSettings.EXEC_STOP).isEmpty();
    boolean successAction = unit.get(UnitSettings.SUCCESS_ACTION) != EmergencyAction.NONE;
    ServiceType type = unit.get(ServiceSettings.TYPE);
    boolean oneshot = type == ServiceType.ONESHOT;
    ServiceRestart restart = unit.get(ServiceSettings.RESTART);
    KillMode killMode = unit.get(KillSettings.KILL_MODE);
    boolean pam = !unit.get(ExecSettings.PAM_NAME).isEmpty();
    if (!start && !stop && !successAction) {
      refuse(unit, "Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.");
    } else if (!start && !unit.get(ServiceSettings.REMAIN_AFTER_EXIT) && !successAction) {
      refuse(
          unit,
          "Service has no ExecStart= and no SuccessAction= settings and does not have RemainAfterExit=yes set."
              + " Refusing.");
    } else if (!oneshot && !start) {
      refuse(
          unit,
          "Service has no ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.");
    } else if (!oneshot && unit.get(ServiceSettings.EXEC_START).size() > 1) {
      refuse(
          unit,
          "Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services."
              + " Refusing.");
    } else if (oneshot
        && (restart == ServiceRestart.ALWAYS || restart == ServiceRestart.ON_SUCCESS)) {
      refuse(
          unit,
          "Service has Restart= set to either always or on-success, which isn't allowed for Type=oneshot"
              + " services. Refusing.");
    } else if (oneshot && !unit.get(ServiceSettings.RESTART_FORCE_EXIT_STATUS).isEmpty()) {
      refuse(
          unit,
          "Service has RestartForceExitStatus= set, which isn't allowed for Type=oneshot services. Refusing.");
    } else if (type == ServiceType.DBUS && unit.get(ServiceSettings.BUS_NAME).isEmpty()) {
      refuse(
          unit, "Service is of type D-Bus but no D-Bus service name has been specified. Refusing.");
    } else if (pam && killMode != KillMode.CONTROL_GROUP && killMode != KillMode.MIXED) {
      refuse(
          unit,
          "Service has PAM enabled. Kill mode must be set to 'control-group' or 'mixed'. Refusing.");
    } else {
      warnAboutIdleSettings(unit, oneshot);
    }
  }

  /** Settings that have no effect beside others. */
  private static void warnAboutIdleSettings(DefinitionBuilder unit, boolean oneshot) {
    boolean endless = unit.get(ServiceSettings.RUNTIME_MAX_SEC).isInfinite();
    String strings = unit.get(ServiceSettings.USB_FUNCTION_STRINGS);
    String descriptors = unit.get(ServiceSettings.USB_FUNCTION_DESCRIPTORS);
    if (strings.isEmpty() && !descriptors.isEmpty()) {
      warn(
          unit,
          "Service has USBFunctionDescriptors= setting, but no USBFunctionStrings=. Ignoring.");
    }
    if (!strings.isEmpty() && descriptors.isEmpty()) {
      warn(
          unit,
          "Service has USBFunctionStrings= setting, but no USBFunctionDescriptors=. Ignoring.");
    }
    if (oneshot && !endless) {
      warn(unit, "RuntimeMaxSec= has no effect in combination with Type=oneshot. Ignoring.");
    }
    if (endless && unit.get(ServiceSettings.RUNTIME_RANDOMIZED_EXTRA_SEC).usec() > 0) {
      warn(
          unit, "Service has RuntimeRandomizedExtraSec= setting, but no RuntimeMaxSec=. Ignoring.");
    }
  }

  private static void warn(DefinitionBuilder unit, String message) {
    unit.problem(Severity.WARNING, null, message);
  }

  private static void refuse(DefinitionBuilder unit, String message) {
    unit.fail(LoadState.BAD_SETTING, null, message);
  }
}
