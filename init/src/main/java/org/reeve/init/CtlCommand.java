package org.reeve.init;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.cli.Address;
import org.reeve.cli.Systemctl;
import org.reeve.cli.Terminal;
import org.reeve.linux.Sys;

/**
 * {@code reeve ctl}: our systemctl, speaking to a {@code reeve run} of the same user. If there is
 * one it is found; of several the user chooses.
 */
final class CtlCommand {
  private CtlCommand() {}

  static int run(List<String> words, PrintStream out, PrintStream err) {
    String wanted = null;
    int next = 0;
    while (next < words.size() && words.get(next).startsWith("--run")) {
      String word = words.get(next++);
      if (word.startsWith("--run=")) {
        wanted = word.substring("--run=".length());
      } else if (word.equals("--run") && next < words.size()) {
        wanted = words.get(next++);
      } else {
        err.println("reeve: --run needs the id of a run, such as `reeve ctl --run 4711 status`.");
        return Commands.USAGE;
      }
    }
    List<String> rest = words.subList(next, words.size());
    if (!rest.isEmpty() && Commands.asksForHelp(rest.getFirst())) {
      out.print(helpText());
      return 0;
    }
    Runs.Run run = choose(wanted, "ctl", err);
    if (run == null) {
      return 1;
    }
    out.flush();
    return Systemctl.run(
        "reeve ctl",
        rest,
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Systemctl.environment(),
        Terminal.of(1).terminal(),
        new Address(run.socket(), "reeve ctl" + (wanted == null ? "" : " --run " + wanted)));
  }

  /** The run that is meant; null if there is none or more than one, which has been said. */
  static Runs.@Nullable Run choose(@Nullable String wanted, String command, PrintStream err) {
    Map<String, String> environment = System.getenv();
    List<Runs.Run> all = Runs.all(environment, Sys.uid());
    List<Runs.Run> runs = wanted == null ? all : Runs.named(all, wanted);
    if (runs.size() == 1) {
      return runs.getFirst();
    }
    if (all.isEmpty()) {
      err.println(
          "reeve: no `reeve run` of yours is running; start one, such as"
              + " `reeve run ./myecho.service`.");
    } else {
      String first = all.getFirst().id();
      err.println(
          "reeve: "
              + (runs.isEmpty() ? "no run is called " + wanted : all.size() + " runs are there")
              + "; choose one by `reeve "
              + command
              + " --run "
              + first
              + " …`:");
      for (Runs.Run run : all) {
        err.println("  " + run.line());
      }
    }
    return null;
  }

  static String helpText() {
    return """
    reeve ctl [--run=ID|DIRECTORY] VERB [ARGUMENT...]: does what systemctl does, to the units of a
    running `reeve run` of yours: status, list-units, start, stop, restart, reload, kill, show, cat,
    is-active, list-dependencies, set-environment, daemon-reload …

          --run=ID       the run with this id, which is the pid of `reeve run`, or with this
                         directory of units; with one run there it is found
      -h, --help         show this

    `reeve ctl exit [STATUS]` ends it in order. Verbs about boot (enable, mask, poweroff …) are
    refused. All options of systemctl are taken after --run: `bin/systemctl --help` lists them.

    Exit status: as systemctl's; 1 too if there is no run, 2 if the command line is wrong.
    """;
  }
}
