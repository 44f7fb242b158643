package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.reeve.recipe.Octets;
import org.reeve.recipe.Recipe;
import org.reeve.recipe.Recipe.Line;
import org.reeve.recipe.Source;
import org.reeve.recipe.Step;
import org.reeve.unit.ExecCommand;
import org.reeve.unit.ExecExpansion;
import org.reeve.unit.ExecFlag;
import org.reeve.unit.ExecSettings;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.WorkingDirectory;

/**
 * From one command of a unit to the recipe that runs it. A pure function of the unit, the looked-up
 * identities and files, and the manager's configuration: {@code reeve steps} prints what it gives.
 *
 * <p>The order of the steps is part of the contract: directories before everything (a log file or
 * the working directory may lie in them), descriptors before identities (a log file may belong to
 * root), limits and scheduling before the user changes (raising them needs privileges), the working
 * directory after (it may be readable for the user alone), and the environment last, with the pids
 * in it. What each group of steps is, its own class says: {@link UnitDirectories}, {@link
 * StandardStreams}, {@link ProcessAttributes}, {@link RunAs}, {@link UnitEnvironment}.
 */
public final class RecipeCompiler {

  /** What came of it. */
  public sealed interface Outcome {}

  /**
   * A recipe that can be run.
   *
   * @param mayShareMemory whether no step can block on something that a unit names
   */
  public record Compiled(Recipe recipe, List<Host.Attachment> attached, boolean mayShareMemory)
      implements Outcome {}

  /**
   * The command cannot be run; it counts as if its process had ended with this status, or as one
   * for which no process can be made if the status is 0.
   */
  public record Refused(int exitStatus, String why) implements Outcome {}

  private final CommandContext context;
  private final UnitDefinition unit;
  private final ExecCommand command;
  private final Event.Prepared looked;
  private final Map<String, String> base;
  private final RecipeDraft draft;

  private RecipeCompiler(
      CommandContext context,
      Event.Prepared looked,
      ManagerConfig config,
      Map<String, String> base) {
    this.context = context;
    this.unit = context.unit();
    this.command = context.command();
    this.looked = looked;
    this.base = base;
    this.draft = new RecipeDraft(context, config);
  }

  /**
   * Compiles a command.
   *
   * @param looked what the preparation found
   * @param base the manager's environment
   */
  public static Outcome compile(
      CommandContext context,
      Event.Prepared looked,
      ManagerConfig config,
      Map<String, String> base) {
    RecipeCompiler compiler = new RecipeCompiler(context, looked, config, base);
    try {
      return compiler.compile();
    } catch (CannotRun refused) {
      return new Refused(refused.exitStatus(), refused.why());
    }
  }

  private Outcome compile() throws CannotRun {
    RunAs who = RunAs.of(draft, looked.identities());
    StandardStreams streams = new StandardStreams(draft, who);
    Map<String, String> environment =
        new UnitEnvironment(draft, base).variables(who, streams, looked.files());
    boolean full = RunAs.privilege(context) == RunAs.Privilege.FULL;
    UnitDirectories.steps(draft, who);
    draft.line(new Step.Session(), Source.DEFAULT);
    draft.line(new Step.Umask(unit.get(ExecSettings.UMASK)), ExecSettings.UMASK);
    streams.steps();
    draft.line(
        new Step.Signals(
            unit.get(ExecSettings.IGNORE_SIGPIPE) ? List.of(ServiceEnds.SIGPIPE) : List.of()),
        ExecSettings.IGNORE_SIGPIPE);
    ProcessAttributes.steps(draft);
    ProcessAttributes.limits(draft);
    who.steps(draft);
    workingDirectory(who);
    if (unit.get(ExecSettings.NO_NEW_PRIVILEGES) && !full) {
      draft.line(new Step.NoNewPrivileges(), ExecSettings.NO_NEW_PRIVILEGES);
    }
    environment(environment, streams);
    exec(environment);
    return draft.finish();
  }

