package org.reeve.host;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.reeve.manager.InvocationId;
import org.reeve.recipe.Octets;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;

/**
 * What units with {@code StandardOutput=…+console} write, line by line on the console too, as
 * {@code IDENTIFIER[PID]: line}. Lines of several processes do not get mixed.
 *
 * <p>Units are named on the loop's thread; output comes on the log reader's.
 */
final class ConsoleEcho implements LogSink.Listener {
  private static final int LONGEST_LINE = 8192;

  private record Writer(UnitName unit, int pid) {}

  private final Console console;
  private final Map<UnitName, String> identifiers = new ConcurrentHashMap<>();
  private final Map<Writer, ByteArrayOutputStream> begun = new HashMap<>();

  ConsoleEcho(Console console) {
    this.console = console;
  }

  /** From now on this unit is echoed; not any more if there is no identifier. */
  void name(UnitName unit, @Nullable String identifier) {
    if (identifier == null) {
      identifiers.remove(unit);
    } else {
      identifiers.put(unit, identifier);
    }
  }

  @Override
  public void output(UnitName unit, InvocationId invocation, int pid, Octets output) {
    String identifier = identifiers.get(unit);
    if (identifier == null) {
      return;
    }
    Writer writer = new Writer(unit, pid);
    ByteArrayOutputStream line = begun.computeIfAbsent(writer, _ -> new ByteArrayOutputStream());
    for (byte b : output.bytes()) {
      if (b != '\n' && line.size() < LONGEST_LINE) {
        line.write(b);
        continue;
      }
      console.print(identifier + "[" + pid + "]: " + RawText.decode(line.toByteArray()));
      line.reset();
      if (b != '\n') {
        line.write(b);
      }
    }
    if (line.size() == 0) {
      begun.remove(writer);
    }
    console.flush();
  }
}
