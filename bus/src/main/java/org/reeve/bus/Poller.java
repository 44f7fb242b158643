package org.reeve.bus;

import org.reeve.linux.Fd;

/**
 * What the bus needs of the loop it lives on: being told when a descriptor is ready,
 * level-triggered.
 */
public interface Poller {
  /**
   * Watches a descriptor, in place of how it was watched before.
   *
   * @param reading whether to call when it can be read (or the other end is gone)
   * @param writing whether to call when it can be written
   * @param ready called on the loop's thread
   */
  void watch(Fd fd, boolean reading, boolean writing, Runnable ready);

  /** Watches it no longer; to be called before it is closed. */
  void forget(Fd fd);
}
