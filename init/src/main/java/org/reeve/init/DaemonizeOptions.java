package org.reeve.init;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Signals;

/**
 * The command line of {@code reeve daemonize}.
 *
 * @param action what is wanted
 * @param pidFile file of the pid and the lock
 * @param user user, or {@code user:group}
 * @param directory working directory; {@code /} if null
 * @param umask file mode creation mask
 * @param output file that standard output and error are appended to
 * @param variables of the environment: {@code NAME} to inherit, {@code NAME=value} to set
 * @param keepEnvironment whether all of it is inherited
 * @param ignoreHangup whether SIGHUP is ignored
 * @param lecture whether the lecture's seven steps are taken instead
 * @param signal to stop it with, or to send
 * @param seconds to wait for it to stop before it is killed
 * @param command program and arguments
 * @param problems what could not be understood, a sentence each
 */
record DaemonizeOptions(
    Action action,
    @Nullable String pidFile,
    @Nullable String user,
    @Nullable String directory,
    int umask,
    @Nullable String output,
    List<String> variables,
    boolean keepEnvironment,
    boolean ignoreHangup,
    boolean lecture,
    int signal,
    int seconds,
    List<String> command,
    List<String> problems) {

  /** What is to be done. */
  enum Action {
    START,
    STEPS,
    STATUS,
    STOP,
    SEND
  }

  DaemonizeOptions {
    variables = List.copyOf(variables);
    command = List.copyOf(command);
    problems = List.copyOf(problems);
  }

  static DaemonizeOptions parse(List<String> words) {
    Parser parser = new Parser(words);
    parser.run();
    return new DaemonizeOptions(
        parser.action,
        parser.pidFile,
        parser.user,
        parser.directory,
        parser.umask,
        parser.output,
        parser.variables,
        parser.keepEnvironment,
        parser.ignoreHangup,
        parser.lecture,
        parser.signal,
        parser.seconds,
        parser.command,
        parser.problems);
  }

  private static final class Parser {
    private final List<String> words;
    private int next;
    private Action action = Action.START;
    private @Nullable String pidFile;
    private @Nullable String user;
    private @Nullable String directory;
    private int umask = 022;
    private @Nullable String output;
    private final List<String> variables = new ArrayList<>();
    private boolean keepEnvironment;
    private boolean ignoreHangup;
    private boolean lecture;
    private int signal = Signals.SIGTERM;
    private int seconds = 10;
    private List<String> command = List.of();
    private final List<String> problems = new ArrayList<>();

    Parser(List<String> words) {
      this.words = words;
    }

    void run() {
      while (next < words.size() && command.isEmpty()) {
        String word = words.get(next++);
        if (word.equals("--")) {
          break;
        } else if (word.startsWith("-") && word.length() > 1) {
          option(word);
        } else {
          next--;
          break;
        }
      }
      command = words.subList(next, words.size());
      boolean starts = action == Action.START || action == Action.STEPS;
      if (starts && command.isEmpty() && problems.isEmpty()) {
        problems.add(
            "daemonize needs a program, such as `reeve daemonize --pid-file=/run/echo.pid --"
                + " /usr/local/bin/echo-server`.");
      }
      if (!starts && !command.isEmpty()) {
        problems.add("daemonize starts a program or looks after one that runs, not both at once.");
      }
      if (lecture && (user != null || directory != null || output != null || ignoreHangup)) {
        problems.add("--lecture leaves nothing to choose but the environment and the pid file.");
      }
      if ((!starts || lecture) && pidFile == null) {
        problems.add("daemonize needs --pid-file= to know which daemon is meant.");
      }
    }

    private void option(String word) {
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String name = equals < 0 ? word : word.substring(0, equals);
      String given = equals < 0 ? null : word.substring(equals + 1);
      if (given == null && flag(name)) {
        return;
      }
      switch (name) {
        case "-p", "--pid-file" -> pidFile = value(name, given, "a file");
        case "-u", "--user" -> user = value(name, given, "a user, or user:group");
        case "-C", "--chdir" -> directory = value(name, given, "a directory");
        case "-m", "--umask" -> umask = mask(value(name, given, "an octal mask"));
        case "-o", "--output" -> output = value(name, given, "a file");
        case "-E", "--setenv" -> variables.add(value(name, given, "NAME or NAME=VALUE"));
        case "--timeout" -> seconds = number(value(name, given, "seconds"));
        case "--signal" -> signal = signal(value(name, given, "a signal"));
        case "--send" -> {
          action = Action.SEND;
          signal = signal(value(name, given, "a signal"));
        }
        default ->
            problems.add(
                "daemonize has no option " + word + "; `reeve daemonize --help` lists them.");
      }
    }

    private boolean flag(String name) {
      switch (name) {
        case "--stop" -> action = Action.STOP;
        case "--status" -> action = Action.STATUS;
        case "-n", "--dry-run" -> action = Action.STEPS;
        case "--keep-environment" -> keepEnvironment = true;
        case "--ignore-hangup" -> ignoreHangup = true;
        case "--lecture" -> lecture = true;
        default -> {
          return false;
        }
      }
      return true;
    }

    private String value(String option, @Nullable String given, String what) {
      String value = given != null ? given : next < words.size() ? words.get(next++) : "";
      if (value.isEmpty()) {
        problems.add(option + " needs " + what + ".");
      }
      return value;
    }

    private int mask(String text) {
      try {
        int mask = Integer.parseInt(text, 8);
        if (mask >= 0 && mask <= 0777) {
          return mask;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      problems.add("\"" + text + "\" is no file mode creation mask, such as 022.");
      return 022;
    }

    private int number(String text) {
      try {
        return Math.max(0, Integer.parseInt(text));
      } catch (NumberFormatException e) {
        problems.add("\"" + text + "\" is no number of seconds.");
        return 0;
      }
    }

    private int signal(String text) {
      int number = Signals.number(text);
      if (number == 0) {
        problems.add("\"" + text + "\" is no signal, such as TERM or HUP.");
      }
      return number;
    }
  }

  static String helpText() {
    return """
    reeve daemonize [OPTION...] [--] PROGRAM [ARGUMENT...]: makes a daemon of any program: no
    terminal, no descriptor but those below, /dev/null to read, a clean environment. Ends as soon as
    PROGRAM is executed, with status 0, or with the reason why it could not be.

      -p, --pid-file=FILE      only one may run: FILE gets its pid, and is locked as long as it lives
      -u, --user=USER[:GROUP]  the user it becomes
      -C, --chdir=DIRECTORY    its working directory (default: /)
      -m, --umask=MASK         its file mode creation mask, octal (default: 022)
      -o, --output=FILE        standard output and error are appended there (default: /dev/null)
      -E, --setenv=NAME[=VALUE]
                               a variable that it has; without VALUE, its present one. PATH, HOME,
                               USER, LOGNAME, SHELL, TZ, LANG and LC_* it has anyway
          --keep-environment   the whole environment is inherited
          --ignore-hangup      it ignores SIGHUP
          --lecture            the seven steps of the lecture: one fork, umask 0, SIGHUP ignored
      -n, --dry-run            show the steps, and do nothing

    reeve daemonize --pid-file=FILE --status|--stop|--send=SIGNAL: looks after one that runs.

          --status             say whether it runs
          --stop               end it, and wait for that
          --signal=SIGNAL      by this signal (default: TERM)
          --timeout=SECONDS    wait this long before it is killed (default: 10)
          --send=SIGNAL        send it this signal

      -h, --help               show this

    Exit status: 0 all went well; 1 it could not be started or stopped, or runs already; 2 the
    command line is wrong; or that of systemd.exec(5) if a step fails. Of --status: 0 it runs, 1 it
    does not, but has left its file, 3 it does not, 4 that cannot be found out.
    """;
  }
}
