package org.reeve.cli;

import java.util.Map;

/**
 * A descriptor of this process as something people look at.
 *
 * @param terminal whether it is one
 */
public record Terminal(boolean terminal) {
  /** Looks at it. */
  public static Terminal of(int descriptor) {
    return new Terminal(Window.isTerminal(descriptor));
  }

  /** Whether colours are to be used: $SYSTEMD_COLORS first, then $NO_COLOR and $TERM. */
  public boolean hasColours(Map<String, String> environment) {
    return ColourMode.of(environment, terminal) != ColourMode.OFF;
  }

  /** The locale's character set; no locale at all counts as UTF-8, as in systemd. */
  public static boolean isUtf8(Map<String, String> environment) {
    for (String variable : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String locale = environment.get(variable);
      if (locale != null && !locale.isEmpty()) {
        return locale.endsWith("UTF-8") || locale.endsWith("utf8");
      }
    }
    return true;
  }
}
