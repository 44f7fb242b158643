package org.reeve.init;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.UnitName;

/**
 * The command line of {@code reeve run}. It is read twice: as the user wrote it, and, once every
 * operand has become the name of a unit ({@link RunPlan}), as {@code init --run} has it ({@link
 * #words}).
 *
 * @param quiet whether state changes and warnings are left out
 * @param prefix whether the unit's name stands before each line of output
 * @param timestamps whether the time does
 * @param colours whether colours are used; null to decide by terminal and environment
 * @param abortOnFailure whether the first unit that fails ends all
 * @param exitOn the unit whose end ends all; null for none
 * @param exitCodeFrom whether the exit status is that of {@code exitOn}'s main process
 * @param paths directories to look for units in, before those of the operands
 * @param operands files, directories and names of units
 * @param help whether only the help is wanted
 * @param problems what could not be understood, a sentence each
 */
record RunOptions(
    boolean quiet,
    boolean prefix,
    boolean timestamps,
    @Nullable Boolean colours,
    boolean abortOnFailure,
    @Nullable UnitName exitOn,
    boolean exitCodeFrom,
    List<String> paths,
    List<String> operands,
    boolean help,
    List<String> problems) {

  RunOptions {
    paths = List.copyOf(paths);
    operands = List.copyOf(operands);
    problems = List.copyOf(problems);
  }

  static RunOptions parse(List<String> words) {
    Parser parser = new Parser(words);
    parser.run();
    return parser.options();
  }

  /** The same with other paths and operands. */
  RunOptions with(List<String> otherPaths, List<UnitName> units) {
    List<String> names = new ArrayList<>();
    for (UnitName unit : units) {
      names.add(unit.text());
    }
    return new RunOptions(
        quiet,
        prefix,
        timestamps,
        colours,
        abortOnFailure,
        exitOn,
        exitCodeFrom,
        otherPaths,
        names,
        help,
        problems);
  }

  /** A command line that {@link #parse} reads as these options. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    add(words, quiet, "--quiet");
    add(words, !prefix, "--no-prefix");
    add(words, timestamps, "--timestamps");
    add(words, Boolean.TRUE.equals(colours), "--color");
    add(words, Boolean.FALSE.equals(colours), "--no-color");
    add(words, abortOnFailure, "--abort-on-failure");
    if (exitOn != null) {
      words.add((exitCodeFrom ? "--exit-code-from=" : "--exit-on=") + exitOn);
    }
    for (String path : paths) {
      words.add("--path=" + path);
    }
    words.addAll(operands);
    return words;
  }

  private static void add(List<String> words, boolean wanted, String word) {
    if (wanted) {
      words.add(word);
    }
  }

  private static final class Parser {
    private final List<String> words;
    private final List<String> paths = new ArrayList<>();
    private final List<String> operands = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private boolean quiet;
    private boolean prefix = true;
    private boolean timestamps;
    private @Nullable Boolean colours;
    private boolean abortOnFailure;
    private @Nullable UnitName exitOn;
    private boolean exitCodeFrom;
    private boolean help;
    private int next;

    Parser(List<String> words) {
      this.words = words;
    }

    RunOptions options() {
      return new RunOptions(
          quiet,
          prefix,
          timestamps,
          colours,
          abortOnFailure,
          exitOn,
          exitCodeFrom,
          paths,
          operands,
          help,
          problems);
    }

    void run() {
      while (next < words.size()) {
        String word = words.get(next++);
        if (word.equals("--")) {
          operands.addAll(words.subList(next, words.size()));
          next = words.size();
        } else if (word.length() > 1 && word.startsWith("-")) {
          option(word);
        } else {
          operands.add(word);
        }
      }
      if (operands.isEmpty() && !help && problems.isEmpty()) {
        problems.add(
            "run needs at least one unit file, directory or unit name, such as"
                + " `reeve run ./myecho.service`.");
      }
    }

    private void option(String word) {
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String name = equals < 0 ? word : word.substring(0, equals);
      String value = equals < 0 ? null : word.substring(equals + 1);
      switch (name) {
        case "--exit-on" -> unit(name, value, false);
        case "--exit-code-from" -> unit(name, value, true);
        case "--path" -> {
          String path = value != null ? value : next < words.size() ? words.get(next++) : "";
          if (path.isEmpty()) {
            problems.add("--path needs a directory, such as --path=units.");
          } else {
            paths.add(path);
          }
        }
        default -> {
          if (value != null || !flag(name)) {
            problems.add("run has no option " + word + "; `reeve run --help` lists them.");
          }
        }
      }
    }

    private void unit(String option, @Nullable String value, boolean code) {
      String text = value != null ? value : next < words.size() ? words.get(next++) : "";
      exitOn = RunPlan.unitName(text);
      exitCodeFrom = code;
      if (exitOn == null) {
        problems.add(option + " needs the name of a unit, such as " + option + "=tests.service.");
      }
    }

    private boolean flag(String name) {
      switch (name) {
        case "-q", "--quiet" -> quiet = true;
        case "--no-prefix" -> prefix = false;
        case "-t", "--timestamps" -> timestamps = true;
        case "--color" -> colours = true;
        case "--no-color" -> colours = false;
        case "--abort-on-failure" -> abortOnFailure = true;
        case "-h", "--help" -> help = true;
        default -> {
          return false;
        }
      }
      return true;
    }
  }

  static String helpText() {
    return """
    reeve run [OPTION...] FILE|DIRECTORY|UNIT...: runs units here, until they end or Ctrl-C.

    FILE is a unit file; drop-ins, templates and other units beside it count too. Of a DIRECTORY
    all unit files count; what is started is its default.target; without one, the targets that have
    a .wants or .requires directory there; else every unit that no other one pulls in or that has
    an [Install] section. UNIT is the name of a unit in one of these directories, in the present
    one, or on this machine; templates are given with an instance, such as web@8080.service.

    Units that these need are started with them. Nothing of the machine's own is started unless it
    is named: its targets count as reached. No root is needed.

          --exit-on=UNIT         stop all when UNIT has ended
          --exit-code-from=UNIT  the same, and end with the exit status of its main process
          --abort-on-failure     stop all when one has failed for good
          --path=DIRECTORY       look for units there first
      -q, --quiet                no state changes and warnings, only output and failures
          --no-prefix            output as it is, without the names of units
      -t, --timestamps           the time before each line
          --color, --no-color    (default: on a terminal; NO_COLOR and SYSTEMD_COLORS are heeded)
      -h, --help                 show this

    Ctrl-C, SIGTERM and SIGHUP stop the units in reverse order, a second one kills them. From
    another terminal, `reeve ctl` does what systemctl does, and `reeve log` shows the output again.

    Exit status: 0 all went well; 1 a unit failed or could not be started; 2 the command line is
    wrong.
    """;
  }
}
