package org.reeve.unit;

import java.util.List;

/** Keys of [Swap] that are a swap’s own (systemd.swap(5)). */
public final class SwapSettings {
  private static final SettingGroup TABLE = new SettingGroup("systemd.swap(5)", Section.SWAP);

  public static final Setting<String> WHAT = TABLE.key("What", TextType.PATH, "").add();

  public static final Setting<Integer> PRIORITY =
      TABLE.key("Priority", IntegerType.SWAP_PRIORITY, -1).emptyUnsets().add();

  public static final Setting<String> OPTIONS = TABLE.key("Options", TextType.EXPANDED, "").add();

  public static final Setting<TimeSpan> TIMEOUT_SEC =
      TABLE.key("TimeoutSec", TimeSpanType.TIMEOUT, TimeSpan.ofSeconds(90)).add();

  /** All rows of this table, in the order in which systemctl show prints them. */
  public static final List<Setting<?>> ALL = TABLE.seal();

  private SwapSettings() {}
}
