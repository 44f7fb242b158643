package org.reeve.bus;

/**
 * Shell patterns as fnmatch(3) without flags: {@code *}, {@code ?}, {@code [a-z]}, {@code [!x]} and
 * a backslash before a literal.
 */
final class Glob {
  private Glob() {}

  static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int retry = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        retry = t;
        continue;
      }
      int next = p < pattern.length() ? one(pattern, p, text.charAt(t)) : -1;
      if (next > 0) {
        p = next;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** The position behind what stands for one character at {@code p}, if it matches; else -1. */
  private static int one(String pattern, int p, char c) {
    return switch (pattern.charAt(p)) {
      case '?' -> p + 1;
      case '[' -> set(pattern, p, c);
      case '\\' -> {
        int literal = p + 1 < pattern.length() ? p + 1 : p;
        yield pattern.charAt(literal) == c ? literal + 1 : -1;
      }
      default -> pattern.charAt(p) == c ? p + 1 : -1;
    };
  }

  private static int set(String pattern, int open, char c) {
    int i = open + 1;
    boolean negated =
        i < pattern.length() && (pattern.charAt(i) == '!' || pattern.charAt(i) == '^');
    if (negated) {
      i++;
    }
    boolean found = false;
    boolean first = true;
    while (i < pattern.length() && (first || pattern.charAt(i) != ']')) {
      first = false;
      char low = pattern.charAt(i);
      boolean range =
          i + 2 < pattern.length() && pattern.charAt(i + 1) == '-' && pattern.charAt(i + 2) != ']';
      char high = range ? pattern.charAt(i + 2) : low;
      found |= c >= low && c <= high;
      i += range ? 3 : 1;
    }
    if (i >= pattern.length()) {
      return c == '[' ? open + 1 : -1; // no closing bracket: an ordinary character
    }
    return found != negated ? i + 1 : -1;
  }
}
