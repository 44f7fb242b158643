package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One directive of the unit-file language: everything that is known about a key, in one row of a
 * table. Values are read through it ({@link UnitDefinition#get}), so a key has its type wherever it
 * is used.
 *
 * <p>Most keys hold a value of their own. Some only write to others ({@link #assigns}): old names,
 * TimeoutSec= (which sets two timeouts), and the forty Condition…= keys, which together make one
 * ordered list.
 *
 * @param <T> the value's type
 */
public final class Setting<T> {
  /** How much a key matters in practice (counted over Debian's packages). */
  public enum Importance {
    MUST,
    COMMON,
    RARE,
    /** Needs a kernel feature or privilege to be enforced. */
    KERNEL,
    /** An old name, or without effect by now. */
    LEGACY
  }

  /** What this version does with the key. */
  public enum Support {
    /** It has its effect. */
    HONOURED,
    /** Read, kept and shown, but without effect; the loader says so. */
    KNOWN,
    /** Has no effect in systemd either. */
    WITHOUT_EFFECT
  }

  private final List<Section> sections;
  private final String key;
  private final Type<T> type;
  private final T defaultValue;
  private final List<Setting<T>> assigns;
  private final Importance importance;
  private final Support support;
  private final int since;
  private final String manual;
  private final @Nullable String notice;
  private final @Nullable String busName;
  private final boolean transientSettable;
  private final boolean emptyResets;

  Setting(SettingGroup.Row<T> row) {
    this.sections = row.sections;
    this.key = row.key;
    this.type = row.type;
    this.defaultValue = row.defaultValue;
    this.assigns = row.assigns.isEmpty() ? List.of(this) : row.assigns;
    this.importance = row.importance;
    this.support = row.support;
    this.since = row.since;
    this.manual = row.manual;
    this.notice = row.notice;
    this.busName = row.busName;
    this.transientSettable = row.transientSettable;
    this.emptyResets = row.emptyUnsets || row.type.emptyResets();
  }

  /** The sections the key may stand in; none for the lists that only other keys write to. */
  public List<Section> sections() {
    return sections;
  }

  /** The key, without {@code =}. */
  public String key() {
    return key;
  }

  public Type<T> type() {
    return type;
  }

  /**
   * The built-in default; a manager's own defaults (DefaultTimeoutStartSec= and the like) are its
   * own business.
   */
  public T defaultValue() {
    return defaultValue;
  }

  /**
   * The settings that an assignment to this key writes: itself, unless it is an old or a collective
   * name.
   */
  public List<Setting<T>> assigns() {
    return assigns;
  }

  /** True for a key that only writes to others. */
  public boolean isSynonym() {
    return assigns.getFirst() != this;
  }

  /** True if assignments add up. */
  public boolean repeatable() {
    return type.emptyResets();
  }

  /** True if an empty assignment takes back those before it. */
  public boolean emptyResets() {
    return emptyResets;
  }

  public Importance importance() {
    return importance;
  }

  public Support support() {
    return support;
  }

  public boolean honoured() {
    return support == Support.HONOURED;
  }

  /** systemd's version that brought the key, 0 if 252 or before. */
  public int since() {
    return since;
  }

  /** A sentence the loader reports whenever the key is used: it is obsolete; null for most. */
  public @Nullable String notice() {
    return notice;
  }

  /** The manual page, such as {@code systemd.service(5)}. */
  public String manual() {
    return manual;
  }

  /** The D-Bus property that shows the value; null if none does. */
  public @Nullable String busName() {
    return busName;
  }

  /** The D-Bus signature of the value. */
  public String signature() {
    return type.signature();
  }

  /** True if StartTransientUnit and SetUnitProperties take it (under its D-Bus name). */
  public boolean transientSettable() {
    return transientSettable;
  }

  /** The D-Bus properties that show the value: none, one or two. */
  public List<BusFace<T>> busFaces() {
    return busName == null ? List.of() : type.faces(busName);
  }

  /** The section (the first, if several) and key, such as {@code Service.Restart}. */
  @Override
  public String toString() {
    return sections.isEmpty() ? key : sections.getFirst().text() + "." + key;
  }
}
