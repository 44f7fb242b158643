package org.reeve.dbus;

import java.nio.ByteBuffer;
import java.util.List;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.MessageReceiver;
import org.reeve.linux.MessageSender;

/**
 * Moves bytes and descriptors between connections and their non-blocking sockets. One serves all
 * connections of a loop: its buffers are used only within a call.
 */
public final class SocketPump implements AutoCloseable {
  private static final int PIECE = 32 << 10;

  private final MessageReceiver receiver = new MessageReceiver(PIECE, Limits.SERVER.fds());
  private final MessageSender sender = new MessageSender();
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(PIECE);

  /** A pump with its two buffers of 32 KiB. */
  public SocketPump() {}

  /**
   * Feeds the connection what lies at its socket, at most 32 KiB, so that no client keeps the
   * others waiting.
   *
   * @return false if the peer has closed the connection
   * @throws ProtocolException if the connection has to be given up for what it sent
   */
  public boolean receive(Fd socket, Connection connection) throws ProtocolException {
    try {
      if (!receiver.receive(socket)) {
        return true;
      }
    } catch (ErrnoException _) {
      return false; // ECONNRESET: the peer left without reading the rest
    }
    if (!receiver.data().hasRemaining()) {
      return false;
    }
    if (receiver.controlTruncated()) {
      throw new ProtocolException("the peer sent more descriptors at once than allowed");
    }
    connection.feed(receiver.data(), receiver.takeDescriptors());
    return true;
  }

  /**
   * Writes the connection's output until it is out or the socket takes no more.
   *
   * @return false if the peer is gone
   */
  public boolean send(Fd socket, Connection connection) {
    try {
      while (connection.outputSize() > 0) {
        List<Fd> fds = connection.gather(outgoing.clear());
        int sent = sender.send(socket, outgoing.flip(), null, fds.toArray(Fd[]::new));
        if (sent < 0) {
          return true;
        }
        connection.written(sent);
      }
      return true;
    } catch (ErrnoException _) {
      return false; // EPIPE, ECONNRESET: nobody is there to read it
    }
  }

  @Override
  public void close() {
    receiver.close();
  }
}
