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
    String path = Paths.absolute(full, false, context);
    if (path != null && path.startsWith("/var/run/")) {
      String modern = path.substring("/var".length());
      context.warn(
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
