package org.reeve.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.cli.Table.Cell;
import org.reeve.dbus.BusError;
import org.reeve.unit.DiskFileTree;
import org.reeve.unit.PresetRules;
import org.reeve.unit.UnitInstaller.PresetMode;
import org.reeve.unit.UnitName;

/** The verbs on unit files: enable, mask, preset and their kin, and the list of them. */
final class UnitFileVerbs {
  private static final String NOTHING_TO_INSTALL =
      """
      The unit files have no installation config (WantedBy=, RequiredBy=, Also=,
      Alias= settings in the [Install] section, and DefaultInstance= for template
      units). This means they are not meant to be enabled using systemctl.
      \s
      Possible reasons for having this kind of units are:
      %s A unit may be statically enabled by being symlinked from another unit's
        .wants/ or .requires/ directory.
      %s A unit's purpose may be to act as a helper for some other unit which has
        a requirement dependency on it.
      %s A unit may be started when needed via activation (socket, path, timer,
        D-Bus, udev, scripted systemctl call, ...).
      %s In case of template units, the unit is meant to be enabled with some
        instance name specified.\
      """;

  private static final Comparator<UnitFileRow> ORDER =
      (a, b) -> {
        int types = a.type().compareToIgnoreCase(b.type());
        return types != 0 ? types : a.name().compareToIgnoreCase(b.name());
      };

  private UnitFileVerbs() {}

  private static UnitFiles files(Invocation invocation) throws Failure {
    return files(
        invocation,
        "Failed to initialize unit search paths for root directory %s: No such file or directory");
  }

  /**
   * @param absent the sentence if the directory of {@code --root=} is not there
   */
  private static UnitFiles files(Invocation invocation, String absent) throws Failure {
    String root = invocation.options().last(Option.ROOT);
    if (root != null || invocation.isOffline() || invocation.scope() == Scope.GLOBAL) {
      if (root != null && !Window.isDirectory(root)) {
        throw new Failure(absent.replace("%s", root));
      }
      return new OfflineUnitFiles(
          root == null ? "" : Path.of(root).toAbsolutePath().normalize().toString(),
          invocation.scope(),
          invocation.environment());
    }
    return new ManagerUnitFiles(invocation.manager());
  }

  /** {@code enable}, {@code disable}, {@code reenable}, {@code mask}, {@code unmask}… */
  static int change(Invocation invocation, String verb, List<String> typed)
      throws Failure, IOException {
    List<String> names = names(invocation, verb, typed);
    names = SysvScripts.synchronize(invocation, verb, names);
    if (names.isEmpty()) {
      return 0;
    }
    UnitFiles files = files(invocation);
    if ((verb.equals("mask") || verb.equals("unmask")) && files instanceof ManagerUnitFiles) {
      noticeMissing(invocation, names);
    }
    UnitFiles.Outcome outcome =
        files.change(verb, names, invocation.has(Option.RUNTIME), invocation.has(Option.FORCE));
    int status = finish(invocation, files, outcome);
    String now = verb.equals("enable") ? "start" : "stop";
    boolean applies = List.of("enable", "disable", "mask").contains(verb);
    return invocation.has(Option.NOW) && applies && status == 0
        ? UnitVerbs.now(invocation, now, baseNames(names))
        : status;
  }

  private static List<String> names(Invocation invocation, String verb, List<String> typed)
      throws Failure {
    List<String> names = new ArrayList<>();
    for (String text : typed) {
      if (text.indexOf('/') < 0) {
        String operation = verb.equals("is-enabled") ? "check" : verb;
        String name = UnitNames.files(invocation, List.of(text), "service", operation).getFirst();
        if (verb.equals("link")) {
          throw new Failure(
              "Link argument must contain at least one directory separator.\n"
                  + "If you intended to link a file in the current directory, try ./"
                  + name
                  + " instead.");
        }
        names.add(name);
      } else if (verb.equals("disable")) {
        invocation
            .screen()
            .log(
                Screen.Level.WARNING,
                "Warning: Can't execute disable on the unit file path. "
                    + "Proceeding with the unit name.");
        names.add(text.substring(text.lastIndexOf('/') + 1));
      } else {
        Path path = Path.of(text).toAbsolutePath();
        // a file that is there goes by its simple name, one that is not by what was typed
        names.add((Window.exists(text) ? path.normalize() : path).toString());
      }
    }
    return names;
  }

