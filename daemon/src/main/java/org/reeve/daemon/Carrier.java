package org.reeve.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Memory;
import org.reeve.linux.Program;
import org.reeve.recipe.Recipe;

/**
 * The program {@code carry}, which comes with this library: it takes this process's place, carries
 * out a recipe in a process that it forks, and waits until the daemon is up. {@code
 * hand/carry/carry.c} tells the rest.
 */
final class Carrier {
  /** What {@code carry} attaches itself: where the daemon says that it is up. */
  static final int READY = 0;

  /** What {@code carry} attaches itself: where the daemon's errors go until it is up. */
  static final int TEXT = 1;

  /** How many it attaches itself; those that are handed to it follow. */
  static final int OWN = 2;

  private Carrier() {}

  /** The recipe's attached descriptors, and a phrase a line that says what failed if it fails. */
  record Order(
      String name, boolean untilReady, Recipe recipe, List<String> phrases, List<Fd> attached) {
    Order {
      phrases = List.copyOf(phrases);
      attached = List.copyOf(attached);
    }
  }

  /**
   * Executes it. Descriptors that are attached are left open in it.
   *
   * @return never; what went wrong, for the caller to throw
   */
  static IOException replaceThisProcess(Order order) {
    StringBuilder phrases = new StringBuilder();
    for (String phrase : order.phrases()) {
      phrases.append(phrase.replace('\n', ' ')).append('\n');
    }
    try (Fd program = Memory.sealed("carry", program());
        Fd recipe = Memory.sealed("recipe", order.recipe().encode().bytes());
        Fd texts = Memory.sealed("phrases", Fs.path(phrases.toString()))) {
      List<byte[]> arguments = new ArrayList<>();
      arguments.add(Fs.path("carry"));
      arguments.add(Fs.path(order.name()));
      arguments.add(Fs.path(order.untilReady() ? "ready" : "exec"));
      List<Fd> passed = new ArrayList<>(List.of(recipe, texts));
      passed.addAll(order.attached());
      for (Fd fd : passed) {
        fd.setCloseOnExec(false);
        arguments.add(Fs.path(Integer.toString(fd.number())));
      }
      System.out.flush();
      System.err.flush();
      ErrnoException refused = Program.replace(program, arguments, List.of());
      return new IOException(
          order.name()
              + " cannot become a daemon: the program that makes one cannot be executed here ("
              + refused.getMessage()
              + ").",
          refused);
    } catch (IOException | ErrnoException e) {
      return new IOException(order.name() + " cannot become a daemon: " + e.getMessage(), e);
    }
  }

  private static byte[] program() throws IOException {
    try (InputStream in = Carrier.class.getResourceAsStream("carry")) {
      if (in == null) {
        throw new IOException("the program carry is missing in this library");
      }
      return in.readAllBytes();
    }
  }
}
