package org.reeve.manager;

import org.jspecify.annotations.Nullable;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitType;

/**
 * A unit that has no process or object of its own and is either there or not: targets, slices, and
 * the manager's own scope. Starting one succeeds at once; what it pulls in and waits for is in its
 * dependencies.
 */
public final class Group extends Unit {
  private boolean active;

  Group(Manager manager, UnitDefinition definition) {
    super(manager, definition);
    active = isPerpetual();
  }

  @Override
  public ActiveState activeState() {
    return active ? ActiveState.ACTIVE : ActiveState.INACTIVE;
  }

  @Override
  public String subState() {
    if (!active) {
      return "dead";
    }
    return name().type() == UnitType.SCOPE ? "running" : "active";
  }

  @Override
  String ownDescription() {
    return switch (name().text()) {
      case "-.slice" -> "Root Slice";
      case "system.slice" -> "System Slice";
      case "init.scope" -> "System and Service Manager";
      default -> super.ownDescription();
    };
  }

  @Override
  public boolean isPerpetual() {
    String text = name().text();
    return text.equals("-.slice") || text.equals("system.slice") || text.equals("init.scope");
  }

  @Override
  boolean needsFile() {
    return name().type() == UnitType.TARGET;
  }

  @Override
  public @Nullable String cgroup() {
    return switch (name().type()) {
      case SLICE -> Slices.path(name());
      case SCOPE -> name().text();
      case SERVICE, SOCKET, TARGET, DEVICE, MOUNT, AUTOMOUNT, SWAP, TIMER, PATH -> null;
    };
  }

  @Override
  Attempt startNow() {
    replaceState(state().with(manager().host().newInvocationId()));
    become(true);
    return Attempt.BEGUN;
  }

  @Override
  Attempt stopNow() {
    become(false);
    return Attempt.BEGUN;
  }

  private void become(boolean wanted) {
    ActiveState before = activeState();
    active = wanted;
    changed(before, false, false);
  }

  @Override
  void resetFailed() {
    replaceState(state().with(RateLimit.FRESH));
  }

  @Override
  void writeType(StateWriter out) {
    out.flag(active);
  }

  @Override
  void readType(StateReader in) {
    active = in.flag();
  }
}
