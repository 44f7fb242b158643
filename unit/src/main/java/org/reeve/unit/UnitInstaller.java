package org.reeve.unit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.PresetRules.Verdict;

/**
 * What {@code systemctl enable} and its kin do to the configuration directories (systemd.unit(5),
 * "[INSTALL] SECTION OPTIONS"), for a running manager as for the tree of an image. Each verb does
 * as much as it can and reports both what it did and what it could not, as the D-Bus methods of the
 * same name.
 *
 * <p>Nothing is kept between calls: the tree is the state.
 */
public final class UnitInstaller {
  /** Which half of a preset policy to apply. */
  public enum PresetMode implements Word {
    FULL("full"),
    ENABLE_ONLY("enable-only"),
    DISABLE_ONLY("disable-only");

    private final String text;

    PresetMode(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }

  private final WritableFileTree files;
  private final LoadPath path;
  private final SpecifierContext specifiers;

  public UnitInstaller(WritableFileTree files, LoadPath path, SpecifierContext specifiers) {
    this.files = files;
    this.path = path;
    this.specifiers = specifiers;
  }

  /**
   * Makes the links of the [Install] sections. A name may be an absolute path, which is linked
   * first.
   */
  public InstallResult enable(List<String> names, boolean runtime, boolean force) {
    var links = new InstallLinks(files, path);
    var units = new ArrayList<InstallInfo>();
    for (String name : names) {
      String unit = name.startsWith("/") ? linkFile(links, name, runtime, force) : name;
      InstallInfo info = unit == null ? null : info(links, unit);
      if (info != null) {
        units.add(info);
      }
    }
    boolean any = units.size() == names.size() && apply(links, units, runtime, force, false);
    return links.result(any);
  }

  /** Removes all links to the units and to those that their Also= names. */
  public InstallResult disable(List<String> names, boolean runtime) {
    var links = new InstallLinks(files, path);
    boolean any = removeAll(links, names, runtime, true);
    return links.result(any);
  }

  /** Disables and enables. */
  public InstallResult reenable(List<String> names, boolean runtime, boolean force) {
    var links = new InstallLinks(files, path);
    var plain = new ArrayList<String>();
    for (String name : names) {
      plain.add(name.substring(name.lastIndexOf('/') + 1));
    }
    removeAll(links, plain, runtime, true);
    InstallResult removed = links.result(true);
    if (!removed.ok()) {
      return removed;
    }
    InstallResult enabled = enable(names, runtime, force);
    var changes = new ArrayList<>(removed.changes());
    changes.addAll(enabled.changes());
    return new InstallResult(enabled.carriesInstallInfo(), changes, enabled.faults());
  }

  /** Links the names to /dev/null. */
  public InstallResult mask(List<String> names, boolean runtime, boolean force) {
    var links = new InstallLinks(files, path);
    for (String name : names) {
      if (UnitName.parse(name) == null) {
        links.fault(InstallFault.invalidArgument());
      } else {
        links.link(links.config(runtime) + "/" + name, "/dev/null", force);
      }
    }
    return links.result(true);
  }

  /** Removes masks, and links to them. */
  public InstallResult unmask(List<String> names, boolean runtime) {
    var links = new InstallLinks(files, path);
    var marked = new HashSet<String>();
    for (String name : names) {
      String at = links.config(runtime) + "/" + name;
      if (UnitName.parse(name) == null) {
        links.fault(InstallFault.invalidArgument());
      } else if (isMask(at) && links.remove(at, links.config(runtime))) {
        marked.add(at);
      }
    }
    if (!marked.isEmpty()) {
      links.removeLinks(marked, links.config(runtime));
    }
    return links.result(true);
  }

  private boolean isMask(String at) {
    String target = files.readLink(at);
    FileTree.Stat stat = files.stat(at);
    return target != null && (target.equals("/dev/null") || (stat.isFile() && stat.size() == 0));
  }

  /** Links unit files outside of the load path into it. */
  public InstallResult link(List<String> paths, boolean runtime, boolean force) {
    var links = new InstallLinks(files, path);
    for (String file : paths) {
      linkFile(links, file, runtime, force);
    }
    return links.result(true);
  }

  private @Nullable String linkFile(
      InstallLinks links, String file, boolean runtime, boolean force) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    if (!file.startsWith("/") || UnitName.parse(name) == null) {
      links.fault(InstallFault.invalidArgument());
      return null;
    }
    if (!files.stat(file).isFile()) {
      links.fault(InstallFault.noSuchUnit(file));
      return null;
    }
    if (!new InstallSearch(files, path).isInLoadPath(file)) {
      links.link(links.config(runtime) + "/" + name, file, force);
    }
    return name;
  }

