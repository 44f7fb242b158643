package org.reeve.unit;

import java.util.List;

/** Keys of [Automount] (systemd.automount(5)). */
public final class AutomountSettings {
  private static final SettingGroup TABLE =
      new SettingGroup("systemd.automount(5)", Section.AUTOMOUNT);

  public static final Setting<String> WHERE = TABLE.key("Where", TextType.PATH, "").must().add();

  public static final Setting<String> EXTRA_OPTIONS =
      TABLE.key("ExtraOptions", TextType.EXPANDED, "").add();

  public static final Setting<Integer> DIRECTORY_MODE =
      TABLE.key("DirectoryMode", ModeType.MODE, 0755).common().add();

  public static final Setting<TimeSpan> TIMEOUT_IDLE_SEC =
      TABLE.key("TimeoutIdleSec", TimeSpanType.TIMEOUT, TimeSpan.ZERO).common().add();

  /** All rows of this table, in the order in which systemctl show prints them. */
  public static final List<Setting<?>> ALL = TABLE.seal();

  private AutomountSettings() {}
}
