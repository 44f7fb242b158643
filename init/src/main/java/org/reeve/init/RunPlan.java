package org.reeve.init;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.DependencyType;
import org.reeve.unit.FileTree;
import org.reeve.unit.InstallSettings;
import org.reeve.unit.LoadPath;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitLoader;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitType;

/**
 * What the operands of {@code reeve run} mean: the directories in which units are looked for, and
 * the units that are started.
 *
 * <p>A file stands for its unit and opens its directory. A name is looked for in the directories
 * that were opened, then in the present one, then on the machine. A directory opens itself, and
 * starts
 *
 * <ol>
 *   <li>its {@code default.target}, if there is one, or a {@code default.target.wants/};
 *   <li>else the targets for which it has a {@code .wants/} or {@code .requires/} directory: that
 *       is what enabling leaves;
 *   <li>else every unit that no other one of the directory pulls in, and every one that has an
 *       [Install] section. Of units that pull in each other the first by name.
 * </ol>
 */
final class RunPlan {
  /** Dependencies by which a unit pulls in another. */
  private static final List<DependencyType> PULLS =
      List.of(
          DependencyType.REQUIRES,
          DependencyType.REQUISITE,
          DependencyType.WANTS,
          DependencyType.BINDS_TO,
          DependencyType.UPHOLDS,
          DependencyType.ON_FAILURE,
          DependencyType.ON_SUCCESS,
          DependencyType.TRIGGERS);

  private static final UnitName DEFAULT = UnitName.of("default.target");

  private final FileTree files;
  private final LoadPath machine;
  private final Path here;
  private final Set<String> directories = new LinkedHashSet<>();
  private final Set<UnitName> units = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<UnitName, Path> fileOf = new HashMap<>();

  /**
   * @param machine the load path of the machine's own units
   * @param here the present directory
   */
  RunPlan(FileTree files, LoadPath machine, Path here) {
    this.files = files;
    this.machine = machine;
    this.here = here;
  }

  /** The directories, most important first. */
  List<String> directories() {
    return List.copyOf(directories);
  }

  /** The units to be started, in the order of the operands. */
  List<UnitName> units() {
    return List.copyOf(units);
  }

  /** What cannot be run and why, a sentence each. */
  List<String> problems() {
    return problems;
  }

  /** A name as people type it: without a suffix it is a service's. Null if it is none. */
  static @Nullable UnitName unitName(String text) {
    UnitName name = UnitName.parse(text);
    return name != null ? name : UnitName.parse(text + ".service");
  }

  /** Takes in all operands. */
  void resolve(List<String> paths, List<String> operands) {
    for (String path : paths) {
      Path directory = here.resolve(path).normalize();
      if (Files.isDirectory(directory)) {
        directories.add(directory.toString());
      } else {
        refuse(path, "--path= needs a directory.");
      }
    }
    for (String operand : operands) {
      if (!isName(operand)) {
        open(operand);
      }
    }
    for (String operand : operands) {
      if (isName(operand)) {
        name(operand);
      } else if (Files.isDirectory(here.resolve(operand))) {
        expand(operand);
      } else {
        UnitName unit = UnitName.parse(fileName(here.resolve(operand).normalize()));
        if (unit != null) {
          units.add(unit);
        }
      }
    }
  }

  private void refuse(String operand, String why) {
    problems.add("cannot run " + operand + ": " + why);
  }

  /** A word without a slash that is no file and no directory here. */
  private boolean isName(String operand) {
    return operand.indexOf('/') < 0 && !Files.exists(here.resolve(operand));
  }

  private static String fileName(Path path) {
    return String.valueOf(path.getFileName());
  }

  private void open(String operand) {
    Path path = here.resolve(operand).normalize();
    if (Files.isDirectory(path)) {
      directories.add(path.toString());
      return;
    }
    String problem = problem(path);
    UnitName name = UnitName.parse(fileName(path));
    if (problem == null && name != null) {
      Path other = fileOf.putIfAbsent(name, path);
      if (other != null && !other.equals(path)) {
        problem = other + " has the same name, and a unit has one name only.";
      }
    }
    if (problem != null) {
      refuse(operand, problem);
    } else {
      directories.add(String.valueOf(path.getParent()));
    }
  }

  private static @Nullable String problem(Path path) {
    UnitName name = UnitName.parse(fileName(path));
    Path file = path;
    if (name != null && name.isInstance() && !Files.exists(path)) {
      file = path.resolveSibling(name.template().text());
    }
    if (!Files.exists(file)) {
      return "there is no such file.";
    }
    if (!Files.isRegularFile(file)) {
      return "it is neither a regular file nor a directory.";
    }
    if (!Files.isReadable(file)) {
      return "you may not read it.";
    }
    if (name == null) {
      return "its name is not that of a unit; unit files are called NAME.service, NAME.target and so"
          + " on.";
    }
    return name.isTemplate()
        ? "it is a template; name an instance of it, such as " + name.withInstance("x") + "."
        : null;
  }

