package org.reeve.unit;

import java.util.List;

/**
 * Delegate=: whether the unit owns its control group, and with which controllers.
 *
 * @param enabled true if it does
 * @param controllers their names; empty means all if {@code all}
 * @param all true for {@code yes}: every controller there is
 */
public record Delegation(boolean enabled, List<String> controllers, boolean all) {
  public static final Delegation NONE = new Delegation(false, List.of(), false);

  public Delegation {
    controllers = List.copyOf(controllers);
  }
}
