package org.reeve.manager;

/** How a service's run went; $SERVICE_RESULT and the Result property. */
public enum ServiceResult {
  SUCCESS("success"),
  RESOURCES("resources"),
  PROTOCOL("protocol"),
  TIMEOUT("timeout"),
  EXIT_CODE("exit-code"),
  SIGNAL("signal"),
  CORE_DUMP("core-dump"),
  WATCHDOG("watchdog"),
  START_LIMIT_HIT("start-limit-hit"),
  OOM_KILL("oom-kill"),
  EXEC_CONDITION("exec-condition");

  private final String text;

  ServiceResult(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