  private void name(String operand) {
    UnitName name = unitName(operand);
    if (name == null) {
      refuse(operand, "there is no such file, and it is not the name of a unit.");
      return;
    }
    if (name.isTemplate()) {
      refuse(
          operand,
          "it is a template; name an instance of it, such as " + name.withInstance("x") + ".");
      return;
    }
    boolean opened = false;
    for (String directory : directories) {
      opened |= isIn(directory, name);
    }
    if (!opened && isIn(here.toString(), name)) {
      directories.add(here.toString());
      opened = true;
    }
    boolean found = opened;
    for (String directory : machine.directories()) {
      found |= isIn(directory, name);
    }
    if (found) {
      units.add(name);
    } else {
      refuse(operand, "there is no such file here, and no such unit on this machine.");
    }
  }

  private boolean isIn(String directory, UnitName name) {
    return files.lstat(directory + "/" + name).exists()
        || (name.isInstance() && files.lstat(directory + "/" + name.template()).exists());
  }

  // ---- a directory ----

  private void expand(String operand) {
    String directory = here.resolve(operand).normalize().toString();
    Set<UnitName> present = new TreeSet<>();
    Set<UnitName> targets = new TreeSet<>();
    for (FileTree.Entry entry : files.list(directory)) {
      UnitName name = UnitName.parse(entry.name());
      if (name != null && entry.kind() != FileTree.Kind.DIRECTORY) {
        present.add(name);
      }
      UnitName enabled = withLinks(entry.name());
      if (enabled != null && enabled.type() == UnitType.TARGET) {
        targets.add(enabled);
      }
    }
    if (present.contains(DEFAULT) || targets.contains(DEFAULT)) {
      units.add(DEFAULT);
    } else if (!targets.isEmpty()) {
      units.addAll(targets);
    } else {
      Set<UnitName> roots = roots(present);
      if (roots.isEmpty()) {
        refuse(operand, "there is no unit file in it that could be started.");
      }
      units.addAll(roots);
    }
  }

  /** The unit whose directory of links this is; null if it is none. */
  static @Nullable UnitName withLinks(String entry) {
    for (String suffix : List.of(".wants", ".requires", ".upholds")) {
      if (entry.endsWith(suffix)) {
        return UnitName.parse(entry.substring(0, entry.length() - suffix.length()));
      }
    }
    return null;
  }

  private Set<UnitName> roots(Set<UnitName> present) {
    RunFiles own = new RunFiles(files, directories(), List.of(), Set.of(), "/");
    UnitLoader loader =
        new UnitLoader(
            own,
            machine.withDirectories(directories()),
            new org.reeve.unit.HostSpecifiers(files, Map.of(), true));
    Map<UnitName, Set<UnitName>> pulled = new HashMap<>();
    Set<UnitName> startable = new TreeSet<>();
    Set<UnitName> roots = new TreeSet<>();
    for (UnitName name : present) {
      if (name.isTemplate() || name.type() == UnitType.SLICE || name.type() == UnitType.SCOPE) {
        continue;
      }
      UnitDefinition unit = loader.load(name);
      boolean alias = !unit.name().equals(name);
      if (unit.loadState() == org.reeve.unit.LoadState.MASKED || alias) {
        continue;
      }
      startable.add(name);
      pulled.put(name, pulledInBy(unit));
      if (!unit.get(InstallSettings.WANTED_BY).isEmpty()
          || !unit.get(InstallSettings.REQUIRED_BY).isEmpty()) {
        roots.add(name);
      }
    }
    Set<UnitName> all = new TreeSet<>();
    pulled.values().forEach(all::addAll);
    for (UnitName name : startable) {
      if (!all.contains(name)) {
        roots.add(name);
      }
    }
    Set<UnitName> reached = reach(roots, pulled);
    for (UnitName name : startable) {
      if (!reached.contains(name)) {
        roots.add(name);
        reached = reach(roots, pulled);
      }
    }
    return roots;
  }

  /** What a unit starts, by dependencies or because it is there to activate a service. */
  private static Set<UnitName> pulledInBy(UnitDefinition unit) {
    Set<UnitName> pulled = new TreeSet<>();
    for (DependencyType type : PULLS) {
      pulled.addAll(unit.dependencies(type));
    }
    switch (unit.name().type()) {
      case SOCKET, TIMER, PATH -> pulled.add(unit.name().withType(UnitType.SERVICE));
      default -> {}
    }
    pulled.remove(unit.name());
    return pulled;
  }

  private static Set<UnitName> reach(Set<UnitName> from, Map<UnitName, Set<UnitName>> pulled) {
    Set<UnitName> reached = new TreeSet<>(from);
    ArrayDeque<UnitName> open = new ArrayDeque<>(from);
    for (UnitName next = open.poll(); next != null; next = open.poll()) {
      for (UnitName other : pulled.getOrDefault(next, Set.of())) {
        if (reached.add(other)) {
          open.add(other);
        }
      }
    }
    return reached;
  }
}
