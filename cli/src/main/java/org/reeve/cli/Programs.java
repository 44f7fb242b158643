package org.reeve.cli;

import java.io.IOException;
import java.util.List;

/** Other programs that a verb runs in its place: an editor, man, Debian's scripts. */
final class Programs {
  private Programs() {}

  /**
   * Runs a program on this terminal and waits for it.
   *
   * @return its exit status
   * @throws Failure if it cannot be started
   */
  static int run(List<String> command) throws Failure {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
      UserLocale.restore(builder.environment());
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new Failure("Failed to execute " + command.getFirst() + ": No such file or directory");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Failure("Failed to wait for " + command.getFirst() + ": interrupted");
    }
  }
}
