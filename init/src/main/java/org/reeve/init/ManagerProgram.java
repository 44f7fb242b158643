package org.reeve.init;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reeve.bus.InstalledUnitFiles;
import org.reeve.host.Handover;
import org.reeve.host.HostConfig;
import org.reeve.host.LinuxHost;
import org.reeve.linux.Fd;
import org.reeve.linux.Sys;
import org.reeve.manager.JobRules;
import org.reeve.manager.Manager;
import org.reeve.manager.ManagerConfig;
import org.reeve.recipe.MalformedException;
import org.reeve.recipe.Octets;
import org.reeve.recipe.Wire;
import org.reeve.unit.DiskFileTree;
import org.reeve.unit.HostSpecifiers;
import org.reeve.unit.LoadPath;
import org.reeve.unit.ManagerSettings;
import org.reeve.unit.RawText;
import org.reeve.unit.ServiceSettings;
import org.reeve.unit.TimeSpan;
import org.reeve.unit.UnitInstaller;
import org.reeve.unit.UnitLoader;
import org.reeve.unit.UnitName;

/**
 * The manager as hand starts it: takes over what hand hands it, wires host, core and bus together,
 * and takes turns until the end.
 *
 * <p>Its own command line and environment are bare; what {@code init} was started with comes from
 * hand as data. The first manager of a hand boots; every later one goes on from the state memory.
 */
final class ManagerProgram {
  /** What a service manager sets for one service (systemd.exec(5)), here for this program. */
  private static final List<String> ABOUT_OURSELVES =
      List.of(
          "EXIT_CODE",
          "EXIT_STATUS",
          "INVOCATION_ID",
          "JOURNAL_STREAM",
          "LISTEN_FDNAMES",
          "LISTEN_FDS",
          "LISTEN_PID",
          "MAINPID",
          "MANAGERPID",
          "NOTIFY_SOCKET",
          "PIDFILE",
          "SERVICE_RESULT",
          "WATCHDOG_PID",
          "WATCHDOG_USEC");

  /** What outlives the orderly end of all units is not waited for longer. */
  private static final long MOST_PATIENCE_USEC = 10_000_000;

  private ManagerProgram() {}

  /**
   * Runs until hand ends this process; returns only if there was nothing to manage, with the exit
   * status.
   */
  static int run(PrintStream out, PrintStream err) {
    try (Fd channel = Fd.of(Wire.MANAGER_CHANNEL)) {
      return receive(channel, out, err);
    }
  }

  /** Says why it ends, if it has to, before the channel is closed: hand kills whoever closes it. */
  private static int receive(Fd channel, PrintStream out, PrintStream err) {
    try {
      Handover handover = Handover.receive(channel);
      List<String> words = new ArrayList<>();
      for (Octets word : handover.arguments()) {
        words.add(RawText.decode(word.bytes()));
      }
      InitOptions options =
          InitOptions.parse(
              words.isEmpty() ? words : words.subList(1, words.size()), handover.environment());
      for (String problem : options.problems()) {
        err.println("reeve: " + problem);
      }
      return switch (options.action()) {
        case VERSION -> end(handover, out, Version.asSystemd() + "\n");
        case HELP -> end(handover, out, InitOptions.helpText());
        case DUMP_ITEMS -> end(handover, out, Dump.items());
        case TEST -> end(handover, out, Dump.plan(options, handover.environment(), Sys.uid() != 0));
        case MANAGE -> manage(handover, options, err);
      };
    } catch (MalformedException otherVersion) {
      err.println(
          "reeve: hand speaks another version of the channel ("
              + otherVersion.getMessage()
              + "); hand and manager must come from one installation.");
      return 1;
    } catch (RuntimeException fault) {
      err.println("reeve: the manager cannot go on: " + fault);
      fault.printStackTrace(err);
      err.flush();
      throw fault;
    }
  }

  private static int end(Handover handover, PrintStream out, String text) {
    out.print(text);
    out.flush();
    handover.exit(0);
    return 0;
  }

