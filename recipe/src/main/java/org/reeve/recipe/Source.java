package org.reeve.recipe;

import org.jspecify.annotations.Nullable;

/**
 * Where a step comes from, for people.
 *
 * @param directive what asked for it, such as {@code UMask=0077} or {@code lecture step VI};
 *     "default" if nothing did
 * @param file the file that says so, null if none does
 * @param line its line there, counted from 1; 0 if there is no file
 */
public record Source(String directive, @Nullable String file, int line) {
  /** Nobody asked: that is how processes are started. */
  public static final Source DEFAULT = new Source("default", null, 0);

  /** A source without a file. */
  public static Source of(String directive) {
    return new Source(directive, null, 0);
  }

  /** {@code file:line}, empty if there is no file. */
  public String place() {
    return file == null ? "" : file + ":" + line;
  }
}
