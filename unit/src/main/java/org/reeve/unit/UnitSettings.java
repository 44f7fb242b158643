package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys of [Unit] (systemd.unit(5)). */
public final class UnitSettings {
  private static final SettingGroup TABLE = new SettingGroup("systemd.unit(5)", Section.UNIT);

  public static final Setting<List<UnitName>> REQUIRES =
      TABLE.key("Requires", UnitNamesType.UNITS, List.of()).must().honoured().add();

  public static final Setting<List<UnitName>> REQUISITE =
      TABLE.key("Requisite", UnitNamesType.UNITS, List.of()).must().honoured().add();

  public static final Setting<List<UnitName>> WANTS =
      TABLE.key("Wants", UnitNamesType.UNITS, List.of()).must().honoured().add();

  public static final Setting<List<UnitName>> BINDS_TO =
      TABLE.key("BindsTo", UnitNamesType.UNITS, List.of()).must().honoured().add();

  public static final Setting<List<UnitName>> PART_OF =
      TABLE.key("PartOf", UnitNamesType.UNITS, List.of()).must().honoured().add();

  public static final Setting<List<UnitName>> UPHOLDS =
      TABLE.key("Upholds", UnitNamesType.UNITS, List.of()).common().honoured().add();

  public static final Setting<List<UnitName>> CONFLICTS =
      TABLE.key("Conflicts", UnitNamesType.UNITS, List.of()).must().honoured().add();

  public static final Setting<List<UnitName>> BEFORE =
      TABLE.key("Before", UnitNamesType.UNITS, List.of()).must().honoured().add();

  public static final Setting<List<UnitName>> AFTER =
      TABLE.key("After", UnitNamesType.UNITS, List.of()).must().honoured().add();

  public static final Setting<List<UnitName>> ON_SUCCESS =
      TABLE.key("OnSuccess", UnitNamesType.UNITS, List.of()).common().honoured().add();

  public static final Setting<List<UnitName>> ON_FAILURE =
      TABLE.key("OnFailure", UnitNamesType.UNITS, List.of()).must().honoured().add();

  public static final Setting<List<UnitName>> PROPAGATES_RELOAD_TO =
      TABLE.key("PropagatesReloadTo", UnitNamesType.UNITS, List.of()).common().honoured().add();

  public static final Setting<List<UnitName>> RELOAD_PROPAGATED_FROM =
      TABLE.key("ReloadPropagatedFrom", UnitNamesType.UNITS, List.of()).common().honoured().add();

  public static final Setting<List<UnitName>> PROPAGATES_STOP_TO =
      TABLE.key("PropagatesStopTo", UnitNamesType.UNITS, List.of()).common().honoured().add();

  public static final Setting<List<UnitName>> STOP_PROPAGATED_FROM =
      TABLE.key("StopPropagatedFrom", UnitNamesType.UNITS, List.of()).honoured().add();

  public static final Setting<List<UnitName>> JOINS_NAMESPACE_OF =
      TABLE.key("JoinsNamespaceOf", UnitNamesType.UNITS, List.of()).kernel().add();

  public static final Setting<List<String>> REQUIRES_MOUNTS_FOR =
      TABLE.key("RequiresMountsFor", WordsType.PATHS, List.of()).must().add();

  public static final Setting<List<String>> WANTS_MOUNTS_FOR =
      TABLE.key("WantsMountsFor", WordsType.PATHS, List.of()).common().since(256).add();

  public static final Setting<List<String>> DOCUMENTATION =
      TABLE.key("Documentation", WordsType.URLS, List.of()).must().honoured().add();

  public static final Setting<String> DESCRIPTION =
      TABLE.key("Description", TextType.EXPANDED, "").must().honoured().add();

  public static final Setting<String> SOURCE_PATH =
      TABLE.key("SourcePath", TextType.PATH, "").common().honoured().add();

  public static final Setting<Boolean> STOP_WHEN_UNNEEDED =
      TABLE.key("StopWhenUnneeded", BooleanType.BOOLEAN, false).must().honoured().add();

