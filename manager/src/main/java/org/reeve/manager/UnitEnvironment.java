package org.reeve.manager;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reeve.unit.EnvironmentFile;
import org.reeve.unit.ExecSettings;
import org.reeve.unit.UnitDefinition;

/**
 * The environment of a command (systemd.exec(5), "ENVIRONMENT"), from the weakest to the strongest:
 * the manager's, what the manager says of this run, PassEnvironment=, Environment=,
 * EnvironmentFile=; and at last UnsetEnvironment=, which takes away.
 */
final class UnitEnvironment {
  private final RecipeDraft draft;
  private final CommandContext context;
  private final UnitDefinition unit;
  private final ManagerConfig config;
  private final Map<String, String> all;

  /**
   * @param base the manager's environment
   */
  UnitEnvironment(RecipeDraft draft, Map<String, String> base) {
    this.draft = draft;
    this.context = draft.context();
    this.unit = draft.unit();
    this.config = draft.config();
    this.all = new LinkedHashMap<>(base);
  }

  /**
   * All variables by name.
   *
   * @param files what the environment files hold
   */
  Map<String, String> variables(RunAs who, StandardStreams streams, List<Host.FileAnswer> files)
      throws CannotRun {
    who.variables(all);
    if (unit.get(ExecSettings.WORKING_DIRECTORY).isHome() && who.user() == null) {
      all.putIfAbsent("HOME", "/root");
    }
    streams.variables(all);
    sockets(streams.handedOn());
    aboutTheRun();
    UnitDirectories.variables(unit, config, all);
    if (unit.isSet(ExecSettings.EXEC_SEARCH_PATH)
        && !unit.get(ExecSettings.EXEC_SEARCH_PATH).isEmpty()) {
      all.put("PATH", String.join(":", unit.get(ExecSettings.EXEC_SEARCH_PATH)));
    }
    for (String name : unit.get(ExecSettings.PASS_ENVIRONMENT)) {
      String value = config.inherited().get(name);
      if (value != null) {
        all.put(name, value);
      }
    }
    putAll(unit.get(ExecSettings.ENVIRONMENT));
    files(files);
    unset();
    return all;
  }

  /** sd_listen_fds(3); the pid is a step of its own. */
  private void sockets(List<Handed.Descriptor> handed) {
    if (handed.isEmpty()) {
      return;
    }
    List<String> names = new ArrayList<>();
    for (Handed.Descriptor descriptor : handed) {
      names.add(descriptor.name());
    }
    all.put("LISTEN_FDS", Integer.toString(handed.size()));
    all.put("LISTEN_FDNAMES", String.join(":", names));
  }

  private void aboutTheRun() {
    all.put("INVOCATION_ID", context.invocation().toString());
    if (mayNotify()) {
      all.put("NOTIFY_SOCKET", config.notifySocket());
    }
    if (config.scope() != ManagerConfig.Scope.SYSTEM) {
      all.put("MANAGERPID", Integer.toString(config.pid()));
    }
    if (context.kind() == ExecKind.START && context.watchdogUsec() > 0) {
      all.put("WATCHDOG_USEC", Long.toString(context.watchdogUsec()));
    }
    if (context.kind() != ExecKind.START && context.mainPid() > 0) {
      all.put("MAINPID", Integer.toString(context.mainPid()));
    }
    if (context.kind() == ExecKind.STOP || context.kind() == ExecKind.STOP_POST) {
      all.putAll(context.end());
    }
  }

  private boolean mayNotify() {
    return switch (context.notifyAccess()) {
      case NONE -> false;
      case MAIN -> context.kind() == ExecKind.START;
      case EXEC, ALL -> true;
    };
  }

  private void files(List<Host.FileAnswer> answers) throws CannotRun {
    for (EnvironmentFile file : unit.get(ExecSettings.ENVIRONMENT_FILE)) {
      for (Host.FileAnswer answer : answers) {
        if (!answer.pattern().equals(file.path())) {
          continue;
        }
        if (answer.errno() == 0) {
          putAll(EnvironmentText.parse(answer.content()));
        } else if (!file.optional()) {
          throw new CannotRun(
              CannotRun.NO_PROCESS,
              "Failed to load environment file "
                  + answer.path()
                  + " (errno "
                  + answer.errno()
                  + ", "
                  + draft.source(ExecSettings.ENVIRONMENT_FILE).place()
                  + "); create it or put a '-' before its path");
        }
      }
    }
  }

  private void unset() {
    for (String unwanted : unit.get(ExecSettings.UNSET_ENVIRONMENT)) {
      int equals = unwanted.indexOf('=');
      if (equals < 0) {
        all.remove(unwanted);
      } else {
        all.remove(unwanted.substring(0, equals), unwanted.substring(equals + 1));
      }
    }
  }

  private void putAll(List<String> assignments) {
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals > 0) {
        all.put(assignment.substring(0, equals), assignment.substring(equals + 1));
      }
    }
  }
}
