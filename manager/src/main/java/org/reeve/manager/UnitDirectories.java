package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.reeve.recipe.ExitStatus;
import org.reeve.recipe.Recipe.Line;
import org.reeve.recipe.Step;
import org.reeve.unit.ExecSettings;
import org.reeve.unit.Setting;
import org.reeve.unit.UnitDefinition;

/**
 * The directories that a unit owns: RuntimeDirectory= and its four sisters (systemd.exec(5)). Each
 * is a relative path below a place that depends on whose manager it is, perhaps with {@code :LINK}
 * behind it, a second relative path that is to lead to it.
 */
final class UnitDirectories {
  /** A kind of directory. */
  enum Kind {
    RUNTIME(
        ExecSettings.RUNTIME_DIRECTORY,
        ExecSettings.RUNTIME_DIRECTORY_MODE,
        "RUNTIME_DIRECTORY",
        ExitStatus.RUNTIME_DIRECTORY),
    STATE(
        ExecSettings.STATE_DIRECTORY,
        ExecSettings.STATE_DIRECTORY_MODE,
        "STATE_DIRECTORY",
        ExitStatus.STATE_DIRECTORY),
    CACHE(
        ExecSettings.CACHE_DIRECTORY,
        ExecSettings.CACHE_DIRECTORY_MODE,
        "CACHE_DIRECTORY",
        ExitStatus.CACHE_DIRECTORY),
    LOGS(
        ExecSettings.LOGS_DIRECTORY,
        ExecSettings.LOGS_DIRECTORY_MODE,
        "LOGS_DIRECTORY",
        ExitStatus.LOGS_DIRECTORY),
    CONFIGURATION(
        ExecSettings.CONFIGURATION_DIRECTORY,
        ExecSettings.CONFIGURATION_DIRECTORY_MODE,
        "CONFIGURATION_DIRECTORY",
        ExitStatus.CONFIGURATION_DIRECTORY);

    private final Setting<List<String>> names;
    private final Setting<Integer> mode;
    private final String variable;
    private final int exitStatus;

    Kind(Setting<List<String>> names, Setting<Integer> mode, String variable, int exitStatus) {
      this.names = names;
      this.mode = mode;
      this.variable = variable;
      this.exitStatus = exitStatus;
    }

    /** Below which it lies, without a slash at the end. */
    String place(ManagerConfig config) {
      if (config.scope() == ManagerConfig.Scope.SYSTEM) {
        return switch (this) {
          case RUNTIME -> "/run";
          case STATE -> "/var/lib";
          case CACHE -> "/var/cache";
          case LOGS -> "/var/log";
          case CONFIGURATION -> "/etc";
        };
      }
      return switch (this) {
        case RUNTIME -> runtime(config);
        case STATE, CONFIGURATION -> below(config, "XDG_CONFIG_HOME", ".config");
        case CACHE -> below(config, "XDG_CACHE_HOME", ".cache");
        case LOGS -> below(config, "XDG_CONFIG_HOME", ".config") + "/log";
      };
    }

    private static String runtime(ManagerConfig config) {
      String given = config.inherited().getOrDefault("XDG_RUNTIME_DIR", "");
      String own = config.runtimeDirectory();
      return given.isEmpty() ? own.substring(0, Math.max(1, own.lastIndexOf('/'))) : given;
    }

    private static String below(ManagerConfig config, String variable, String directory) {
      String given = config.inherited().getOrDefault(variable, "");
      return given.isEmpty()
          ? config.inherited().getOrDefault("HOME", "") + "/" + directory
          : given;
    }
  }

  private static final List<Kind> KINDS = List.of(Kind.values());

  private UnitDirectories() {}

  /** The steps that make all directories of the unit. */
  static void steps(RecipeDraft draft, RunAs who) {
    for (Kind kind : KINDS) {
      List<String> names = draft.unit().get(kind.names);
      if (names.isEmpty()) {
        continue;
      }
      draft.mayBlock();
      String place = kind.place(draft.config()) + "/";
      for (String name : names) {
        step(draft, kind, directory(draft, kind, place, name, who));
      }
      for (String name : names) {
        int colon = name.indexOf(':');
        if (colon >= 0 && colon + 1 < name.length()) {
          String link = name.substring(colon + 1);
          String target = "../".repeat(depth(link)) + path(name);
          step(
              draft,
              kind,
              new Step.Link(RecipeDraft.octets(place + link), RecipeDraft.octets(target)));
        }
      }
    }
  }

  private static Step directory(
      RecipeDraft draft, Kind kind, String place, String name, RunAs who) {
    return new Step.Directory(
        RecipeDraft.octets(place + path(name)),
        draft.unit().get(kind.mode),
        who.ownerUid(),
        who.ownerGid(),
        kind == Kind.CONFIGURATION);
  }

  private static void step(RecipeDraft draft, Kind kind, Step step) {
    draft.add(Line.of(step, draft.source(kind.names)).failingWith(kind.exitStatus));
  }

  /** $RUNTIME_DIRECTORY and its sisters. */
  static void variables(UnitDefinition unit, ManagerConfig config, Map<String, String> all) {
    for (Kind kind : KINDS) {
      List<String> paths = paths(unit, kind, config);
      if (!paths.isEmpty()) {
        all.put(kind.variable, String.join(":", paths));
      }
    }
  }

  /** Each directory once, in the unit's order. */
  private static List<String> paths(UnitDefinition unit, Kind kind, ManagerConfig config) {
    List<String> names = unit.get(kind.names);
    if (names.isEmpty()) {
      return List.of();
    }
    String place = kind.place(config) + "/";
    List<String> paths = new ArrayList<>();
    for (String name : names) {
      String path = place + path(name);
      if (!paths.contains(path)) {
        paths.add(path);
      }
    }
    return paths;
  }

  /**
   * What goes when the unit has ended: its runtime directories and the links to them, unless
   * RuntimeDirectoryPreserve= keeps them.
   *
   * @param restarts whether it is about to be started again
   */
  static List<String> perishable(UnitDefinition unit, ManagerConfig config, boolean restarts) {
    List<String> names = unit.get(ExecSettings.RUNTIME_DIRECTORY);
    String preserve = unit.get(ExecSettings.RUNTIME_DIRECTORY_PRESERVE);
    if (names.isEmpty() || preserve.equals("yes") || (preserve.equals("restart") && restarts)) {
      return List.of();
    }
    List<String> paths = new ArrayList<>(paths(unit, Kind.RUNTIME, config));
    for (String name : names) {
      int colon = name.indexOf(':');
      if (colon >= 0 && colon + 1 < name.length()) {
        paths.add(Kind.RUNTIME.place(config) + "/" + name.substring(colon + 1));
      }
    }
    return paths;
  }

  private static String path(String name) {
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  private static int depth(String link) {
    int slashes = 0;
    for (int i = 0; i < link.length(); i++) {
      slashes += link.charAt(i) == '/' ? 1 : 0;
    }
    return slashes;
  }
}
