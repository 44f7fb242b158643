package org.reeve.manager;

/** What a socket is doing, with what that means to others; systemd's words. */
public enum SocketSubState {
  DEAD("dead", ActiveState.INACTIVE),
  START_PRE("start-pre", ActiveState.ACTIVATING),
  /** Being opened, and given to SocketUser= and SocketGroup=. */
  START_CHOWN("start-chown", ActiveState.ACTIVATING),
  START_POST("start-post", ActiveState.ACTIVATING),
  LISTENING("listening", ActiveState.ACTIVE),
  /** Its service has it; nobody looks at the traffic. */
  RUNNING("running", ActiveState.ACTIVE),
  STOP_PRE("stop-pre", ActiveState.DEACTIVATING),
  STOP_PRE_SIGTERM("stop-pre-sigterm", ActiveState.DEACTIVATING),
  STOP_PRE_SIGKILL("stop-pre-sigkill", ActiveState.DEACTIVATING),
  STOP_POST("stop-post", ActiveState.DEACTIVATING),
  FINAL_SIGTERM("final-sigterm", ActiveState.DEACTIVATING),
  FINAL_SIGKILL("final-sigkill", ActiveState.DEACTIVATING),
  FAILED("failed", ActiveState.FAILED);

  private final String text;
  private final ActiveState active;

  SocketSubState(String text, ActiveState active) {
    this.text = text;
    this.active = active;
  }

  public String text() {
    return text;
  }

  public ActiveState active() {
    return active;
  }

  boolean isStarting() {
    return active == ActiveState.ACTIVATING;
  }

  boolean isStopping() {
    return active == ActiveState.DEACTIVATING;
  }

  /** Whether its commands are being killed. */
  boolean isSignal() {
    return this == STOP_PRE_SIGTERM
        || this == STOP_PRE_SIGKILL
        || this == FINAL_SIGTERM
        || this == FINAL_SIGKILL;
  }

  /** Whether its descriptors stay open. */
  boolean keepsOpen() {
    return this == START_CHOWN
        || this == START_POST
        || this == LISTENING
        || this == RUNNING
        || this == STOP_PRE
        || this == STOP_PRE_SIGTERM
        || this == STOP_PRE_SIGKILL;
  }
}
