package org.reeve.unit;

/**
 * What is done to the machine when a unit fails, succeeds or starts too often (systemd.unit(5),
 * FailureAction=).
 */
public enum EmergencyAction implements Word {
  NONE("none"),
  REBOOT("reboot"),
  REBOOT_FORCE("reboot-force"),
  REBOOT_IMMEDIATE("reboot-immediate"),
  POWEROFF("poweroff"),
  POWEROFF_FORCE("poweroff-force"),
  POWEROFF_IMMEDIATE("poweroff-immediate"),
  EXIT("exit"),
  EXIT_FORCE("exit-force");

  private final String text;

  EmergencyAction(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
