package org.reeve.dbus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The server's side of authentication. EXTERNAL means: the kernel told who the peer is; an identity
 * that the client names must be that one. ANONYMOUS is offered only where the caller allows it.
 */
final class SaslServer implements Handshake {
  private static final int MAX_COMMANDS = 64;

  private enum State {
    NUL,
    AUTH,
    DATA,
    BEGIN,
    DONE
  }

  private final String guid;
  private final String peerUid;
  private final boolean anonymous;
  private State state = State.NUL;
  private boolean fds;
  private int commands;

  /**
   * @param guid the server's identity, 32 hexadecimal digits
   * @param peerUid the peer's uid as the kernel says, for EXTERNAL
   * @param anonymous whether ANONYMOUS is accepted
   */
  SaslServer(String guid, long peerUid, boolean anonymous) {
    this.guid = guid;
    this.peerUid = Long.toString(peerUid);
    this.anonymous = anonymous;
  }

  @Override
  public boolean feed(ByteBuffer in, ByteArrayOutputStream out) throws ProtocolException {
    if (state == State.NUL && in.hasRemaining()) {
      if (in.get() != 0) {
        throw new ProtocolException("the peer did not begin with the NUL byte that D-Bus asks for");
      }
      state = State.AUTH;
    }
    while (state != State.NUL && state != State.DONE) {
      String line = Handshake.line(in);
      if (line == null) {
        return false;
      }
      if (++commands > MAX_COMMANDS) {
        throw new ProtocolException("the peer sent 64 authentication commands without success");
      }
      command(line, out);
    }
    return state == State.DONE;
  }

  private void command(String line, ByteArrayOutputStream out) throws ProtocolException {
    int space = line.indexOf(' ');
    String verb = space < 0 ? line : line.substring(0, space);
    String rest = space < 0 ? "" : line.substring(space + 1);
    if (verb.equals("BEGIN") && state != State.BEGIN) {
      throw new ProtocolException("the peer began to talk without being authenticated");
    }
    switch (state) {
      case AUTH -> {
        if (verb.equals("AUTH")) {
          auth(rest, out);
        } else {
          Handshake.say(out, "ERROR");
        }
      }
      case DATA -> {
        switch (verb) {
          case "DATA" -> external(rest, out);
          case "CANCEL", "ERROR" -> reject(out);
          default -> Handshake.say(out, "ERROR");
        }
      }
      case BEGIN -> authenticated(verb, out);
      case NUL, DONE -> throw new IllegalStateException("a command in state " + state);
    }
  }

  private void authenticated(String verb, ByteArrayOutputStream out) {
    switch (verb) {
      case "NEGOTIATE_UNIX_FD" -> {
        fds = true;
        Handshake.say(out, "AGREE_UNIX_FD");
      }
      case "BEGIN" -> state = State.DONE;
      case "CANCEL", "ERROR" -> reject(out);
      default -> Handshake.say(out, "ERROR");
    }
  }

  private void auth(String rest, ByteArrayOutputStream out) {
    int space = rest.indexOf(' ');
    String mechanism = space < 0 ? rest : rest.substring(0, space);
    if (mechanism.equals("ANONYMOUS") && anonymous) {
      accept(out);
    } else if (!mechanism.equals("EXTERNAL")) {
      reject(out);
    } else if (space >= 0) {
      external(rest.substring(space + 1), out);
    } else {
      state = State.DATA;
      Handshake.say(out, "DATA");
    }
  }

  private void external(String hex, ByteArrayOutputStream out) {
    if (hex.isEmpty() || hex.equalsIgnoreCase(hex(peerUid))) {
      accept(out);
    } else {
      reject(out);
    }
  }

  static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void accept(ByteArrayOutputStream out) {
    state = State.BEGIN;
    Handshake.say(out, "OK " + guid);
  }

  private void reject(ByteArrayOutputStream out) {
    state = State.AUTH;
    Handshake.say(out, anonymous ? "REJECTED EXTERNAL ANONYMOUS" : "REJECTED EXTERNAL");
  }

  @Override
  public boolean passesFds() {
    return fds;
  }
}
