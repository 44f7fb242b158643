package org.reeve.unit;

import java.util.List;

/** Keys of [Timer] (systemd.timer(5)). */
public final class TimerSettings {
  private static final SettingGroup TABLE = new SettingGroup("systemd.timer(5)", Section.TIMER);

  public static final Setting<String> UNIT = TABLE.key("Unit", UnitNameType.ANY, "").must().add();

  /**
   * All monotonic triggers (OnBootSec= and its kin) in order; an empty value of any trigger key
   * empties them all.
   */
  public static final Setting<List<MonotonicTrigger>> TIMERS_MONOTONIC =
      TABLE.key("TimersMonotonic", new MonotonicTriggerType(null), List.of()).must().in().add();

  public static final Setting<List<String>> ON_CALENDAR =
      TABLE
          .key("OnCalendar", VerbatimType.list("a(sst)"), List.of())
          .must()
          .bus("TimersCalendar")
          .add();

  public static final Setting<Boolean> ON_CLOCK_CHANGE =
      TABLE.key("OnClockChange", BooleanType.BOOLEAN, false).common().add();

  public static final Setting<Boolean> ON_TIMEZONE_CHANGE =
      TABLE.key("OnTimezoneChange", BooleanType.BOOLEAN, false).add();

  public static final Setting<TimeSpan> ACCURACY_SEC =
      TABLE.key("AccuracySec", TimeSpanType.SEC, TimeSpan.ofSeconds(60)).must().add();

  public static final Setting<TimeSpan> RANDOMIZED_DELAY_SEC =
      TABLE.key("RandomizedDelaySec", TimeSpanType.SEC, TimeSpan.ZERO).must().add();

  public static final Setting<Boolean> FIXED_RANDOM_DELAY =
      TABLE.key("FixedRandomDelay", BooleanType.BOOLEAN, false).common().add();

  public static final Setting<Boolean> PERSISTENT =
      TABLE.key("Persistent", BooleanType.BOOLEAN, false).must().add();

  public static final Setting<Boolean> WAKE_SYSTEM =
      TABLE.key("WakeSystem", BooleanType.BOOLEAN, false).add();

  public static final Setting<Boolean> REMAIN_AFTER_ELAPSE =
      TABLE.key("RemainAfterElapse", BooleanType.BOOLEAN, true).common().add();

  public static final Setting<List<MonotonicTrigger>> ON_ACTIVE_SEC =
      TABLE
          .synonym(
              "OnActiveSec",
              new MonotonicTriggerType(MonotonicTrigger.Base.ACTIVE),
              TIMERS_MONOTONIC)
          .must()
          .add();

  public static final Setting<List<MonotonicTrigger>> ON_BOOT_SEC =
      TABLE
          .synonym(
              "OnBootSec", new MonotonicTriggerType(MonotonicTrigger.Base.BOOT), TIMERS_MONOTONIC)
          .must()
          .add();

  public static final Setting<List<MonotonicTrigger>> ON_STARTUP_SEC =
      TABLE
          .synonym(
              "OnStartupSec",
              new MonotonicTriggerType(MonotonicTrigger.Base.STARTUP),
              TIMERS_MONOTONIC)
          .must()
          .add();

  public static final Setting<List<MonotonicTrigger>> ON_UNIT_ACTIVE_SEC =
      TABLE
          .synonym(
              "OnUnitActiveSec",
              new MonotonicTriggerType(MonotonicTrigger.Base.UNIT_ACTIVE),
              TIMERS_MONOTONIC)
          .must()
          .add();

  public static final Setting<List<MonotonicTrigger>> ON_UNIT_INACTIVE_SEC =
      TABLE
          .synonym(
              "OnUnitInactiveSec",
              new MonotonicTriggerType(MonotonicTrigger.Base.UNIT_INACTIVE),
              TIMERS_MONOTONIC)
          .must()
          .add();

  /** All rows of this table, in the order in which systemctl show prints them. */
  public static final List<Setting<?>> ALL = TABLE.seal();

  private TimerSettings() {}
}
