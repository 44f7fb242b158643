package org.reeve.unit;

/**
 * The special prefixes of a program name in Exec…= (systemd.service(5), "Special executable
 * prefixes").
 */
public enum ExecFlag {
  /** {@code -}: failure is recorded but has no effect. */
  IGNORE_FAILURE("-", "ignore-failure"),
  /** {@code @}: the second word is argv[0]. */
  ARGV0("@", ""),
  /** {@code :}: no variable expansion. */
  NO_ENV_EXPAND(":", "no-env-expand"),
  /** {@code +}: with full privileges: no User=, capabilities or sandbox. */
  FULLY_PRIVILEGED("+", "privileged"),
  /** {@code !}: like + for the identity alone. */
  NO_SETUID("!", "no-setuid"),
  /** {@code !!}: like ! where ambient capabilities do not exist, without effect elsewhere. */
  AMBIENT_MAGIC("!!", "ambient");

  private final String prefix;
  private final String busName;

  ExecFlag(String prefix, String busName) {
    this.prefix = prefix;
    this.busName = busName;
  }

  public String prefix() {
    return prefix;
  }

  /** The flag's name in ExecStartEx and its kin; "" for {@code @}, which is not shown there. */
  public String busName() {
    return busName;
  }
}
