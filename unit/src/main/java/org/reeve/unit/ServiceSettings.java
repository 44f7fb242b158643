package org.reeve.unit;

import java.util.List;

/** Keys of [Service] that are a service’s own (systemd.service(5)). */
public final class ServiceSettings {
  private static final SettingGroup TABLE = new SettingGroup("systemd.service(5)", Section.SERVICE);

  public static final Setting<ServiceType> TYPE =
      TABLE
          .key("Type", new WordType<>("service type", ServiceType.values()), ServiceType.SIMPLE)
          .must()
          .honoured()
          .add();

  public static final Setting<ExitType> EXIT_TYPE =
      TABLE
          .key("ExitType", new WordType<>("service exit type", ExitType.values()), ExitType.MAIN)
          .common()
          .add();

  public static final Setting<ServiceRestart> RESTART =
      TABLE
          .key(
              "Restart",
              new WordType<>("service restart specifier", ServiceRestart.values()),
              ServiceRestart.NO)
          .must()
          .honoured()
          .add();

  public static final Setting<String> RESTART_MODE =
      TABLE
          .key("RestartMode", new ChoiceType("service restart mode", "normal", "direct"), "normal")
          .common()
          .since(254)
          .honoured()
          .add();

  public static final Setting<String> PID_FILE =
      TABLE.key("PIDFile", PidFileType.PID_FILE, "").must().honoured().add();

  public static final Setting<NotifyAccess> NOTIFY_ACCESS =
      TABLE
          .key(
              "NotifyAccess",
              new WordType<>("notify access specifier", NotifyAccess.values()),
              NotifyAccess.NONE)
          .must()
          .honoured()
          .add();

  public static final Setting<TimeSpan> RESTART_SEC =
      TABLE.key("RestartSec", TimeSpanType.SEC, TimeSpan.ofMillis(100)).must().honoured().add();

  public static final Setting<Integer> RESTART_STEPS =
      TABLE.key("RestartSteps", IntegerType.UNSIGNED, 0).common().since(254).honoured().add();

  public static final Setting<TimeSpan> RESTART_MAX_DELAY_SEC =
      TABLE
          .key("RestartMaxDelaySec", TimeSpanType.SEC, TimeSpan.INFINITY)
          .common()
          .since(254)
          .honoured()
          .add();

  public static final Setting<TimeSpan> TIMEOUT_START_SEC =
      TABLE
          .key(
              "TimeoutStartSec",
              TimeSpanType.timeout("TimeoutStartSec= parameter"),
              TimeSpan.ofSeconds(90))
          .must()
          .honoured()
          .add();

  public static final Setting<TimeSpan> TIMEOUT_STOP_SEC =
      TABLE
          .key("TimeoutStopSec", TimeSpanType.TIMEOUT, TimeSpan.ofSeconds(90))
          .must()
          .honoured()
          .add();

  public static final Setting<TimeSpan> TIMEOUT_ABORT_SEC =
      TABLE
          .key(
              "TimeoutAbortSec",
              TimeSpanType.timeout("TimeoutAbortSec= setting"),
              TimeSpan.ofSeconds(90))
          .common()
          .honoured()
          .emptyUnsets()
          .add();

  public static final Setting<TimeoutFailureMode> TIMEOUT_START_FAILURE_MODE =
      TABLE
          .key(
              "TimeoutStartFailureMode",
              new WordType<>("timeout failure mode", TimeoutFailureMode.values()),
              TimeoutFailureMode.TERMINATE)
          .common()
          .honoured()
          .add();

  public static final Setting<TimeoutFailureMode> TIMEOUT_STOP_FAILURE_MODE =
      TABLE
          .key(
              "TimeoutStopFailureMode",
              new WordType<>("timeout failure mode", TimeoutFailureMode.values()),
              TimeoutFailureMode.TERMINATE)
          .common()
          .honoured()
          .add();

  public static final Setting<TimeSpan> RUNTIME_MAX_SEC =
      TABLE.key("RuntimeMaxSec", TimeSpanType.SEC, TimeSpan.INFINITY).common().honoured().add();

  public static final Setting<TimeSpan> RUNTIME_RANDOMIZED_EXTRA_SEC =
      TABLE.key("RuntimeRandomizedExtraSec", TimeSpanType.SEC, TimeSpan.ZERO).honoured().add();

  public static final Setting<TimeSpan> WATCHDOG_SEC =
      TABLE.key("WatchdogSec", TimeSpanType.SEC, TimeSpan.ZERO).must().honoured().add();

