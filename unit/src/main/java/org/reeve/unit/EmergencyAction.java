package org.reeve.unit;

/**
 * What is done to the machine when a unit fails, succeeds or starts too often (systemd.unit(5),
 * FailureAction=). Halt and kexec are words of later versions than 252.
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
  EXIT_FORCE("exit-force"),
  HALT("halt"),
  HALT_FORCE("halt-force"),
  HALT_IMMEDIATE("halt-immediate"),
  KEXEC("kexec"),
  KEXEC_FORCE("kexec-force");

  private final String text;

  EmergencyAction(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
