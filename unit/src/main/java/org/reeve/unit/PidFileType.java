package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** PIDFile=: relative names lie in the run-time directory, and the old /var/run is /run. */
final class PidFileType extends ScalarType {
  static final PidFileType PID_FILE = new PidFileType();

  @Override
  public @Nullable String parse(String text, ValueContext context) {
    if (text.isEmpty()) {
      return "";
    }
    String expanded = context.expand(text);
    if (expanded == null) {
      return null;
    }
    String runtime = context.expand("%t");
    String full =
        expanded.startsWith("/") ? expanded : (runtime == null ? "/run" : runtime) + "/" + expanded;
    if (Ascii.climbs(full)) {
      context.error("PIDFile= path is not normalized, ignoring: " + full);
      return null;
    }
    String path = Ascii.simplifyPath(full);
    if (path.startsWith("/var/run/")) {
      String modern = path.substring("/var".length());
      context.note(
          "PIDFile= references a path below legacy directory /var/run/, updating "
              + path
              + " → "
              + modern
              + "; please update the unit file accordingly.");
      return modern;
    }
    return path;
  }
}
