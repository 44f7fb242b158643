package org.reeve.manager;

import org.jspecify.annotations.Nullable;

/**
 * The last run of one command: what {@code systemctl show} prints in ExecStart= and ExecMain…=.
 *
 * @param begun when its process came to be
 * @param ended when it ended; never, while it runs
 * @param end how; null while it runs
 */
public record ExecStatus(int pid, Stamp begun, Stamp ended, @Nullable ProcessEnd end) {
  public static final ExecStatus NEVER = new ExecStatus(0, Stamp.NEVER, Stamp.NEVER, null);

  ExecStatus ended(Stamp at, ProcessEnd how) {
    return new ExecStatus(pid, begun, at, how);
  }

  void write(StateWriter out) {
    out.integer(pid).stamp(begun).stamp(ended);
    ProcessEnd.write(end, out);
  }

  static ExecStatus read(StateReader in) {
    return new ExecStatus(in.integer(), in.stamp(), in.stamp(), ProcessEnd.read(in));
  }
}
