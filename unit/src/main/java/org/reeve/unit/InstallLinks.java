package org.reeve.unit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.reeve.unit.FileTree.Kind;

/** Makes and removes the links of one installation verb and keeps what it did. */
final class InstallLinks {
  private final WritableFileTree files;
  private final LoadPath path;
  private final List<InstallChange> changes = new ArrayList<>();
  private final List<InstallFault> faults = new ArrayList<>();

  InstallLinks(WritableFileTree files, LoadPath path) {
    this.files = files;
    this.path = path;
  }

  void change(InstallChange.Type type, String at, String source) {
    changes.add(new InstallChange(type, at, source));
  }

  void fault(InstallFault fault) {
    faults.add(fault);
  }

  InstallResult result(boolean carriesInstallInfo) {
    return new InstallResult(carriesInstallInfo, changes, faults);
  }

  /** Makes {@code at} a link to {@code target}, in place of another link if {@code force}. */
  void link(String at, String target, boolean force) {
    try {
      files.createDirectories(at.substring(0, at.lastIndexOf('/')));
      Kind kind = files.lstat(at).kind();
      if (kind == Kind.LINK) {
        String old = files.readLink(at);
        if (old != null && isSame(at, old, target)) {
          return;
        }
        if (!force) {
          fault(InstallFault.exists(at, old == null ? "" : old));
          return;
        }
        files.remove(at);
        change(InstallChange.Type.UNLINK, at, "");
      } else if (kind != Kind.ABSENT) {
        fault(InstallFault.exists(at, ""));
        return;
      }
      files.createLink(at, target);
      change(InstallChange.Type.SYMLINK, at, target);
    } catch (IOException e) {
      fault(InstallFault.io("Failed to create symlink " + at + ": " + e.getMessage()));
    }
  }

  /** True if a link that says {@code old} leads where one that says {@code target} would. */
  private boolean isSame(String at, String old, String target) {
    String directory = at.substring(0, at.lastIndexOf('/'));
    String before = Ascii.simplifyPath(old.startsWith("/") ? old : directory + "/" + old);
    if (before.equals(target)) {
      return true;
    }
    String real = files.realPath(before);
    return real != null && real.equals(files.realPath(target));
  }

  /**
   * Removes every link below a configuration directory that is called like one of {@code names} or
   * leads to a file called so, then the links to those links, and the directories left empty.
   */
  void removeLinks(Set<String> names, String config) {
    boolean again = true;
    while (again) {
      again = removeOnce(names, config, config);
    }
  }

  private boolean removeOnce(Set<String> names, String directory, String config) {
    boolean more = false;
    for (FileTree.Entry entry : files.list(directory)) {
      String at = directory + "/" + entry.name();
      if (entry.kind() == Kind.DIRECTORY) {
        more |= removeOnce(names, at, config);
        continue;
      }
      if (entry.kind() != Kind.LINK || UnitName.parse(entry.name()) == null) {
        continue;
      }
      String target = files.readLink(at);
      String full = target == null || target.startsWith("/") ? target : directory + "/" + target;
      boolean marked =
          names.contains(entry.name())
              || (full != null
                  && (names.contains(full)
                      || names.contains(full.substring(full.lastIndexOf('/') + 1))));
      if (marked && remove(at, config)) {
        more |= names.add(at);
      }
    }
    return more;
  }

  /**
   * Removes a file or link and the directories it leaves empty, up to {@code top}; false and a
   * fault if that fails.
   */
  boolean remove(String at, String top) {
    try {
      files.remove(at);
    } catch (IOException e) {
      fault(InstallFault.io("Failed to remove " + at + ": " + e.getMessage()));
      return false;
    }
    change(InstallChange.Type.UNLINK, at, "");
    String directory = at.substring(0, at.lastIndexOf('/'));
    if (!directory.equals(top) && files.list(directory).isEmpty()) {
      files.removeDirectoryIfEmpty(directory);
    }
    return true;
  }

  String config(boolean runtime) {
    return runtime ? path.runtimeConfig() : path.persistentConfig();
  }
}
