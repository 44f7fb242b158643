package org.reeve.init;

import java.io.PrintStream;
import java.util.List;

/**
 * Where every Java program of the installation begins. The first argument is the name under which
 * it was started, given by the C program that started Java ({@code hand} for {@code init}, {@code
 * launch} for the others); the rest is the user's command line.
 */
public final class Main {
  private Main() {}

  /** Runs the program that the first argument names and ends with its exit status. */
  public static void main(String[] args) {
    int status = run(List.of(args), System.out, System.err);
    System.out.flush();
    System.exit(status);
  }

  static int run(List<String> args, PrintStream out, PrintStream err) {
    String program = args.isEmpty() ? "reeve" : args.getFirst();
    List<String> words = args.isEmpty() ? args : args.subList(1, args.size());
    if (program.equals("manager")) {
      return ManagerProgram.run(out, err);
    }
    return Commands.run(words, out, err);
  }
}
