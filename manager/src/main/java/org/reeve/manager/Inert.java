package org.reeve.manager;

import org.reeve.unit.UnitDefinition;

/**
 * A unit of a type that this version loads, shows and knows the dependencies of, but cannot start:
 * a start job ends with result "unsupported", as systemd's does where the kernel lacks what the
 * type needs.
 */
public final class Inert extends Unit {
  Inert(Manager manager, UnitDefinition definition) {
    super(manager, definition);
  }

  @Override
  public ActiveState activeState() {
    return ActiveState.INACTIVE;
  }

  @Override
  public String subState() {
    return "dead";
  }

  @Override
  Attempt startNow() {
    return Attempt.UNSUPPORTED;
  }

  @Override
  Attempt stopNow() {
    return Attempt.ALREADY;
  }

  @Override
  void resetFailed() {
    replaceState(state().with(RateLimit.FRESH));
  }

  @Override
  void writeType(StateWriter out) {}

  @Override
  void readType(StateReader in) {}
}
