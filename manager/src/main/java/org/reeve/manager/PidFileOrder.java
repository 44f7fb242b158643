package org.reeve.manager;

import org.jspecify.annotations.Nullable;

/**
 * An order to read a service's PIDFile= that is still open.
 *
 * @param why what the answer decides
 * @param number the order's
 * @param path the file, as it was named when the order was given
 * @param dueUsec when no answer counts as one, CLOCK_MONOTONIC; Long.MAX_VALUE if the sub-state's
 *     deadline says so
 * @param ended the main process's end that waits for the answer; null unless that is why
 * @param endedAt when it ended
 */
public record PidFileOrder(
    Why why, long number, String path, long dueUsec, @Nullable ProcessEnd ended, Stamp endedAt) {

  /** What the answer decides. */
  public enum Why {
    /** The start command has ended; the file may be there already. */
    FIRST_LOOK,
    /** It was not, or said nothing of use: each change of it is told, until the start times out. */
    AWAITED,
    /** The main process has ended; if the file names another by now, the service goes on. */
    MAIN_ENDED,
    /** A reload is done, which may have replaced the main process. */
    RELOADED
  }

  /** Whether the answer still decides something in that sub-state. */
  boolean belongsTo(ServiceSubState sub) {
    return switch (why) {
      case FIRST_LOOK, AWAITED -> sub == ServiceSubState.START;
      case MAIN_ENDED ->
          sub == ServiceSubState.RUNNING
              || sub == ServiceSubState.START_POST
              || sub.active() == ActiveState.RELOADING;
      case RELOADED -> sub == ServiceSubState.RELOAD;
    };
  }

  PidFileOrder awaited() {
    return new PidFileOrder(Why.AWAITED, number, path, dueUsec, ended, endedAt);
  }

  static void write(@Nullable PidFileOrder order, StateWriter out) {
    out.flag(order != null);
    if (order != null) {
      out.text(order.why.name()).number(order.number).text(order.path).number(order.dueUsec);
      ProcessEnd.write(order.ended, out);
      out.stamp(order.endedAt);
    }
  }

  static @Nullable PidFileOrder read(StateReader in) {
    return in.flag()
        ? new PidFileOrder(
            Why.valueOf(in.text()),
            in.number(),
            in.version() >= 2 ? in.text() : "",
            in.number(),
            ProcessEnd.read(in),
            in.stamp())
        : null;
  }
}
