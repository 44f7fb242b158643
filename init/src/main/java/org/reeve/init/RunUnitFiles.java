package org.reeve.init;

import java.util.List;
import org.reeve.bus.UnitFiles;
import org.reeve.dbus.BusError;

/** The unit files of a {@code reeve run}: to be looked at. Nothing is enabled, as nothing boots. */
record RunUnitFiles(UnitFiles files) implements UnitFiles {
  private static BusError refused() {
    return new BusError(
        "org.freedesktop.DBus.Error.NotSupported",
        "reeve run starts what it is told to; there is no boot for which units could be enabled"
            + " or masked");
  }

  @Override
  public List<String> directories() {
    return files.directories();
  }

  @Override
  public String state(String unit) {
    return files.state(unit);
  }

  @Override
  public String preset(String unit) {
    return files.preset(unit);
  }

  @Override
  public String requireState(String unit) throws BusError {
    return files.requireState(unit);
  }

  @Override
  public List<Listed> list() {
    return files.list();
  }

  @Override
  public Outcome enable(List<String> units, boolean runtime, boolean force) throws BusError {
    throw refused();
  }

  @Override
  public Outcome disable(List<String> units, boolean runtime) throws BusError {
    throw refused();
  }

  @Override
  public Outcome reenable(List<String> units, boolean runtime, boolean force) throws BusError {
    throw refused();
  }

  @Override
  public Outcome link(List<String> paths, boolean runtime, boolean force) throws BusError {
    throw refused();
  }

  @Override
  public Outcome preset(List<String> units, String mode, boolean runtime, boolean force)
      throws BusError {
    throw refused();
  }

  @Override
  public Outcome presetAll(String mode, boolean runtime, boolean force) throws BusError {
    throw refused();
  }

  @Override
  public Outcome mask(List<String> units, boolean runtime, boolean force) throws BusError {
    throw refused();
  }

  @Override
  public Outcome unmask(List<String> units, boolean runtime) throws BusError {
    throw refused();
  }

  @Override
  public Outcome revert(List<String> units) throws BusError {
    throw refused();
  }

  @Override
  public Outcome addDependency(
      List<String> units, String target, String type, boolean runtime, boolean force)
      throws BusError {
    throw refused();
  }

  @Override
  public String defaultTarget() throws BusError {
    return files.defaultTarget();
  }

  @Override
  public Outcome setDefaultTarget(String target, boolean force) throws BusError {
    throw refused();
  }
}
