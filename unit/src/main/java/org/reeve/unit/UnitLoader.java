package org.reeve.unit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.FileTree.Kind;
import org.reeve.unit.FileTree.Stat;

/**
 * Makes a unit's definition from its files: finds the fragment and its aliases, reads it, then the
 * drop-ins, then the links in .wants/, .requires/ and .upholds/, and checks the whole. Bad files do
 * not fail the loader: they make a definition that says so.
 *
 * <p>The load path is listed once and again when a name is not found and a directory has changed; a
 * reload makes a new loader. Not for use by several threads at once.
 */
public final class UnitLoader {
  private final FileTree files;
  private final LoadPath path;
  private final SpecifierContext specifiers;
  private final Map<Setting<?>, Object> defaults;
  private UnitIndex index;

  public UnitLoader(FileTree files, LoadPath path, SpecifierContext specifiers) {
    this(files, path, specifiers, ManagerSettings.NONE);
  }

  /** A loader whose units have what {@code manager} says where their files say nothing. */
  public UnitLoader(
      FileTree files, LoadPath path, SpecifierContext specifiers, ManagerSettings manager) {
    this.defaults = manager.unitDefaults();
    this.files = files;
    this.path = path;
    this.specifiers = specifiers;
    this.index = new UnitIndex(files, path);
  }

  /** What the files say about a unit; never null, whatever they say. */
  public UnitDefinition load(UnitName name) {
    var unit = new DefinitionBuilder(name, defaults);
    if (name.isTemplate()) {
      unit.fail(LoadState.ERROR, null, "Unit name " + name + " is missing the instance name.");
      return unit.build();
    }
    UnitIndex.Found found = index.find(name);
    if (found.path() == null && index.isOutdated()) {
      index = new UnitIndex(files, path);
      found = index.find(name);
    }
    unit.name = found.name();
    unit.names.clear();
    unit.names.addAll(index.allNames(found.name()));
    unit.names.add(name);
    if (found.path() != null && !loadFragment(unit, found.path())) {
      return unit.build();
    }
    if (unit.loadState == LoadState.STUB && !isFragmentOptional(name.type())) {
      unit.settle(LoadState.NOT_FOUND, null);
      return unit.build();
    }
    loadDropIns(unit);
    loadLinks(unit, ".wants", DependencyType.WANTS);
    loadLinks(unit, ".requires", DependencyType.REQUIRES);
    loadLinks(unit, ".upholds", DependencyType.UPHOLDS);
    if (unit.loadState == LoadState.STUB || unit.loadState == LoadState.LOADED) {
      unit.loadState = LoadState.LOADED;
      UnitChecks.finish(unit);
    }
    return unit.build();
  }

  /** All names that the load path has files or links for, sorted; templates included. */
  public List<UnitName> names() {
    var all = new ArrayList<>(index.names());
    all.sort(null);
    return all;
  }

  /** Links in the load path that are no proper aliases. */
  public List<Problem> problems() {
    return index.problems();
  }

