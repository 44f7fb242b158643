package org.reeve.init;

import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands of {@code reeve}, in the order of its help. To add one, add a row. */
final class Commands {
  /** Exit status for a command line that cannot be understood, as the field's tools have it. */
  static final int USAGE = 2;

  static final List<Command> TABLE =
      List.of(
          new Command(
              "help",
              "[COMMAND]",
              "show this list, or what there is to say about a command",
              """
              reeve help [COMMAND]: lists the commands, or says about one what its `--help` says.
              """,
              Commands::help),
          new Command(
              "run",
              "FILE|DIRECTORY|UNIT...",
              "run units here, until they end or Ctrl-C",
              RunOptions.helpText(),
              RunCommand::run),
          new Command(
              "ctl",
              "[--run=ID] VERB...",
              "do what systemctl does, to units of a running `reeve run`",
              CtlCommand.helpText(),
              CtlCommand::run),
          new Command(
              "log",
              "[OPTION...] UNIT...",
              "show what units have written",
              LogOptions.helpText(),
              LogCommand::run),
          new Command(
              "steps",
              "UNIT|--sysv PROGRAM",
              "show what happens between fork and exec",
              StepsCommand.helpText(),
              StepsCommand::run),
          new Command(
              "daemonize",
              "[OPTION...] PROGRAM...",
              "make a daemon of any program, without a manager",
              DaemonizeOptions.helpText(),
              DaemonizeCommand::run),
          new Command(
              "abilities",
              "[--user]",
              "show what this place allows units, and what not",
              AbilitiesCommand.helpText(),
              AbilitiesCommand::run),
          new Command(
              "version",
              "",
              "show the version",
              """
              reeve version: shows Reeve's version, and that of the systemd whose interfaces it speaks.
              """,
              (_, out, _) -> version(out)));

  private Commands() {}

  /**
   * Runs the command that the first word names.
   *
   * @param words the command line without the program's name
   * @return the exit status
   */
  static int run(List<String> words, PrintStream out, PrintStream err) {
    if (words.isEmpty()) {
      list(err);
      return USAGE;
    }
    String name =
        switch (words.getFirst()) {
          case "--version" -> "version";
          case "--help", "-h" -> "help";
          default -> words.getFirst();
        };
    List<String> rest = words.subList(1, words.size());
    Command command = find(name);
    if (command == null) {
      return unknown(name, err);
    }
    if (!rest.isEmpty() && asksForHelp(rest.getFirst())) {
      out.print(command.help());
      return 0;
    }
    return command.action().run(rest, out, err);
  }

  /** Whether this word of a command line asks for help. */
  static boolean asksForHelp(String word) {
    return word.equals("--help") || word.equals("-h");
  }

  private static @Nullable Command find(String name) {
    for (Command command : TABLE) {
      if (command.name().equals(name)) {
        return command;
      }
    }
    return null;
  }

  private static int unknown(String name, PrintStream err) {
    err.println("reeve: unknown command '" + name + "'; 'reeve help' lists the commands.");
    return USAGE;
  }

  private static int help(List<String> words, PrintStream out, PrintStream err) {
    if (words.isEmpty()) {
      list(out);
      return 0;
    }
    Command command = find(words.getFirst());
    if (command == null) {
      return unknown(words.getFirst(), err);
    }
    out.print(command.help());
    return 0;
  }

  private static void list(PrintStream out) {
    out.println("reeve COMMAND [ARGUMENT...]: runs systemd unit files anywhere Linux runs.");
    out.println();
    for (Command command : TABLE) {
      String usage = command.name() + " " + command.arguments();
      out.println("  " + usage + " ".repeat(Math.max(1, 34 - usage.length())) + command.summary());
    }
    out.print(
        """

          -h, --help                        the same as `reeve help`
              --version                     the same as `reeve version`

        `reeve COMMAND --help` lists a command's options; its manual page is reeve-COMMAND(1).

        Exit status: 0 all went well; 1 a unit failed or could not be started, or there is
        no manager to ask; 2 the command line is wrong. Ctrl-C stops the units of `run` in
        order, a second one kills them.
        """);
  }

  private static int version(PrintStream out) {
    out.println("reeve " + Version.REEVE);
    out.println("speaks the interfaces of systemd " + Version.SYSTEMD);
    return 0;
  }
}