  public static final Setting<Boolean> ROOT_DIRECTORY_START_ONLY =
      TABLE.key("RootDirectoryStartOnly", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Boolean> REMAIN_AFTER_EXIT =
      TABLE.key("RemainAfterExit", BooleanType.BOOLEAN, false).must().honoured().add();

  public static final Setting<Boolean> GUESS_MAIN_PID =
      TABLE.key("GuessMainPID", BooleanType.BOOLEAN, true).must().honoured().add();

  public static final Setting<ExitStatuses> RESTART_PREVENT_EXIT_STATUS =
      TABLE
          .key("RestartPreventExitStatus", ExitStatusesType.STATUSES, ExitStatuses.NONE)
          .must()
          .honoured()
          .add();

  public static final Setting<ExitStatuses> RESTART_FORCE_EXIT_STATUS =
      TABLE
          .key("RestartForceExitStatus", ExitStatusesType.STATUSES, ExitStatuses.NONE)
          .common()
          .honoured()
          .add();

  public static final Setting<ExitStatuses> SUCCESS_EXIT_STATUS =
      TABLE
          .key("SuccessExitStatus", ExitStatusesType.STATUSES, ExitStatuses.NONE)
          .must()
          .honoured()
          .add();

  public static final Setting<String> BUS_NAME =
      TABLE.key("BusName", BusNameType.NAME, "").must().add();

  public static final Setting<Integer> FILE_DESCRIPTOR_STORE_MAX =
      TABLE.key("FileDescriptorStoreMax", IntegerType.UNSIGNED, 0).must().honoured().add();

  public static final Setting<String> FILE_DESCRIPTOR_STORE_PRESERVE =
      TABLE
          .key(
              "FileDescriptorStorePreserve",
              new ChoiceType("file descriptor store preserve mode", "restart", "no", "yes"),
              "restart")
          .common()
          .since(254)
          .add();

  public static final Setting<String> USB_FUNCTION_DESCRIPTORS =
      TABLE.key("USBFunctionDescriptors", TextType.PATH, "").add();

  public static final Setting<String> USB_FUNCTION_STRINGS =
      TABLE.key("USBFunctionStrings", TextType.PATH, "").add();

  public static final Setting<OomPolicy> OOM_POLICY =
      TABLE
          .key("OOMPolicy", new WordType<>("OOM policy", OomPolicy.values()), OomPolicy.STOP)
          .common()
          .add();

  public static final Setting<List<String>> OPEN_FILE =
      TABLE.key("OpenFile", VerbatimType.list("a(sst)"), List.of()).common().since(253).add();

  public static final Setting<Integer> RELOAD_SIGNAL =
      TABLE
          .key("ReloadSignal", SignalType.SIGNAL, Signals.SIGHUP)
          .common()
          .since(253)
          .honoured()
          .add();

  public static final Setting<List<ExecCommand>> EXEC_CONDITION =
      TABLE.key("ExecCondition", ExecType.COMMANDS, List.of()).must().honoured().add();

  public static final Setting<List<ExecCommand>> EXEC_START_PRE =
      TABLE.key("ExecStartPre", ExecType.COMMANDS, List.of()).must().honoured().add();

  public static final Setting<List<ExecCommand>> EXEC_START =
      TABLE.key("ExecStart", ExecType.COMMANDS, List.of()).must().honoured().add();

  public static final Setting<List<ExecCommand>> EXEC_START_POST =
      TABLE.key("ExecStartPost", ExecType.COMMANDS, List.of()).must().honoured().add();

  public static final Setting<List<ExecCommand>> EXEC_RELOAD =
      TABLE.key("ExecReload", ExecType.COMMANDS, List.of()).must().honoured().add();

  public static final Setting<List<ExecCommand>> EXEC_STOP =
      TABLE.key("ExecStop", ExecType.COMMANDS, List.of()).must().honoured().add();

  public static final Setting<List<ExecCommand>> EXEC_STOP_POST =
      TABLE.key("ExecStopPost", ExecType.COMMANDS, List.of()).must().honoured().add();

  public static final Setting<Boolean> NON_BLOCKING =
      TABLE.key("NonBlocking", BooleanType.BOOLEAN, false).common().honoured().add();

  public static final Setting<List<UnitName>> SOCKETS =
      TABLE.key("Sockets", UnitNamesType.SOCKETS, List.of()).must().honoured().bus(null).add();

  public static final Setting<Boolean> PERMISSIONS_START_ONLY =
      TABLE
          .key("PermissionsStartOnly", BooleanType.BOOLEAN, false)
          .legacy()
          .honoured()
          .bus(null)
          .add();

  public static final Setting<TimeSpan> TIMEOUT_SEC =
      TABLE
          .synonym(
              "TimeoutSec",
              TimeSpanType.timeout("TimeoutSec= parameter"),
              TIMEOUT_START_SEC,
              TIMEOUT_STOP_SEC)
          .must()
          .add();

  public static final Setting<TimeSpan> START_LIMIT_INTERVAL =
      TABLE.synonym("StartLimitInterval", UnitSettings.START_LIMIT_INTERVAL_SEC).legacy().add();

  public static final Setting<Integer> START_LIMIT_BURST =
      TABLE.synonym("StartLimitBurst", UnitSettings.START_LIMIT_BURST).legacy().add();

  public static final Setting<EmergencyAction> START_LIMIT_ACTION =
      TABLE.synonym("StartLimitAction", UnitSettings.START_LIMIT_ACTION).legacy().add();

  public static final Setting<EmergencyAction> FAILURE_ACTION =
      TABLE.synonym("FailureAction", UnitSettings.FAILURE_ACTION).legacy().add();

  public static final Setting<String> REBOOT_ARGUMENT =
      TABLE.synonym("RebootArgument", UnitSettings.REBOOT_ARGUMENT).legacy().add();

  public static final Setting<String> BUS_POLICY =
      TABLE.key("BusPolicy", TextType.PLAIN, "").legacy().withoutEffect().add();

  public static final Setting<String> SYSV_START_PRIORITY =
      TABLE.key("SysVStartPriority", TextType.PLAIN, "").legacy().withoutEffect().add();

  /** All rows of this table, in the order in which systemctl show prints them. */
  public static final List<Setting<?>> ALL = TABLE.seal();

  private ServiceSettings() {}
}