  private static int manage(Handover handover, InitOptions options, PrintStream err)
      throws MalformedException {
    ManagerConfig.Scope scope = scope(options.mode(), handover.handPid() == 1);
    if (scope == null) {
      err.println(
          "reeve: the system is managed by PID 1 only, and this is not PID 1; use --user, or"
              + " `reeve run FILE` for a few units.");
      err.flush();
      handover.exit(1);
      return 1;
    }
    Map<String, String> environment = environment(scope, handover.environment());
    Places places = places(scope, environment, handover.handPid());
    String problem = places.make(scope == ManagerConfig.Scope.SYSTEM);
    if (problem != null) {
      err.println("reeve: " + problem);
      err.flush();
      if (scope != ManagerConfig.Scope.SYSTEM) {
        handover.exit(1);
        return 1;
      }
    }
    if (scope == ManagerConfig.Scope.FOREGROUND) {
      return RunProgram.run(handover, RunOptions.parse(options.files()), places);
    }
    LoadPath path = loadPath(scope, environment, handover.handPid() == 1);
    DiskFileTree files = new DiskFileTree();
    boolean user = scope != ManagerConfig.Scope.SYSTEM;
    Configuration configuration = Configuration.read(files, environment, user, options);
    boolean first = handover.generation() == 1;
    if (first) {
      configuration.problems().forEach(sentence -> err.println("reeve: " + sentence));
    }
    // each reload takes a new loader, and reads the manager's files again for it
    Supplier<UnitLoader> loaders =
        () -> {
          HostSpecifiers specifiers = new HostSpecifiers(files, environment, user);
          return new UnitLoader(
              files, path, specifiers, ManagerSettings.read(files, specifiers, user));
        };
    HostConfig hostConfig =
        new HostConfig(
            places.notifySocket(),
            null,
            true,
            HostConfig.MOST_LOGS,
            configuration.consoleLevel(),
            scope == ManagerConfig.Scope.SYSTEM && configuration.showStatus(),
            Math.min(
                timeout(configuration.settings().get(ServiceSettings.TIMEOUT_STOP_SEC)),
                MOST_PATIENCE_USEC));
    try (LinuxHost host = LinuxHost.connect(hostConfig, loaders, handover)) {
      ManagerConfig config =
          config(
              scope,
              places,
              options.unit(),
              environment,
              configuration,
              ManagerConfig.DEFAULT_SEARCH_PATH);
      Manager manager = Manager.restore(host, config, new JobRules(), host.records());
      Supplier<UnitInstaller> installers =
          () -> new UnitInstaller(files, path, new HostSpecifiers(files, environment, user));
      host.serve(BusWiring.serve(manager, host, places, new InstalledUnitFiles(path, installers)));
      if (first) {
        manager.boot();
      }
      if (!host.run(manager::turn)) {
        err.println("reeve: hand, which makes the processes of this manager, was killed.");
        return 1;
      }
    }
    return 0;
  }

  /**
   * For whom to manage; null if nobody can be managed here. The system is managed by PID 1 and by
   * nobody else: a second system manager would start everything once more.
   */
  private static ManagerConfig.@Nullable Scope scope(
      InitOptions.@Nullable Mode mode, boolean isFirst) {
    if (mode == InitOptions.Mode.RUN) {
      return ManagerConfig.Scope.FOREGROUND;
    }
    if (mode == InitOptions.Mode.USER || (isFirst && Sys.uid() != 0)) {
      return ManagerConfig.Scope.USER;
    }
    return isFirst ? ManagerConfig.Scope.SYSTEM : null;
  }

  private static Places places(
      ManagerConfig.Scope scope, Map<String, String> environment, int handPid) {
    return switch (scope) {
      case SYSTEM -> Places.system();
      case USER -> Places.user(environment, Sys.uid());
      case FOREGROUND -> Places.run(environment, Sys.uid(), handPid);
    };
  }

