package org.reeve.unit;

import java.util.List;

/** Keys of [Mount] that are a mount’s own (systemd.mount(5)). */
public final class MountSettings {
  private static final SettingGroup TABLE = new SettingGroup("systemd.mount(5)", Section.MOUNT);

  public static final Setting<String> WHERE = TABLE.key("Where", TextType.PATH, "").must().add();

  public static final Setting<String> WHAT = TABLE.key("What", TextType.EXPANDED, "").must().add();

  public static final Setting<String> OPTIONS =
      TABLE.key("Options", TextType.EXPANDED, "").must().add();

  public static final Setting<String> TYPE =
      TABLE.key("Type", TextType.EXPANDED, "").must().bus("Type").add();

  public static final Setting<TimeSpan> TIMEOUT_SEC =
      TABLE.key("TimeoutSec", TimeSpanType.TIMEOUT, TimeSpan.ofSeconds(90)).common().add();

  public static final Setting<Integer> DIRECTORY_MODE =
      TABLE.key("DirectoryMode", ModeType.MODE, 0755).common().add();

  public static final Setting<Boolean> SLOPPY_OPTIONS =
      TABLE.key("SloppyOptions", BooleanType.BOOLEAN, false).add();

  public static final Setting<Boolean> LAZY_UNMOUNT =
      TABLE.key("LazyUnmount", BooleanType.BOOLEAN, false).common().add();

  public static final Setting<Boolean> FORCE_UNMOUNT =
      TABLE.key("ForceUnmount", BooleanType.BOOLEAN, false).common().add();

  public static final Setting<Boolean> READ_WRITE_ONLY =
      TABLE.key("ReadWriteOnly", BooleanType.BOOLEAN, false).add();

  /** All rows of this table, in the order in which systemctl show prints them. */
  public static final List<Setting<?>> ALL = TABLE.seal();

  private MountSettings() {}
}
