package org.reeve.host;

/**
 * Which of two versions is the newer, by the rules of the Version Format Specification (UAPI.10):
 * parts are digits (compared as numbers) or letters (capitals first); {@code ~} is older than
 * anything, even than the end; then come the end, {@code -}, {@code ^} and {@code .}; every other
 * character only separates.
 */
final class Versions {
  private static final String MARKS = "-^.";

  private Versions() {}

  /** Negative if {@code a} is the older. */
  static int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (true) {
      i = skip(a, i);
      j = skip(b, j);
      char x = at(a, i);
      char y = at(b, j);
      if (x == '~' || y == '~') {
        if (x != y) {
          return x == '~' ? -1 : 1;
        }
        i++;
        j++;
        continue;
      }
      if (x == 0 || y == 0) {
        return (x == 0 ? 0 : 1) - (y == 0 ? 0 : 1);
      }
      int mark = MARKS.indexOf(x);
      int other = MARKS.indexOf(y);
      if (mark >= 0 || other >= 0) {
        if (mark != other) {
          return mark < 0 ? 1 : other < 0 ? -1 : Integer.compare(mark, other);
        }
        i++;
        j++;
        continue;
      }
      boolean digits = isDigit(x);
      if (digits != isDigit(y)) {
        return digits ? 1 : -1;
      }
      int endA = end(a, i, digits);
      int endB = end(b, j, digits);
      int order =
          digits
              ? numbers(a.substring(i, endA), b.substring(j, endB))
              : a.substring(i, endA).compareTo(b.substring(j, endB));
      if (order != 0) {
        return order;
      }
      i = endA;
      j = endB;
    }
  }

  private static int numbers(String a, String b) {
    String x = withoutZeros(a);
    String y = withoutZeros(b);
    return x.length() != y.length() ? Integer.compare(x.length(), y.length()) : x.compareTo(y);
  }

  private static String withoutZeros(String digits) {
    int from = 0;
    while (from < digits.length() - 1 && digits.charAt(from) == '0') {
      from++;
    }
    return digits.substring(from);
  }

  private static int end(String text, int from, boolean digits) {
    int at = from;
    while (at < text.length() && (digits ? isDigit(text.charAt(at)) : isLetter(text.charAt(at)))) {
      at++;
    }
    return at;
  }

  private static int skip(String text, int from) {
    int at = from;
    while (at < text.length() && !counts(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean counts(char c) {
    return isDigit(c) || isLetter(c) || c == '~' || MARKS.indexOf(c) >= 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static char at(String text, int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }
}
