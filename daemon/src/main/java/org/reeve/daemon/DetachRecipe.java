package org.reeve.daemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fs;
import org.reeve.linux.Sys;
import org.reeve.recipe.Octets;
import org.reeve.recipe.OpenFlags;
import org.reeve.recipe.Recipe;
import org.reeve.recipe.Source;
import org.reeve.recipe.Step;
import org.reeve.recipe.SysVDaemon;

/** Makes the recipe of a {@link Detachment}, in the order in which the steps can be taken. */
final class DetachRecipe {
  /** A variable that has the pid of the daemon: whoever finds its own pid there is it. */
  static final String PID_VARIABLE = "REEVE_DETACHED_PID";

  /** A variable that has the number of the descriptor in which the daemon says that it is up. */
  static final String READY_VARIABLE = "REEVE_READY_FD";

  private static final int FIRST_PASSED = 3;
  private static final int FILE_MODE = 0644;

  private final List<Recipe.Line> lines = new ArrayList<>();
  private final List<String> phrases = new ArrayList<>();
  private final Detachment how;
  private final int lock;
  private final int ready;

  private DetachRecipe(Detachment how) {
    this.how = how;
    lock = FIRST_PASSED + how.descriptors.size();
    ready = how.lockFile == null ? lock : lock + 1;
  }

  /**
   * The order for {@link Carrier}.
   *
   * @param from the directory that relative names in the environment refer to; null to leave it
   */
  static Carrier.Order of(
      Detachment how, byte[] program, List<byte[]> arguments, @Nullable String from)
      throws IOException {
    DetachRecipe recipe = new DetachRecipe(how);
    List<Octets> words = new ArrayList<>();
    for (byte[] argument : arguments) {
      words.add(Octets.of(argument));
    }
    if (how.isLecture) {
      recipe.addLecture(Octets.of(program), words, from);
    } else {
      recipe.addAll(Octets.of(program), words, from);
    }
    return new Carrier.Order(
        how.name, how.untilReady, new Recipe(recipe.lines), recipe.phrases, how.descriptors);
  }

  /** The lecture's own recipe, and what lets the starter hear of the daemon. */
  private void addLecture(Octets program, List<Octets> arguments, @Nullable String from) {
    Octets lockFile = path(how.lockFile == null ? Path.of("/") : how.lockFile);
    Recipe lecture = SysVDaemon.recipe(lockFile, environment(from), program, arguments);
    for (Recipe.Line line : lecture.lines()) {
      if (how.untilReady && line.step() instanceof Step.Duplicate(_, int target) && target == 2) {
        add(0, "its errors go to the starter until it is up", new Step.Attached(Carrier.TEXT, 2));
        continue;
      }
      if (line.step() instanceof Step.Exec) {
        addReadiness();
      }
      lines.add(line);
      phrases.add(phrase(line.step()));
    }
  }

  private void addAll(Octets program, List<Octets> arguments, @Nullable String from)
      throws IOException {
    add(5, "a process in the background", new Step.Fork());
    add(6, "a session without a terminal", new Step.Session());
    add(7, "which it does not lead, so that it never gets one", new Step.Fork());
    if (how.lockFile != null) {
      add(12, "a single instance", new Step.Lock(path(how.lockFile), true, lock));
    }
    if (how.pidFile != null) {
      add(12, "its pid in a file", new Step.PidFile(path(how.pidFile)));
    }
    add(1, "close what was inherited", new Step.CloseOthers(kept()));
    addDescriptors();
    add(10, "file mode mask", new Step.Umask(how.umask));
    add(11, "working directory", new Step.WorkingDirectory(path(how.directory), false));
    addUser();
    add(3, "signals", new Step.Signals(List.copyOf(how.ignored)));
    add(4, "environment", new Step.Environment(environment(from)));
    if (!how.descriptors.isEmpty()) {
      add(4, "whose descriptors these are", new Step.OwnPid(Octets.of("LISTEN_PID")));
    }
    addReadiness();
    add(0, "the program", new Step.Exec(program, arguments));
  }

  private void addDescriptors() {
    add(9, "nothing to read", new Step.Null(0));
    if (how.output == null) {
      add(9, "nowhere to write", new Step.Duplicate(0, 1));
    } else {
      int flags = OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.APPEND | OpenFlags.NO_CTTY;
      add(9, "output", new Step.Open(path(how.output), flags, FILE_MODE, 1));
    }
    if (how.untilReady) {
      add(9, "its errors go to the starter until it is up", new Step.Attached(Carrier.TEXT, 2));
    } else {
      add(9, "errors go the same way", new Step.Duplicate(1, 2));
    }
    for (int i = 0; i < how.descriptors.size(); i++) {
      add(1, "but this", new Step.Attached(Carrier.OWN + i, FIRST_PASSED + i));
    }
  }

