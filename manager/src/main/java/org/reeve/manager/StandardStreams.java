package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.reeve.recipe.Octets;
import org.reeve.recipe.OpenFlags;
import org.reeve.recipe.Source;
import org.reeve.recipe.Step;
import org.reeve.recipe.TerminalClaim;
import org.reeve.recipe.TerminalFlags;
import org.reeve.unit.ExecSettings;
import org.reeve.unit.RawText;
import org.reeve.unit.ServiceSettings;
import org.reeve.unit.Setting;
import org.reeve.unit.StandardStream;
import org.reeve.unit.StandardStream.Kind;
import org.reeve.unit.UnitDefinition;

/**
 * Descriptors 0, 1 and 2 of a command (systemd.exec(5), "LOGGING AND STANDARD INPUT/OUTPUT"), what
 * they are when the unit does not say, and the terminal that may be among them.
 *
 * <p>Where two of them name the same file, it is opened once, so that they share a position.
 */
final class StandardStreams {
  private static final Octets NULL = Octets.of("/dev/null");
  private static final String CONSOLE = "/dev/console";
  private static final int UNSET_SIZE = 0xFFFF;

  private final RecipeDraft draft;
  private final RunAs who;
  private final UnitDefinition unit;
  private final StandardStream in;
  private final StandardStream out;
  private final StandardStream err;

  StandardStreams(RecipeDraft draft, RunAs who) {
    this.draft = draft;
    this.who = who;
    this.unit = draft.unit();
    this.in = input(unit);
    boolean follows = isTerminal(in) || in.kind() == Kind.SOCKET || in.kind() == Kind.FD;
    StandardStream named =
        unit.isSet(ExecSettings.STANDARD_OUTPUT)
            ? unit.get(ExecSettings.STANDARD_OUTPUT)
            : StandardStream.INHERIT;
    // there is nothing to inherit from what can only be read
    this.out = named.kind() == Kind.INHERIT && !follows ? StandardStream.JOURNAL : named;
    this.err = unit.get(ExecSettings.STANDARD_ERROR);
  }

  private static StandardStream input(UnitDefinition unit) {
    boolean data = !unit.get(ExecSettings.STANDARD_INPUT_DATA).isEmpty();
    StandardStream named = unit.get(ExecSettings.STANDARD_INPUT);
    if (data && !unit.isSet(ExecSettings.STANDARD_INPUT)) {
      return new StandardStream(Kind.DATA, "");
    }
    return named.kind() == Kind.DATA && !data ? StandardStream.NULL : named;
  }

  // ---- the steps ----

  void steps() throws CannotRun {
    resetTerminal();
    input();
    output(1, out, ExecSettings.STANDARD_OUTPUT);
    if (err.kind() == Kind.INHERIT || isSame(err, out)) {
      draft.line(new Step.Duplicate(1, 2), ExecSettings.STANDARD_ERROR);
    } else {
      output(2, err, ExecSettings.STANDARD_ERROR);
    }
    List<Integer> kept = new ArrayList<>(List.of(0, 1, 2));
    handOn(kept);
    draft.line(new Step.CloseOthers(kept), Source.DEFAULT);
  }

  // ---- what is handed over ----

  /** The descriptors that the program finds from number 3 on. */
  List<Handed.Descriptor> handedOn() {
    boolean isInetd =
        in.kind() == Kind.SOCKET || out.kind() == Kind.SOCKET || err.kind() == Kind.SOCKET;
    boolean main = draft.context().kind() == ExecKind.START;
    return main && !isInetd ? draft.context().handed().all() : List.of();
  }

  /** NonBlocking= is for sockets; what was stored is as the service has left it. */
  private void handOn(List<Integer> kept) {
    Source source = draft.source(ServiceSettings.NON_BLOCKING);
    Source stored = draft.source(ServiceSettings.FILE_DESCRIPTOR_STORE_MAX);
    boolean blocks = !unit.get(ServiceSettings.NON_BLOCKING);
    int sockets = draft.context().handed().sockets().size();
    for (Handed.Descriptor descriptor : handedOn()) {
      int target = kept.size();
      if (target < Handed.FIRST + sockets) {
        int index = draft.attach(new Host.Attachment.Kept(descriptor.kept()));
        draft.line(new Step.Attached(index, target), Source.DEFAULT);
        draft.line(new Step.Blocking(target, blocks), source);
      } else {
        draft.line(new Step.Kept(octets(descriptor.kept()), target), stored);
      }
      kept.add(target);
    }
  }

