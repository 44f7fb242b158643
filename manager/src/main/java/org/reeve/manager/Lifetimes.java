package org.reeve.manager;

/** When a unit last crossed each border between its states. */
public record Lifetimes(
    Stamp stateChange,
    Stamp inactiveExit,
    Stamp activeEnter,
    Stamp activeExit,
    Stamp inactiveEnter) {
  public static final Lifetimes NEVER =
      new Lifetimes(Stamp.NEVER, Stamp.NEVER, Stamp.NEVER, Stamp.NEVER, Stamp.NEVER);

  /** These times after a change from {@code before} to {@code after}. */
  Lifetimes change(ActiveState before, ActiveState after, Stamp now) {
    boolean wasDown = before.isInactiveOrFailed();
    boolean isDown = after.isInactiveOrFailed();
    boolean wasUp = before.isActiveOrReloading();
    boolean isUp = after.isActiveOrReloading();
    return new Lifetimes(
        now,
        wasDown && !isDown ? now : inactiveExit,
        !wasUp && isUp ? now : activeEnter,
        wasUp && !isUp ? now : activeExit,
        !wasDown && isDown ? now : inactiveEnter);
  }

  void write(StateWriter out) {
    out.stamp(stateChange)
        .stamp(inactiveExit)
        .stamp(activeEnter)
        .stamp(activeExit)
        .stamp(inactiveEnter);
  }

  static Lifetimes read(StateReader in) {
    return new Lifetimes(in.stamp(), in.stamp(), in.stamp(), in.stamp(), in.stamp());
  }
}