  /** Enables or disables each unit as the preset policy says. */
  public InstallResult preset(List<String> names, PresetMode mode, boolean runtime, boolean force) {
    var links = new InstallLinks(files, path);
    PresetRules rules = PresetRules.read(files, path.user());
    for (String name : names) {
      if (info(links, name) == null) {
        return links.result(false);
      }
    }
    return preset(links, names, rules, mode, runtime, force);
  }

  /** The same for every unit file there is. */
  public InstallResult presetAll(PresetMode mode, boolean runtime, boolean force) {
    var links = new InstallLinks(files, path);
    PresetRules rules = PresetRules.read(files, path.user());
    var names = new ArrayList<String>();
    var search = new InstallSearch(files, path);
    for (UnitFileEntry entry : list()) {
      switch (search.find(entry.name(), false)) {
        case InstallSearch.Regular regular when regular.name().equals(entry.name()) ->
            names.add(entry.name().text());
        case InstallSearch.Masked(String at) -> links.change(InstallChange.Type.MASKED, at, "");
        case InstallSearch.Regular _, InstallSearch.Missing _, InstallSearch.Refused _ -> {}
      }
    }
    return preset(links, names, rules, mode, runtime, force);
  }

  private InstallResult preset(
      InstallLinks links,
      List<String> names,
      PresetRules rules,
      PresetMode mode,
      boolean runtime,
      boolean force) {
    var minus = new ArrayList<String>();
    var plus = new ArrayList<InstallInfo>();
    for (String text : names) {
      UnitName name = UnitName.parse(text);
      if (name == null) {
        continue;
      }
      if (rules.verdict(name) == Verdict.DISABLE) {
        minus.add(text);
        continue;
      }
      List<UnitName> instances = rules.instances(name);
      for (UnitName one : instances.isEmpty() ? List.of(name) : instances) {
        InstallInfo info = info(links, one.text());
        if (info != null) {
          plus.add(info);
        }
      }
    }
    if (mode != PresetMode.ENABLE_ONLY) {
      removeAll(links, minus, runtime, false);
    }
    boolean any = mode != PresetMode.DISABLE_ONLY && apply(links, plus, runtime, force, true);
    return links.result(any);
  }

  /**
   * Takes back what the administrator changed about units that the vendor or a generator brings:
   * files, masks and drop-ins.
   */
  public InstallResult revert(List<String> names) {
    var links = new InstallLinks(files, path);
    for (String text : names) {
      UnitName name = UnitName.parse(text);
      if (name == null) {
        links.fault(InstallFault.invalidArgument());
        continue;
      }
      boolean vendor = false;
      for (String directory : path.directories()) {
        vendor |=
            !isConfig(directory)
                && files.lstat(directory + "/" + text).kind() == FileTree.Kind.FILE;
      }
      for (String directory : path.directories()) {
        if (isConfig(directory)) {
          revertIn(links, directory, text, vendor);
        }
      }
    }
    return links.result(true);
  }

  private boolean isConfig(String directory) {
    return directory.equals(path.persistentConfig())
        || directory.equals(path.runtimeConfig())
        || directory.equals(path.persistentControl())
        || directory.equals(path.runtimeControl());
  }

  private void revertIn(InstallLinks links, String directory, String name, boolean vendor) {
    String dropIns = directory + "/" + name + ".d";
    for (FileTree.Entry entry : files.list(dropIns)) {
      links.remove(dropIns + "/" + entry.name(), dropIns);
    }
    if (files.lstat(dropIns).isDirectory()) {
      files.removeDirectoryIfEmpty(dropIns);
      links.change(InstallChange.Type.UNLINK, dropIns, "");
    }
    String at = directory + "/" + name;
    FileTree.Stat stat = files.lstat(at);
    boolean mask = "/dev/null".equals(files.readLink(at));
    if (mask || (vendor && stat.exists())) {
      links.remove(at, directory);
    }
  }

  /** Makes default.target a link to a target. */
  public InstallResult setDefault(String target, boolean force) {
    var links = new InstallLinks(files, path);
    UnitName name = UnitName.parse(target);
    if (name == null || name.type() != UnitType.TARGET || target.equals("default.target")) {
      links.fault(InstallFault.invalidArgument());
      return links.result(true);
    }
    InstallInfo info = info(links, target);
    if (info != null) {
      links.link(path.persistentConfig() + "/default.target", info.path(), force);
    }
    return links.result(true);
  }

