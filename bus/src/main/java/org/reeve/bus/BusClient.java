package org.reeve.bus;

import org.jspecify.annotations.Nullable;
import org.reeve.dbus.Caller;
import org.reeve.dbus.Connection;
import org.reeve.dbus.Limits;
import org.reeve.dbus.Message;
import org.reeve.dbus.ProtocolException;
import org.reeve.linux.Credentials;
import org.reeve.linux.Fd;

/** One client of the private socket. Answers that come after it has left are dropped. */
final class BusClient implements Caller {
  private static final String SENDER = "org.freedesktop.systemd1";

  private final Fd socket;
  private final Credentials peer;
  private final Connection connection;
  private boolean input;
  private boolean gone;
  private @Nullable String fault;

  BusClient(Fd socket, Credentials peer, String guid) {
    this.socket = socket;
    this.peer = peer;
    this.connection = Connection.server(Limits.SERVER, guid, peer.uid(), false);
  }

  Fd socket() {
    return socket;
  }

  Connection connection() {
    return connection;
  }

  /** Whether bytes lie in the connection that have not been looked at. */
  boolean hasInput() {
    return input;
  }

  void inputArrived() {
    input = true;
  }

  void inputDone() {
    input = false;
  }

  boolean isGone() {
    return gone;
  }

  /** Why it has to be ended, or null. */
  @Nullable String fault() {
    return fault;
  }

  @Override
  public void send(Message message) {
    if (gone || fault != null) {
      message.fds().forEach(Fd::close);
      return;
    }
    try {
      connection.send(message.from(SENDER));
    } catch (ProtocolException e) {
      fault = e.getMessage();
      message.fds().forEach(Fd::close);
    }
  }

  @Override
  public long uid() {
    return peer.uid();
  }

  @Override
  public boolean isPrivileged() {
    return true; // nobody else is let in
  }

  @Override
  public int pid() {
    return peer.pid();
  }

  void close() {
    gone = true;
    connection.close();
    socket.close();
  }
}
