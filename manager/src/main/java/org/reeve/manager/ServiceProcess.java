package org.reeve.manager;

import org.jspecify.annotations.Nullable;

/**
 * A command on its way to be a process, or a process.
 *
 * @param phase how far it has come
 * @param order the preparation's or spawn's number; 0 for a process that the manager did not order
 * @param pid 0 until it exists
 * @param kind the list that the command stands in
 * @param index its place there, from 0
 * @param since when it was ordered, later when it came to be
 */
public record ServiceProcess(
    Phase phase, long order, int pid, ExecKind kind, int index, Stamp since) {

  public enum Phase {
    /** To be made when no job is left, or {@link #IDLE_USEC} later: Type=idle. */
    WAITING,
    /** Users or files are being looked up. */
    PREPARING,
    /** Ordered; there is no process yet. */
    ORDERED,
    /** A process that carries out its recipe. */
    SPAWNED,
    /** Its program runs. */
    EXECUTED,
    /** Somebody has named it as the main one, and it is not hand's child: nobody tells its end. */
    FOREIGN
  }

  /** The longest that Type=idle waits, counted from {@link #since}. */
  static final long IDLE_USEC = 5_000_000;

  /** Whether there is nothing yet that could be signalled or waited for. */
  boolean isAhead() {
    return phase == Phase.WAITING || phase == Phase.PREPARING;
  }

  ServiceProcess ordered(long spawn) {
    return new ServiceProcess(Phase.ORDERED, spawn, 0, kind, index, since);
  }

  ServiceProcess spawned(int pid, Stamp at) {
    return new ServiceProcess(Phase.SPAWNED, order, pid, kind, index, at);
  }

  ServiceProcess executed() {
    return new ServiceProcess(Phase.EXECUTED, order, pid, kind, index, since);
  }

  static void write(@Nullable ServiceProcess process, StateWriter out) {
    out.flag(process != null);
    if (process != null) {
      out.text(process.phase.name()).number(process.order).integer(process.pid);
      out.text(process.kind.name()).integer(process.index).stamp(process.since);
    }
  }

  static @Nullable ServiceProcess read(StateReader in) {
    return in.flag()
        ? new ServiceProcess(
            Phase.valueOf(in.text()),
            in.number(),
            in.integer(),
            ExecKind.valueOf(in.text()),
            in.integer(),
            in.stamp())
        : null;
  }
}
