package org.reeve.unit;

/**
 * What became of a unit's configuration; {@link #text} is the word the D-Bus property LoadState
 * shows.
 */
public enum LoadState {
  STUB("stub"),
  LOADED("loaded"),
  NOT_FOUND("not-found"),
  BAD_SETTING("bad-setting"),
  ERROR("error"),
  MERGED("merged"),
  MASKED("masked");

  private final String text;

  LoadState(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
