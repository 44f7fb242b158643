package org.reeve.unit;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is allowed, or what is not.
 *
 * @param allowed true if only {@code words} are allowed, false if all but them are
 * @param words the names, sorted
 * @param inverted true for the value of a line that begins with {@code ~}
 */
public record Filter(boolean allowed, SortedSet<String> words, boolean inverted) {
  /** No restriction. */
  public static final Filter NONE = new Filter(false, new TreeSet<>(), false);

  public Filter {
    words = Collections.unmodifiableSortedSet(new TreeSet<>(words));
  }
}
