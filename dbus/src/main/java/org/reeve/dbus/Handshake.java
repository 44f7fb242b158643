package org.reeve.dbus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What comes before the first message: the text protocol of the specification's section
 * "Authentication Protocol", lines that end in CR LF. Either side is a state machine over lines;
 * peers may send all of theirs at once, and what follows the last one is left in the buffer.
 */
sealed interface Handshake permits SaslServer, SaslClient {
  /** No line is longer than this; the specification's own limit. */
  int MAX_LINE = 16384;

  /**
   * Takes what it can from the buffer.
   *
   * @param in bytes received; a line that is not yet complete is left there
   * @param out where the answers go
   * @return whether messages may follow now
   * @throws ProtocolException if the other side broke the protocol, or was refused too often
   */
  boolean feed(ByteBuffer in, ByteArrayOutputStream out) throws ProtocolException;

  /** Whether both sides agreed to pass descriptors. */
  boolean passesFds();

  /** The next complete line without its end, or null. */
  static @Nullable String line(ByteBuffer in) throws ProtocolException {
    int start = in.position();
    for (int i = start; i + 1 < in.limit(); i++) {
      if (in.get(i) == '\r' && in.get(i + 1) == '\n') {
        byte[] line = new byte[i - start];
        in.get(line);
        in.position(i + 2);
        return ascii(line);
      }
    }
    if (in.remaining() > MAX_LINE) {
      throw new ProtocolException("the peer sent an authentication line of over 16384 bytes");
    }
    return null;
  }

  private static String ascii(byte[] line) throws ProtocolException {
    for (byte b : line) {
      if (b < ' ' || b == 127) {
        throw new ProtocolException("the peer sent an authentication line that is not ASCII text");
      }
    }
    return new String(line, StandardCharsets.US_ASCII);
  }

  static void say(ByteArrayOutputStream out, String line) {
    out.writeBytes((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }
}
