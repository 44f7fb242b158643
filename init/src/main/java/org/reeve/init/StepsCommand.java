package org.reeve.init;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.host.Lookups;
import org.reeve.linux.Sys;
import org.reeve.manager.CommandContext;
import org.reeve.manager.Event;
import org.reeve.manager.ExecKind;
import org.reeve.manager.Host;
import org.reeve.manager.ManagerConfig;
import org.reeve.manager.RecipeCompiler;
import org.reeve.recipe.Octets;
import org.reeve.recipe.SysVDaemon;
import org.reeve.unit.DiskFileTree;
import org.reeve.unit.ExecCommand;
import org.reeve.unit.HostSpecifiers;
import org.reeve.unit.LoadPath;
import org.reeve.unit.LoadState;
import org.reeve.unit.Problem;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitLoader;
import org.reeve.unit.UnitName;

/**
 * {@code reeve steps}: what happens between fork and exec, a line a step, with the directive and
 * the place that each comes from. Nothing is run.
 */
final class StepsCommand {
  private StepsCommand() {}

  static int run(List<String> words, PrintStream out, PrintStream err) {
    if (!words.isEmpty() && words.getFirst().equals("--sysv")) {
      return sysv(words.subList(1, words.size()), out, err);
    }
    for (String word : words) {
      if (Commands.asksForHelp(word)) {
        out.print(helpText());
        return 0;
      }
      if (word.startsWith("--")) {
        err.println("reeve: steps has no option " + word + "; `reeve steps --help` lists them.");
        return Commands.USAGE;
      }
    }
    if (words.size() != 1) {
      err.println("reeve: steps needs one unit file or unit name, or --sysv and a program.");
      return Commands.USAGE;
    }
    return unit(words.getFirst(), out, err);
  }

  static String helpText() {
    return """
    reeve steps UNIT
    reeve steps --sysv PROGRAM [ARGUMENT...]: shows what happens between fork and exec, a line a
    step. Nothing is run.

    UNIT is a unit file or the name of a unit of this machine. Each of its commands is shown as the
    system manager would run it, and behind each step the directive, file and line that it comes
    from.

          --sysv PROGRAM     the steps of a classic daemon that detaches itself, for comparison: all
                             that follows is PROGRAM's command line
      -h, --help             show this

    Exit status: 0 all went well; 1 there is no such unit, it has no command, or one could not be
    run here; 2 the command line is wrong.
    """;
  }

  private static int sysv(List<String> program, PrintStream out, PrintStream err) {
    if (program.isEmpty()) {
      err.println(
          "reeve: steps --sysv needs a program, such as `reeve steps --sysv /usr/sbin/mydaemon`.");
      return Commands.USAGE;
    }
    List<Octets> arguments = new ArrayList<>();
    for (String word : program) {
      arguments.add(Octets.of(RawText.encode(word)));
    }
    Octets path = arguments.getFirst();
    String name = String.valueOf(Path.of(program.getFirst()).getFileName());
    Octets lock = Octets.of(RawText.encode("/run/" + name + ".pid"));
    out.print(SysVDaemon.recipe(lock, List.of(), path, arguments).toText());
    return 0;
  }

  private static int unit(String word, PrintStream out, PrintStream err) {
    Map<String, String> environment = System.getenv();
    LoadPath path = LoadPath.system(environment);
    String name = word;
    Path file = Path.of(word).toAbsolutePath().normalize();
    if (word.indexOf('/') >= 0 || Files.isRegularFile(file)) {
      List<String> directories = new ArrayList<>();
      directories.add(String.valueOf(file.getParent()));
      directories.addAll(path.directories());
      path = path.withDirectories(directories);
      name = String.valueOf(file.getFileName());
    }
    UnitName unitName = UnitName.parse(name.indexOf('.') < 0 ? name + ".service" : name);
    if (unitName == null) {
      err.println("reeve: \"" + name + "\" is not the name of a unit.");
      return Commands.USAGE;
    }
    DiskFileTree files = new DiskFileTree();
    UnitDefinition unit =
        new UnitLoader(files, path, new HostSpecifiers(files, environment, false)).load(unitName);
    for (Problem problem : unit.problems()) {
      err.println("reeve: " + at(problem) + problem.message());
    }
    if (unit.loadState() != LoadState.LOADED) {
      Problem why = unit.loadError();
      err.println(
          "reeve: "
              + unitName.text()
              + " is "
              + unit.loadState().text()
              + (why == null ? "." : ": " + why.message()));
      return 1;
    }
    return print(unit, out, err);
  }

  private static String at(Problem problem) {
    return problem.origin() == null
        ? ""
        : problem.origin().file() + ":" + problem.origin().line() + ": ";
  }

  private static int print(UnitDefinition unit, PrintStream out, PrintStream err) {
    Sys.Limit open = Sys.limit(Sys.RLIMIT_NOFILE);
    ManagerConfig config =
        new ManagerConfig(
            ManagerConfig.Scope.SYSTEM,
            null,
            Map.of("PATH", String.join(":", ManagerConfig.DEFAULT_SEARCH_PATH)),
            Places.system().notifySocket(),
            Places.system().runtime(),
            0,
            1,
            ManagerConfig.DEFAULT_TIMEOUT_USEC,
            ManagerConfig.DEFAULT_TIMEOUT_USEC,
            Math.min(1024, open.hard()),
            open.hard(),
            ManagerConfig.DEFAULT_SEARCH_PATH);
    Host.@Nullable Preparation preparation = Host.Preparation.of(1, unit);
    Event.Prepared looked =
        preparation == null
            ? new Event.Prepared(1, Map.of(), List.of())
            : Lookups.answer(preparation);
    boolean good = true;
    boolean any = false;
    for (ExecKind kind : ExecKind.values()) {
      for (ExecCommand command : unit.get(kind.setting())) {
        out.print(any ? "\n" : "");
        any = true;
        out.println(kind.setting().key() + "=" + String.join(" ", command.argv()));
        CommandContext context = CommandContext.initial(unit, kind, command);
        switch (RecipeCompiler.compile(context, looked, config, config.environment())) {
          case RecipeCompiler.Compiled compiled -> out.print(compiled.recipe().toText());
          case RecipeCompiler.Refused(int status, String why) -> {
            err.println(
                status == 0
                    ? "reeve: could not be run: " + why
                    : "reeve: would end with status " + status + ": " + why);
            good = false;
          }
        }
      }
    }
    if (!any) {
      err.println("reeve: " + unit.name().text() + " has no command, so there are no steps.");
    }
    return good && any ? 0 : 1;
  }
}
