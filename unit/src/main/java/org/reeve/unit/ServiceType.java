package org.reeve.unit;

/** Type= of a service: what it means that it has started (systemd.service(5)). */
public enum ServiceType implements Word {
  /** Forked off. */
  SIMPLE("simple"),
  /** The first process has exited. */
  FORKING("forking"),
  /** Every command has exited. */
  ONESHOT("oneshot"),
  /** The bus name is taken. */
  DBUS("dbus"),
  /** READY=1 has come. */
  NOTIFY("notify"),
  /** As simple, once no job is left to run. */
  IDLE("idle"),
  /** The program is executing. */
  EXEC("exec"),
  /** As notify, and reloads by signal (since 253). */
  NOTIFY_RELOAD("notify-reload");

  private final String text;

  ServiceType(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
