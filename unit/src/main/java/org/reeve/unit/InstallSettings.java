package org.reeve.unit;

import java.util.List;

/**
 * Keys of [Install] (systemd.unit(5)): what enabling a unit does. They have no effect on a running
 * unit.
 */
public final class InstallSettings {
  private static final SettingGroup TABLE = new SettingGroup("systemd.unit(5)", Section.INSTALL);

  public static final Setting<List<String>> ALIAS =
      TABLE.key("Alias", WordsType.RAW, List.of()).must().honoured().bus(null).add();

  public static final Setting<List<String>> WANTED_BY =
      TABLE.key("WantedBy", WordsType.RAW, List.of()).must().honoured().bus(null).add();

  public static final Setting<List<String>> REQUIRED_BY =
      TABLE.key("RequiredBy", WordsType.RAW, List.of()).must().honoured().bus(null).add();

  public static final Setting<List<String>> UPHELD_BY =
      TABLE
          .key("UpheldBy", WordsType.ANY, List.of())
          .common()
          .since(254)
          .honoured()
          .bus(null)
          .add();

  public static final Setting<List<String>> ALSO =
      TABLE.key("Also", WordsType.RAW, List.of()).must().honoured().bus(null).add();

  public static final Setting<String> DEFAULT_INSTANCE =
      TABLE.key("DefaultInstance", TextType.PLAIN, "").must().honoured().bus(null).add();

  /** All rows of this table, in the order in which systemctl show prints them. */
  public static final List<Setting<?>> ALL = TABLE.seal();

  private InstallSettings() {}
}