  /** The unit that default.target leads to; null if it leads nowhere. */
  public @Nullable String getDefault() {
    return new InstallSearch(files, path).find(UnitName.of("default.target"), true)
            instanceof InstallSearch.Regular regular
        ? regular.name().text()
        : null;
  }

  /** Adds units to a target's .wants/ or .requires/ directory. */
  public InstallResult addDependency(
      List<String> names, String target, DependencyType type, boolean runtime, boolean force) {
    var links = new InstallLinks(files, path);
    InstallInfo goal = info(links, target);
    if (goal == null) {
      return links.result(false);
    }
    String suffix = type == DependencyType.REQUIRES ? ".requires/" : ".wants/";
    for (String name : names) {
      InstallInfo info = info(links, name);
      if (info != null) {
        links.link(
            links.config(runtime) + "/" + goal.name() + suffix + info.name(), info.path(), force);
      }
    }
    return links.result(true);
  }

  /** The state of a unit file; null if there is none of that name. */
  public @Nullable UnitFileState state(UnitName name) {
    return new UnitFileStates(files, path).state(name);
  }

  /** Every unit file in the load path, sorted by name. */
  public List<UnitFileEntry> list() {
    return new UnitFileStates(files, path).list();
  }

  /** The preset policy. */
  public PresetRules presets() {
    return PresetRules.read(files, path.user());
  }

  /** What is to be installed for a name; null and a fault if it is not to be. */
  private @Nullable InstallInfo info(InstallLinks links, String text) {
    UnitName name = UnitName.parse(text);
    if (name == null) {
      links.fault(InstallFault.badName(text));
      return null;
    }
    return switch (new InstallSearch(files, path).find(name, false)) {
      case InstallSearch.Regular regular -> read(regular);
      case InstallSearch.Masked(String at) -> {
        links.fault(InstallFault.masked(at));
        yield null;
      }
      case InstallSearch.Missing(String missing) -> {
        links.fault(InstallFault.noSuchUnit(missing));
        yield null;
      }
      case InstallSearch.Refused(String refused) -> {
        links.fault(InstallFault.linked(refused));
        yield null;
      }
    };
  }

  private InstallInfo read(InstallSearch.Regular found) {
    return InstallInfo.read(files, new UnitIndex(files, path), found.name(), found.path());
  }

  /**
   * Makes the links of units and of those that Also= names; true if any had something to install.
   */
  private boolean apply(
      InstallLinks links, List<InstallInfo> first, boolean runtime, boolean force, boolean preset) {
    Map<UnitName, InstallInfo> todo = new LinkedHashMap<>();
    for (InstallInfo info : first) {
      todo.put(info.name(), info);
    }
    var done = new HashSet<UnitName>();
    boolean any = false;
    while (!todo.isEmpty()) {
      InstallInfo info = todo.values().iterator().next();
      todo.remove(info.name());
      done.add(info.name());
      any |= info.hasRules();
      makeLinks(links, info, runtime, force, preset);
      for (String word : info.also()) {
        UnitName also = expand(links, info, word);
        if (also != null && !done.contains(also) && !todo.containsKey(also)) {
          any |= addAlso(links, also, todo);
        }
      }
    }
    return any;
  }

  /**
   * Puts a unit named by Also= on the list; true if it is masked, which counts as having something
   * to install.
   */
  private boolean addAlso(InstallLinks links, UnitName also, Map<UnitName, InstallInfo> todo) {
    switch (new InstallSearch(files, path).find(also, false)) {
      case InstallSearch.Regular regular -> todo.put(also, read(regular));
      case InstallSearch.Masked(String at) -> {
        links.change(InstallChange.Type.MASKED, at, "");
        return true;
      }
      case InstallSearch.Missing _, InstallSearch.Refused _ ->
          links.change(InstallChange.Type.AUXILIARY_FAILED, also.text(), "");
    }
    return false;
  }

