package org.reeve.cli;

import java.util.Map;

/** How many colours may be used (systemctl(1), $SYSTEMD_COLORS). */
enum ColourMode {
  OFF,
  SIXTEEN,
  FULL;

  /**
   * What environment and terminal allow.
   *
   * @param terminal whether standard output and standard error are a terminal
   */
  static ColourMode of(Map<String, String> environment, boolean terminal) {
    String asked = environment.get("SYSTEMD_COLORS");
    if (asked != null) {
      if (asked.equals("16")) {
        return SIXTEEN;
      }
      if (asked.equals("256") || asked.equals("24bit")) {
        return FULL;
      }
      Boolean on = Options.bool(asked);
      if (on != null) {
        return on ? FULL : OFF;
      }
    }
    String term = environment.getOrDefault("TERM", "dumb");
    if (environment.containsKey("NO_COLOR") || !terminal || term.equals("dumb")) {
      return OFF;
    }
    return FULL; // systemd does not ask how many the terminal has
  }
}
