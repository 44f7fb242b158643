package org.reeve.manager;

/** What a service is doing, with what that means to others; systemd's words. */
public enum ServiceSubState {
  DEAD("dead", ActiveState.INACTIVE),
  CONDITION("condition", ActiveState.ACTIVATING),
  START_PRE("start-pre", ActiveState.ACTIVATING),
  START("start", ActiveState.ACTIVATING),
  START_POST("start-post", ActiveState.ACTIVATING),
  RUNNING("running", ActiveState.ACTIVE),
  EXITED("exited", ActiveState.ACTIVE),
  RELOAD("reload", ActiveState.RELOADING),
  RELOAD_SIGNAL("reload-signal", ActiveState.RELOADING),
  RELOAD_NOTIFY("reload-notify", ActiveState.RELOADING),
  STOP("stop", ActiveState.DEACTIVATING),
  STOP_WATCHDOG("stop-watchdog", ActiveState.DEACTIVATING),
  STOP_SIGTERM("stop-sigterm", ActiveState.DEACTIVATING),
  STOP_SIGKILL("stop-sigkill", ActiveState.DEACTIVATING),
  STOP_POST("stop-post", ActiveState.DEACTIVATING),
  FINAL_WATCHDOG("final-watchdog", ActiveState.DEACTIVATING),
  FINAL_SIGTERM("final-sigterm", ActiveState.DEACTIVATING),
  FINAL_SIGKILL("final-sigkill", ActiveState.DEACTIVATING),
  FAILED("failed", ActiveState.FAILED),
  AUTO_RESTART("auto-restart", ActiveState.ACTIVATING);

  private final String text;
  private final ActiveState active;

  ServiceSubState(String text, ActiveState active) {
    this.text = text;
    this.active = active;
  }

  public String text() {
    return text;
  }

  public ActiveState active() {
    return active;
  }

  /** Being killed before ExecStopPost= runs. */
  boolean isStopSignal() {
    return this == STOP_WATCHDOG || this == STOP_SIGTERM || this == STOP_SIGKILL;
  }

  /** Being killed after ExecStopPost= has run. */
  boolean isFinalSignal() {
    return this == FINAL_WATCHDOG || this == FINAL_SIGTERM || this == FINAL_SIGKILL;
  }

  boolean isStarting() {
    return this == CONDITION || this == START_PRE || this == START || this == START_POST;
  }
}