  private void makeLinks(
      InstallLinks links, InstallInfo info, boolean runtime, boolean force, boolean preset) {
    String config = links.config(runtime);
    for (String word : info.aliases()) {
      String alias = expandText(links, info, word);
      UnitName name = alias == null ? null : aliasFor(info, alias);
      if (name != null) {
        String at = config + "/" + name;
        boolean dangling = files.readLink(at) != null && !files.stat(at).exists();
        links.link(at, info.path(), force || dangling);
      } else if (alias != null) {
        links.fault(InstallFault.badAlias(info.name().text(), alias));
      }
    }
    makeDependencyLinks(links, info, info.wantedBy(), config, ".wants/", preset);
    makeDependencyLinks(links, info, info.requiredBy(), config, ".requires/", preset);
    makeDependencyLinks(links, info, info.upheldBy(), config, ".upholds/", preset);
    var search = new InstallSearch(files, path);
    if (!search.isInLoadPath(info.path())) {
      links.link(
          config + "/" + info.path().substring(info.path().lastIndexOf('/') + 1),
          info.path(),
          force);
    }
  }

  private void makeDependencyLinks(
      InstallLinks links,
      InstallInfo info,
      List<String> targets,
      String config,
      String suffix,
      boolean preset) {
    UnitName own = info.installName();
    for (String word : targets) {
      String text = expandText(links, info, word);
      UnitName target = text == null ? null : UnitName.parse(text);
      if (text != null && target == null) {
        links.fault(InstallFault.badName(text));
      } else if (target != null
          && own.isTemplate()
          && !target.isTemplate()
          && !target.isInstance()) {
        if (!preset) {
          links.fault(InstallFault.nonTemplate(target.text()));
        }
      } else if (target != null) {
        links.link(config + "/" + target + suffix + own, info.path(), true);
        if (new InstallSearch(files, path).locate(target) == null) {
          links.change(InstallChange.Type.DESTINATION_NOT_PRESENT, target.text(), info.path());
        }
      }
    }
  }

  /**
   * The link to make for Alias=; an instance fills in a template alias. Null if the unit cannot be
   * called so.
   */
  private static @Nullable UnitName aliasFor(InstallInfo info, String alias) {
    UnitName name = UnitName.parse(alias);
    if (name == null || !info.name().type().mayAlias()) {
      return null;
    }
    String instance = info.name().instance();
    if (name.isTemplate() && info.name().isInstance() && instance != null) {
      name = name.withInstance(instance);
    }
    boolean defaultInstance =
        info.name().isTemplate()
            && name.isInstance()
            && info.defaultInstance().equals(name.instance());
    return defaultInstance || UnitIndex.isAlias(name, info.name()) ? name : null;
  }

  private @Nullable UnitName expand(InstallLinks links, InstallInfo info, String word) {
    String text = expandText(links, info, word);
    UnitName name = text == null ? null : UnitName.parse(text);
    if (text != null && name == null) {
      links.fault(InstallFault.badName(text));
    }
    return name;
  }

  private @Nullable String expandText(InstallLinks links, InstallInfo info, String word) {
    String text = new Specifiers(info.installName(), specifiers, info.path()).expand(word).text();
    if (text == null) {
      links.fault(InstallFault.badSpecifier(word));
    }
    return text;
  }

  /**
   * Removes the links to units and to those that Also= names; true if any of them has something to
   * install.
   */
  private boolean removeAll(
      InstallLinks links, List<String> names, boolean runtime, boolean report) {
    Set<String> marked = new HashSet<>();
    var todo = new ArrayList<String>(names);
    var search = new InstallSearch(files, path);
    boolean any = false;
    for (int i = 0; i < todo.size(); i++) {
      UnitName name = UnitName.parse(todo.get(i));
      if (name == null) {
        links.fault(InstallFault.badName(todo.get(i)));
        return false;
      }
      marked.add(name.text());
      switch (search.find(name, true)) {
        case InstallSearch.Regular regular -> {
          InstallInfo info = read(regular);
          any |= info.hasRules();
          for (String word : info.also()) {
            UnitName also = expand(links, info, word);
            if (also != null && !todo.contains(also.text())) {
              todo.add(also.text());
            }
          }
        }
        case InstallSearch.Masked(String at) -> {
          any = true;
          marked.remove(name.text());
          if (report) {
            links.change(InstallChange.Type.MASKED, at, "");
          }
        }
        case InstallSearch.Missing(String missing) -> {
          if (i < names.size() && search.locate(name) == null) {
            links.fault(InstallFault.noSuchUnit(missing));
          }
        }
        case InstallSearch.Refused(String refused) -> links.fault(InstallFault.linked(refused));
      }
    }
    if (!marked.isEmpty()) {
      links.removeLinks(marked, links.config(runtime));
    }
    return any;
  }
}
