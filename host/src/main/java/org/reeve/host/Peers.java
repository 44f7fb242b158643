package org.reeve.host;

import org.reeve.linux.Credentials;
import org.reeve.linux.Errno;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Socket;
import org.reeve.linux.SocketAddress;

/**
 * Who is at the other end of a connection, in the forms that a socket's services need.
 *
 * @param instance what tells the connection from others, for the name of its service
 * @param text for people
 * @param source what counts as one source of connections; empty for nobody in particular
 */
record Peers(String instance, String text, String source) {

  static Peers of(Fd connection) {
    SocketAddress local = Socket.local(connection);
    return switch (local.family()) {
      case SocketAddress.UNIX -> unix(connection);
      case SocketAddress.INET, SocketAddress.INET6, SocketAddress.VSOCK -> {
        SocketAddress peer = Socket.peer(connection);
        String source = peer.host();
        yield new Peers(end(local) + "-" + end(peer), peer.toString(), source);
      }
      default -> new Peers("unknown", "", "");
    };
  }

  private static Peers unix(Fd connection) {
    try {
      Credentials other = Socket.peerCredentials(connection);
      String text = "PID " + other.pid() + "/UID " + other.uid();
      return new Peers(other.pid() + "-" + other.uid(), text, "uid:" + other.uid());
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENODATA) {
        throw e;
      }
      return new Peers("unknown", "", "");
    }
  }

  private static String end(SocketAddress address) {
    return address.host() + ":" + Integer.toUnsignedString(address.port());
  }
}
