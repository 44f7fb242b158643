package org.reeve.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A bash into which commands are entered one after the other: directory, variables and background
 * jobs stay, as in a terminal. What a command writes to standard output and standard error comes in
 * one.
 */
final class ConsoleShell implements AutoCloseable {
  private static final Duration COMMAND = Duration.ofMinutes(10);
  private static final String MARK = "<end of command ";

  private final Process bash;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private int commands;

  /**
   * Takes over a shell.
   *
   * @param bash a bash that reads commands from its standard input
   */
  ConsoleShell(Process bash) {
    this.bash = bash;
    Thread.ofVirtual().start(this::listen);
    type("exec 2>&1");
  }

  private void listen() {
    try (InputStream out = bash.getInputStream()) {
      out.transferTo(said);
    } catch (IOException ended) {
      // whoever waits for the end of a command sees that it does not come
    }
  }

  private void type(String line) {
    try {
      bash.outputWriter(StandardCharsets.UTF_8).write(line + "\n");
      bash.outputWriter(StandardCharsets.UTF_8).flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Enters a command and returns the lines that it prints. */
  List<String> enter(String command) {
    int from = text().length();
    String end = MARK + ++commands + ">";
    // $? is the status of the command before, as it was entered
    type("(exit ${status:-0})\neval " + quoted(command) + " < /dev/null");
    type("status=$?; printf '\\n%s\\n' " + quoted(end));
    Await.until(
        "the end of: " + command,
        COMMAND,
        () -> {
          if (!bash.isAlive()) {
            throw new AssertionError("the shell has ended:\n" + text());
          }
          return text().indexOf(end + "\n", from) >= 0;
        });
    String all = text();
    String printed = all.substring(from, all.indexOf(end + "\n", from));
    return printed.stripTrailing().lines().toList();
  }

  private String text() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  @Override
  public void close() {
    bash.descendants().forEach(ProcessHandle::destroyForcibly);
    bash.destroyForcibly();
  }
}
