package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** Numbers as unit files write them. */
public final class Numbers {
  private Numbers() {}

  /**
   * A whole number: decimal, {@code 0x} hexadecimal, {@code 0o} or {@code 0…} octal, {@code 0b}
   * binary, with sign and leading blanks; null if it is none or beyond 64 bits.
   */
  public static @Nullable Long integer(String text) {
    int i = 0;
    while (i < text.length() && Words.isBlank(text.charAt(i))) {
      i++;
    }
    boolean negative = i < text.length() && text.charAt(i) == '-';
    if (negative || (i < text.length() && text.charAt(i) == '+')) {
      i++;
    }
    int radix = 10;
    if (i + 1 < text.length() && text.charAt(i) == '0') {
      char mark = text.charAt(i + 1);
      radix = mark == 'x' || mark == 'X' ? 16 : mark == 'b' || mark == 'B' ? 2 : 8;
      i += radix != 8 || mark == 'o' || mark == 'O' ? 2 : 1;
    }
    if (i == text.length()) {
      return null;
    }
    long value = 0;
    for (; i < text.length(); i++) {
      int digit = Character.digit(text.charAt(i), radix);
      if (digit < 0 || text.charAt(i) > 'z' || value > (Long.MAX_VALUE - digit) / radix) {
        return null;
      }
      value = value * radix + digit;
    }
    return negative ? -value : value;
  }

  /** Octal digits of a file mode up to 07777; null for anything else. */
  static @Nullable Integer mode(String text) {
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 7) {
        return null;
      }
      value = value * 8 + digit;
      if (value > 07777) {
        return null;
      }
    }
    return text.isEmpty() ? null : value;
  }

  /**
   * A size with a suffix of {@code K M G T P E} or {@code B}, to the base given (1024 for memory,
   * 1000 for rates); null if it is none or beyond 63 bits. Fractions ({@code 1.5G}) and sums
   * ({@code 1G 512M}) are allowed.
   */
  public static @Nullable Long size(String text, long base) {
    long sum = 0;
    int i = 0;
    boolean any = false;
    long last = Long.MAX_VALUE;
    while (true) {
      while (i < text.length() && Words.isBlank(text.charAt(i))) {
        i++;
      }
      if (i == text.length()) {
        return any ? sum : null;
      }
      int start = i;
      long whole = 0;
      while (i < text.length() && Ascii.isDigit(text.charAt(i))) {
        int digit = text.charAt(i++) - '0';
        if (whole > (Long.MAX_VALUE - digit) / 10) {
          return null;
        }
        whole = whole * 10 + digit;
      }
      if (i == start) {
        return null;
      }
      double fraction = 0;
      if (i < text.length() && text.charAt(i) == '.') {
        double place = 0.1;
        i++;
        while (i < text.length() && Ascii.isDigit(text.charAt(i))) {
          fraction += (text.charAt(i++) - '0') * place;
          place /= 10;
        }
      }
      while (i < text.length() && Words.isBlank(text.charAt(i))) {
        i++;
      }
      int power = i < text.length() ? "BKMGTPE".indexOf(text.charAt(i)) : 0;
      if (i < text.length()) {
        if (power < 0) {
          return null;
        }
        i++;
      }
      long factor = 1;
      for (int k = 0; k < power; k++) {
        factor *= base;
      }
      if (factor >= last || whole > (Long.MAX_VALUE - sum) / factor) {
        return null;
      }
      last = factor;
      sum += whole * factor + (long) (fraction * factor);
      any = true;
    }
  }

  /**
   * Parts per ten thousand of {@code 12%}, {@code 12.5%} or {@code 12.34%}; null for anything else
   * or above {@code max} percent.
   */
  public static @Nullable Integer permyriad(String text, int max) {
    if (!text.endsWith("%")) {
      return null;
    }
    int dot = text.indexOf('.');
    String whole = text.substring(0, dot < 0 ? text.length() - 1 : dot);
    String part = dot < 0 ? "" : text.substring(dot + 1, text.length() - 1);
    if (!Ascii.isNumber(whole)
        || whole.length() > 7
        || part.length() > 2
        || (dot >= 0 && !Ascii.isNumber(part))) {
      return null;
    }
    long value = Long.parseLong(whole) * 100;
    value += part.isEmpty() ? 0 : Integer.parseInt(part) * (part.length() == 1 ? 10 : 1);
    return value > max * 100L ? null : (Integer) (int) value;
  }
}
