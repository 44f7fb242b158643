package org.reeve.unit;

/**
 * One path that a path unit watches.
 *
 * @param kind what about it
 * @param path absolute; a pattern for {@link Kind#EXISTS_GLOB}
 */
public record PathWatch(Kind kind, String path) {
  /** The kinds, with the keys that make them. */
  public enum Kind implements Word {
    EXISTS("PathExists"),
    EXISTS_GLOB("PathExistsGlob"),
    CHANGED("PathChanged"),
    MODIFIED("PathModified"),
    DIRECTORY_NOT_EMPTY("DirectoryNotEmpty");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }
}
