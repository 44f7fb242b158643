package org.reeve.init;

import java.io.PrintStream;
import java.util.List;

/**
 * One of {@code reeve}'s commands, a row of the table {@link Commands}.
 *
 * @param name what the user types
 * @param arguments its arguments as the help shows them, empty for none
 * @param summary one line for the help
 * @param help all there is to say, for {@code --help}
 * @param action what it does
 */
record Command(String name, String arguments, String summary, String help, Action action) {

  /** What a command does with the words after its name. */
  @FunctionalInterface
  interface Action {
    /**
     * Runs the command.
     *
     * @return the exit status
     */
    int run(List<String> arguments, PrintStream out, PrintStream err);
  }
}
