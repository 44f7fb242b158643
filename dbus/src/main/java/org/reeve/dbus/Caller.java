package org.reeve.dbus;

/** Who sent a call, as far as answering it goes. */
public interface Caller {
  /** Queues a message to the caller; in silence, if it is gone by now. */
  void send(Message message);

  /** The caller's uid. */
  long uid();

  /** Whether it may change things. */
  boolean isPrivileged();

  /** The caller's process, or 0 if unknown. */
  int pid();
}