  private void workingDirectory(RunAs who) {
    WorkingDirectory wanted = unit.get(ExecSettings.WORKING_DIRECTORY);
    Source source = draft.source(ExecSettings.WORKING_DIRECTORY);
    String path = wanted.path();
    boolean optional = wanted.optional();
    Host.Identity user = who.user();
    if (wanted.isHome()) {
      path = user == null ? base.getOrDefault("HOME", "/root") : user.home();
    } else if (path.isEmpty() && draft.config().scope() == ManagerConfig.Scope.USER) {
      path = base.getOrDefault("HOME", "/");
      optional = true;
    }
    if (path.isEmpty() || path.equals("/")) {
      draft.line(new Step.WorkingDirectory(Octets.of("/"), false), source);
      return;
    }
    draft.mayBlock();
    if (optional) {
      draft.line(new Step.WorkingDirectory(Octets.of("/"), false), source);
    }
    draft.line(new Step.WorkingDirectory(RecipeDraft.octets(path), optional), source);
  }

  private void environment(Map<String, String> all, StandardStreams streams) {
    List<Octets> variables = new ArrayList<>(all.size());
    for (Map.Entry<String, String> entry : all.entrySet()) {
      variables.add(RecipeDraft.octets(entry.getKey() + "=" + entry.getValue()));
    }
    draft.line(new Step.Environment(variables), ExecSettings.ENVIRONMENT);
    own(new Step.OwnPid(Octets.of("SYSTEMD_EXEC_PID")), "SYSTEMD_EXEC_PID", all);
    if (!streams.handedOn().isEmpty()) {
      own(new Step.OwnPid(Octets.of("LISTEN_PID")), "LISTEN_PID", all);
    }
    if (context.kind() == ExecKind.START && context.watchdogUsec() > 0) {
      own(new Step.OwnPid(Octets.of("WATCHDOG_PID")), "WATCHDOG_PID", all);
    }
    int log = streams.logStream();
    if (log >= 0) {
      own(new Step.OwnStream(Octets.of("JOURNAL_STREAM"), log), "JOURNAL_STREAM", all);
    }
  }

  /** A variable that only the process itself can know, unless the unit sets or unsets it. */
  private void own(Step step, String variable, Map<String, String> all) {
    if (!all.containsKey(variable)
        && !unit.get(ExecSettings.UNSET_ENVIRONMENT).contains(variable)) {
      draft.line(step, Source.DEFAULT);
    }
  }

  private void exec(Map<String, String> environment) {
    List<String> argv =
        command.has(ExecFlag.NO_ENV_EXPAND)
            ? command.argv()
            : ExecExpansion.expand(command.argv(), environment);
    List<Octets> arguments = new ArrayList<>(argv.size());
    for (String word : argv) {
      arguments.add(RecipeDraft.octets(word));
    }
    Source source =
        new Source(
            context.kind().setting().key() + "=", command.origin().file(), command.origin().line());
    String path = command.path();
    if (path.indexOf('/') >= 0) {
      draft.line(new Step.Exec(RecipeDraft.octets(path), arguments), source);
      if (!isSystemPath(path)) {
        draft.mayBlock();
      }
      return;
    }
    List<String> places = draft.config().searchPath();
    if (!unit.get(ExecSettings.EXEC_SEARCH_PATH).isEmpty()) {
      places = unit.get(ExecSettings.EXEC_SEARCH_PATH);
      draft.mayBlock();
    }
    for (int i = 0; i < places.size(); i++) {
      Octets program = RecipeDraft.octets(places.get(i) + "/" + path);
      Line line = Line.of(new Step.Exec(program, arguments), source);
      draft.add(i + 1 < places.size() ? line.tolerant() : line);
    }
  }

  /**
   * Programs of the distribution lie on the root file system; others may lie on one that does not
   * answer.
   */
  private static boolean isSystemPath(String path) {
    return path.startsWith("/usr/bin/")
        || path.startsWith("/usr/sbin/")
        || path.startsWith("/usr/lib/")
        || path.startsWith("/bin/")
        || path.startsWith("/sbin/")
        || path.startsWith("/lib/");
  }
}