  public static final Setting<Boolean> REFUSE_MANUAL_START =
      TABLE.key("RefuseManualStart", BooleanType.BOOLEAN, false).must().honoured().add();

  public static final Setting<Boolean> REFUSE_MANUAL_STOP =
      TABLE.key("RefuseManualStop", BooleanType.BOOLEAN, false).must().honoured().add();

  public static final Setting<Boolean> ALLOW_ISOLATE =
      TABLE.key("AllowIsolate", BooleanType.BOOLEAN, false).must().honoured().add();

  public static final Setting<Boolean> DEFAULT_DEPENDENCIES =
      TABLE.key("DefaultDependencies", BooleanType.BOOLEAN, true).must().honoured().add();

  public static final Setting<Boolean> SURVIVE_FINAL_KILL_SIGNAL =
      TABLE.key("SurviveFinalKillSignal", BooleanType.BOOLEAN, false).since(255).add();

  public static final Setting<JobMode> ON_SUCCESS_JOB_MODE =
      TABLE
          .key("OnSuccessJobMode", new WordType<>("job mode", JobMode.values()), JobMode.FAIL)
          .honoured()
          .add();

  public static final Setting<JobMode> ON_FAILURE_JOB_MODE =
      TABLE
          .key("OnFailureJobMode", new WordType<>("job mode", JobMode.values()), JobMode.REPLACE)
          .common()
          .honoured()
          .add();

  public static final Setting<Boolean> IGNORE_ON_ISOLATE =
      TABLE.key("IgnoreOnIsolate", BooleanType.BOOLEAN, false).must().honoured().add();

  public static final Setting<TimeSpan> JOB_TIMEOUT_SEC =
      TABLE
          .key("JobTimeoutSec", TimeSpanType.timeout("JobTimeoutSec= parameter"), TimeSpan.INFINITY)
          .common()
          .honoured()
          .add();

  public static final Setting<TimeSpan> JOB_RUNNING_TIMEOUT_SEC =
      TABLE
          .key(
              "JobRunningTimeoutSec",
              TimeSpanType.timeout("JobRunningTimeoutSec= parameter"),
              TimeSpan.INFINITY)
          .common()
          .honoured()
          .add();

  public static final Setting<EmergencyAction> JOB_TIMEOUT_ACTION =
      TABLE
          .key(
              "JobTimeoutAction",
              new WordType<>("JobTimeoutAction=", EmergencyAction.values()),
              EmergencyAction.NONE)
          .common()
          .honoured()
          .add();

  public static final Setting<String> JOB_TIMEOUT_REBOOT_ARGUMENT =
      TABLE.key("JobTimeoutRebootArgument", TextType.EXPANDED, "").add();

  /** All Condition…= lines in order; the keys themselves only write here. */
  public static final Setting<List<Condition>> CONDITIONS =
      TABLE
          .key("Conditions", new ConditionsType("Condition", null), List.of())
          .must()
          .honoured()
          .in()
          .add();

  /** All Assert…= lines in order; the keys themselves only write here. */
  public static final Setting<List<Condition>> ASSERTS =
      TABLE
          .key("Asserts", new ConditionsType("Assert", null), List.of())
          .must()
          .honoured()
          .in()
          .add();

  public static final Setting<TimeSpan> START_LIMIT_INTERVAL_SEC =
      TABLE
          .key("StartLimitIntervalSec", TimeSpanType.SEC, TimeSpan.ofSeconds(10))
          .must()
          .honoured()
          .add();

  public static final Setting<Integer> START_LIMIT_BURST =
      TABLE.key("StartLimitBurst", IntegerType.UNSIGNED, 5).must().honoured().add();

  public static final Setting<EmergencyAction> START_LIMIT_ACTION =
      TABLE
          .key(
              "StartLimitAction",
              new WordType<>("StartLimitAction=", EmergencyAction.values()),
              EmergencyAction.NONE)
          .honoured()
          .add();