  private static List<String> baseNames(List<String> names) {
    List<String> base = new ArrayList<>();
    for (String name : names) {
      base.add(name.substring(name.lastIndexOf('/') + 1));
    }
    return base;
  }

  private static void noticeMissing(Invocation invocation, List<String> names)
      throws Failure, IOException {
    for (String name : names) {
      UnitStatus unit;
      try {
        unit =
            new UnitStatus(
                invocation.manager().all(ManagerClient.unitPath(name), ManagerClient.UNIT));
      } catch (BusError unknown) {
        continue;
      }
      if (unit.text("LoadState").equals("not-found")
          && unit.text("ActiveState").equals("inactive")) {
        invocation
            .screen()
            .log(Screen.Level.NOTICE, "Unit " + name + " does not exist, proceeding anyway.");
      }
    }
  }

  /** Says what was done, reloads the manager, and tells the exit status. */
  private static int finish(Invocation invocation, UnitFiles files, UnitFiles.Outcome outcome)
      throws Failure, IOException {
    if (!invocation.isQuiet()) {
      for (UnitFiles.Change change : outcome.changes()) {
        say(invocation.screen(), change);
      }
    }
    if (outcome.problem() != null) {
      invocation.screen().error(outcome.problem());
      return outcome.status();
    }
    if (!invocation.has(Option.NO_RELOAD)) {
      files.reload();
    }
    if (Boolean.TRUE.equals(outcome.hadNothing()) && !invocation.isQuiet()) {
      String bullet = invocation.screen().glyph(Glyph.BULLET);
      invocation.screen().log(Screen.Level.NOTICE, NOTHING_TO_INSTALL.replace("%s", bullet));
    }
    return 0;
  }

  private static void say(Screen screen, UnitFiles.Change change) {
    String path = change.path();
    String source = change.source();
    switch (change.type()) {
      case "symlink" ->
          screen.log(
              Screen.Level.INFO,
              "Created symlink " + path + " " + screen.glyph(Glyph.ARROW) + " " + source + ".");
      case "unlink" -> screen.log(Screen.Level.INFO, "Removed \"" + path + "\".");
      case "masked" -> screen.log(Screen.Level.INFO, "Unit " + path + " is masked, ignoring.");
      case "masked by generator" ->
          screen.log(
              Screen.Level.INFO,
              "Unit " + path + " is masked via a generator and cannot be unmasked, skipping.");
      case "dangling" ->
          screen.log(
              Screen.Level.INFO,
              "Unit " + path + " is an alias to a unit that is not present, ignoring.");
      case "destination not present" ->
          screen.log(
              Screen.Level.WARNING,
              "Unit " + source + " is added as a dependency to a non-existent unit " + path + ".");
      case "auxiliary unit failed" ->
          screen.log(
              Screen.Level.WARNING, "Failed to enable auxiliary unit " + path + ", ignoring.");
      default -> screen.log(Screen.Level.INFO, change.type() + " " + path + " " + source);
    }
  }

  static int preset(Invocation invocation, String verb, List<String> typed)
      throws Failure, IOException {
    List<String> names = names(invocation, verb, typed);
    UnitFiles files = files(invocation);
    return finish(
        invocation,
        files,
        files.preset(
            names, mode(invocation), invocation.has(Option.RUNTIME), invocation.has(Option.FORCE)));
  }

  static int presetAll(Invocation invocation, String verb, List<String> none)
      throws Failure, IOException {
    UnitFiles files = files(invocation, "Failed to preset: No such file or directory.");
    return finish(
        invocation,
        files,
        files.presetAll(
            mode(invocation), invocation.has(Option.RUNTIME), invocation.has(Option.FORCE)));
  }

  private static PresetMode mode(Invocation invocation) {
    String text = invocation.options().last(Option.PRESET_MODE);
    PresetMode mode = text == null ? PresetMode.FULL : OptionValues.presetMode(text);
    return mode == null ? PresetMode.FULL : mode;
  }

