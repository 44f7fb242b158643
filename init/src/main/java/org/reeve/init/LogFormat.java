package org.reeve.init;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.reeve.host.LogEntry;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitType;

/**
 * Lines of a log in the form of {@code journalctl -o short}: time, host, who, text. Who is the
 * unit, as the names of ended processes are not kept, or {@code reeve} for the manager's own
 * messages.
 */
final class LogFormat {
  private static final String HEX = "0123456789abcdef";
  private static final int DELETE = 0x7f;

  private final DateTimeFormatter time =
      DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ENGLISH)
          .withZone(ZoneId.systemDefault());
  private final String host;
  private final boolean raw;

  /**
   * @param raw whether control characters are written as they are; else all but tabs become {@code
   *     \xNN}, so that a log cannot command the terminal
   */
  LogFormat(String host, boolean raw) {
    this.host = host;
    this.raw = raw;
  }

  /** One line with its end, as bytes, as the text may be of any encoding. */
  byte[] line(UnitName unit, LogEntry entry) {
    Instant when = Instant.EPOCH.plus(entry.realtimeUsec(), ChronoUnit.MICROS);
    String who = entry.fromManager() ? "reeve" : identifier(unit);
    String pid = entry.pid() == 0 ? "" : "[" + entry.pid() + "]";
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes(RawText.encode(time.format(when) + " " + host + " " + who + pid + ": "));
    for (byte b : entry.line().bytes()) {
      boolean control = (b >= 0 && b < ' ' && b != '\t') || b == DELETE;
      if (control && !raw) {
        line.writeBytes(
            new byte[] {'\\', 'x', (byte) HEX.charAt(b >> 4), (byte) HEX.charAt(b & 15)});
      } else {
        line.write(b);
      }
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static String identifier(UnitName unit) {
    String text = unit.text();
    return unit.type() == UnitType.SERVICE
        ? text.substring(0, text.length() - ".service".length())
        : text;
  }
}
