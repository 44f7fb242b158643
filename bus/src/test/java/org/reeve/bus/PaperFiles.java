package org.reeve.bus;

import java.util.List;
import org.reeve.dbus.BusError;

/** Unit files on paper: every unit is disabled, enabling makes one link, and masking is refused. */
final class PaperFiles implements UnitFiles {
  private static final Outcome NOTHING = new Outcome(true, List.of());

  @Override
  public List<String> directories() {
    return List.of("/etc/systemd/system", "/lib/systemd/system");
  }

  @Override
  public String state(String unit) {
    return "disabled";
  }

  @Override
  public String preset(String unit) {
    return "enabled";
  }

  @Override
  public String requireState(String unit) throws BusError {
    if (unit.startsWith("nope")) {
      throw new BusError(BusError.FILE_NOT_FOUND, "No such file or directory");
    }
    return "disabled";
  }

  @Override
  public List<Listed> list() {
    return List.of(
        new Listed("/etc/systemd/system/echo.service", "disabled"),
        new Listed("/lib/systemd/system/basic.target", "static"));
  }

  @Override
  public Outcome enable(List<String> units, boolean runtime, boolean force) {
    String name = units.getFirst();
    return new Outcome(
        true,
        List.of(
            new Change(
                "symlink",
                "/etc/systemd/system/multi-user.target.wants/" + name,
                "/etc/systemd/system/" + name)));
  }

  @Override
  public Outcome disable(List<String> units, boolean runtime) {
    return NOTHING;
  }

  @Override
  public Outcome reenable(List<String> units, boolean runtime, boolean force) {
    return NOTHING;
  }

  @Override
  public Outcome link(List<String> paths, boolean runtime, boolean force) {
    return NOTHING;
  }

  @Override
  public Outcome preset(List<String> units, String mode, boolean runtime, boolean force) {
    return NOTHING;
  }

  @Override
  public Outcome mask(List<String> units, boolean runtime, boolean force) throws BusError {
    throw new BusError(
        "org.freedesktop.systemd1.UnitExists",
        "File /etc/systemd/system/" + units.getFirst() + " already exists.");
  }

  @Override
  public Outcome unmask(List<String> units, boolean runtime) {
    return NOTHING;
  }

  @Override
  public Outcome revert(List<String> units) {
    return NOTHING;
  }

  @Override
  public Outcome addDependency(
      List<String> units, String target, String type, boolean runtime, boolean force) {
    return NOTHING;
  }

  @Override
  public String defaultTarget() {
    return "graphical.target";
  }

  @Override
  public Outcome setDefaultTarget(String target, boolean force) {
    return NOTHING;
  }

  @Override
  public Outcome presetAll(String mode, boolean runtime, boolean force) {
    return NOTHING;
  }
}
