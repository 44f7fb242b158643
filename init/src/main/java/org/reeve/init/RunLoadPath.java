package org.reeve.init;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.reeve.unit.LoadPath;

/** Where {@code reeve run} looks for units. */
final class RunLoadPath {
  private RunLoadPath() {}

  /** The machine's own units, for a user who is not root those of a user manager before them. */
  static LoadPath machine(Map<String, String> environment, int uid) {
    LoadPath system = LoadPath.system(environment);
    if (uid == 0) {
      return system;
    }
    Set<String> directories = new LinkedHashSet<>(LoadPath.user(environment).directories());
    directories.addAll(system.directories());
    return system.withDirectories(List.copyOf(directories));
  }

  /**
   * The run's own directories first, then the machine's, then the bare targets. Whatever would be
   * written goes below the runtime directory, which is removed at the end.
   */
  static LoadPath of(List<String> own, LoadPath machine, String bare, String runtime) {
    List<String> directories = new ArrayList<>(own);
    directories.addAll(machine.directories());
    directories.add(bare);
    return new LoadPath(
        directories,
        runtime + "/config",
        runtime + "/config",
        runtime + "/control",
        runtime + "/control",
        runtime + "/transient",
        runtime + "/generator.early",
        runtime + "/generator",
        runtime + "/generator.late",
        false);
  }
}