  public static final Setting<EmergencyAction> FAILURE_ACTION =
      TABLE
          .key(
              "FailureAction",
              new WordType<>("FailureAction=", EmergencyAction.values()),
              EmergencyAction.NONE)
          .common()
          .honoured()
          .add();

  public static final Setting<Integer> FAILURE_ACTION_EXIT_STATUS =
      TABLE.key("FailureActionExitStatus", ActionExitStatusType.STATUS, -1).honoured().add();

  public static final Setting<EmergencyAction> SUCCESS_ACTION =
      TABLE
          .key(
              "SuccessAction",
              new WordType<>("SuccessAction=", EmergencyAction.values()),
              EmergencyAction.NONE)
          .common()
          .honoured()
          .add();

  public static final Setting<Integer> SUCCESS_ACTION_EXIT_STATUS =
      TABLE.key("SuccessActionExitStatus", ActionExitStatusType.STATUS, -1).honoured().add();

  public static final Setting<String> REBOOT_ARGUMENT =
      TABLE.key("RebootArgument", TextType.EXPANDED, "").add();

  public static final Setting<CollectMode> COLLECT_MODE =
      TABLE
          .key(
              "CollectMode",
              new WordType<>("garbage collection mode", CollectMode.values()),
              CollectMode.INACTIVE)
          .honoured()
          .add();

  public static final Setting<List<UnitName>> BIND_TO =
      TABLE.synonym("BindTo", BINDS_TO).legacy().add();

  public static final Setting<List<UnitName>> PROPAGATE_RELOAD_TO =
      TABLE.synonym("PropagateReloadTo", PROPAGATES_RELOAD_TO).legacy().add();

  public static final Setting<List<UnitName>> PROPAGATE_RELOAD_FROM =
      TABLE.synonym("PropagateReloadFrom", RELOAD_PROPAGATED_FROM).legacy().add();

  public static final Setting<List<UnitName>> REQUIRES_OVERRIDABLE =
      TABLE
          .synonym("RequiresOverridable", REQUIRES)
          .legacy()
          .notice(
              "Unit dependency type RequiresOverridable= is obsolete, replacing by Requires=, please update your unit file")
          .add();

  public static final Setting<List<UnitName>> REQUISITE_OVERRIDABLE =
      TABLE
          .synonym("RequisiteOverridable", REQUISITE)
          .legacy()
          .notice(
              "Unit dependency type RequisiteOverridable= is obsolete, replacing by Requisite=, please update your unit file")
          .add();

  public static final Setting<JobMode> ON_FAILURE_ISOLATE =
      TABLE.synonym("OnFailureIsolate", new IsolateType(), ON_FAILURE_JOB_MODE).legacy().add();

  public static final Setting<TimeSpan> START_LIMIT_INTERVAL =
      TABLE.synonym("StartLimitInterval", START_LIMIT_INTERVAL_SEC).legacy().add();

  public static final Setting<String> IGNORE_ON_SNAPSHOT =
      TABLE.key("IgnoreOnSnapshot", TextType.PLAIN, "").legacy().withoutEffect().add();

  /** All rows of this table, in the order in which systemctl show prints them. */
  public static final List<Setting<?>> ALL = TABLE.seal();

  private UnitSettings() {}

  /** OnFailureIsolate=yes, the old form of OnFailureJobMode=isolate. */
  private static final class IsolateType extends Type<JobMode> {
    IsolateType() {
      super("s");
    }

    @Override
    public @Nullable JobMode parse(String text, ValueContext context) {
      Boolean isolate = BooleanType.read(text);
      if (isolate == null) {
        return context.unusable("boolean", text);
      }
      return isolate ? JobMode.ISOLATE : JobMode.REPLACE;
    }

    @Override
    public String print(JobMode value) {
      return value == JobMode.ISOLATE ? "yes" : "no";
    }

    @Override
    public Object toBus(JobMode value) {
      return value.text();
    }

    @Override
    public JobMode fromBus(Object value) {
      return ON_FAILURE_JOB_MODE.type().fromBus(value);
    }
  }
}
