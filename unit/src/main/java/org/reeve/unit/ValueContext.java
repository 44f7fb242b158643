package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** What a {@link Type} may ask and tell while it reads one assignment. */
public interface ValueContext {
  /** The place of the assignment. */
  Origin origin();

  /** The unit the assignment is for. */
  UnitName unit();

  /** The key as written, without {@code =}. */
  String key();

  /** {@code text} with specifiers replaced. */
  Expansion resolve(String text);

  /**
   * {@code text} with specifiers replaced; null if that cannot be, which has then been reported.
   */
  default @Nullable String expand(String text) {
    Expansion expansion = resolve(text);
    if (expansion.text() == null) {
      warn("Failed to resolve unit specifiers in '" + text + "', ignoring: " + expansion.fault());
    }
    return expansion.text();
  }

  /** Reports that the value, or part of it, is not used. */
  void warn(String message);

  /**
   * Mentions something about a value that is used all the same, or that systemd is silent about.
   */
  void note(String message);

  /** Reports that the unit cannot be used with this value. */
  void fail(String message);

  /** Reports that the file cannot be read on. */
  void error(String message);

  /**
   * Reports {@code "Failed to parse WHAT, ignoring: TEXT"}; returns null for the caller to return.
   */
  @SuppressWarnings("TypeParameterUnusedInFormals") // null is of every type
  default <T> @Nullable T unusable(String what, String text) {
    warn("Failed to parse " + what + ", ignoring: " + text);
    return null;
  }
}
