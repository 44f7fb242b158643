package org.reeve.host;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.reeve.manager.InvocationId;
import org.reeve.recipe.Octets;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;

/**
 * What units with {@code StandardOutput=…+console} write, line by line on the console too, as
 * {@code IDENTIFIER[PID]: line}. Lines of several processes do not get mixed.
 *
 * <p>Invocations are named on the loop's thread; output comes on the log reader's, and so does the
 * end.
 */
final class ConsoleEcho implements LogSink.Listener {
  private static final int LONGEST_LINE = 8192;

  private record Writer(InvocationId invocation, int pid) {}

  private final Console console;
  private final Map<InvocationId, String> identifiers = new ConcurrentHashMap<>();
  private final Map<Writer, ByteArrayOutputStream> begun = new HashMap<>();

  ConsoleEcho(Console console) {
    this.console = console;
  }

  /** From now on what this invocation writes is echoed. */
  void name(InvocationId invocation, String identifier) {
    identifiers.put(invocation, identifier);
  }

  /** Nothing more comes of this invocation; a line that was not ended is one all the same. */
  void ended(InvocationId invocation) {
    String identifier = identifiers.remove(invocation);
    if (identifier == null) {
      return;
    }
    begun.forEach((writer, line) -> {
      if (writer.invocation.equals(invocation)) {
        print(identifier, writer.pid, line);
      }
    });
    begun.keySet().removeIf(writer -> writer.invocation.equals(invocation));
    console.flush();
  }

  private void print(String identifier, int pid, ByteArrayOutputStream line) {
    console.print(identifier + "[" + pid + "]: " + RawText.decode(line.toByteArray()));
  }

  @Override
  public void output(UnitName unit, InvocationId invocation, int pid, Octets output) {
    String identifier = identifiers.get(invocation);
    if (identifier == null) {
      return;
    }
    Writer writer = new Writer(invocation, pid);
    ByteArrayOutputStream line = begun.computeIfAbsent(writer, _ -> new ByteArrayOutputStream());
    for (byte b : output.bytes()) {
      if (b != '\n' && line.size() < LONGEST_LINE) {
        line.write(b);
        continue;
      }
      print(identifier, pid, line);
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
