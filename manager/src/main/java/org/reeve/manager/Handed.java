package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;

/**
 * The descriptors that a start hands on to a service (sd_listen_fds(3)): what its sockets listen
 * on, or the one connection that it is for; and behind them what earlier runs have stored.
 *
 * @param sockets in the order in which they become descriptors 3, 4, …
 * @param stored those that go on after them
 */
public record Handed(List<Descriptor> sockets, List<Descriptor> stored) {
  public static final Handed NOTHING = new Handed(List.of(), List.of());

  /** The first of them, by systemd's convention. */
  static final int FIRST = 3;

  /**
   * One of them.
   *
   * @param name what $LISTEN_FDNAMES calls it
   * @param kept the name under which hand keeps it
   */
  public record Descriptor(String name, String kept) {}

  public Handed {
    sockets = List.copyOf(sockets);
    stored = List.copyOf(stored);
  }

  /** All of them in their order. */
  List<Descriptor> all() {
    List<Descriptor> all = new ArrayList<>(sockets);
    all.addAll(stored);
    return all;
  }
}
