package org.reeve.unit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the load path holds, read once for all units: which file each name stands for, which names
 * are aliases of which, and which drop-in directories there are. One listing a directory instead of
 * many look-ups a unit.
 */
final class UnitIndex {
  private static final int MAX_ALIASES = 40;

  /** What a name stands for. */
  private sealed interface Entry {}

  /** A unit file, or a link to one outside of the load path, or a mask. */
  private record FileEntry(String path) implements Entry {}

  /** Another name. */
  private record AliasEntry(UnitName target) implements Entry {}

  /**
   * Where a name leads.
   *
   * @param name the name of the file, with the instance filled in; the name itself if there is no
   *     file
   * @param path the file; null if there is none
   */
  record Found(UnitName name, @Nullable String path) {}

  private final Map<UnitName, Entry> entries = new HashMap<>();
  private final Map<UnitName, List<UnitName>> aliases = new HashMap<>();
  private final Map<String, List<String>> directoriesBySuffixed = new HashMap<>();
  private final Map<String, Long> stamps = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final FileTree files;
  private final LoadPath path;

  UnitIndex(FileTree files, LoadPath path) {
    this.files = files;
    this.path = path;
    for (String directory : path.directories()) {
      stamps.put(directory, files.stat(directory).mtimeUsec());
      for (FileTree.Entry entry : files.list(directory)) {
        add(directory, entry);
      }
    }
  }

  /** True if a directory of the load path has changed since. */
  boolean isOutdated() {
    for (Map.Entry<String, Long> stamp : stamps.entrySet()) {
      if (files.stat(stamp.getKey()).mtimeUsec() != stamp.getValue()) {
        return true;
      }
    }
    return false;
  }

  /** Links that are no proper aliases. */
  List<Problem> problems() {
    return problems;
  }

  /** All names that files or links in the load path have, unsorted. */
  Set<UnitName> names() {
    return entries.keySet();
  }

  private void add(String directory, FileTree.Entry entry) {
    String name = entry.name();
    if (entry.kind() == FileTree.Kind.DIRECTORY
        || (entry.kind() == FileTree.Kind.LINK && hasDirectorySuffix(name))) {
      if (hasDirectorySuffix(name)) {
        directoriesBySuffixed
            .computeIfAbsent(name, _ -> new ArrayList<>(1))
            .add(directory + "/" + name);
      }
      return;
    }
    UnitName unit = UnitName.parse(name);
    if (unit == null || entries.containsKey(unit)) {
      return;
    }
    String at = directory + "/" + name;
    if (entry.kind() != FileTree.Kind.LINK) {
      entries.put(unit, new FileEntry(at));
      return;
    }
    String target = files.readLink(at);
    if (target == null) {
      return;
    }
    String absolute =
        Ascii.simplifyPath(target.startsWith("/") ? target : directory + "/" + target);
    UnitName other =
        isInLoadPath(absolute)
            ? UnitName.parse(absolute.substring(absolute.lastIndexOf('/') + 1))
            : null;
    if (absolute.equals("/dev/null") || !isInLoadPath(absolute)) {
      entries.put(unit, new FileEntry(absolute.equals("/dev/null") ? at : absolute));
    } else if (other == null || !isAlias(unit, other)) {
      problems.add(
          new Problem(
              Severity.WARNING,
              new Origin(at, 0),
              "The link to " + target + " is not a valid alias of " + unit + " and is ignored."));
    } else if (other.equals(unit)) {
      entries.put(unit, new FileEntry(absolute));
    } else {
      entries.put(unit, new AliasEntry(other));
      aliases.computeIfAbsent(other, _ -> new ArrayList<>(1)).add(unit);
    }
  }

  private static boolean hasDirectorySuffix(String name) {
    return name.endsWith(".d")
        || name.endsWith(".wants")
        || name.endsWith(".requires")
        || name.endsWith(".upholds");
  }

  private boolean isInLoadPath(String absolute) {
    String parent = absolute.substring(0, Math.max(0, absolute.lastIndexOf('/')));
    return path.directories().contains(parent)
        || path.directories()
            .contains(parent.startsWith("/usr/") ? parent.substring(4) : "/usr" + parent);
  }

