package org.reeve.init;

import java.io.PrintStream;
import java.util.List;

/** The commands of {@code reeve}, in the order of its help. To add one, add a row. */
final class Commands {
  /** Exit status for a command line that cannot be understood, as the field's tools have it. */
  static final int USAGE = 2;

  private static final List<Command> TABLE =
      List.of(
          new Command("help", "", "show this list", (_, out, _) -> help(out)),
          new Command(
              "run",
              "FILE|DIRECTORY|UNIT...",
              "run units here, until they end or Ctrl-C",
              RunCommand::run),
          new Command(
              "ctl",
              "[--run ID] VERB...",
              "do what systemctl does, to units of a running `reeve run`",
              CtlCommand::run),
          new Command(
              "log", "[-n N] [-f] UNIT...", "show what units have written", LogCommand::run),
          new Command(
              "steps",
              "UNIT|--sysv PROGRAM",
              "show what happens between fork and exec",
              StepsCommand::run),
          new Command(
              "abilities",
              "[--user]",
              "show what this place allows units, and what not",
              AbilitiesCommand::run),
          new Command("version", "", "show the version", (_, out, _) -> version(out)));

  private Commands() {}

  /**
   * Runs the command that the first word names.
   *
   * @param words the command line without the program's name
   * @return the exit status
   */
  static int run(List<String> words, PrintStream out, PrintStream err) {
    if (words.isEmpty()) {
      help(err);
      return USAGE;
    }
    String name =
        switch (words.getFirst()) {
          case "--version" -> "version";
          case "--help", "-h" -> "help";
          default -> words.getFirst();
        };
    for (Command command : TABLE) {
      if (command.name().equals(name)) {
        return command.action().run(words.subList(1, words.size()), out, err);
      }
    }
    err.println("reeve: unknown command '" + name + "'; 'reeve help' lists the commands.");
    return USAGE;
  }

  private static int help(PrintStream out) {
    out.println("reeve COMMAND [ARGUMENT...]: runs systemd unit files anywhere Linux runs.");
    out.println();
    for (Command command : TABLE) {
      String usage = command.name() + " " + command.arguments();
      out.println("  " + usage + " ".repeat(Math.max(1, 34 - usage.length())) + command.summary());
    }
    out.println();
    out.println(
        "Exit status: 0 all went well; 1 a unit failed or could not be started, or there is");
    out.println(
        "no manager to ask; 2 the command line is wrong. Ctrl-C stops the units of `run` in");
    out.println("order, a second one kills them.");
    return 0;
  }

  private static int version(PrintStream out) {
    out.println("reeve " + Version.REEVE);
    out.println("speaks the interfaces of systemd " + Version.SYSTEMD);
    return 0;
  }
}
