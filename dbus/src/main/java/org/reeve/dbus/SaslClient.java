package org.reeve.dbus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The client's side: EXTERNAL with its own uid, all three commands at once, then two answers are
 * read. That saves two round trips and is what every server has to cope with.
 */
final class SaslClient implements Handshake {
  private enum State {
    OK,
    FD,
    DONE
  }

  private final byte[] opening;
  private State state = State.OK;
  private boolean fds;

  SaslClient(long uid) {
    String text =
        "\0AUTH EXTERNAL "
            + SaslServer.hex(Long.toString(uid))
            + "\r\nNEGOTIATE_UNIX_FD\r\nBEGIN\r\n";
    opening = text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What the client says first, and all it says. */
  byte[] opening() {
    return opening.clone();
  }

  @Override
  public boolean feed(ByteBuffer in, ByteArrayOutputStream out) throws ProtocolException {
    while (state != State.DONE) {
      String line = Handshake.line(in);
      if (line == null) {
        return false;
      }
      if (state == State.OK && line.startsWith("OK ")) {
        state = State.FD;
      } else if (state == State.FD && (line.equals("AGREE_UNIX_FD") || line.startsWith("ERROR"))) {
        fds = line.equals("AGREE_UNIX_FD");
        state = State.DONE;
      } else {
        throw new ProtocolException("the server refused the authentication with '" + line + "'");
      }
    }
    return true;
  }

  @Override
  public boolean passesFds() {
    return fds;
  }
}
