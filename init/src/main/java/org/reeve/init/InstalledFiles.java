package org.reeve.init;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.reeve.bus.UnitFiles;
import org.reeve.dbus.BusError;
import org.reeve.unit.DependencyType;
import org.reeve.unit.InstallChange;
import org.reeve.unit.InstallFault;
import org.reeve.unit.InstallResult;
import org.reeve.unit.LoadPath;
import org.reeve.unit.PresetRules;
import org.reeve.unit.UnitFileEntry;
import org.reeve.unit.UnitFileState;
import org.reeve.unit.UnitInstaller;
import org.reeve.unit.UnitName;

/**
 * The unit files of this machine, as the bus shows and changes them. Every call looks at the disk.
 */
final class InstalledFiles implements UnitFiles {
  private final Supplier<UnitInstaller> installers;
  private final LoadPath path;

  /**
   * For a load path.
   *
   * @param installers makes an installer, for one operation each
   */
  InstalledFiles(Supplier<UnitInstaller> installers, LoadPath path) {
    this.installers = installers;
    this.path = path;
  }

  @Override
  public List<String> directories() {
    return path.directories();
  }

  @Override
  public String state(String unit) {
    UnitName name = UnitName.parse(unit);
    UnitFileState state = name == null ? null : installers.get().state(name);
    return state == null ? "" : state.text();
  }

  @Override
  public String preset(String unit) {
    UnitName name = UnitName.parse(unit);
    if (name == null || installers.get().state(name) == null) {
      return "";
    }
    PresetRules.Verdict verdict = installers.get().presets().verdict(name);
    return verdict == PresetRules.Verdict.DISABLE ? "disabled" : "enabled";
  }

  @Override
  public String requireState(String unit) throws BusError {
    UnitName name = UnitName.parse(unit);
    if (name == null) {
      throw new BusError(BusError.INVALID_ARGS, "Unit name " + unit + " is not valid.");
    }
    UnitFileState state = installers.get().state(name);
    if (state == null) {
      throw new BusError(BusError.FILE_NOT_FOUND, "No such file or directory");
    }
    return state.text();
  }

  @Override
  public List<Listed> list() {
    List<Listed> listed = new ArrayList<>();
    for (UnitFileEntry entry : installers.get().list()) {
      listed.add(new Listed(entry.path(), entry.state().text()));
    }
    return listed;
  }

  @Override
  public Outcome enable(List<String> units, boolean runtime, boolean force) throws BusError {
    return outcome(installers.get().enable(units, runtime, force));
  }

  @Override
  public Outcome disable(List<String> units, boolean runtime) throws BusError {
    return outcome(installers.get().disable(units, runtime));
  }

  @Override
  public Outcome reenable(List<String> units, boolean runtime, boolean force) throws BusError {
    return outcome(installers.get().reenable(units, runtime, force));
  }

  @Override
  public Outcome link(List<String> paths, boolean runtime, boolean force) throws BusError {
    return outcome(installers.get().link(paths, runtime, force));
  }

  @Override
  public Outcome preset(List<String> units, boolean runtime, boolean force) throws BusError {
    return outcome(installers.get().preset(units, UnitInstaller.PresetMode.FULL, runtime, force));
  }

  @Override
  public Outcome mask(List<String> units, boolean runtime, boolean force) throws BusError {
    return outcome(installers.get().mask(units, runtime, force));
  }

  @Override
  public Outcome unmask(List<String> units, boolean runtime) throws BusError {
    return outcome(installers.get().unmask(units, runtime));
  }

  @Override
  public Outcome revert(List<String> units) throws BusError {
    return outcome(installers.get().revert(units));
  }

  @Override
  public Outcome addDependency(
      List<String> units, String target, String type, boolean runtime, boolean force)
      throws BusError {
    DependencyType dependency =
        switch (type) {
          case "Wants" -> DependencyType.WANTS;
          case "Requires" -> DependencyType.REQUIRES;
          default -> throw new BusError(BusError.INVALID_ARGS, "Invalid argument");
        };
    return outcome(installers.get().addDependency(units, target, dependency, runtime, force));
  }

  @Override
  public String defaultTarget() throws BusError {
    String target = installers.get().getDefault();
    if (target == null) {
      throw new BusError(BusError.FILE_NOT_FOUND, "No such file or directory");
    }
    return target;
  }

  @Override
  public Outcome setDefaultTarget(String target, boolean force) throws BusError {
    return outcome(installers.get().setDefault(target, force));
  }

  @Override
  public List<String> links(String unit, boolean runtime) throws BusError {
    throw new BusError(
        "org.freedesktop.DBus.Error.NotSupported",
        "The links of a unit file cannot be listed by this version of Reeve; `systemctl list-unit-files` shows its state.");
  }

  private static Outcome outcome(InstallResult result) throws BusError {
    if (!result.ok()) {
      InstallFault first = result.faults().getFirst();
      throw new BusError(first.busName(), first.message());
    }
    List<Change> changes = new ArrayList<>();
    for (InstallChange change : result.changes()) {
      changes.add(new Change(change.type().text(), change.path(), change.source()));
    }
    return new Outcome(result.carriesInstallInfo(), changes);
  }
}
