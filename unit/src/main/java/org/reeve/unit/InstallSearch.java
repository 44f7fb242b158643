package org.reeve.unit;

import org.jspecify.annotations.Nullable;
import org.reeve.unit.FileTree.Kind;
import org.reeve.unit.FileTree.Stat;

/** Finds the unit file behind a name, following links as the installation verbs do. */
final class InstallSearch {
  private static final int MAX_LINKS = 40;

  /** What a search ends with. */
  sealed interface Found {}

  /**
   * A unit file; {@code name} is its own, with the instance filled in; {@code linked} if it lies
   * outside of the load path.
   */
  record Regular(UnitName name, String path, boolean linked) implements Found {}

  /** A mask at {@code path}. */
  record Masked(String path) implements Found {}

  /** Nothing of that name. */
  record Missing(String name) implements Found {}

  /** A link of the administrator's, where those are not to be followed, or links in a circle. */
  record Refused(String name) implements Found {}

  private final FileTree files;
  private final LoadPath path;

  InstallSearch(FileTree files, LoadPath path) {
    this.files = files;
    this.path = path;
  }

  /**
   * Searches the load path. {@code followConfig} tells whether links in the configuration
   * directories may be followed to another unit; generators' and packages' always may.
   */
  Found find(UnitName name, boolean followConfig) {
    UnitName current = name;
    for (int i = 0; i < MAX_LINKS; i++) {
      String at = locate(current);
      if (at == null) {
        return new Missing(name.text());
      }
      String target = files.readLink(at);
      if (target == null) {
        Stat stat = files.stat(at);
        return stat.isFile() && stat.size() == 0 ? new Masked(at) : new Regular(current, at, false);
      }
      String directory = at.substring(0, at.lastIndexOf('/'));
      String absolute =
          Ascii.simplifyPath(target.startsWith("/") ? target : directory + "/" + target);
      Stat stat = files.stat(absolute);
      if (absolute.equals("/dev/null") || (stat.isFile() && stat.size() == 0)) {
        return new Masked(at);
      }
      if (!isInLoadPath(absolute)) {
        return stat.exists() ? new Regular(current, absolute, true) : new Missing(name.text());
      }
      if (!followConfig && isConfig(directory)) {
        return new Refused(name.text());
      }
      UnitName next = UnitName.parse(absolute.substring(absolute.lastIndexOf('/') + 1));
      if (next == null || !UnitIndex.isAlias(current, next)) {
        return new Missing(name.text());
      }
      String instance = current.instance();
      current =
          next.isTemplate() && current.isInstance() && instance != null
              ? next.withInstance(instance)
              : next;
    }
    return new Refused(name.text());
  }

  /** The first file or link called {@code name}, or like its template, in the load path. */
  @Nullable String locate(UnitName name) {
    String found = locateExactly(name);
    return found == null && name.isInstance() ? locateExactly(name.template()) : found;
  }

  private @Nullable String locateExactly(UnitName name) {
    for (String directory : path.directories()) {
      String at = directory + "/" + name;
      Kind kind = files.lstat(at).kind();
      if (kind == Kind.FILE || kind == Kind.LINK) {
        return at;
      }
    }
    return null;
  }

  boolean isConfig(String directory) {
    return directory.equals(path.persistentConfig()) || directory.equals(path.runtimeConfig());
  }

  /** True if the directory that holds {@code file} is one of the load path. */
  boolean isInLoadPath(String file) {
    int slash = file.lastIndexOf('/');
    return slash >= 0 && path.directories().contains(file.substring(0, slash));
  }
}
