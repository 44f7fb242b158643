package org.reeve.dbus;

/**
 * A descriptor on its way through a connection. Whoever holds it last closes it: the connection, if
 * it is closed before the message is taken or sent; the receiver of the message afterwards.
 */
public interface PassedFd extends AutoCloseable {
  /** The descriptor's number in this process. */
  int number();

  @Override
  void close();
}
