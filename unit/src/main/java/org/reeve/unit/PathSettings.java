package org.reeve.unit;

import java.util.List;

/** Keys of [Path] (systemd.path(5)). */
public final class PathSettings {
  private static final SettingGroup TABLE = new SettingGroup("systemd.path(5)", Section.PATH);

  public static final Setting<String> UNIT = TABLE.key("Unit", UnitNameType.ANY, "").must().add();

  /** All watched paths in order; an empty value of any watching key empties them all. */
  public static final Setting<List<PathWatch>> PATHS =
      TABLE.key("Paths", new PathWatchType(null), List.of()).must().in().add();

  public static final Setting<Boolean> MAKE_DIRECTORY =
      TABLE.key("MakeDirectory", BooleanType.BOOLEAN, false).must().add();

  public static final Setting<Integer> DIRECTORY_MODE =
      TABLE.key("DirectoryMode", ModeType.MODE, 0755).add();

  public static final Setting<TimeSpan> TRIGGER_LIMIT_INTERVAL_SEC =
      TABLE.key("TriggerLimitIntervalSec", TimeSpanType.SEC, TimeSpan.INFINITY).add();

  public static final Setting<Integer> TRIGGER_LIMIT_BURST =
      TABLE.key("TriggerLimitBurst", IntegerType.UNSIGNED, -1).add();

  public static final Setting<List<PathWatch>> PATH_EXISTS =
      TABLE.synonym("PathExists", new PathWatchType(PathWatch.Kind.EXISTS), PATHS).must().add();

  public static final Setting<List<PathWatch>> PATH_EXISTS_GLOB =
      TABLE
          .synonym("PathExistsGlob", new PathWatchType(PathWatch.Kind.EXISTS_GLOB), PATHS)
          .must()
          .add();

  public static final Setting<List<PathWatch>> PATH_CHANGED =
      TABLE.synonym("PathChanged", new PathWatchType(PathWatch.Kind.CHANGED), PATHS).must().add();

  public static final Setting<List<PathWatch>> PATH_MODIFIED =
      TABLE.synonym("PathModified", new PathWatchType(PathWatch.Kind.MODIFIED), PATHS).must().add();

  public static final Setting<List<PathWatch>> DIRECTORY_NOT_EMPTY =
      TABLE
          .synonym(
              "DirectoryNotEmpty", new PathWatchType(PathWatch.Kind.DIRECTORY_NOT_EMPTY), PATHS)
          .must()
          .add();

  /** All rows of this table, in the order in which systemctl show prints them. */
  public static final List<Setting<?>> ALL = TABLE.seal();

  private PathSettings() {}
}
