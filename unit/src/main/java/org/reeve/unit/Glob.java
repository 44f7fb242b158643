package org.reeve.unit;

/** Shell patterns (fnmatch(3) without special treatment of slashes, dots and backslashes). */
public final class Glob {
  private Glob() {}

  /** True if {@code text} as a whole is what {@code pattern} describes. */
  public static boolean matches(String pattern, String text) {
    return matches(pattern, 0, text, 0);
  }

  private static boolean matches(String pattern, int patternFrom, String text, int textFrom) {
    int p = patternFrom;
    int t = textFrom;
    int starPattern = -1;
    int starText = -1;
    while (true) {
      int next = p < pattern.length() ? element(pattern, p, text, t) : -1;
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        starPattern = ++p;
        starText = t;
      } else if (p == pattern.length() && t == text.length()) {
        return true;
      } else if (next >= 0) {
        p = next;
        t++;
      } else if (starPattern >= 0 && starText < text.length()) {
        p = starPattern;
        t = ++starText;
      } else {
        return false;
      }
    }
  }

  /**
   * Where the pattern goes on if its element at {@code p} takes the char at {@code t}; -1 if it
   * does not.
   */
  private static int element(String pattern, int p, String text, int t) {
    if (t == text.length()) {
      return -1;
    }
    char c = pattern.charAt(p);
    if (c == '?') {
      return p + 1;
    }
    int close = c == '[' ? pattern.indexOf(']', p + 2) : -1;
    if (close < 0) {
      return c == text.charAt(t) ? p + 1 : -1;
    }
    boolean negate = pattern.charAt(p + 1) == '!' || pattern.charAt(p + 1) == '^';
    boolean found = false;
    for (int i = p + (negate ? 2 : 1); i < close; i++) {
      boolean range = i + 2 < close && pattern.charAt(i + 1) == '-';
      char high = range ? pattern.charAt(i + 2) : pattern.charAt(i);
      found |= text.charAt(t) >= pattern.charAt(i) && text.charAt(t) <= high;
      i += range ? 2 : 0;
    }
    return found == negate ? -1 : close + 1;
  }
}