  /**
   * True if the files of a unit are not those the definition was made from: changed, new or gone
   * (NeedDaemonReload). Looks at the disk.
   */
  public boolean isStale(UnitDefinition unit) {
    String fragment = unit.fragmentPath();
    if (fragment != null && unit.loadState() == LoadState.LOADED) {
      if (files.stat(fragment).mtimeUsec() != unit.fragmentMtimeUsec()) {
        return true;
      }
    } else if (fragment != null && !isMask(fragment, files.stat(fragment))) {
      return true;
    }
    if (index.isOutdated()) {
      index = new UnitIndex(files, path);
    }
    List<String> dropIns = new ArrayList<>(dropInFiles(unit.names()).values());
    if (!dropIns.equals(unit.dropInPaths()) && unit.loadState() == LoadState.LOADED) {
      return true;
    }
    for (String dropIn : unit.dropInPaths()) {
      if (files.stat(dropIn).mtimeUsec() > unit.dropInMtimeUsec()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFragmentOptional(UnitType type) {
    return type == UnitType.SLICE || type == UnitType.DEVICE;
  }

  /** False if the unit is settled by its fragment: masked or unreadable. */
  private boolean loadFragment(DefinitionBuilder unit, String file) {
    unit.fragmentPath = file;
    Stat stat = files.stat(file);
    if (isMask(file, stat)) {
      unit.settle(LoadState.MASKED, null);
      return false;
    }
    if (stat.kind() == Kind.ABSENT || stat.kind() == Kind.DIRECTORY) {
      unit.fragmentPath = null;
      unit.settle(LoadState.NOT_FOUND, null);
      return false;
    }
    unit.fragmentMtimeUsec = stat.mtimeUsec();
    unit.loadState = LoadState.LOADED;
    read(unit, file, stat);
    return true;
  }

  /**
   * True for a device (that is /dev/null), an empty file, and a link to /dev/null in a tree that
   * does not have one.
   */
  private boolean isMask(String file, Stat stat) {
    return switch (stat.kind()) {
      case FILE -> stat.size() == 0;
      case OTHER -> true;
      case ABSENT -> "/dev/null".equals(files.readLink(file));
      case DIRECTORY, LINK -> false;
    };
  }

  private void read(DefinitionBuilder unit, String file, Stat stat) {
    if (!stat.isFile()) {
      unit.fail(LoadState.ERROR, new Origin(file, 0), "Unit file is not a regular file.");
      return;
    }
    byte[] content;
    try {
      content = files.read(file);
    } catch (IOException e) {
      unit.fail(
          LoadState.ERROR, new Origin(file, 0), "Failed to read the unit file: " + e.getMessage());
      return;
    }
    var reader =
        new AssignmentReader(unit, new Specifiers(unit.name, specifiers, unit.fragmentPath));
    reader.read(UnitFile.parse(file, content));
  }

  private void loadDropIns(DefinitionBuilder unit) {
    for (String file : dropInFiles(unit.names).values()) {
      unit.dropInPaths.add(file);
      Stat stat = files.stat(file);
      unit.dropInMtimeUsec = Math.max(unit.dropInMtimeUsec, stat.mtimeUsec());
      read(unit, file, stat);
    }
  }

  /**
   * The drop-ins by file name, which is the order they are read in; of equal names the most
   * specific directory's.
   */
  private Map<String, String> dropInFiles(Set<UnitName> names) {
    var byName = new TreeMap<String, String>();
    for (String directory : index.directories(names, ".d")) {
      for (FileTree.Entry entry : files.list(directory)) {
        if (entry.name().endsWith(".conf") && entry.kind() != Kind.DIRECTORY) {
          byName.putIfAbsent(entry.name(), directory + "/" + entry.name());
        }
      }
    }
    var out = new LinkedHashMap<String, String>();
    for (Map.Entry<String, String> one : byName.entrySet()) {
      Stat stat = files.stat(one.getValue());
      if (stat.exists() && !isMask(one.getValue(), stat)) {
        out.put(one.getKey(), one.getValue());
      }
    }
    return out;
  }

  private void loadLinks(DefinitionBuilder unit, String suffix, DependencyType type) {
    var seen = new TreeMap<String, String>();
    for (String directory : index.directories(unit.names, suffix)) {
      for (FileTree.Entry entry : files.list(directory)) {
        if (seen.putIfAbsent(entry.name(), directory) == null) {
          loadLink(unit, type, directory + "/" + entry.name(), entry);
        }
      }
    }
  }

  private void loadLink(
      DefinitionBuilder unit, DependencyType type, String at, FileTree.Entry entry) {
    var origin = new Origin(at, 0);
    String word = type.property().toLowerCase(java.util.Locale.ROOT);
    if (isMask(at, files.stat(at))) {
      unit.problem(
          Severity.INFO,
          origin,
          word + " dependency on " + entry.name() + " is masked by " + at + ", ignoring.");
      return;
    }
    if (entry.kind() != Kind.LINK) {
      unit.problem(
          Severity.WARNING,
          origin,
          word + " dependency dropin " + at + " is not a symlink, ignoring.");
      return;
    }
    UnitName target = UnitName.parse(entry.name());
    if (target == null) {
      unit.problem(
          Severity.WARNING,
          origin,
          word + " dependency dropin " + at + " is not a valid unit name, ignoring.");
      return;
    }
    UnitName filled = target.isTemplate() ? UnitNamesType.instanceFor(target, unit.name) : target;
    unit.dependencies.add(new Dependency(type, filled, origin));
  }

  /** The index as it is now, for what works on files rather than units. */
  @Nullable String fragmentOf(UnitName name) {
    return index.find(name).path();
  }
}
