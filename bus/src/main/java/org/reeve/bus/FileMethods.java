package org.reeve.bus;

import java.util.ArrayList;
import java.util.List;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Call;
import org.reeve.dbus.Signature;
import org.reeve.manager.Manager;
import org.reeve.unit.Glob;

/**
 * The methods of org.freedesktop.systemd1.Manager about unit files. Whatever changes them tells all
 * clients.
 */
final class FileMethods {
  private static final long RUNTIME = 1;
  private static final long FORCE = 2;

  private final UnitFiles files;
  private final FileStates states;
  private final Announcer announcer;

  /** An operation on the units that a call names. */
  @FunctionalInterface
  private interface Operation {
    UnitFiles.Outcome run(Call call) throws BusError;
  }

  FileMethods(UnitFiles files, FileStates states, Announcer announcer) {
    this.files = files;
    this.states = states;
    this.announcer = announcer;
  }

  Binding<Manager> bind(Binding<Manager> binding) {
    bind(binding, "EnableUnitFiles", c -> files.enable(c.strings(0), c.bool(1), c.bool(2)));
    bind(binding, "DisableUnitFiles", c -> files.disable(c.strings(0), c.bool(1)));
    bind(
        binding,
        "EnableUnitFilesWithFlags",
        c -> files.enable(c.strings(0), flag(c, RUNTIME), flag(c, FORCE)));
    bind(binding, "DisableUnitFilesWithFlags", c -> files.disable(c.strings(0), flag(c, RUNTIME)));
    bind(binding, "ReenableUnitFiles", c -> files.reenable(c.strings(0), c.bool(1), c.bool(2)));
    bind(binding, "LinkUnitFiles", c -> files.link(c.strings(0), c.bool(1), c.bool(2)));
    bind(binding, "PresetUnitFiles", c -> files.preset(c.strings(0), "", c.bool(1), c.bool(2)));
    bind(
        binding,
        "PresetUnitFilesWithMode",
        c -> files.preset(c.strings(0), c.string(1), c.bool(2), c.bool(3)));
    bind(binding, "PresetAllUnitFiles", c -> files.presetAll(c.string(0), c.bool(1), c.bool(2)));
    bind(binding, "MaskUnitFiles", c -> files.mask(c.strings(0), c.bool(1), c.bool(2)));
    bind(binding, "UnmaskUnitFiles", c -> files.unmask(c.strings(0), c.bool(1)));
    bind(binding, "RevertUnitFiles", c -> files.revert(c.strings(0)));
    bind(
        binding,
        "AddDependencyUnitFiles",
        c -> files.addDependency(c.strings(0), c.string(1), c.string(2), c.bool(3), c.bool(4)));
    bind(binding, "SetDefaultTarget", c -> files.setDefaultTarget(c.string(0), c.bool(1)));
    return binding
        .method("GetDefaultTarget", (_, call) -> call.reply(files.defaultTarget()))
        .method("GetUnitFileState", (_, call) -> call.reply(files.requireState(call.string(0))))
        .method("ListUnitFiles", (_, call) -> list(call, List.of(), List.of()))
        .method(
            "ListUnitFilesByPatterns", (_, call) -> list(call, call.strings(0), call.strings(1)));
  }

  private static boolean flag(Call call, long bit) {
    return (call.number(1) & bit) != 0;
  }

  private void bind(Binding<Manager> binding, String method, Operation operation) {
    binding.method(
        method,
        (_, call) -> {
          UnitFiles.Outcome outcome = operation.run(call);
          if (!outcome.changes().isEmpty()) {
            states.clear();
            announcer.unitFilesChanged();
          }
          answer(call, outcome);
        });
  }

  private static void answer(Call call, UnitFiles.Outcome outcome) {
    List<Object> rows = new ArrayList<>();
    for (UnitFiles.Change change : outcome.changes()) {
      rows.add(List.of(change.kind(), change.path(), change.source()));
    }
    if (call.replySignature().equals(Signature.of("ba(sss)"))) {
      call.reply(outcome.carriesInstallInfo(), rows);
    } else {
      call.reply(rows);
    }
  }

  private void list(Call call, List<String> states, List<String> patterns) {
    List<Object> rows = new ArrayList<>();
    for (UnitFiles.Listed file : files.list()) {
      String name = file.path().substring(file.path().lastIndexOf('/') + 1);
      if ((states.isEmpty() || states.contains(file.state())) && matches(patterns, name)) {
        rows.add(List.of(file.path(), file.state()));
      }
    }
    call.reply(rows);
  }

  private static boolean matches(List<String> patterns, String name) {
    for (String pattern : patterns) {
      if (Glob.matches(pattern, name)) {
        return true;
      }
    }
    return patterns.isEmpty();
  }
}
