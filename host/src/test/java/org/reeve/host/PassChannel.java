package org.reeve.host;

import java.nio.ByteBuffer;
import org.reeve.linux.Fd;
import org.reeve.linux.MessageSender;
import org.reeve.linux.Socket;
import org.reeve.linux.UnixAddress;

/**
 * What hand starts as its manager in tests: passes the channel on to the test, which is the manager
 * then, and lives until the test lets go of it or kills it.
 */
final class PassChannel {
  private PassChannel() {}

  /** {@code args[0]}: path of the test's listening socket. */
  public static void main(String[] args) {
    try (Fd socket = Socket.unix(Socket.Type.STREAM, false);
        Fd channel = Fd.of(3)) {
      Socket.connect(socket, UnixAddress.path(args[0]));
      ByteBuffer pid = ByteBuffer.allocateDirect(8);
      pid.putLong(0, ProcessHandle.current().pid());
      new MessageSender().send(socket, pid, null, channel);
      socket.read(ByteBuffer.allocateDirect(1));
    }
  }
}