  /** One of the standard descriptors is the socket, or one that is handed over by name. */
  private void socket(int target, StandardStream stream, Source source) throws CannotRun {
    List<Handed.Descriptor> sockets = draft.context().handed().sockets();
    Handed.Descriptor chosen = null;
    if (stream.kind() == Kind.FD) {
      String name = stream.argument().isEmpty() ? word(target) : stream.argument();
      for (Handed.Descriptor descriptor : draft.context().handed().all()) {
        chosen = chosen == null && descriptor.name().equals(name) ? descriptor : chosen;
      }
    } else if (sockets.size() == 1) {
      chosen = sockets.getFirst();
    }
    if (chosen == null) {
      throw noDescriptor(target, stream, sockets.size(), source);
    }
    int index = draft.attach(new Host.Attachment.Kept(chosen.kept()));
    draft.line(new Step.Attached(index, target), source);
    if (stream.kind() == Kind.SOCKET) {
      draft.line(new Step.Blocking(target, true), source);
    }
  }

  private static String word(int target) {
    return target == 0 ? "stdin" : target == 1 ? "stdout" : "stderr";
  }

  private void input() throws CannotRun {
    Source source = draft.source(ExecSettings.STANDARD_INPUT);
    switch (in.kind()) {
      case TTY, TTY_FORCE, TTY_FAIL -> {
        draft.mayBlock();
        draft.line(
            new Step.Terminal(octets(terminal()), claim(in.kind()), who.ownerUid(), 0), source);
      }
      case FILE -> {
        boolean shared = isSameFile(in, out) || isSameFile(in, err);
        int flags = shared ? OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE : OpenFlags.READ;
        draft.mayBlock();
        draft.line(
            new Step.Open(octets(in.argument()), flags | OpenFlags.NO_CTTY, 0666, 0), source);
      }
      case DATA -> draft.line(new Step.Data(data(), 0), ExecSettings.STANDARD_INPUT_DATA);
      case SOCKET, FD -> socket(0, in, source);
      default -> draft.line(new Step.Open(NULL, OpenFlags.READ | OpenFlags.NO_CTTY, 0, 0), source);
    }
  }

  private void output(int target, StandardStream stream, Setting<StandardStream> setting)
      throws CannotRun {
    Source source = draft.source(setting);
    switch (stream.kind()) {
      case INHERIT -> draft.line(new Step.Duplicate(0, target), source);
      case JOURNAL, JOURNAL_CONSOLE, KMSG, KMSG_CONSOLE -> {
        Host.Attachment log =
            new Host.Attachment.LogStream(
                unit.name(), draft.context().invocation(), echo(stream.kind()));
        draft.line(new Step.Attached(draft.attach(log), target), source);
      }
      case FILE, APPEND, TRUNCATE -> {
        if (isSameFile(in, stream)) {
          draft.line(new Step.Duplicate(0, target), source);
        } else {
          draft.mayBlock();
          int flags = openFlags(stream.kind());
          draft.line(new Step.Open(octets(stream.argument()), flags, 0666, target), source);
        }
      }
      case TTY, TTY_FORCE, TTY_FAIL -> {
        if (isTerminal(in)) {
          draft.line(new Step.Duplicate(0, target), source);
        } else {
          draft.mayBlock();
          int flags = OpenFlags.WRITE | OpenFlags.NO_CTTY;
          draft.line(new Step.Open(octets(terminal()), flags, 0, target), source);
        }
      }
      case SOCKET, FD -> {
        if (isSame(in, stream)) {
          draft.line(new Step.Duplicate(0, target), source);
        } else {
          socket(target, stream, source);
        }
      }
      case NULL, DATA ->
          draft.line(new Step.Open(NULL, OpenFlags.WRITE | OpenFlags.NO_CTTY, 0, target), source);
    }
  }

  private static CannotRun noDescriptor(
      int target, StandardStream stream, int sockets, Source source) {
    boolean named = stream.kind() == Kind.FD;
    String what = named ? "\"" + stream.argument() + "\"" : "the unit's socket";
    String why =
        !named && sockets > 1
            ? "), but it has " + sockets + " of them"
            : named
                ? "), but neither a socket unit nor the file descriptor store has one of that name"
                : "), but no socket unit has handed it over";
    return new CannotRun(
        CannotRun.NO_PROCESS,
        "Descriptor " + target + " is to be " + what + " (" + source.place() + why);
  }

