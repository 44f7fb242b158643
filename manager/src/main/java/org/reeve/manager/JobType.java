package org.reeve.manager;

import org.jspecify.annotations.Nullable;

/**
 * What a job wants of its unit.
 *
 * <p>The first five can stand in the job table and can be merged; their order and {@link #MERGE}
 * belong together. The last three exist only in a request: {@link #collapse} turns them into one of
 * the others (or {@link #NOP}) by the unit's state.
 */
public enum JobType {
  START("start"),
  VERIFY_ACTIVE("verify-active"),
  STOP("stop"),
  RELOAD("reload"),
  RESTART("restart"),
  NOP("nop"),
  TRY_RESTART("try-restart"),
  TRY_RELOAD("try-reload"),
  RELOAD_OR_START("reload-or-start");

  /**
   * What two wishes for one unit become; null where they contradict. Row and column are ordinals,
   * the larger first: the table is symmetric. A stop never merges with anything but a stop.
   */
  private static final @Nullable JobType[][] MERGE = {
    {START},
    {START, VERIFY_ACTIVE},
    {null, null, STOP},
    {RELOAD_OR_START, RELOAD, null, RELOAD},
    {RESTART, RESTART, null, RESTART, RESTART},
  };

  private final String text;

  JobType(String text) {
    this.text = text;
  }

  /** systemd's word. */
  public String text() {
    return text;
  }

  /** The one type that serves both, or null if they conflict. Defined for the first five types. */
  @SuppressWarnings(
      "EnumOrdinal") // the table is read by people, and stands in the order of the constants
  public static @Nullable JobType merge(JobType a, JobType b) {
    return a.ordinal() >= b.ordinal()
        ? MERGE[a.ordinal()][b.ordinal()]
        : MERGE[b.ordinal()][a.ordinal()];
  }

  public static boolean conflict(JobType a, JobType b) {
    return merge(a, b) == null;
  }

  /**
   * Whether doing this also does {@code other}, so that a running job need not be changed for it.
   */
  public boolean isSupersetOf(JobType other) {
    return merge(this, other) == this;
  }

  /** What a request means for a unit in this state. */
  public JobType collapse(ActiveState state) {
    return switch (this) {
      case TRY_RESTART -> state.isInactiveOrDeactivating() ? NOP : RESTART;
      case TRY_RELOAD -> state.isInactiveOrDeactivating() ? NOP : RELOAD;
      case RELOAD_OR_START -> state.isInactiveOrDeactivating() ? START : RELOAD;
      case START, VERIFY_ACTIVE, STOP, RELOAD, RESTART, NOP -> this;
    };
  }

  /** Whether a unit in this state already is where the job would bring it. */
  public boolean isRedundantIn(ActiveState state) {
    return switch (this) {
      case START, VERIFY_ACTIVE -> state.isActiveOrReloading();
      case STOP -> state.isInactiveOrFailed();
      case RELOAD -> state == ActiveState.RELOADING;
      case RESTART -> false; // an activating unit's restart must reach those that require it
      case NOP -> true;
      case TRY_RESTART, TRY_RELOAD, RELOAD_OR_START ->
          throw new IllegalArgumentException(text + " has to be collapsed first");
    };
  }
}
