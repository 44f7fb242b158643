package org.reeve.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.reeve.unit.UnitInstaller.PresetMode;

/** Unit files as the manager sees and changes them. */
record ManagerUnitFiles(ManagerClient manager) implements UnitFiles {
  @Override
  public Outcome change(String verb, List<String> names, boolean runtime, boolean force)
      throws Failure, IOException {
    String failing = "Failed to " + verb + " unit";
    return outcome(
        switch (verb) {
          case "enable" -> manager.ask(failing, "EnableUnitFiles", "asbb", names, runtime, force);
          case "disable" -> manager.ask(failing, "DisableUnitFiles", "asb", names, runtime);
          case "reenable" ->
              manager.ask(failing, "ReenableUnitFiles", "asbb", names, runtime, force);
          case "mask" -> manager.ask(failing, "MaskUnitFiles", "asbb", names, runtime, force);
          case "unmask" -> manager.ask(failing, "UnmaskUnitFiles", "asb", names, runtime);
          case "link" -> manager.ask(failing, "LinkUnitFiles", "asbb", names, runtime, force);
          case "revert" -> manager.ask(failing, "RevertUnitFiles", "as", names);
          default -> throw new IllegalArgumentException(verb);
        });
  }

  @Override
  public Outcome preset(List<String> names, PresetMode mode, boolean runtime, boolean force)
      throws Failure, IOException {
    String failing = "Failed to preset unit";
    Outcome outcome =
        outcome(
            mode == PresetMode.FULL
                ? manager.ask(failing, "PresetUnitFiles", "asbb", names, runtime, force)
                : manager.ask(
                    failing,
                    "PresetUnitFilesWithMode",
                    "assbb",
                    names,
                    mode.text(),
                    runtime,
                    force));
    // a policy may well leave a unit alone: nothing to remark
    return new Outcome(null, outcome.changes(), null, 0);
  }

  @Override
  public Outcome presetAll(PresetMode mode, boolean runtime, boolean force)
      throws Failure, IOException {
    String failing = "Failed to preset all units";
    return outcome(manager.ask(failing, "PresetAllUnitFiles", "sbb", mode.text(), runtime, force));
  }

  @Override
  public Outcome addDependency(
      String target, String kind, List<String> names, boolean runtime, boolean force)
      throws Failure, IOException {
    String failing = "Failed to add dependency";
    return outcome(
        manager.ask(
            failing, "AddDependencyUnitFiles", "asssbb", names, target, kind, runtime, force));
  }

  @Override
  public Outcome setDefault(String target) throws Failure, IOException {
    String failing = "Failed to set default target";
    return outcome(manager.ask(failing, "SetDefaultTarget", "sb", target, true));
  }

  @Override
  public String getDefault() throws Failure, IOException {
    String failing = "Failed to get default target";
    return (String) manager.ask(failing, "GetDefaultTarget", "").getFirst();
  }

  @Override
  public String state(String name) throws Failure, IOException {
    String failing = "Failed to get unit file state for " + name;
    return (String) manager.ask(failing, "GetUnitFileState", "s", name).getFirst();
  }

  @Override
  public List<String> links(String name) throws Failure, IOException {
    String failing = "Failed to get unit file links for " + name;
    List<Object> answer = manager.ask(failing, "GetUnitFileLinks", "sb", name, false);
    List<String> links = new ArrayList<>();
    for (Object link : (List<?>) answer.getFirst()) {
      links.add((String) link);
    }
    return links;
  }

  @Override
  public List<UnitFileRow> list(List<String> states, List<String> patterns)
      throws Failure, IOException {
    List<Object> answer =
        manager.ask(
            "Failed to list unit files", "ListUnitFilesByPatterns", "asas", states, patterns);
    List<UnitFileRow> rows = new ArrayList<>();
    for (Object each : (List<?>) answer.getFirst()) {
      List<?> pair = (List<?>) each;
      String path = (String) pair.get(0);
      rows.add(new UnitFileRow(path.substring(path.lastIndexOf('/') + 1), (String) pair.get(1)));
    }
    return rows;
  }

  @Override
  public void reload() throws Failure, IOException {
    manager.ask("Failed to reload daemon", "Reload", "");
  }

  /** Answers are the changes, some with whether there was install information before them. */
  private static Outcome outcome(List<Object> answer) {
    Boolean hadNothing = answer.size() > 1 ? !(Boolean) answer.getFirst() : null;
    List<Change> changes = new ArrayList<>();
    for (Object each : (List<?>) answer.getLast()) {
      List<?> change = (List<?>) each;
      changes.add(
          new Change((String) change.get(0), (String) change.get(1), (String) change.get(2)));
    }
    return new Outcome(hadNothing, changes, null, 0);
  }
}