  /** A user's manager has a runtime directory in any case, and so do its services. */
  private static Map<String, String> environment(
      ManagerConfig.Scope scope, Map<String, String> given) {
    if (scope != ManagerConfig.Scope.USER) {
      return given;
    }
    Map<String, String> environment = new LinkedHashMap<>(given);
    environment.put(Places.RUNTIME_DIRECTORY, Places.userRuntime(given, Sys.uid()));
    return environment;
  }

  /** As PID 1 without root, the system's units are a user's too: a container has no others. */
  private static LoadPath loadPath(
      ManagerConfig.Scope scope, Map<String, String> environment, boolean isFirst) {
    LoadPath system = Configuration.withOwnUnits(LoadPath.system(environment), environment);
    if (scope == ManagerConfig.Scope.SYSTEM) {
      return system;
    }
    LoadPath user = Configuration.withOwnUnits(LoadPath.user(environment), environment);
    if (!isFirst) {
      return user;
    }
    Set<String> directories = new LinkedHashSet<>(user.directories());
    directories.addAll(system.directories());
    return user.withDirectories(List.copyOf(directories));
  }

  /**
   * The configuration of a manager in the foreground.
   *
   * @param programs directories in which programs given by name are looked for first
   */
  static ManagerConfig foreground(
      Places places, Map<String, String> environment, List<String> programs) {
    List<String> searched = new ArrayList<>(programs);
    searched.addAll(ManagerConfig.DEFAULT_SEARCH_PATH);
    return config(
        ManagerConfig.Scope.FOREGROUND, places, null, environment, Configuration.NONE, searched);
  }

  private static ManagerConfig config(
      ManagerConfig.Scope scope,
      Places places,
      @Nullable UnitName unit,
      Map<String, String> environment,
      Configuration configuration,
      List<String> searched) {
    Sys.Limit files = Sys.limit(Sys.RLIMIT_NOFILE);
    ManagerSettings settings = configuration.settings();
    UnitName booted = configuration.kernel().unit();
    UnitName first = unit != null ? unit : booted != null ? booted : UnitName.of("default.target");
    Map<String, String> services = new LinkedHashMap<>(forServices(scope, environment));
    services.putAll(configuration.kernel().environment());
    services.putAll(settings.environment("ManagerEnvironment"));
    services.putAll(settings.environment("DefaultEnvironment"));
    return new ManagerConfig(
        scope,
        scope == ManagerConfig.Scope.FOREGROUND ? null : first,
        services,
        places.notifySocket(),
        places.runtime(),
        Sys.uid(),
        Sys.ppid(),
        timeout(settings.get(ServiceSettings.TIMEOUT_START_SEC)),
        timeout(settings.get(ServiceSettings.TIMEOUT_STOP_SEC)),
        Math.min(1024, files.hard()),
        files.hard(),
        searched,
        environment,
        settings,
        configuration.level());
  }

  /** Of a timeout 0 means infinity. */
  private static long timeout(TimeSpan span) {
    return span.usec() == 0 || span.isInfinite() ? Long.MAX_VALUE : span.usec();
  }

  /**
   * What services inherit: for the system a path and a language, for everybody else the whole
   * environment, but for what a service manager above has said about us alone.
   */
  private static Map<String, String> forServices(
      ManagerConfig.Scope scope, Map<String, String> environment) {
    if (scope != ManagerConfig.Scope.SYSTEM) {
      Map<String, String> inherited = new LinkedHashMap<>(environment);
      inherited.keySet().removeAll(ABOUT_OURSELVES);
      if (scope == ManagerConfig.Scope.USER) {
        inherited.put("PATH", String.join(":", ManagerConfig.DEFAULT_SEARCH_PATH));
      }
      return inherited;
    }
    Map<String, String> clean = new LinkedHashMap<>();
    clean.put("LANG", environment.getOrDefault("LANG", "C.UTF-8"));
    clean.put("PATH", String.join(":", ManagerConfig.DEFAULT_SEARCH_PATH));
    return clean;
  }
}
