package org.reeve.unit;

/**
 * WorkingDirectory=.
 *
 * @param path absolute; {@code ~} for the user's home; "" if not set
 * @param optional true if the unit runs elsewhere when it is missing
 */
public record WorkingDirectory(String path, boolean optional) {
  public static final WorkingDirectory UNSET = new WorkingDirectory("", false);

  public boolean isHome() {
    return path.equals("~");
  }

  public boolean isSet() {
    return !path.isEmpty();
  }
}
