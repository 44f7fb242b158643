package org.reeve.host;

import org.jspecify.annotations.Nullable;
import org.reeve.manager.LogLevel;

/**
 * What a {@link LinuxHost} is told when it begins.
 *
 * @param notifySocket path of the socket for $NOTIFY_SOCKET; its directory exists
 * @param cgroup directory of an existing cgroup below which ours are made; null to use the one we
 *     are in
 * @param useCgroups false to do without, as {@code reeve run} does where it is told to
 * @param mostLogs how many units' output is kept at once
 * @param consoleLevel messages up to this level go to stderr; null for none
 * @param showStatus whether status lines go to the console
 * @param shutdownPatienceUsec how long what still runs at the very end has to go after SIGTERM
 */
public record HostConfig(
    String notifySocket,
    @Nullable String cgroup,
    boolean useCgroups,
    int mostLogs,
    @Nullable LogLevel consoleLevel,
    boolean showStatus,
    long shutdownPatienceUsec) {
  public static final int MOST_LOGS = 4096;
  private static final long PATIENCE_USEC = 10_000_000;

  /** With the usual patience at the end. */
  public HostConfig(
      String notifySocket,
      @Nullable String cgroup,
      boolean useCgroups,
      int mostLogs,
      @Nullable LogLevel consoleLevel,
      boolean showStatus) {
    this(notifySocket, cgroup, useCgroups, mostLogs, consoleLevel, showStatus, PATIENCE_USEC);
  }
}
