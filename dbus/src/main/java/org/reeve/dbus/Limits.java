package org.reeve.dbus;

/**
 * How much one connection may hold. D-Bus itself allows messages of 128 MiB; a manager with a small
 * heap does not.
 *
 * @param message the largest message accepted, in bytes
 * @param waiting output bytes from which on no more input is taken, so that who does not read is
 *     not served either
 * @param queue output bytes at which the connection is given up: the peer does not read
 * @param fds descriptors received and not yet taken at which the connection is given up
 */
public record Limits(int message, int waiting, int queue, int fds) {
  /**
   * For a manager's clients. The queue is that long because the start of 2,000 units makes over 4
   * MiB of signals for each subscriber within one turn, while none of them can read.
   */
  public static final Limits SERVER = new Limits(1 << 20, 256 << 10, 32 << 20, 64);

  /** For a client that trusts its server. */
  public static final Limits CLIENT = new Limits(64 << 20, 64 << 20, 64 << 20, 253);
}
