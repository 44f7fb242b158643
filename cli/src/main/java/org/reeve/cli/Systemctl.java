package org.reeve.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.dbus.BusError;

/**
 * The program {@code systemctl}: takes the command line apart, finds the verb, runs it, and turns
 * whatever ends it into one sentence and an exit status.
 */
public final class Systemctl {
  /** What {@code --version} begins with; scripts parse it. */
  static final String VERSION = "systemd 252 (reeve)";

  private Systemctl() {}

  /**
   * Runs one command line.
   *
   * @param program the name under which it was started
   * @param arguments the command line without the program's name
   * @param terminal whether {@code out} is a terminal
   * @return the exit status
   */
  public static int run(
      String program,
      List<String> arguments,
      OutputStream out,
      OutputStream err,
      Map<String, String> environment,
      boolean terminal) {
    return run(program, arguments, out, err, environment, terminal, null);
  }

  /**
   * The same with a manager at another place than those of {@code --system} and {@code --user}.
   *
   * @param address where it is; null for the usual places
   */
  public static int run(
      String program,
      List<String> arguments,
      OutputStream out,
      OutputStream err,
      Map<String, String> environment,
      boolean terminal,
      @Nullable Address address) {
    Screen screen = new Screen(out, err, environment, terminal);
    try {
      return run(program, arguments, screen, environment, address);
    } catch (Failure e) {
      if (!e.sentence().isEmpty()) {
        boolean plain = e.sentence().startsWith(program + ": ");
        screen.log(plain ? Screen.Level.INFO : Screen.Level.ERROR, e.sentence());
      }
      screen.flush();
      return e.status();
    } catch (UncheckedIOException closed) {
      return 1; // nobody reads our output any more
    }
  }

  /** This process's environment as its caller gave it. */
  public static Map<String, String> environment() {
    return UserLocale.environment();
  }

  private static int run(
      String program,
      List<String> arguments,
      Screen screen,
      Map<String, String> environment,
      @Nullable Address address)
      throws Failure {
    Options.Observer values = new OptionValues(screen);
    Options options =
        Options.parse(
            program,
            arguments,
            (option, value) -> {
              switch (option) {
                case HELP -> {
                  Help.print(screen);
                  throw new Failure("", 0);
                }
                case VERSION -> {
                  screen.line(VERSION);
                  screen.line("+AUDIT +SECCOMP default-hierarchy=unified");
                  throw new Failure("", 0);
                }
                default -> values.met(option, value);
              }
            });
    String name = options.words().isEmpty() ? "list-units" : options.words().getFirst();
    List<String> words =
        options.words().isEmpty() ? List.of() : options.words().subList(1, options.words().size());
    Verb verb = verb(name, words.size());
    if (options.has(Option.ROOT) && !verb.offline()) {
      throw new Failure("Verb '" + name + "' cannot be used with --root= or --image=.");
    }
    try (Invocation invocation = new Invocation(options, screen, environment, address)) {
      if (address != null && verb.ofBoot()) {
        throw new Failure(
            "'" + name + "' is about a machine that boots; " + address.command() + " has none.");
      }
      if (!verb.offline() && address == null && invocation.isOffline()) {
        screen.log(Screen.Level.INFO, "Running in chroot, ignoring command '" + name + "'");
        return 0;
      }
      return verb.action().run(invocation, name, words);
    } catch (BusError e) {
      throw new Failure("Failed to " + name + ": " + ManagerClient.sentence(e));
    } catch (IOException e) {
      throw new Failure("Failed to " + name + ": the manager ended the connection.");
    }
  }

  private static Verb verb(String name, int arguments) throws Failure {
    Verb verb = find(name);
    if (verb == null) {
      throw new Failure("Unknown command verb " + name + ".");
    }
    if (arguments < verb.min()) {
      throw new Failure("Too few arguments.");
    }
    if (arguments > verb.max()) {
      throw new Failure("Too many arguments.");
    }
    return verb;
  }

  private static @Nullable Verb find(String name) {
    for (Verb verb : Verbs.TABLE) {
      if (verb.name().equals(name)) {
        return verb;
      }
    }
    return null;
  }
}