  /** {@code add-wants} and {@code add-requires}. */
  static int addDependency(Invocation invocation, String verb, List<String> typed)
      throws Failure, IOException {
    String target =
        UnitNames.files(invocation, typed.subList(0, 1), "target", "as target").getFirst();
    List<String> names = names(invocation, verb, typed.subList(1, typed.size()));
    UnitFiles files = files(invocation);
    String kind = verb.equals("add-wants") ? "Wants" : "Requires";
    return finish(
        invocation,
        files,
        files.addDependency(
            target, kind, names, invocation.has(Option.RUNTIME), invocation.has(Option.FORCE)));
  }

  static int setDefault(Invocation invocation, String verb, List<String> typed)
      throws Failure, IOException {
    String target = UnitNames.files(invocation, typed, "target", "set default").getFirst();
    UnitFiles files = files(invocation);
    return finish(invocation, files, files.setDefault(target));
  }

  static int getDefault(Invocation invocation, String verb, List<String> none)
      throws Failure, IOException {
    invocation
        .screen()
        .line(
            files(invocation, "Failed to get default target: No such file or directory")
                .getDefault());
    return 0;
  }

  /** {@code is-enabled}: 0 if one of the units is enabled in any way. */
  static int isEnabled(Invocation invocation, String verb, List<String> typed)
      throws Failure, IOException {
    List<String> names = names(invocation, verb, typed);
    List<String> units = SysvScripts.synchronize(invocation, verb, names);
    boolean enabled = units.size() < names.size() && SysvScripts.anyEnabled(invocation, names);
    UnitFiles files = files(invocation);
    for (String name : units) {
      String state = files.state(name);
      enabled |=
          switch (state) {
            case "enabled", "enabled-runtime", "static", "alias", "indirect", "generated" -> true;
            default -> false;
          };
      if (!invocation.isQuiet()) {
        invocation.screen().line(state);
        if (invocation.has(Option.FULL)) {
          for (String link : files.links(name)) {
            invocation.screen().line("  " + link);
          }
        }
      }
    }
    return enabled ? 0 : 1;
  }

  static int list(Invocation invocation, String verb, List<String> patterns)
      throws Failure, IOException {
    invocation.wantPager();
    List<UnitFileRow> rows =
        new ArrayList<>(
            files(invocation, "Failed to get unit file list: No such file or directory")
                .list(UnitNames.states(invocation), patterns));
    List<String> types = UnitNames.types(invocation);
    rows.removeIf(row -> !types.isEmpty() && !types.contains(row.type()));
    rows.sort(ORDER);
    String root = invocation.options().last(Option.ROOT);
    PresetRules presets =
        PresetRules.read(
            root == null ? new DiskFileTree() : new DiskFileTree(root),
            invocation.scope() != Scope.SYSTEM);
    Screen screen = invocation.screen();
    Table table = new Table(screen, true, "UNIT FILE", "STATE", "PRESET");
    for (int i = 0; i < rows.size(); i++) {
      UnitFileRow row = rows.get(i);
      boolean ends = i + 1 < rows.size() && !rows.get(i + 1).type().equals(row.type());
      String preset = preset(presets, row);
      Colour colour =
          switch (preset) {
            case "enabled" -> Colour.GREEN;
            case "disabled" -> Colour.RED;
            default -> Colour.NONE;
          };
      table.row(
          ends,
          Cell.of(row.name()),
          Cell.of(row.state(), UnitFileRow.listColour(row.state())),
          Cell.of(preset, colour));
    }
    table.print(invocation.hasLegend(), invocation.isCut());
    if (invocation.hasLegend()) {
      screen.line("");
      screen.line(rows.size() + " unit files listed.");
    }
    return rows.isEmpty() ? 1 : 0;
  }

  private static String preset(PresetRules presets, UnitFileRow row) {
    @Nullable UnitName name = UnitName.parse(row.name());
    if (name == null || !UnitFileRow.showsPreset(row.state())) {
      return "";
    }
    return switch (presets.verdict(name)) {
      case ENABLE -> "enabled";
      case DISABLE -> "disabled";
    };
  }
}
