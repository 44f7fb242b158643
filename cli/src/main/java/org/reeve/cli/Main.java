package org.reeve.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;

/**
 * Where {@code bin/systemctl} begins. The first argument is the name under which it was started,
 * given by the C program that starts Java ({@code launch}); the rest is the user's command line.
 */
public final class Main {
  private Main() {}

  /** Runs the command line and ends with its exit status. */
  public static void main(String[] args) {
    List<String> words = List.of(args);
    String program = words.isEmpty() ? "systemctl" : words.getFirst();
    int status = run(program, words.isEmpty() ? words : words.subList(1, words.size()));
    // halt, not exit: there are no hooks to run, and a client's milliseconds count
    Runtime.getRuntime().halt(status);
  }

  static int run(String program, List<String> words) {
    return Systemctl.run(
        program,
        words,
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        UserLocale.environment(),
        Window.isTerminal(1));
  }
}
