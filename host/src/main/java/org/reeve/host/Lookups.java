package org.reeve.host;

import org.reeve.manager.Event;
import org.reeve.manager.Host.Preparation;

/** Preparations for programs that are not a manager and may wait. */
public final class Lookups {
  private Lookups() {}

  /** Looks everything up at once, for as long as that takes. */
  public static Event.Prepared answer(Preparation order) {
    try (Preparer preparer = new Preparer(Users.ofSystem(), _ -> {})) {
      return preparer.answer(order);
    }
  }
}
