package org.reeve.manager;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.recipe.ExitStatus;
import org.reeve.recipe.Octets;
import org.reeve.recipe.OpenFlags;
import org.reeve.recipe.Recipe;
import org.reeve.recipe.Recipe.Line;
import org.reeve.recipe.Resource;
import org.reeve.recipe.Source;
import org.reeve.recipe.Step;
import org.reeve.unit.EnvironmentFile;
import org.reeve.unit.ExecCommand;
import org.reeve.unit.ExecExpansion;
import org.reeve.unit.ExecFlag;
import org.reeve.unit.ExecSettings;
import org.reeve.unit.NotifyAccess;
import org.reeve.unit.Origin;
import org.reeve.unit.RawText;
import org.reeve.unit.ResourceLimit;
import org.reeve.unit.Setting;
import org.reeve.unit.StandardStream;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.WorkingDirectory;

/**
 * From one command of a unit to the recipe that runs it. A pure function of the unit, the looked-up
 * identities and files, and the manager's configuration: {@code reeve steps} prints what it gives.
 *
 * <p>The order of the steps is part of the contract: descriptors before identities (a log file may
 * belong to root), limits and scheduling before the user changes (raising them needs privileges),
 * the working directory after (it may be readable for the user alone), and the environment last,
 * with the pids in it.
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

  /** The command cannot be run; it counts as if its process had ended with this status. */
  public record Refused(int exitStatus, String why) implements Outcome {}

  private static final class CannotRun extends Exception {
    private static final long serialVersionUID = 1L;
    private final int exitStatus;

    CannotRun(int exitStatus, String why) {
      super(why, null, false, false);
      this.exitStatus = exitStatus;
    }
  }

  private record LimitRow(Setting<ResourceLimit> setting, Resource resource) {}

  private static final List<LimitRow> LIMITS =
      List.of(
          new LimitRow(ExecSettings.LIMIT_CPU, Resource.CPU),
          new LimitRow(ExecSettings.LIMIT_FSIZE, Resource.FSIZE),
          new LimitRow(ExecSettings.LIMIT_DATA, Resource.DATA),
          new LimitRow(ExecSettings.LIMIT_STACK, Resource.STACK),
          new LimitRow(ExecSettings.LIMIT_CORE, Resource.CORE),
          new LimitRow(ExecSettings.LIMIT_RSS, Resource.RSS),
          new LimitRow(ExecSettings.LIMIT_NPROC, Resource.NPROC),
          new LimitRow(ExecSettings.LIMIT_NOFILE, Resource.NOFILE),
          new LimitRow(ExecSettings.LIMIT_MEMLOCK, Resource.MEMLOCK),
          new LimitRow(ExecSettings.LIMIT_AS, Resource.AS),
          new LimitRow(ExecSettings.LIMIT_LOCKS, Resource.LOCKS),
          new LimitRow(ExecSettings.LIMIT_SIGPENDING, Resource.SIGPENDING),
          new LimitRow(ExecSettings.LIMIT_MSGQUEUE, Resource.MSGQUEUE),
          new LimitRow(ExecSettings.LIMIT_NICE, Resource.NICE),
          new LimitRow(ExecSettings.LIMIT_RTPRIO, Resource.RTPRIO),
          new LimitRow(ExecSettings.LIMIT_RTTIME, Resource.RTTIME));

  private final CommandContext context;
  private final UnitDefinition unit;
  private final ExecKind kind;
  private final ExecCommand command;
  private final Event.Prepared looked;
  private final ManagerConfig config;
  private final Map<String, String> base;
  private final List<Line> lines = new ArrayList<>();
  private final List<Host.Attachment> attached = new ArrayList<>();
  private boolean mayShareMemory = true;

  private RecipeCompiler(
      CommandContext context,
      Event.Prepared looked,
      ManagerConfig config,
      Map<String, String> base) {
    this.context = context;
    this.unit = context.unit();
    this.kind = context.kind();
    this.command = context.command();
    this.looked = looked;
    this.config = config;
    this.base = base;
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
      String why = refused.getMessage();
      return new Refused(refused.exitStatus, why == null ? "cannot be run" : why);
    }
  }

  private Outcome compile() throws CannotRun {
    boolean privileged = command.has(ExecFlag.FULLY_PRIVILEGED) || command.has(ExecFlag.NO_SETUID);
    Host.Identity user = privileged ? null : user();
    Host.Identity group = privileged ? null : group();
    line(new Step.Session(), Source.DEFAULT);
    line(new Step.Umask(unit.get(ExecSettings.UMASK)), source(ExecSettings.UMASK));
    descriptors();
    line(
        new Step.Signals(
            unit.get(ExecSettings.IGNORE_SIGPIPE) ? List.of(ServiceEnds.SIGPIPE) : List.of()),
        source(ExecSettings.IGNORE_SIGPIPE));
    if (unit.isSet(ExecSettings.OOM_SCORE_ADJUST)) {
      Line oom =
          Line.of(
              new Step.OomScore(unit.get(ExecSettings.OOM_SCORE_ADJUST)),
              source(ExecSettings.OOM_SCORE_ADJUST));
      lines.add(config.uid() == 0 ? oom : oom.tolerant());
    }
    if (unit.isSet(ExecSettings.NICE)) {
      line(new Step.Nice(unit.get(ExecSettings.NICE)), source(ExecSettings.NICE));
    }
    limits();
    identity(user, group);
    workingDirectory(user);
    if (unit.get(ExecSettings.NO_NEW_PRIVILEGES)) {
      line(new Step.NoNewPrivileges(), source(ExecSettings.NO_NEW_PRIVILEGES));
    }
    Map<String, String> environment = environment(user);
    environment(environment);
    exec(environment);
    return new Compiled(new Recipe(lines), attached, mayShareMemory);
  }

  // ---- identity ----

  private Host.@Nullable Identity user() throws CannotRun {
    String name = unit.get(ExecSettings.USER);
    if (name.isEmpty()) {
      return null;
    }
    Host.Identity user = looked.identities().get("user:" + name);
    if (user == null || !user.found()) {
      throw new CannotRun(
          ExitStatus.USER,
          "Failed to determine user credentials: there is no user \""
              + name
              + "\" ("
              + source(ExecSettings.USER).place()
              + ")");
    }
    if (config.uid() != 0 && user.uid() != config.uid()) {
      throw new CannotRun(
          ExitStatus.USER,
          "Cannot become user \""
              + name
              + "\": this manager runs as uid "
              + config.uid()
              + " ("
              + source(ExecSettings.USER).place()
              + ")");
    }
    return user;
  }

  private Host.@Nullable Identity group() throws CannotRun {
    String name = unit.get(ExecSettings.GROUP);
    return name.isEmpty() ? null : group(name, source(ExecSettings.GROUP));
  }

  private Host.Identity group(String name, Source source) throws CannotRun {
    Host.Identity group = looked.identities().get("group:" + name);
    if (group == null || !group.found()) {
      throw new CannotRun(
          ExitStatus.GROUP,
          "Failed to determine group credentials: there is no group \""
              + name
              + "\" ("
              + source.place()
              + ")");
    }
    return group;
  }

  private void identity(Host.@Nullable Identity user, Host.@Nullable Identity group)
      throws CannotRun {
    if (config.uid() != 0 || (user == null && group == null)) {
      return;
    }
    List<Long> groups = new ArrayList<>();
    if (user != null) {
      for (int gid : user.groups()) {
        groups.add((long) gid);
      }
    }
    for (String name : unit.get(ExecSettings.SUPPLEMENTARY_GROUPS)) {
      long gid = group(name, source(ExecSettings.SUPPLEMENTARY_GROUPS)).gid();
      if (!groups.contains(gid)) {
        groups.add(gid);
      }
    }
    Source from = source(user == null ? ExecSettings.GROUP : ExecSettings.USER);
    line(new Step.Groups(groups), from);
    int gid = group != null ? group.gid() : user != null ? user.gid() : 0;
    line(new Step.Group(gid), group != null ? source(ExecSettings.GROUP) : from);
    if (user != null) {
      line(new Step.User(user.uid()), from);
      mayShareMemory = false; // a process of that user could stop the child, and PID 1 with it
    }
  }

  private void workingDirectory(Host.@Nullable Identity user) throws CannotRun {
    WorkingDirectory wanted = unit.get(ExecSettings.WORKING_DIRECTORY);
    Source source = source(ExecSettings.WORKING_DIRECTORY);
    String path = wanted.path();
    if (wanted.isHome()) {
      path = user == null ? base.getOrDefault("HOME", "/root") : user.home();
    }
    if (path.isEmpty() || path.equals("/")) {
      line(new Step.WorkingDirectory(Octets.of("/"), false), source);
      return;
    }
    mayShareMemory = false;
    line(new Step.WorkingDirectory(octets(path), wanted.optional()), source);
  }

  // ---- descriptors and limits ----

  private void descriptors() throws CannotRun {
    StandardStream in = unit.get(ExecSettings.STANDARD_INPUT);
    StandardStream out = unit.get(ExecSettings.STANDARD_OUTPUT);
    StandardStream err = unit.get(ExecSettings.STANDARD_ERROR);
    stream(0, in, source(ExecSettings.STANDARD_INPUT));
    stream(1, out, source(ExecSettings.STANDARD_OUTPUT));
    if (err.kind() == StandardStream.Kind.INHERIT || (err.equals(out) && isLog(out))) {
      line(new Step.Duplicate(1, 2), source(ExecSettings.STANDARD_ERROR));
    } else {
      stream(2, err, source(ExecSettings.STANDARD_ERROR));
    }
    line(new Step.CloseOthers(List.of(0, 1, 2)), Source.DEFAULT);
  }

  private static boolean isLog(StandardStream stream) {
    return switch (stream.kind()) {
      case JOURNAL, JOURNAL_CONSOLE, KMSG, KMSG_CONSOLE -> true;
      default -> false;
    };
  }

  private void stream(int target, StandardStream stream, Source source) throws CannotRun {
    switch (stream.kind()) {
      case NULL -> line(new Step.Null(target), source);
      case INHERIT -> {
        if (target == 0) {
          line(new Step.Null(0), source);
        } else {
          line(new Step.Duplicate(0, target), source);
        }
      }
      case JOURNAL, JOURNAL_CONSOLE, KMSG, KMSG_CONSOLE -> {
        line(new Step.Attached(attached.size(), target), source);
        attached.add(new Host.Attachment.LogStream(unit.name(), context.invocation()));
      }
      case FILE, APPEND, TRUNCATE -> {
        mayShareMemory = false;
        line(
            new Step.Open(
                octets(stream.argument()), openFlags(target, stream.kind()), 0666, target),
            source);
      }
      case TTY, TTY_FORCE, TTY_FAIL, DATA, SOCKET, FD ->
          throw new CannotRun(
              target == 0 ? ExitStatus.STDIN : target == 1 ? ExitStatus.STDOUT : ExitStatus.STDERR,
              "Descriptor "
                  + target
                  + " cannot be \""
                  + stream.kind().text()
                  + "\" in this version of Reeve ("
                  + source.place()
                  + "); use null, journal or a file");
    }
  }

  private static int openFlags(int target, StandardStream.Kind kind) {
    if (target == 0) {
      return OpenFlags.READ | OpenFlags.NO_CTTY;
    }
    int flags = OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.NO_CTTY;
    return switch (kind) {
      case APPEND -> flags | OpenFlags.APPEND;
      case TRUNCATE -> flags | OpenFlags.TRUNCATE;
      default -> flags;
    };
  }

  private void limits() {
    for (LimitRow row : LIMITS) {
      if (unit.isSet(row.setting())) {
        ResourceLimit limit = unit.get(row.setting());
        line(new Step.Limit(row.resource(), limit.soft(), limit.hard()), source(row.setting()));
      } else if (row.resource() == Resource.NOFILE) {
        line(
            new Step.Limit(Resource.NOFILE, config.openFilesSoft(), config.openFilesHard()),
            Source.DEFAULT);
      }
    }
  }

  // ---- environment and program ----

  private Map<String, String> environment(Host.@Nullable Identity user) throws CannotRun {
    Map<String, String> all = new LinkedHashMap<>(base);
    if (user != null) {
      all.put("HOME", user.home());
      all.put("LOGNAME", user.name());
      all.put("USER", user.name());
      all.put("SHELL", user.shell());
    }
    all.put("INVOCATION_ID", context.invocation().toString());
    if (context.notifyAccess() != NotifyAccess.NONE) {
      all.put("NOTIFY_SOCKET", config.notifySocket());
    }
    if (config.scope() != ManagerConfig.Scope.SYSTEM) {
      all.put("MANAGERPID", Integer.toString(config.pid()));
    }
    if (kind == ExecKind.START && context.watchdogUsec() > 0) {
      all.put("WATCHDOG_USEC", Long.toString(context.watchdogUsec()));
    }
    if (kind != ExecKind.START && context.mainPid() > 0) {
      all.put("MAINPID", Integer.toString(context.mainPid()));
    }
    if (kind == ExecKind.STOP || kind == ExecKind.STOP_POST) {
      all.putAll(context.end());
    }
    for (String name : unit.get(ExecSettings.PASS_ENVIRONMENT)) {
      String value = config.inherited().get(name);
      if (value != null) {
        all.put(name, value);
      }
    }
    putAll(all, unit.get(ExecSettings.ENVIRONMENT));
    files(all);
    for (String unwanted : unit.get(ExecSettings.UNSET_ENVIRONMENT)) {
      int equals = unwanted.indexOf('=');
      if (equals < 0) {
        all.remove(unwanted);
      } else {
        all.remove(unwanted.substring(0, equals), unwanted.substring(equals + 1));
      }
    }
    return all;
  }

  private void files(Map<String, String> all) throws CannotRun {
    for (EnvironmentFile file : unit.get(ExecSettings.ENVIRONMENT_FILE)) {
      for (Host.FileAnswer answer : looked.files()) {
        if (!answer.pattern().equals(file.path())) {
          continue;
        }
        if (answer.errno() == 0) {
          putAll(all, EnvironmentText.parse(answer.content()));
        } else if (!file.optional()) {
          throw new CannotRun(
              ExitStatus.FAILURE,
              "Failed to load environment file "
                  + answer.path()
                  + " (errno "
                  + answer.errno()
                  + ", "
                  + source(ExecSettings.ENVIRONMENT_FILE).place()
                  + "); create it or put a '-' before its path");
        }
      }
    }
  }

  private static void putAll(Map<String, String> all, List<String> assignments) {
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals > 0) {
        all.put(assignment.substring(0, equals), assignment.substring(equals + 1));
      }
    }
  }

  private void environment(Map<String, String> all) {
    List<Octets> variables = new ArrayList<>(all.size());
    for (Map.Entry<String, String> entry : all.entrySet()) {
      variables.add(octets(entry.getKey() + "=" + entry.getValue()));
    }
    line(new Step.Environment(variables), source(ExecSettings.ENVIRONMENT));
    line(new Step.OwnPid(Octets.of("SYSTEMD_EXEC_PID")), Source.DEFAULT);
    if (kind == ExecKind.START && context.watchdogUsec() > 0) {
      line(new Step.OwnPid(Octets.of("WATCHDOG_PID")), Source.DEFAULT);
    }
  }

  private void exec(Map<String, String> environment) {
    List<String> argv =
        command.has(ExecFlag.NO_ENV_EXPAND)
            ? command.argv()
            : ExecExpansion.expand(command.argv(), environment);
    List<Octets> arguments = new ArrayList<>(argv.size());
    for (String word : argv) {
      arguments.add(octets(word));
    }
    Source source =
        new Source(kind.setting().key() + "=", command.origin().file(), command.origin().line());
    String path = command.path();
    if (path.indexOf('/') >= 0) {
      line(new Step.Exec(octets(path), arguments), source);
      mayShareMemory &= isSystemPath(path);
      return;
    }
    List<String> places =
        unit.isSet(ExecSettings.EXEC_SEARCH_PATH)
            ? unit.get(ExecSettings.EXEC_SEARCH_PATH)
            : config.searchPath();
    for (int i = 0; i < places.size(); i++) {
      Line line = Line.of(new Step.Exec(octets(places.get(i) + "/" + path), arguments), source);
      lines.add(i + 1 < places.size() ? line.tolerant() : line);
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

  // ---- lines ----

  private void line(Step step, Source source) {
    lines.add(Line.of(step, source));
  }

  private Source source(Setting<?> setting) {
    List<Origin> origins = unit.origins(setting);
    if (origins.isEmpty()) {
      return Source.DEFAULT;
    }
    Origin last = origins.getLast();
    return new Source(setting.key() + "=", last.file(), last.line());
  }

  private static Octets octets(String text) {
    return Octets.of(RawText.encode(text));
  }
}
