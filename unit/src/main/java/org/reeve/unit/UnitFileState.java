package org.reeve.unit;

/** Whether and how a unit file is enabled (systemctl(1), is-enabled). */
public enum UnitFileState implements Word {
  ENABLED("enabled", true),
  ENABLED_RUNTIME("enabled-runtime", true),
  LINKED("linked", false),
  LINKED_RUNTIME("linked-runtime", false),
  ALIAS("alias", true),
  MASKED("masked", false),
  MASKED_RUNTIME("masked-runtime", false),
  STATIC("static", true),
  DISABLED("disabled", false),
  INDIRECT("indirect", true),
  GENERATED("generated", true),
  TRANSIENT("transient", false),
  BAD("bad", false);

  private final String text;
  private final boolean success;

  UnitFileState(String text, boolean success) {
    this.text = text;
    this.success = success;
  }

  @Override
  public String text() {
    return text;
  }

  /** True if {@code systemctl is-enabled} exits with 0 for it. */
  public boolean isSuccess() {
    return success;
  }
}
