package org.reeve.host;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fs;

/**
 * Paths that match a pattern, glob(7): {@code *}, {@code ?}, {@code [a-z]}, {@code [!a-z]} and
 * backslash, in bytes. A name that begins with a dot is only matched by a pattern that does.
 */
final class Glob {
  private Glob() {}

  /** Whether the text has a character that means anything but itself in a pattern. */
  static boolean isPattern(byte[] text) {
    for (byte b : text) {
      if (b == '*' || b == '?' || b == '[' || b == '\\') {
        return true;
      }
    }
    return false;
  }

  /** The existing paths that match an absolute pattern, in ascending order of their bytes. */
  static List<byte[]> expand(byte[] pattern) {
    List<byte[]> found = new ArrayList<>();
    expand(new byte[0], pattern, 1, found);
    found.sort(Arrays::compareUnsigned);
    return found;
  }

  private static void expand(byte[] parent, byte[] pattern, int from, List<byte[]> found) {
    int end = from;
    while (end < pattern.length && pattern[end] != '/') {
      end++;
    }
    byte[] part = Arrays.copyOfRange(pattern, from, end);
    if (!isPattern(part)) {
      descend(Fs.join(parent, part), pattern, end, found);
      return;
    }
    for (Fs.Entry entry : entries(parent)) {
      boolean hidden = entry.name()[0] == '.' && part[0] != '.';
      if (!hidden && matches(part, 0, entry.name(), 0)) {
        descend(Fs.join(parent, entry.name()), pattern, end, found);
      }
    }
  }

  private static void descend(byte[] path, byte[] pattern, int end, List<byte[]> found) {
    if (end < pattern.length) {
      expand(path, pattern, end + 1, found);
    } else if (Fs.linkStatIfExists(path) != null) {
      found.add(path);
    }
  }

  private static List<Fs.Entry> entries(byte[] directory) {
    try {
      return Fs.list(directory.length == 0 ? new byte[] {'/'} : directory);
    } catch (ErrnoException e) {
      return List.of(); // as glob(3): what cannot be read has nothing that matches
    }
  }

  /** Whether {@code name} from {@code n} matches {@code pattern} from {@code p}. */
  static boolean matches(byte[] pattern, int p, byte[] name, int n) {
    int at = n;
    for (int i = p; i < pattern.length; i++) {
      switch (pattern[i]) {
        case '*' -> {
          for (int rest = at; rest <= name.length; rest++) {
            if (matches(pattern, i + 1, name, rest)) {
              return true;
            }
          }
          return false;
        }
        case '?' -> {
          if (at++ >= name.length) {
            return false;
          }
        }
        case '[' -> {
          int close = closing(pattern, i);
          if (close < 0) {
            if (at >= name.length || name[at++] != '[') {
              return false;
            }
          } else {
            if (at >= name.length || !inSet(pattern, i + 1, close, name[at++])) {
              return false;
            }
            i = close;
          }
        }
        default -> {
          if (pattern[i] == '\\' && i + 1 < pattern.length) {
            i++;
          }
          if (at >= name.length || name[at++] != pattern[i]) {
            return false;
          }
        }
      }
    }
    return at == name.length;
  }

  /**
   * Where the set that begins at {@code open} ends, or -1; a bracket right at its begin is a
   * member.
   */
  private static int closing(byte[] pattern, int open) {
    int i = open + 1;
    if (i < pattern.length && (pattern[i] == '!' || pattern[i] == '^')) {
      i++;
    }
    i++;
    while (i < pattern.length && pattern[i] != ']') {
      i++;
    }
    return i < pattern.length ? i : -1;
  }

  private static boolean inSet(byte[] pattern, int from, int to, byte b) {
    boolean negated = pattern[from] == '!' || pattern[from] == '^';
    int i = negated ? from + 1 : from;
    boolean in = false;
    while (i < to) {
      int low = pattern[i] & 255;
      int high = low;
      if (i + 2 < to && pattern[i + 1] == '-') {
        high = pattern[i + 2] & 255;
        i += 2;
      }
      in |= low <= (b & 255) && (b & 255) <= high;
      i++;
    }
    return in != negated;
  }
}
