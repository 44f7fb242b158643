package org.reeve.unit;

import java.util.List;

/** Keys of [Scope] that are a scope’s own (systemd.scope(5)). */
public final class ScopeSettings {
  private static final SettingGroup TABLE = new SettingGroup("systemd.scope(5)", Section.SCOPE);

  public static final Setting<TimeSpan> TIMEOUT_STOP_SEC =
      TABLE.key("TimeoutStopSec", TimeSpanType.TIMEOUT, TimeSpan.ofSeconds(90)).common().add();

  public static final Setting<TimeSpan> RUNTIME_MAX_SEC =
      TABLE.key("RuntimeMaxSec", TimeSpanType.SEC, TimeSpan.INFINITY).common().add();

  public static final Setting<TimeSpan> RUNTIME_RANDOMIZED_EXTRA_SEC =
      TABLE.key("RuntimeRandomizedExtraSec", TimeSpanType.SEC, TimeSpan.ZERO).add();

  public static final Setting<OomPolicy> OOM_POLICY =
      TABLE
          .key("OOMPolicy", new WordType<>("OOM policy", OomPolicy.values()), OomPolicy.STOP)
          .since(253)
          .add();

  /** All rows of this table, in the order in which systemctl show prints them. */
  public static final List<Setting<?>> ALL = TABLE.seal();

  private ScopeSettings() {}
}
