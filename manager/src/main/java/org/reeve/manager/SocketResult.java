package org.reeve.manager;

/** How a socket's run went; the Result property. */
public enum SocketResult {
  SUCCESS("success"),
  RESOURCES("resources"),
  TIMEOUT("timeout"),
  EXIT_CODE("exit-code"),
  SIGNAL("signal"),
  CORE_DUMP("core-dump"),
  START_LIMIT_HIT("start-limit-hit"),
  TRIGGER_LIMIT_HIT("trigger-limit-hit"),
  SERVICE_START_LIMIT_HIT("service-start-limit-hit");

  private final String text;

  SocketResult(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** What the end of one of its commands means. */
  static SocketResult of(ProcessEnd end) {
    return switch (ServiceEnds.result(end, true, null)) {
      case EXIT_CODE -> EXIT_CODE;
      case SIGNAL -> SIGNAL;
      case CORE_DUMP -> CORE_DUMP;
      default -> SUCCESS;
    };
  }
}