  private void addUser() throws IOException {
    if (how.user != null) {
      Account account = Account.of(how.user, how.group);
      if (Sys.euid() != 0 && account.uid() == Sys.uid()) {
        return; // one is that user already, and may not even say so again
      }
      add(13, "groups of " + account.name(), new Step.Groups(account.gids()));
      add(13, "group of " + account.name(), new Step.Group(account.gids().getFirst()));
      add(13, "user " + account.name(), new Step.User(account.uid()));
    } else if (how.group != null) {
      long gid = Account.gid(how.group);
      add(13, "group " + how.group, new Step.Groups(List.of(gid)));
      add(13, "group " + how.group, new Step.Group(gid));
    }
  }

  /** What lets the program know that it is the daemon, and where to say that it is up. */
  private void addReadiness() {
    if (how.untilReady) {
      add(14, "where to say that it is up", new Step.Attached(Carrier.READY, ready));
      add(14, "that it is the daemon", new Step.OwnPid(Octets.of(PID_VARIABLE)));
    }
  }

  private List<Integer> kept() {
    List<Integer> kept = new ArrayList<>();
    int last = how.untilReady ? ready : ready - 1;
    for (int i = 0; i <= last; i++) {
      kept.add(i);
    }
    return kept;
  }

  private List<Octets> environment(@Nullable String from) {
    List<Octets> variables = new ArrayList<>();
    for (String variable : inherited()) {
      int equals = variable.indexOf('=');
      String name = equals < 0 ? variable : variable.substring(0, equals);
      boolean inherited =
          how.keepsEnvironment || how.keptVariables.contains(name) || name.startsWith("LC_");
      if (equals > 0 && inherited && !isOurs(name) && !how.variables.containsKey(name)) {
        variables.add(Octets.of(JavaCommand.bytes(JavaCommand.variable(variable, from))));
      }
    }
    how.variables.forEach((name, value) -> variables.add(Octets.of(name + "=" + value)));
    if (!how.descriptors.isEmpty()) {
      variables.add(Octets.of("LISTEN_FDS=" + how.descriptors.size()));
      variables.add(Octets.of("LISTEN_FDNAMES=" + String.join(":", how.names)));
    }
    if (how.untilReady) {
      variables.add(Octets.of(READY_VARIABLE + "=" + ready));
    }
    return variables;
  }

  private List<String> inherited() {
    if (how.inherited == null) {
      String all = new String(Fs.read(Fs.path("/proc/self/environ")), ISO_8859_1);
      return List.of(all.split("\0", -1));
    }
    List<String> variables = new ArrayList<>();
    for (byte[] variable : how.inherited) {
      variables.add(new String(variable, ISO_8859_1));
    }
    return variables;
  }

  /** Variables that tell a process about itself, and would be lies about another. */
  private static boolean isOurs(String name) {
    return switch (name) {
      case PID_VARIABLE, READY_VARIABLE, "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES" -> true;
      default -> false;
    };
  }

  private void add(int number, String what, Step step) {
    lines.add(
        Recipe.Line.of(
            step, Source.of(number == 0 ? what : "daemon(7) step " + number + ": " + what)));
    phrases.add(phrase(step));
  }

  /** What could not be done if this step fails; the starter adds why. */
  private static String phrase(Step step) {
    return switch (step) {
      case Step.Fork _ -> "cannot make a process";
      case Step.Session _ -> "cannot make a session";
      case Step.Lock s -> "cannot lock " + s.path();
      case Step.PidFile s -> "cannot write " + s.path();
      case Step.Null _ -> "cannot open /dev/null";
      case Step.Open s -> "cannot open " + s.path();
      case Step.WorkingDirectory s -> "cannot change to the directory " + s.path();
      case Step.Groups s -> "cannot take the groups " + s.gids();
      case Step.Group s -> "cannot become group " + s.gid();
      case Step.User s -> "cannot become user " + s.uid();
      case Step.Exec s -> "cannot execute " + s.path();
      default -> "cannot prepare the daemon (" + step.word() + ")";
    };
  }

  private static Octets path(Path path) {
    return Octets.of(path.toString());
  }
}
