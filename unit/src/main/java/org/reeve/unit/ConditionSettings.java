package org.reeve.unit;

import java.util.List;
import java.util.Set;

/**
 * The Condition…= and Assert…= keys of [Unit] (systemd.unit(5)): two for each {@link
 * ConditionKind}. They write to {@link UnitSettings#CONDITIONS} and {@link UnitSettings#ASSERTS}.
 */
public final class ConditionSettings {
  private static final Set<String> MUST =
      Set.of(
          "ConditionPathExists",
          "ConditionVirtualization",
          "AssertPathExists",
          "ConditionCapability",
          "ConditionDirectoryNotEmpty",
          "ConditionFileIsExecutable",
          "ConditionFileNotEmpty",
          "ConditionPathIsDirectory");

  private static final Set<String> COMMON =
      Set.of(
          "ConditionPathIsReadWrite",
          "ConditionACPower",
          "ConditionSecurity",
          "ConditionUser",
          "ConditionKernelCommandLine",
          "ConditionFirstBoot",
          "ConditionNeedsUpdate",
          "ConditionArchitecture",
          "ConditionEnvironment",
          "ConditionGroup",
          "ConditionHost");

  /** All rows of this table. */
  public static final List<Setting<?>> ALL = rows();

  private ConditionSettings() {}

  private static List<Setting<?>> rows() {
    var table = new SettingGroup("systemd.unit(5)", Section.UNIT);
    for (ConditionKind kind : ConditionKind.values()) {
      add(table, "Condition", kind, UnitSettings.CONDITIONS);
      if (kind != ConditionKind.FIRMWARE) { // there is no AssertFirmware=
        add(table, "Assert", kind, UnitSettings.ASSERTS);
      }
    }
    return table.seal();
  }

  private static void add(
      SettingGroup table, String prefix, ConditionKind kind, Setting<List<Condition>> target) {
    String key = prefix + kind.suffix();
    var row = table.synonym(key, new ConditionsType(prefix, kind), target).rare();
    if (MUST.contains(key)) {
      row.must();
    } else if (COMMON.contains(key)) {
      row.common();
    }
    row.add();
  }
}
