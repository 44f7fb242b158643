package org.reeve.dbus;

/**
 * A value of type {@code h}: which of the descriptors that came with the message is meant.
 *
 * @param index from 0, into {@link Message#fds}
 */
public record UnixFd(int index) {}