  /** Under which name the lines of …+console go there: SyslogIdentifier=, or the program's. */
  private String echo(Kind kind) {
    boolean wanted = kind == Kind.JOURNAL_CONSOLE || kind == Kind.KMSG_CONSOLE;
    if (!wanted || draft.config().scope() == ManagerConfig.Scope.FOREGROUND) {
      return ""; // in the foreground all output is shown anyway
    }
    String named = unit.get(ExecSettings.SYSLOG_IDENTIFIER);
    String program = draft.context().command().path();
    return named.isEmpty() ? program.substring(program.lastIndexOf('/') + 1) : named;
  }

  private static int openFlags(Kind kind) {
    int flags = OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.NO_CTTY;
    return switch (kind) {
      case APPEND -> flags | OpenFlags.APPEND;
      case TRUNCATE -> flags | OpenFlags.TRUNCATE;
      default -> flags;
    };
  }

  private Octets data() {
    Octets all = Octets.empty();
    for (String piece : unit.get(ExecSettings.STANDARD_INPUT_DATA)) {
      all = all.plus(Octets.of(RawText.encode(piece)));
    }
    return all;
  }

  // ---- terminals ----

  private void resetTerminal() {
    int how = 0;
    List<Setting<?>> asked = new ArrayList<>();
    how |= flag(ExecSettings.TTY_VHANGUP, TerminalFlags.HANG_UP, asked);
    how |= flag(ExecSettings.TTY_RESET, TerminalFlags.SETTINGS, asked);
    how |= flag(ExecSettings.TTY_VT_DISALLOCATE, TerminalFlags.DEALLOCATE, asked);
    int rows = size(ExecSettings.TTY_ROWS, asked);
    int columns = size(ExecSettings.TTY_COLUMNS, asked);
    if (!asked.isEmpty()) {
      draft.mayBlock();
      Octets path = octets(terminal());
      draft.tolerant(new Step.TerminalReset(path, how, rows, columns), asked.getFirst());
    }
  }

  private int flag(Setting<Boolean> setting, int flag, List<Setting<?>> asked) {
    if (!unit.get(setting)) {
      return 0;
    }
    asked.add(setting);
    return flag;
  }

  private int size(Setting<Integer> setting, List<Setting<?>> asked) {
    int size = unit.get(setting);
    if (!unit.isSet(setting) || size == UNSET_SIZE) {
      return -1;
    }
    asked.add(setting);
    return size;
  }

  private String terminal() {
    String path = unit.get(ExecSettings.TTY_PATH);
    return path.isEmpty() ? CONSOLE : path;
  }

  private static TerminalClaim claim(Kind kind) {
    return switch (kind) {
      case TTY_FORCE -> TerminalClaim.FORCE;
      case TTY_FAIL -> TerminalClaim.FAIL;
      default -> TerminalClaim.WAIT;
    };
  }

  // ---- what they tell the program ----

  /** $TERM, if there is a terminal: the manager's own for the console it runs on. */
  void variables(Map<String, String> all) {
    boolean terminal =
        isTerminal(in)
            || isTerminal(out)
            || isTerminal(err)
            || !unit.get(ExecSettings.TTY_PATH).isEmpty();
    if (!terminal) {
      return;
    }
    String path = terminal();
    String own = draft.config().inherited().getOrDefault("TERM", "");
    boolean virtual =
        path.startsWith("/dev/tty") && path.length() > 8 && Character.isDigit(path.charAt(8));
    all.put("TERM", path.equals(CONSOLE) && !own.isEmpty() ? own : virtual ? "linux" : "vt220");
  }

  /** The descriptor by which a program can tell that its output goes to the log; -1 if none. */
  int logStream() {
    return isLog(out) ? 1 : isLog(err) && !isSame(err, out) ? 2 : -1;
  }

  private static boolean isLog(StandardStream stream) {
    return switch (stream.kind()) {
      case JOURNAL, JOURNAL_CONSOLE, KMSG, KMSG_CONSOLE -> true;
      default -> false;
    };
  }

  private static boolean isTerminal(StandardStream stream) {
    return switch (stream.kind()) {
      case TTY, TTY_FORCE, TTY_FAIL, JOURNAL_CONSOLE, KMSG_CONSOLE -> true;
      default -> false;
    };
  }

  private static boolean isSame(StandardStream one, StandardStream other) {
    return one.kind() == other.kind() && one.argument().equals(other.argument());
  }

  /** Whether an input and an output name the same file. */
  private static boolean isSameFile(StandardStream input, StandardStream output) {
    return input.kind() == Kind.FILE && isSame(input, output);
  }

  private static Octets octets(String text) {
    return RecipeDraft.octets(text);
  }
}
