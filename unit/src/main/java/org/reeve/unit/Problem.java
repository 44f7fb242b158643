package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with a unit file.
 *
 * @param severity how bad it is
 * @param origin the place, or null if no single place is to blame
 * @param message one sentence without the place; systemd's own wording where users search for it
 */
public record Problem(Severity severity, @Nullable Origin origin, String message) {
  /** {@code file:line: message}, as systemd logs it. */
  @Override
  public String toString() {
    return origin == null ? message : origin + ": " + message;
  }
}
