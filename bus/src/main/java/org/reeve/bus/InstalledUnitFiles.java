package org.reeve.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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
 * {@link UnitFiles} by the installation verbs of the unit room. Every question looks at the files
 * as they are at that moment.
 */
public final class InstalledUnitFiles implements UnitFiles {
  private final LoadPath path;
  private final Supplier<UnitInstaller> installers;

  /**
   * @param installers makes the installer for one question or operation
   */
  public InstalledUnitFiles(LoadPath path, Supplier<UnitInstaller> installers) {
    this.path = path;
    this.installers = installers;
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
    if (name == null) {
      return "";
    }
    PresetRules.Verdict verdict = installers.get().presets().verdict(name);
    return verdict == PresetRules.Verdict.ENABLE ? "enabled" : "disabled";
  }

  @Override
  public String requireState(String unit) throws BusError {
    if (UnitName.parse(unit) == null) {
      throw Refusals.invalid("Invalid argument");
    }
    String state = state(unit);
    if (state.isEmpty()) {
      throw new BusError(BusError.FILE_NOT_FOUND, "No such file or directory");
    }
    return state;
  }

  @Override
  public List<Listed> list() {
    List<Listed> files = new ArrayList<>();
    for (UnitFileEntry entry : installers.get().list()) {
      files.add(new Listed(entry.path(), entry.state().text()));
    }
    return files;
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
  public Outcome preset(List<String> units, String mode, boolean runtime, boolean force)
      throws BusError {
    return outcome(installers.get().preset(units, mode(mode), runtime, force));
  }

  @Override
  public Outcome presetAll(String mode, boolean runtime, boolean force) throws BusError {
    return outcome(installers.get().presetAll(mode(mode), runtime, force));
  }

  private static UnitInstaller.PresetMode mode(String text) throws BusError {
    if (text.isEmpty()) {
      return UnitInstaller.PresetMode.FULL;
    }
    for (UnitInstaller.PresetMode mode : UnitInstaller.PresetMode.values()) {
      if (mode.text().equals(text)) {
        return mode;
      }
    }
    throw Refusals.invalid("Invalid argument");
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
          default -> throw Refusals.invalid("Invalid argument");
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

  /**
   * What was done, unless something went wrong: then the first fault, as systemd tells only one.
   */
  private static Outcome outcome(InstallResult result) throws BusError {
    if (!result.ok()) {
      InstallFault fault = result.faults().getFirst();
      throw new BusError(fault.busName(), fault.message());
    }
    List<Change> changes = new ArrayList<>();
    for (InstallChange change : result.changes()) {
      changes.add(new Change(change.type().text(), change.path(), change.source()));
    }
    return new Outcome(result.carriesInstallInfo(), changes);
  }
}
