package org.reeve.unit;

/** KillMode=: which processes are signalled on stop (systemd.kill(5)). */
public enum KillMode implements Word {
  CONTROL_GROUP("control-group"),
  PROCESS("process"),
  MIXED("mixed"),
  NONE("none");

  private final String text;

  KillMode(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
