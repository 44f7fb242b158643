package org.reeve.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fd;

/**
 * How a program shall become a daemon: the fifteen steps of daemon(7), or the seven of the lecture,
 * and what can be chosen about them. {@link Daemon#detach} does it.
 *
 * <p>Without more it is: a process with no terminal and no way to get one (a session of its own
 * that it does not lead), {@code /dev/null} as standard input, output and error, no other
 * descriptor, working directory {@code /}, umask 0, all signals unblocked and with their default
 * effect, and of the environment only what says who and where one is ({@link #KEPT}).
 *
 * <p>Methods change this object and return it; it belongs to one thread.
 */
public final class Detachment {
  /** Variables that a daemon inherits; all whose names begin with {@code LC_} are too. */
  public static final List<String> KEPT =
      List.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "SHELL",
          "TZ",
          "LANG",
          "LANGUAGE",
          "JAVA_HOME",
          "CLASSPATH",
          "JDK_JAVA_OPTIONS",
          "JAVA_TOOL_OPTIONS");

  final String name;
  final boolean isLecture;
  @Nullable Path lockFile;
  @Nullable Path pidFile;
  @Nullable Path output;
  @Nullable String user;
  @Nullable String group;
  Path directory = Path.of("/");
  int umask;
  final Set<Integer> ignored = new TreeSet<>();
  final Set<String> keptVariables = new TreeSet<>(KEPT);
  final Map<String, String> variables = new LinkedHashMap<>();
  final List<String> names = new ArrayList<>();
  final List<Fd> descriptors = new ArrayList<>();
  @Nullable List<byte[]> inherited;
  boolean keepsEnvironment;
  boolean untilReady = true;

  private Detachment(String name, boolean isLecture) {
    this.name = name;
    this.isLecture = isLecture;
  }

  /**
   * A daemon as daemon(7) has it.
   *
   * @param name stands before what the starter says if it fails
   * @return how to become one
   */
  public static Detachment named(String name) {
    return new Detachment(name, false);
  }

  /**
   * A daemon as the lecture has it: one fork, so that it leads its session; a lock on a file, which
   * then has its pid, so that it is the only one; and SIGHUP ignored. Nothing but the environment
   * can be chosen.
   *
   * @param lockFile the file that is locked and has the pid
   * @return how to become one
   */
  public static Detachment lecture(Path lockFile) {
    Path file = lockFile.getFileName();
    Detachment how = new Detachment(file == null ? "daemon" : withoutSuffix(file.toString()), true);
    how.lockFile = lockFile.toAbsolutePath();
    return how;
  }

  private static String withoutSuffix(String file) {
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }

  /**
   * Only one daemon may run: it holds a write lock (fcntl(2)) on this file, which has its pid, as
   * long as it lives, however it dies. A second start fails and names the first one's pid. The
   * daemon must never open and close the file itself, as that gives the lock away.
   *
   * @param file the file, made if it is missing
   * @return this object
   */
  public Detachment lockFile(Path file) {
    lockFile = choice(file.toAbsolutePath(), "a lock file other than the one it was made with");
    return this;
  }

  /**
   * A file that gets the daemon's pid, put in place at once; it is no lock.
   *
   * @param file the file
   * @return this object
   */
  public Detachment pidFile(Path file) {
    pidFile = choice(file.toAbsolutePath(), "a pid file besides its lock");
    return this;
  }

  /**
   * The user it becomes, by name or number, with all groups of that user.
   *
   * @param user a name or number
   * @return this object
   */
  public Detachment user(String user) {
    this.user = choice(user, "a user");
    return this;
  }

  /**
   * The group it becomes instead of its user's own, by name or number.
   *
   * @param group a name or number
   * @return this object
   */
  public Detachment group(String group) {
    this.group = choice(group, "a group");
    return this;
  }

  /**
   * The file mode creation mask, 0 if nothing is chosen.
   *
   * @param mask 0 to 0777
   * @return this object
   */
  public Detachment umask(int mask) {
    if (mask < 0 || mask > 0777) {
      throw new IllegalArgumentException(
          "A umask is 0 to 0777, not " + Integer.toOctalString(mask));
    }
    umask = choice(mask, "a umask");
    return this;
  }

  /**
   * The working directory, {@code /} if nothing is chosen.
   *
   * @param directory the directory
   * @return this object
   */
  public Detachment directory(Path directory) {
    this.directory = choice(directory.toAbsolutePath(), "a working directory");
    return this;
  }

  /**
   * A file at whose end standard output and error are written, instead of nowhere.
   *
   * @param file the file, made if it is missing
   * @return this object
   */
  public Detachment output(Path file) {
    output = choice(file.toAbsolutePath(), "an output file");
    return this;
  }

  /**
   * Signals that it ignores, by number.
   *
   * @param signals numbers as of signal(7)
   * @return this object
   */
  public Detachment ignore(int... signals) {
    for (int signal : signals) {
      ignored.add(choice(signal, "other ignored signals"));
    }
    return this;
  }

  /**
   * Other variables that it inherits.
   *
   * @param names their names
   * @return this object
   */
  public Detachment keepVariables(String... names) {
    keptVariables.addAll(List.of(names));
    return this;
  }

  /**
   * The environment that is inherited from, instead of this process's own.
   *
   * @param environment {@code NAME=value} each
   * @return this object
   */
  public Detachment inheritFrom(List<byte[]> environment) {
    inherited = List.copyOf(environment);
    return this;
  }

  /**
   * The whole environment is inherited.
   *
   * @return this object
   */
  public Detachment keepEnvironment() {
    keepsEnvironment = true;
    return this;
  }

  /**
   * A variable with this value.
   *
   * @param name its name
   * @param value its value
   * @return this object
   */
  public Detachment variable(String name, String value) {
    if (name.isEmpty() || name.indexOf('=') >= 0) {
      throw new IllegalArgumentException("\"" + name + "\" cannot name a variable.");
    }
    variables.put(name, value);
    return this;
  }

  /**
   * A descriptor that it inherits; it finds it as a service finds those of its manager, in {@code
   * $LISTEN_FDS}, from 3 on in the order in which they were given here. So a port below 1024 can be
   * bound before the user is changed.
   *
   * @param name its name in {@code $LISTEN_FDNAMES}, without a colon
   * @param descriptor the descriptor, which stays open here
   * @return this object
   */
  public Detachment keep(String name, Fd descriptor) {
    names.add(choice(name, "descriptors, which the lecture has it close"));
    descriptors.add(descriptor);
    return this;
  }

  /**
   * This process becomes the starter of another program, which is the daemon. It counts as up as
   * soon as it is executed.
   *
   * @param program absolute path
   * @param arguments its arguments, the first being its name
   * @return never; what went wrong, for the caller to throw
   */
  public IOException start(byte[] program, List<byte[]> arguments) {
    untilReady = false;
    try {
      return Carrier.replaceThisProcess(DetachRecipe.of(this, program, arguments, null));
    } catch (IOException e) {
      return e;
    }
  }

  /**
   * The steps that {@link #start} takes for a program, a line each, for people.
   *
   * @param program absolute path
   * @param arguments its arguments, the first being its name
   * @return the text, with a newline behind each
   * @throws IOException if there is no such user or group
   */
  public String describe(byte[] program, List<byte[]> arguments) throws IOException {
    untilReady = false;
    return DetachRecipe.of(this, program, arguments, null).recipe().toText();
  }

  private <T> T choice(T value, String what) {
    if (isLecture) {
      throw new IllegalStateException(
          "The lecture's daemon cannot have " + what + "; Detachment.named makes one that can.");
    }
    return value;
  }
}
