package org.reeve.manager;

import org.jspecify.annotations.Nullable;
import org.reeve.unit.UnitName;

/**
 * The connection that a service is for (Accept=yes).
 *
 * @param descriptor the name under which hand keeps it
 * @param socket the unit that accepted it
 * @param peer who is at the other end, for people
 * @param source who that counts as for MaxConnectionsPerSource=; empty for nobody in particular
 */
public record Connection(String descriptor, UnitName socket, String peer, String source) {
  /** What $LISTEN_FDNAMES calls it. */
  static final String NAME = "connection";

  static void write(@Nullable Connection connection, StateWriter out) {
    out.flag(connection != null);
    if (connection != null) {
      out.text(connection.descriptor).text(connection.socket.text());
      out.text(connection.peer).text(connection.source);
    }
  }

  static @Nullable Connection read(StateReader in) {
    return in.flag()
        ? new Connection(in.text(), UnitName.of(in.text()), in.text(), in.text())
        : null;
  }
}
