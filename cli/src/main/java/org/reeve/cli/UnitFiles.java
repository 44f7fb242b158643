package org.reeve.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.UnitInstaller.PresetMode;

/**
 * Where unit files are enabled, masked and asked for: at the manager ({@link ManagerUnitFiles}), or
 * in a directory tree that nobody runs ({@link OfflineUnitFiles}).
 */
sealed interface UnitFiles permits ManagerUnitFiles, OfflineUnitFiles {
  /**
   * One change, as the manager's methods tell it.
   *
   * @param type {@code symlink}, {@code unlink}, or what was noticed
   */
  record Change(String type, String path, String source) {}

  /**
   * What a verb did.
   *
   * @param hadNothing whether no unit had an [Install] section; null if that does not matter
   * @param problem the sentence for the user if it failed after these changes, else null
   * @param status the exit status
   */
  record Outcome(
      @Nullable Boolean hadNothing, List<Change> changes, @Nullable String problem, int status) {}

  /** Runs {@code enable}, {@code disable}, {@code mask} and their kin. */
  Outcome change(String verb, List<String> names, boolean runtime, boolean force)
      throws Failure, IOException;

  Outcome preset(List<String> names, PresetMode mode, boolean runtime, boolean force)
      throws Failure, IOException;

  Outcome presetAll(PresetMode mode, boolean runtime, boolean force) throws Failure, IOException;

  Outcome addDependency(
      String target, String kind, List<String> names, boolean runtime, boolean force)
      throws Failure, IOException;

  Outcome setDefault(String target) throws Failure, IOException;

  String getDefault() throws Failure, IOException;

  /** A unit file's state, such as {@code enabled}. */
  String state(String name) throws Failure, IOException;

  /** The links that enable a unit. */
  List<String> links(String name) throws Failure, IOException;

  /** The unit files whose states and names match, unsorted. */
  List<UnitFileRow> list(List<String> states, List<String> patterns) throws Failure, IOException;

  /** Makes the manager see what has changed, if there is one. */
  void reload() throws Failure, IOException;
}
