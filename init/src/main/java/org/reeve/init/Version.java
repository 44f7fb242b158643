package org.reeve.init;

/**
 * The version numbers that Reeve names: its own, and that of the systemd whose interfaces it
 * offers.
 */
public final class Version {
  /** Reeve's own version, the project's version without its suffix. */
  public static final String REEVE = "0.1.0";

  /**
   * The systemd that Reeve is compatible with; clients and maintainer scripts compare this number.
   */
  public static final String SYSTEMD = "252";

  private Version() {}

  /**
   * What programs under systemd's names answer to {@code --version}: scripts parse its beginning.
   */
  static String asSystemd() {
    return "systemd " + SYSTEMD + " (reeve " + REEVE + ")";
  }
}
