package org.reeve.unit;

/** Implemented by the enums whose constants are words in unit files. */
public interface Word {
  /** The word, as written in unit files and shown on D-Bus. */
  String text();
}
