package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** The checks that every path setting makes. */
final class Paths {
  private Paths() {}

  /**
   * {@code path} without surplus slashes; null and a problem reported if it is not absolute or
   * climbs by {@code ..}.
   */
  static @Nullable String absolute(String path, boolean critical, ValueContext context) {
    String fault = fault(path);
    if (fault == null) {
      return Ascii.simplifyPath(path);
    }
    if (critical) {
      context.fail(context.key() + "=" + fault + ": " + path);
    } else {
      context.warn(context.key() + "=" + fault + ", ignoring: " + path);
    }
    return null;
  }

  /** What is wrong with a path, as the middle of a sentence; null if nothing is. */
  static @Nullable String fault(String path) {
    if (!path.startsWith("/")) {
      return " path is not absolute";
    }
    return Ascii.climbs(path) ? " path is not normalized" : null;
  }
}
