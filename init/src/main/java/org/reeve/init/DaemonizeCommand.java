package org.reeve.init;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.daemon.Detachment;
import org.reeve.daemon.PidFile;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Signals;
import org.reeve.unit.RawText;

/**
 * {@code reeve daemonize}: makes a daemon of any program, and looks after it by its pid file. What
 * daemonize(1) and start-stop-daemon(8) do elsewhere, for machines and scripts without a manager.
 */
final class DaemonizeCommand {
  private static final int NOT_RUNNING = 3;
  private static final int UNKNOWN = 4;

  private DaemonizeCommand() {}

  static int run(List<String> words, PrintStream out, PrintStream err) {
    DaemonizeOptions options = DaemonizeOptions.parse(words);
    for (String problem : options.problems()) {
      err.println("reeve: " + problem);
    }
    if (!options.problems().isEmpty()) {
      return Commands.USAGE;
    }
    try {
      return switch (options.action()) {
        case START, STEPS -> start(options, out, err);
        case STATUS -> status(options, out);
        case STOP -> stop(options, out);
        case SEND -> send(options, err);
      };
    } catch (IOException | ErrnoException e) {
      err.println("reeve: " + e.getMessage());
      return options.action() == DaemonizeOptions.Action.STATUS ? UNKNOWN : 1;
    }
  }

  private static PidFile look(DaemonizeOptions options) {
    return PidFile.look(Path.of(String.valueOf(options.pidFile())).toAbsolutePath());
  }

  private static int start(DaemonizeOptions options, PrintStream out, PrintStream err)
      throws IOException {
    String word = options.command().getFirst();
    Path program = find(word);
    if (program == null) {
      err.println("reeve: there is no program \"" + word + "\".");
      return 1;
    }
    List<byte[]> arguments = new ArrayList<>();
    for (String argument : options.command()) {
      arguments.add(RawText.encode(argument));
    }
    byte[] path = RawText.encode(program.toString());
    Detachment how = detachment(options, String.valueOf(program.getFileName()));
    if (options.action() == DaemonizeOptions.Action.STEPS) {
      out.print(how.describe(path, arguments));
      return 0;
    }
    if (options.pidFile() != null) {
      // one that has let go of the lock, as many that close all descriptors do, is found here
      PidFile running = look(options);
      if (running.isRunning()) {
        err.println(
            "reeve: "
                + program.getFileName()
                + " is running already, as process "
                + running.pid()
                + " ("
                + running.path()
                + ").");
        return 1;
      }
    }
    throw how.start(path, arguments);
  }

  private static Detachment detachment(DaemonizeOptions options, String name) {
    List<byte[]> environment = Installation.callersEnvironment();
    if (options.lecture()) {
      return Detachment.lecture(Path.of(String.valueOf(options.pidFile())))
          .inheritFrom(environment);
    }
    Detachment how = Detachment.named(name).inheritFrom(environment).umask(options.umask());
    if (options.pidFile() != null) {
      how.lockFile(Path.of(options.pidFile()));
    }
    String user = options.user();
    if (user != null) {
      int colon = user.indexOf(':');
      how.user(colon < 0 ? user : user.substring(0, colon));
      if (colon >= 0) {
        how.group(user.substring(colon + 1));
      }
    }
    if (options.directory() != null) {
      how.directory(Path.of(options.directory()));
    }
    if (options.output() != null) {
      how.output(Path.of(options.output()));
    }
    for (String variable : options.variables()) {
      int equals = variable.indexOf('=');
      if (equals < 0) {
        how.keepVariables(variable);
      } else {
        how.variable(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    if (options.keepEnvironment()) {
      how.keepEnvironment();
    }
    return options.ignoreHangup() ? how.ignore(Signals.SIGHUP) : how;
  }

  /** The program that a shell would run. */
  private static @Nullable Path find(String word) {
    if (word.indexOf('/') >= 0) {
      Path path = Path.of(word).toAbsolutePath().normalize();
      return Files.exists(path) ? path : null;
    }
    String search = System.getenv("PATH");
    for (String directory : (search == null ? "/usr/bin:/bin" : search).split(":", -1)) {
      Path path = Path.of(directory).toAbsolutePath().resolve(word);
      if (Files.isRegularFile(path) && Files.isExecutable(path)) {
        return path;
      }
    }
    return null;
  }

  private static int status(DaemonizeOptions options, PrintStream out) {
    PidFile file = look(options);
    return switch (file.status()) {
      case LOCKED -> say(out, "running as process " + file.pid(), 0);
      case NAMED -> say(out, "running as process " + file.pid() + ", without its lock", 0);
      case STALE -> say(out, "not running; it has left " + file.path(), 1);
      case ABSENT -> say(out, "not running", NOT_RUNNING);
    };
  }

  private static int say(PrintStream out, String text, int status) {
    out.println(text);
    return status;
  }

  private static int stop(DaemonizeOptions options, PrintStream out) {
    PidFile file = look(options);
    if (!file.isRunning()) {
      return say(out, "not running", 0);
    }
    boolean killed = file.stop(options.signal(), Duration.ofSeconds(options.seconds()));
    return say(
        out,
        killed
            ? "killed, as it did not end within " + options.seconds() + " s"
            : "stopped process " + file.pid(),
        0);
  }

  private static int send(DaemonizeOptions options, PrintStream err) {
    if (look(options).signal(options.signal())) {
      return 0;
    }
    err.println("reeve: it is not running, so it gets no " + Signals.name(options.signal()) + ".");
    return 1;
  }
}
