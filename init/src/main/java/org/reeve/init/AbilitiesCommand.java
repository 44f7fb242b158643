package org.reeve.init;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.reeve.dbus.BusError;
import org.reeve.host.Abilities;
import org.reeve.linux.Sys;

/**
 * {@code reeve abilities}: what this machine and our place in it allow, a sentence each with what
 * follows for units. The running manager is asked, as its place is what counts; without one the
 * command looks for itself and says so.
 */
final class AbilitiesCommand {
  private AbilitiesCommand() {}

  static int run(List<String> words, PrintStream out, PrintStream err) {
    boolean user = Sys.uid() != 0;
    for (String word : words) {
      switch (word) {
        case "--user" -> user = true;
        case "--system" -> user = false;
        case "--help", "-h" -> {
          out.print(helpText());
          return 0;
        }
        default -> {
          err.println(
              "reeve: abilities takes no " + word + "; there are --user and --system only.");
          return Commands.USAGE;
        }
      }
    }
    Places places = user ? Places.user(System.getenv(), Sys.uid()) : Places.system();
    try (ManagerClient manager = ManagerClient.connect(places.privateSocket())) {
      manager.abilities().forEach(out::println);
      return 0;
    } catch (IOException nobody) {
      out.println(
          "No manager answers at " + places.privateSocket() + "; what this process finds itself:");
      Abilities.here().forEach(out::println);
      return 0;
    } catch (BusError refused) {
      err.println("reeve: the manager refused: " + refused.sentence());
      return 1;
    }
  }

  static String helpText() {
    return """
    reeve abilities [--user|--system]: shows what this place allows units and what not, a sentence
    each with what follows for them.

          --user             ask your own manager (the default without root)
          --system           ask the system's manager (the default for root)
      -h, --help             show this

    If no manager answers, this process tries for itself and says so.

    Exit status: 0 all went well; 1 the manager refused to answer; 2 the command line is wrong.
    """;
  }
}
