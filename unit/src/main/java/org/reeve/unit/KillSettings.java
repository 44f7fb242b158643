package org.reeve.unit;

import java.util.List;

/**
 * Keys of how processes are ended (systemd.kill(5)), in [Service], [Socket], [Mount], [Swap] and
 * [Scope].
 */
public final class KillSettings {
  private static final SettingGroup TABLE =
      new SettingGroup(
          "systemd.kill(5)",
          Section.SERVICE,
          Section.SOCKET,
          Section.MOUNT,
          Section.SWAP,
          Section.SCOPE);

  public static final Setting<KillMode> KILL_MODE =
      TABLE
          .key(
              "KillMode",
              new WordType<>("kill mode specification", KillMode.values()),
              KillMode.CONTROL_GROUP)
          .must()
          .honoured()
          .emptyUnsets()
          .add();

  public static final Setting<Integer> KILL_SIGNAL =
      TABLE.key("KillSignal", SignalType.SIGNAL, Signals.SIGTERM).must().honoured().add();

  public static final Setting<Integer> RESTART_KILL_SIGNAL =
      TABLE.key("RestartKillSignal", SignalType.SIGNAL, Signals.SIGTERM).honoured().add();

  public static final Setting<Integer> FINAL_KILL_SIGNAL =
      TABLE.key("FinalKillSignal", SignalType.SIGNAL, Signals.SIGKILL).must().honoured().add();

  public static final Setting<Boolean> SEND_SIGKILL =
      TABLE.key("SendSIGKILL", BooleanType.BOOLEAN, true).must().honoured().add();

  public static final Setting<Boolean> SEND_SIGHUP =
      TABLE.key("SendSIGHUP", BooleanType.BOOLEAN, false).must().honoured().add();

  public static final Setting<Integer> WATCHDOG_SIGNAL =
      TABLE.key("WatchdogSignal", SignalType.SIGNAL, Signals.SIGABRT).honoured().add();

  /** All rows of this table, in the order in which systemctl show prints them. */
  public static final List<Setting<?>> ALL = TABLE.seal();

  private KillSettings() {}
}
