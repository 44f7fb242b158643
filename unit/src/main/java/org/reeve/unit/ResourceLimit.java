package org.reeve.unit;

/**
 * A resource limit (setrlimit(2)); {@link #INFINITY} for none.
 *
 * @param soft in the resource's unit, as an unsigned number
 * @param hard the same; never below soft
 */
public record ResourceLimit(long soft, long hard) {
  /** RLIM_INFINITY, the greatest unsigned number. */
  public static final long INFINITY = -1L;

  /**
   * Both without limit: what the table holds for a limit that was not set and that the manager does
   * not know better.
   */
  public static final ResourceLimit UNLIMITED = new ResourceLimit(INFINITY, INFINITY);
}
