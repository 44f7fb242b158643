package org.reeve.bus;

import java.util.List;
import org.reeve.dbus.BusError;

/**
 * The unit files on disk and the links between them, as far as clients see and change them
 * (systemctl(1), "Unit File Commands").
 */
public interface UnitFiles {
  /**
   * What was done. {@code kind} is symlink, unlink or a problem's word; {@code source} what a link
   * leads to.
   */
  record Change(String kind, String path, String source) {}

  /**
   * An operation's outcome.
   *
   * @param carriesInstallInfo whether any of the units had something to install
   */
  record Outcome(boolean carriesInstallInfo, List<Change> changes) {}

  /** A unit file with its state. */
  record Listed(String path, String state) {}

  /** The load path. */
  List<String> directories();

  /** enabled, disabled, static, …; empty if there is no such file. */
  String state(String unit);

  /** enabled or disabled by preset; empty if there is no such file. */
  String preset(String unit);

  /**
   * The same for clients that ask by name.
   *
   * @throws BusError if there is no such file or the name is none
   */
  String requireState(String unit) throws BusError;

  List<Listed> list();

  Outcome enable(List<String> units, boolean runtime, boolean force) throws BusError;

  Outcome disable(List<String> units, boolean runtime) throws BusError;

  Outcome reenable(List<String> units, boolean runtime, boolean force) throws BusError;

  Outcome link(List<String> paths, boolean runtime, boolean force) throws BusError;

  /**
   * Enables and disables as the preset policy says.
   *
   * @param mode full, enable-only or disable-only; empty for full
   */
  Outcome preset(List<String> units, String mode, boolean runtime, boolean force) throws BusError;

  /** The same for all units. */
  Outcome presetAll(String mode, boolean runtime, boolean force) throws BusError;

  Outcome mask(List<String> units, boolean runtime, boolean force) throws BusError;

  Outcome unmask(List<String> units, boolean runtime) throws BusError;

  Outcome revert(List<String> units) throws BusError;

  /**
   * Links units into another's .wants/ or .requires/.
   *
   * @param type Wants or Requires
   */
  Outcome addDependency(
      List<String> units, String target, String type, boolean runtime, boolean force)
      throws BusError;

  String defaultTarget() throws BusError;

  Outcome setDefaultTarget(String target, boolean force) throws BusError;
}
