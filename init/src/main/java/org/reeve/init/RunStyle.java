package org.reeve.init;

import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import org.reeve.cli.Terminal;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitType;

/**
 * How lines of {@code reeve run} look: the prefix with its colour, one for each unit and the same
 * from begin to end, the time, and the marks of states. Not for several threads at once.
 */
final class RunStyle {
  /** Colours that can be read on light and on dark, none of them that of a state. */
  private static final String[] PALETTE = {
    "\033[36m", "\033[35m", "\033[34m", "\033[33m", "\033[96m", "\033[95m", "\033[94m", "\033[93m"
  };

  private static final String NORMAL = "\033[0m";
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS ");

  /** What a line about a unit says at first sight. */
  enum Mark {
    UP("●", "*", "\033[1;32m"),
    DOWN("○", "o", ""),
    FAILED("×", "x", "\033[1;31m"),
    WARNING("!", "!", "\033[1;33m");

    private final String glyph;
    private final String plain;
    private final String colour;

    Mark(String glyph, String plain, String colour) {
      this.glyph = glyph;
      this.plain = plain;
      this.colour = colour;
    }
  }

  private final boolean prefix;
  private final boolean timestamps;
  private final boolean outColours;
  private final boolean errColours;
  private final boolean utf8;
  private final ZoneId zone;
  private final Map<UnitName, Integer> order = new HashMap<>();
  private int width;

  RunStyle(RunOptions options, Map<String, String> environment, Terminal out, Terminal err) {
    this.prefix = options.prefix();
    this.timestamps = options.timestamps();
    Boolean asked = options.colours();
    this.outColours = asked != null ? asked : out.hasColours(environment);
    this.errColours = asked != null ? asked : err.hasColours(environment);
    this.utf8 = Terminal.isUtf8(environment);
    this.zone = zone(environment.getOrDefault("TZ", ""));
  }

  private static ZoneId zone(String wanted) {
    try {
      return wanted.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(wanted);
    } catch (DateTimeException noRegion) {
      return ZoneId.systemDefault(); // a rule in POSIX's form, which java.time does not know
    }
  }

  /** Makes room for a unit's name and gives it the next colour. */
  void know(UnitName unit) {
    boolean writes = unit.type() != UnitType.TARGET;
    if (order.putIfAbsent(unit, order.size()) == null && writes) {
      width = Math.max(width, unit.text().length());
    }
  }

  private String time() {
    return timestamps ? LocalTime.now(zone).format(CLOCK) : "";
  }

  private String colour(UnitName unit) {
    return PALETTE[order.getOrDefault(unit, 0) % PALETTE.length];
  }

  /** A line that a unit has written, without its end in {@code text}. */
  byte[] output(UnitName unit, byte[] text) {
    know(unit);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    String before = time();
    if (prefix) {
      String name = unit.text();
      before += name + " ".repeat(Math.max(0, width - name.length())) + " | ";
    }
    if (!before.isEmpty()) {
      line.writeBytes(RawText.encode(outColours ? colour(unit) + before + NORMAL : before));
    }
    line.writeBytes(text);
    line.write('\n');
    return line.toByteArray();
  }

  /** A line about a unit. */
  byte[] state(Mark mark, UnitName unit, String what) {
    String glyph = utf8 ? mark.glyph : mark.plain;
    String name = unit.text();
    if (errColours) {
      know(unit);
      glyph = mark.colour.isEmpty() ? glyph : mark.colour + glyph + NORMAL;
      name = colour(unit) + name + NORMAL;
    }
    return RawText.encode(time() + glyph + " " + name + " " + what + "\n");
  }

  /** A sentence that is about no state. */
  byte[] sentence(Mark mark, String text) {
    boolean coloured = errColours && !mark.colour.isEmpty();
    String line = coloured ? mark.colour + text + NORMAL : text;
    return RawText.encode(time() + line + "\n");
  }
}
