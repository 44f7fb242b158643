package org.reeve.init;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.reeve.linux.Errno;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Program;
import org.reeve.linux.Sys;
import org.reeve.unit.DiskFileTree;
import org.reeve.unit.RawText;

/**
 * {@code reeve run}: finds out what the operands mean and becomes {@code init --run} with these
 * units, in the foreground of this terminal. hand takes this process's place, so that the shell
 * waits for it and Ctrl-C reaches it.
 */
final class RunCommand {
  private RunCommand() {}

  static int run(List<String> words, PrintStream out, PrintStream err) {
    RunOptions options = RunOptions.parse(words);
    for (String problem : options.problems()) {
      err.println("reeve: " + problem);
    }
    if (!options.problems().isEmpty()) {
      return Commands.USAGE;
    }
    if (options.help()) {
      out.print(RunOptions.helpText());
      return 0;
    }
    Map<String, String> environment = System.getenv();
    RunPlan plan =
        new RunPlan(
            new DiskFileTree(),
            RunLoadPath.machine(environment, Sys.uid()),
            Path.of("").toAbsolutePath());
    plan.resolve(options.paths(), options.operands());
    for (String problem : plan.problems()) {
      err.println("reeve: " + problem);
    }
    if (!plan.problems().isEmpty()) {
      return 1;
    }
    Runs.sweep(environment, Sys.uid());
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(RawText.encode("init"));
    arguments.add(RawText.encode("--run"));
    for (String word : options.with(plan.directories(), plan.units()).words()) {
      arguments.add(RawText.encode(word));
    }
    String init = Installation.root() + "/bin/init";
    try {
      throw Program.replace(RawText.encode(init), arguments, Installation.callersEnvironment());
    } catch (ErrnoException failure) {
      err.println(
          "reeve: cannot execute "
              + init
              + " ("
              + Errno.name(failure.errno())
              + "); is the installation whole?");
      return 1;
    }
  }
}
