package org.reeve.dbus;

import java.io.IOException;

/**
 * The peer sent what D-Bus does not allow, or more than it may. The connection is of no further
 * use; the message is the one sentence that says why, fit for the log.
 */
public final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  public ProtocolException(String message) {
    super(message);
  }
}
