package org.reeve.manager;

/** A queued job either waits for its turn or is being carried out. */
public enum JobState {
  WAITING("waiting"),
  RUNNING("running");

  private final String text;

  JobState(String text) {
    this.text = text;
  }

  /** systemd's word. */
  public String text() {
    return text;
  }
}
