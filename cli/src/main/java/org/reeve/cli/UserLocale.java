package org.reeve.cli;

import java.util.HashMap;
import java.util.Map;

/**
 * The environment as the user has it: {@code launch} starts Java with {@code LC_ALL=C.UTF-8} and
 * keeps the user's own value in {@code REEVE_LC_ALL}.
 */
final class UserLocale {
  private static final String KEPT = "REEVE_LC_ALL";

  private UserLocale() {}

  /** This process's environment as its caller gave it. */
  static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    restore(environment);
    return environment;
  }

  /** Gives a changed environment its own LC_ALL back. */
  static void restore(Map<String, String> environment) {
    String kept = environment.remove(KEPT);
    if (kept == null) {
      return;
    }
    if (kept.isEmpty()) {
      environment.remove("LC_ALL");
    } else {
      environment.put("LC_ALL", kept);
    }
  }
}
