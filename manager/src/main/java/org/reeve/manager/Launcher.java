package org.reeve.manager;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.recipe.ExitStatus;

/**
 * From a command to a process: what may block is looked up first, by a preparation; then the recipe
 * is compiled and the spawn ordered. A unit without User=, Group= and EnvironmentFile= needs no
 * preparation. The main process of Type=idle is not even begun before no job is left.
 */
final class Launcher {
  private final ExecUnit unit;

  Launcher(ExecUnit unit) {
    this.unit = unit;
  }

  void launch(ExecKind kind, int index) {
    if (unit.waitsForIdle(kind)) {
      Stamp now = unit.manager().host().now();
      unit.launched(new ServiceProcess(ServiceProcess.Phase.WAITING, 0, 0, kind, index, now));
      unit.manager().waitForIdle(unit);
      return;
    }
    launchNow(kind, index);
  }

  /** The wait of Type=idle is over, unless it was called off. */
  void launchIdle() {
    ServiceProcess main = unit.main();
    if (main != null && main.phase() == ServiceProcess.Phase.WAITING) {
      launchNow(main.kind(), main.index());
    }
  }

  private void launchNow(ExecKind kind, int index) {
    Manager manager = unit.manager();
    long number = manager.nextOrder(unit);
    ServiceProcess process =
        new ServiceProcess(
            ServiceProcess.Phase.PREPARING, number, 0, kind, index, manager.host().now());
    unit.launched(process);
    Host.Preparation preparation = Host.Preparation.of(number, unit.definition());
    if (preparation == null) {
      prepared(process, new Event.Prepared(number, Map.of(), List.of()));
    } else {
      manager.host().prepare(preparation);
    }
  }

  void prepared(ServiceProcess process, Event.Prepared answer) {
    if (process.index() >= unit.commands(process.kind()).size()) {
      String key = process.kind().setting().key();
      unit.launchRefused(
          process,
          ExitStatus.EXEC,
          "The "
              + key
              + "= command that was to run next is not in the unit's file any more, which was"
              + " reloaded meanwhile.");
      return;
    }
    Manager manager = unit.manager();
    CommandContext context = unit.context(process.kind(), process.index());
    switch (RecipeCompiler.compile(context, answer, manager.config(), manager.environment())) {
      case RecipeCompiler.Refused(int exitStatus, String why) -> {
        if (exitStatus == CannotRun.NO_PROCESS) {
          unit.spawnFailed(new Event.SpawnFailed(process.order(), 0, -1, 0, exitStatus, why));
        } else {
          unit.launchRefused(process, exitStatus, why);
        }
      }
      case RecipeCompiler.Compiled compiled -> {
        long number = manager.nextOrder(unit);
        unit.launched(process.ordered(number));
        manager
            .host()
            .spawn(
                new Host.Spawn(
                    number,
                    unit.name(),
                    unit.cgroup(),
                    compiled.recipe(),
                    compiled.attached(),
                    compiled.mayShareMemory()));
      }
    }
  }

  /**
   * A new manager continues: what was being looked up is looked up again, and a spawn that did not
   * reach hand begins anew.
   */
  void resume(@Nullable ServiceProcess process) {
    if (process == null) {
      return;
    }
    if (process.phase() == ServiceProcess.Phase.WAITING) {
      unit.manager().waitForIdle(unit);
      return;
    }
    boolean lost =
        process.phase() == ServiceProcess.Phase.ORDERED
            && !unit.manager().host().hasSpawned(process.order());
    if (lost || process.phase() == ServiceProcess.Phase.PREPARING) {
      // Type= may have changed, and with it whether this is the main process
      unit.put(process, null);
      launchNow(process.kind(), process.index());
    }
  }
}
