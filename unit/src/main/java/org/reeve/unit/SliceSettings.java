package org.reeve.unit;

import java.util.List;

/**
 * Keys of [Slice] that are a slice’s own (systemd.slice(5)): none up to version 256; slices have
 * resource control.
 */
public final class SliceSettings {
  private static final SettingGroup TABLE = new SettingGroup("systemd.slice(5)", Section.SLICE);

  /** All rows of this table, in the order in which systemctl show prints them. */
  public static final List<Setting<?>> ALL = TABLE.seal();

  private SliceSettings() {}
}
