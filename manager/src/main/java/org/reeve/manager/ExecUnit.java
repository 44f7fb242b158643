package org.reeve.manager;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.ExecCommand;
import org.reeve.unit.ExecFlag;
import org.reeve.unit.ResourceSettings;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitName;

/**
 * A unit that runs commands: it has a cgroup, a slice, and processes that are ordered through its
 * {@link Launcher} and whose lives arrive as events. What such an event means, and which commands
 * there are, says the type.
 */
public abstract sealed class ExecUnit extends Unit permits Service, Socket {
  private final Launcher launcher = new Launcher(this);

  ExecUnit(Manager manager, UnitDefinition definition) {
    super(manager, definition);
  }

  final Launcher launcher() {
    return launcher;
  }

  @Override
  public final String cgroup() {
    String above = Slices.path(slice());
    String own = name().text();
    return above.isEmpty() ? own : above + "/" + own;
  }

  /** The slice it runs in: Slice=, or the manager's default. */
  public final UnitName slice() {
    UnitName named = UnitName.parse(definition().get(ResourceSettings.SLICE));
    return named != null ? named : manager().config().defaultSlice(name());
  }

  @Override
  final boolean hasLeftovers() {
    return !manager().host().processes(cgroup()).isEmpty();
  }

  public final List<ExecCommand> commands(ExecKind kind) {
    return definition().get(kind.setting());
  }

  /** Whether it has any. */
  boolean hasCommands() {
    return true;
  }

  /** Pid of the main process; 0 if there is none. */
  public final int mainPid() {
    ServiceProcess main = main();
    return main == null ? 0 : main.pid();
  }

  public final int controlPid() {
    ServiceProcess control = control();
    return control == null ? 0 : control.pid();
  }

  final void signalOne(int pid, int signal) {
    manager().kill(new Host.Kill(name(), cgroup(), List.of(pid), List.of(), signal, false, false));
  }

  final @Nullable ServiceProcess byOrder(long order) {
    ServiceProcess main = main();
    if (main != null && main.order() == order && order != 0) {
      return main;
    }
    ServiceProcess control = control();
    return control != null && control.order() == order && order != 0 ? control : null;
  }

  /** Whether the command that a process runs, or comes from, may fail. */
  final boolean isIgnored(ServiceProcess process) {
    List<ExecCommand> commands = commands(process.kind());
    return process.index() < commands.size()
        && commands.get(process.index()).has(ExecFlag.IGNORE_FAILURE);
  }

  /** How the present or last run of a command went. */
  public abstract ExecStatus status(ExecKind kind, int index);

  abstract @Nullable ServiceProcess main();

  abstract @Nullable ServiceProcess control();

  /** Whether a command of this list is run only when no job is left. */
  boolean waitsForIdle(ExecKind kind) {
    return false;
  }

  /** One of its commands, to be run now. */
  abstract CommandContext context(ExecKind kind, int index);

  /** A launched command takes its place. */
  abstract void launched(ServiceProcess process);

  /** A process takes another's place; null for none. */
  abstract void put(ServiceProcess old, @Nullable ServiceProcess fresh);

  /** A command that could not be run at all ends as if its process had, with that exit status. */
  abstract void launchRefused(ServiceProcess process, int exitStatus, String why);

  // ---- events ----

  final void prepared(Event.Prepared answer) {
    ServiceProcess process = byOrder(answer.order());
    if (process != null) {
      launcher.prepared(process, answer);
    }
  }

  abstract void spawned(Event.Spawned event);

  abstract void executed(long order);

  abstract void spawnFailed(Event.SpawnFailed event);

  /** A process of this unit has ended. */
  abstract void exited(long order, int pid, ProcessEnd end, Stamp at);

  /** Nothing is left in the cgroup. */
  abstract void cgroupEmpty();

  /** Does again what the last committed turn may have failed to do. */
  abstract void resumeSignal();
}
