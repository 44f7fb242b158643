package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** Replaces specifiers for one unit (systemd.unit(5), "SPECIFIERS"). */
final class Specifiers {
  private final UnitName unit;
  private final SpecifierContext context;
  private final @Nullable String fragmentPath;

  Specifiers(UnitName unit, SpecifierContext context, @Nullable String fragmentPath) {
    this.unit = unit;
    this.context = context;
    this.fragmentPath = fragmentPath;
  }

  /**
   * {@code text} with every specifier replaced. One letter or digit too many is an error; a stray
   * percent sign stays.
   */
  Expansion expand(String text) {
    int percent = text.indexOf('%');
    if (percent < 0) {
      return new Expansion(text, "");
    }
    var out = new StringBuilder(text.length() + 32);
    int done = 0;
    while (percent >= 0 && percent + 1 < text.length()) {
      char c = text.charAt(percent + 1);
      out.append(text, done, percent);
      if (c == '%') {
        out.append('%');
      } else if (isKnown(c)) {
        String value = value(c);
        if (value == null) {
          return new Expansion(null, "%" + c + " has no value here");
        }
        out.append(value);
      } else if (Ascii.isLetter(c) || Ascii.isDigit(c)) {
        return new Expansion(null, "Invalid slot");
      } else {
        out.append('%').append(c);
      }
      done = percent + 2;
      percent = text.indexOf('%', done);
    }
    return new Expansion(out.append(text, done, text.length()).toString(), "");
  }

  private static boolean isKnown(char c) {
    return "nNpPiIjJfyYdtSCLETVmbHlqvaowWBMAuUgGhs".indexOf(c) >= 0;
  }

  private @Nullable String value(char c) {
    return switch (c) {
      case 'n' -> unit.text();
      case 'N' -> unit.withoutSuffix();
      case 'p' -> unit.prefix();
      case 'P' -> UnitEscape.unescape(unit.prefix());
      case 'i' -> unit.instance() == null ? "" : unit.instance();
      case 'I' -> unit.instance() == null ? "" : UnitEscape.unescape(unit.instance());
      case 'j' -> lastPart(unit.prefix());
      case 'J' -> UnitEscape.unescape(lastPart(unit.prefix()));
      case 'f' -> path();
      case 'y' -> fragmentPath == null ? "" : fragmentPath;
      case 'Y' ->
          fragmentPath == null ? "" : fragmentPath.substring(0, fragmentPath.lastIndexOf('/'));
      case 'd' -> credentials();
      default -> context.value(c);
    };
  }

  private static String lastPart(String prefix) {
    return prefix.substring(prefix.lastIndexOf('-') + 1);
  }

  private @Nullable String path() {
    String instance = unit.instance();
    if (instance != null && !instance.isEmpty()) {
      String path = UnitEscape.unescape(instance);
      return path == null ? null : path.startsWith("/") ? path : "/" + path;
    }
    String path = UnitEscape.unescapePath(unit.prefix());
    if (path != null) {
      return path;
    }
    String plain = UnitEscape.unescape(unit.prefix());
    return plain == null ? null : "/" + plain;
  }

  private @Nullable String credentials() {
    String runtime = context.value('t');
    return runtime == null ? null : runtime + "/credentials/" + unit.text();
  }
}
