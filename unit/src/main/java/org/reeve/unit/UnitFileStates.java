package org.reeve.unit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.FileTree.Kind;

/**
 * Tells how unit files are installed, by looking for the links that enabling them would have made.
 */
final class UnitFileStates {
  private final FileTree files;
  private final LoadPath path;
  private final UnitIndex index;
  private final InstallSearch search;

  UnitFileStates(FileTree files, LoadPath path) {
    this.files = files;
    this.path = path;
    this.index = new UnitIndex(files, path);
    this.search = new InstallSearch(files, path);
  }

  /** The state of a name; null if there is no such unit file. */
  @Nullable UnitFileState state(UnitName name) {
    return switch (search.find(name, true)) {
      case InstallSearch.Missing _ -> null;
      case InstallSearch.Refused _ -> UnitFileState.BAD;
      case InstallSearch.Masked(String at) ->
          isRuntime(at) ? UnitFileState.MASKED_RUNTIME : UnitFileState.MASKED;
      case InstallSearch.Regular regular -> state(name, regular);
    };
  }

  private UnitFileState state(UnitName asked, InstallSearch.Regular file) {
    String directory = file.path().substring(0, file.path().lastIndexOf('/'));
    String base = file.path().substring(file.path().lastIndexOf('/') + 1);
    if (!asked.text().equals(base) && !file.name().isInstance() && !file.linked()) {
      return UnitFileState.ALIAS;
    }
    if (path.isGenerated(directory)) {
      return UnitFileState.GENERATED;
    }
    if (directory.equals(path.transientUnits())) {
      return UnitFileState.TRANSIENT;
    }
    InstallInfo info = InstallInfo.read(files, index, file.name(), file.path());
    UnitFileState own = linkState(info, true);
    if (own != null) {
      return own;
    }
    if (linkState(info, false) != null) {
      return UnitFileState.INDIRECT;
    }
    if (info.hasRules()) {
      return UnitFileState.DISABLED;
    }
    return info.also().isEmpty() ? UnitFileState.STATIC : UnitFileState.INDIRECT;
  }

  /**
   * What the links to a unit say. With {@code ownNames} only those count that its [Install] section
   * would make, otherwise all but those called like the unit itself. Null if there are none.
   */
  private @Nullable UnitFileState linkState(InstallInfo info, boolean ownNames) {
    boolean enabledRuntime = false;
    boolean enabledElsewhere = false;
    boolean linkedConfig = false;
    boolean linkedRuntime = false;
    boolean below = false;
    for (String directory : path.directories()) {
      boolean config = directory.equals(path.persistentConfig());
      boolean runtime = isRuntime(directory + "/");
      if (hasLink(info, directory, ownNames)) {
        if (config) {
          return UnitFileState.ENABLED;
        }
        enabledRuntime |= runtime;
        enabledElsewhere |= !runtime;
      } else if (!below && hasSameNameLink(info, directory)) {
        linkedConfig |= config;
        linkedRuntime |= runtime;
      }
      below |= info.path().startsWith(directory + "/");
    }
    if (enabledRuntime) {
      return UnitFileState.ENABLED_RUNTIME;
    }
    if (enabledElsewhere && info.name().isInstance()) {
      return UnitFileState.STATIC;
    }
    if (linkedConfig && ownNames) {
      return UnitFileState.LINKED;
    }
    return linkedRuntime && ownNames ? UnitFileState.LINKED_RUNTIME : null;
  }

  private boolean hasSameNameLink(InstallInfo info, String directory) {
    String at = directory + "/" + fileName(info);
    String target = files.readLink(at);
    return target != null
        && !at.equals(info.path())
        && resolve(directory, target).equals(info.path());
  }

  private static String fileName(InstallInfo info) {
    return info.path().substring(info.path().lastIndexOf('/') + 1);
  }

  private boolean hasLink(InstallInfo info, String directory, boolean ownNames) {
    for (FileTree.Entry entry : files.list(directory)) {
      String name = entry.name();
      if (entry.kind() == Kind.DIRECTORY && isDependencyDirectory(name)) {
        for (FileTree.Entry link : files.list(directory + "/" + name)) {
          if (link.kind() == Kind.LINK && isLinkOf(info, link.name(), ownNames)) {
            return true;
          }
        }
      } else if (entry.kind() == Kind.LINK
          && !name.equals(info.name().text())
          && !name.equals(fileName(info))) {
        String target = files.readLink(directory + "/" + name);
        boolean leadsHere = target != null && leadsTo(info, name, resolve(directory, target));
        if (leadsHere && (!ownNames || isOwnName(info, name))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean leadsTo(InstallInfo info, String link, String target) {
    String base = target.substring(target.lastIndexOf('/') + 1);
    if (base.equals(info.name().text())) {
      return true;
    }
    UnitName name = UnitName.parse(link);
    return info.name().isInstance()
        && name != null
        && base.equals(info.name().template().text())
        && java.util.Objects.equals(name.instance(), info.name().instance());
  }

  /**
   * True if a link in a .wants/ directory is of this unit: called like it, or, for a template, like
   * an instance.
   */
  private static boolean isLinkOf(InstallInfo info, String link, boolean ownNames) {
    if (link.equals(info.name().text()) || isOwnName(info, link)) {
      return true;
    }
    UnitName name = UnitName.parse(link);
    return !ownNames
        && info.name().isTemplate()
        && name != null
        && name.template().equals(info.name());
  }

  /** True for the unit's name, its aliases, and both with the default instance. */
  private static boolean isOwnName(InstallInfo info, String link) {
    if (link.equals(info.name().text()) || link.equals(info.installName().text())) {
      return true;
    }
    for (String alias : info.aliases()) {
      UnitName name = UnitName.parse(alias);
      if (alias.equals(link)) {
        return true;
      }
      if (name != null && name.isTemplate()) {
        String instance =
            info.name().isInstance() ? info.name().instance() : info.defaultInstance();
        if (instance != null
            && !instance.isEmpty()
            && link.equals(name.withInstance(instance).text())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isDependencyDirectory(String name) {
    return name.endsWith(".wants") || name.endsWith(".requires") || name.endsWith(".upholds");
  }

  private static String resolve(String directory, String target) {
    return Ascii.simplifyPath(target.startsWith("/") ? target : directory + "/" + target);
  }

  private boolean isRuntime(String file) {
    return file.startsWith("/run/") || file.startsWith(path.runtimeConfig() + "/");
  }

  /**
   * Every name in the load path with its state, sorted; without the generators' early and late ones
   * there would be gaps.
   */
  List<UnitFileEntry> list() {
    Set<UnitName> names = new TreeSet<>(index.names());
    var out = new ArrayList<UnitFileEntry>();
    for (UnitName name : names) {
      String at = search.locate(name);
      UnitFileState state = state(name);
      if (at != null) {
        out.add(new UnitFileEntry(name, at, state == null ? UnitFileState.BAD : state));
      }
    }
    return out;
  }
}
