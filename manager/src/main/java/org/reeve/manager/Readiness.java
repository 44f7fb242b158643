package org.reeve.manager;

import org.reeve.unit.ServiceType;

/**
 * When a service is up: the whole of what its Type= decides on the way up, as a table
 * (systemd.service(5), Type=).
 */
enum Readiness {
  /** Its process exists: simple and idle. */
  SPAWNED,
  /** Its program runs: exec, and dbus for as long as there is no bus to wait for. */
  EXECUTED,
  /** It has said READY=1: notify and notify-reload. */
  NOTIFIED,
  /** Its last command has ended well: oneshot. */
  ENDED,
  /**
   * Its start command, which is a control process, has ended well, and the main process, if there
   * is a PIDFile= to tell it, is known: forking.
   */
  FORKED;

  static Readiness of(ServiceType type) {
    return switch (type) {
      case SIMPLE, IDLE -> SPAWNED;
      case EXEC, DBUS -> EXECUTED;
      case NOTIFY, NOTIFY_RELOAD -> NOTIFIED;
      case ONESHOT -> ENDED;
      case FORKING -> FORKED;
    };
  }
}
