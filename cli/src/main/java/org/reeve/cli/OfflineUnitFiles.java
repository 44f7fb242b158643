package org.reeve.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.DependencyType;
import org.reeve.unit.DiskFileTree;
import org.reeve.unit.Glob;
import org.reeve.unit.HostSpecifiers;
import org.reeve.unit.InstallChange;
import org.reeve.unit.InstallFault;
import org.reeve.unit.InstallResult;
import org.reeve.unit.LoadPath;
import org.reeve.unit.UnitFileEntry;
import org.reeve.unit.UnitFileState;
import org.reeve.unit.UnitInstaller;
import org.reeve.unit.UnitInstaller.PresetMode;
import org.reeve.unit.UnitName;

/** Unit files below a directory, without a manager ({@code --root=}, a chroot). */
final class OfflineUnitFiles implements UnitFiles {
  private static final String NOT_THERE = "Unit file ";

  private final UnitInstaller installer;
  private final String root;

  OfflineUnitFiles(String root, Scope scope, Map<String, String> environment) {
    this.root = root.equals("/") ? "" : root;
    DiskFileTree files = root.isEmpty() ? new DiskFileTree() : new DiskFileTree(root);
    boolean user = scope != Scope.SYSTEM;
    LoadPath path = user ? LoadPath.user(environment) : LoadPath.system(environment);
    installer = new UnitInstaller(files, path, new HostSpecifiers(files, environment, user));
  }

  @Override
  public Outcome change(String verb, List<String> names, boolean runtime, boolean force) {
    return switch (verb) {
      case "enable" -> outcome(verb, installer.enable(names, runtime, force), true);
      case "disable" -> outcome(verb, installer.disable(names, runtime), false);
      case "reenable" -> outcome(verb, installer.reenable(names, runtime, force), true);
      case "mask" -> outcome(verb, installer.mask(names, runtime, force), false);
      case "unmask" -> outcome(verb, installer.unmask(names, runtime), false);
      case "link" -> outcome(verb, installer.link(names, runtime, force), false);
      case "revert" -> outcome(verb, installer.revert(names), false);
      default -> throw new IllegalArgumentException(verb);
    };
  }

  @Override
  public Outcome preset(List<String> names, PresetMode mode, boolean runtime, boolean force) {
    return outcome("preset", installer.preset(names, mode, runtime, force), false);
  }

  @Override
  public Outcome presetAll(PresetMode mode, boolean runtime, boolean force) {
    return outcome("preset", installer.presetAll(mode, runtime, force), false);
  }

  @Override
  public Outcome addDependency(
      String target, String kind, List<String> names, boolean runtime, boolean force) {
    DependencyType type = kind.equals("Requires") ? DependencyType.REQUIRES : DependencyType.WANTS;
    return outcome(
        "add dependency on", installer.addDependency(names, target, type, runtime, force), false);
  }

  @Override
  public Outcome setDefault(String target) {
    return outcome("set default", installer.setDefault(target, true), false);
  }

  @Override
  public String getDefault() throws Failure {
    String target = installer.getDefault();
    if (target == null) {
      throw new Failure("Failed to get default target: No such file or directory");
    }
    return target;
  }

  @Override
  public String state(String name) throws Failure {
    UnitName unit = UnitName.parse(name);
    UnitFileState state = unit == null ? null : installer.state(unit);
    if (state == null) {
      throw new Failure(
          "Failed to get unit file state for " + name + ": No such file or directory");
    }
    return state.text();
  }

  @Override
  public List<String> links(String name) {
    return List.of();
  }

  @Override
  public List<UnitFileRow> list(List<String> states, List<String> patterns) {
    List<UnitFileRow> rows = new ArrayList<>();
    for (UnitFileEntry entry : installer.list()) {
      String name = entry.name().text();
      if ((states.isEmpty() || states.contains(entry.state().text()))
          && (patterns.isEmpty() || matches(patterns, name))) {
        rows.add(new UnitFileRow(name, entry.state().text()));
      }
    }
    return rows;
  }

  private static boolean matches(List<String> patterns, String name) {
    for (String pattern : patterns) {
      if (Glob.matches(pattern, name)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void reload() {
    // nobody runs what lies below the directory
  }

  private Outcome outcome(String verb, InstallResult result, boolean tellsNothing) {
    List<Change> changes = new ArrayList<>();
    for (InstallChange change : result.changes()) {
      // what stands there is named as seen from outside, what a link says as it is written
      boolean file = change.path().startsWith("/");
      String path = file ? root + change.path() : change.path();
      String source = file ? change.source() : root + change.source();
      changes.add(new Change(change.type().text(), path, source));
    }
    Boolean hadNothing = null;
    if (tellsNothing && result.ok()) {
      hadNothing = !result.carriesInstallInfo();
    }
    StringBuilder problems = new StringBuilder();
    for (InstallFault fault : result.faults()) {
      problems.append(problems.length() == 0 ? "" : "\n").append(sentence(verb, fault));
    }
    @Nullable String problem = problems.length() == 0 ? null : problems.toString();
    // as in systemd, to disable what is not there is said and is no failure
    int status = problem == null || verb.equals("disable") ? 0 : 1;
    return new Outcome(hadNothing, changes, problem, status);
  }

  /** Without a manager systemctl words the same faults differently. */
  private String sentence(String verb, InstallFault fault) {
    String failing = "Failed to " + verb + " unit, ";
    String said = fault.message();
    boolean missing = said.endsWith(" does not exist.");
    if (said.startsWith(NOT_THERE) && (missing || said.endsWith(" is masked."))) {
      return failing + "unit " + said.substring(NOT_THERE.length());
    }
    int exists = said.indexOf(" already exists");
    if (said.startsWith("File ") && exists > 0) {
      String link = " and is a symlink to ";
      int target = said.indexOf(link);
      String file = failing + "file \"" + root + said.substring(5, exists) + "\" already exists";
      return target < 0
          ? file + "."
          : file + link + "\"" + said.substring(target + link.length(), said.length() - 1) + "\".";
    }
    return failing + said.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + said.substring(1);
  }
}