  /**
   * True if a link called {@code link} may lead to {@code target}: same type, and both plain, or
   * instance or template to template.
   */
  static boolean isAlias(UnitName link, UnitName target) {
    if (link.type() != target.type()) {
      return false;
    }
    if (link.isTemplate()) {
      return target.isTemplate();
    }
    if (link.isInstance()) {
      return target.isTemplate() || Objects.equals(link.instance(), target.instance());
    }
    return !target.isTemplate();
  }

  /**
   * Follows a name to its file; aliases in a circle lead nowhere. An instance without a file of its
   * own is its template's.
   */
  Found find(UnitName name) {
    UnitName current = name;
    for (int i = 0; i < MAX_ALIASES; i++) {
      Entry entry = entries.get(current);
      if (entry == null && current.isInstance()) {
        entry = entries.get(current.template());
      }
      // not a pattern switch: linking one costs more than reading a hundred unit files
      if (entry instanceof FileEntry(String file)) {
        return new Found(current, file);
      }
      if (!(entry instanceof AliasEntry(UnitName target))) {
        return new Found(name, null);
      }
      current = fill(target, current);
    }
    return new Found(name, null);
  }

  private static UnitName fill(UnitName target, UnitName from) {
    String instance = from.instance();
    return target.isTemplate() && instance != null && !instance.isEmpty()
        ? target.withInstance(instance)
        : target;
  }

  /** The name and every alias that leads to it, directly or through others. */
  Set<UnitName> allNames(UnitName name) {
    var all = new LinkedHashSet<UnitName>();
    collect(name, all, new HashSet<>());
    return all;
  }

  private void collect(UnitName name, Set<UnitName> all, Set<UnitName> seen) {
    if (!seen.add(name)) {
      return;
    }
    all.add(name);
    for (UnitName alias : aliases.getOrDefault(name, List.of())) {
      if (!alias.isTemplate() || name.isTemplate()) {
        collect(alias, all, seen);
      }
    }
    if (name.isInstance()) {
      for (UnitName alias : aliases.getOrDefault(name.template(), List.of())) {
        UnitName filled = fill(alias, name);
        if (Objects.equals(filled.instance(), name.instance())) {
          collect(filled, all, seen);
        }
      }
    }
  }

  /**
   * The directories called like one of the names with {@code suffix} (.d, .wants …), most important
   * first: directory for directory of the load path, in each from the name itself to its prefixes
   * cut at hyphens; behind them all those of the type.
   */
  List<String> directories(Set<UnitName> names, String suffix) {
    var out = new ArrayList<String>();
    String type = "";
    for (UnitName name : names) {
      type = name.type().suffix();
      var chain = new ArrayList<String>();
      addChain(name.prefix(), name.instance(), "." + type + suffix, chain);
      addInOrder(chain, out);
    }
    addInOrder(List.of(type + suffix), out);
    return out;
  }

  /**
   * The names to look for: {@code a-b@i} itself, its template {@code a-b@} and that one's prefixes
   * {@code a-}, then {@code a-@i} in the same way.
   */
  private static void addChain(
      String prefix, @Nullable String instance, String tail, List<String> chain) {
    String name = prefix + (instance == null ? "" : "@" + instance) + tail;
    if (chain.contains(name)) {
      return;
    }
    chain.add(name);
    boolean filled = instance != null && !instance.isEmpty();
    if (filled) {
      addChain(prefix, "", tail, chain);
    }
    int dash = prefix.lastIndexOf('-', prefix.length() - 2);
    if (dash > 0) {
      addChain(prefix.substring(0, dash + 1), filled ? instance : null, tail, chain);
    }
  }

  private void addInOrder(List<String> chain, List<String> out) {
    boolean any = false;
    for (String name : chain) {
      any |= directoriesBySuffixed.containsKey(name);
    }
    if (!any) {
      return;
    }
    for (String directory : path.directories()) {
      for (String name : chain) {
        String full = directory + "/" + name;
        if (directoriesBySuffixed.getOrDefault(name, List.of()).contains(full)
            && !out.contains(full)) {
          out.add(full);
        }
      }
    }
  }
}
