package org.reeve.manager;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.recipe.ExitStatus;
import org.reeve.unit.ServiceType;

/**
 * From a command to a process: what may block is looked up first, by a preparation; then the recipe
 * is compiled and the spawn ordered. A unit without User=, Group= and EnvironmentFile= needs no
 * preparation. The main process of Type=idle is not even begun before no job is left.
 */
final class ServiceLauncher {
  private final Service service;

  ServiceLauncher(Service service) {
    this.service = service;
  }

  void launch(ExecKind kind, int index) {
    if (kind == ExecKind.START && service.type() == ServiceType.IDLE) {
      Stamp now = service.manager().host().now();
      service.launched(new ServiceProcess(ServiceProcess.Phase.WAITING, 0, 0, kind, index, now));
      service.manager().waitForIdle(service);
      return;
    }
    launchNow(kind, index);
  }

  /** The wait of Type=idle is over, unless it was called off. */
  void launchIdle() {
    ServiceProcess main = service.main();
    if (main != null && main.phase() == ServiceProcess.Phase.WAITING) {
      launchNow(main.kind(), main.index());
    }
  }

  private void launchNow(ExecKind kind, int index) {
    Manager manager = service.manager();
    long number = manager.nextOrder(service);
    ServiceProcess process =
        new ServiceProcess(
            ServiceProcess.Phase.PREPARING, number, 0, kind, index, manager.host().now());
    service.launched(process);
    Host.Preparation preparation = Host.Preparation.of(number, service.definition());
    if (preparation == null) {
      prepared(process, new Event.Prepared(number, Map.of(), List.of()));
    } else {
      manager.host().prepare(preparation);
    }
  }

  void prepared(ServiceProcess process, Event.Prepared answer) {
    if (process.index() >= service.commands(process.kind()).size()) {
      String key = process.kind().setting().key();
      service.launchRefused(
          process,
          ExitStatus.EXEC,
          "The "
              + key
              + "= command that was to run next is not in the unit's file any more, which was"
              + " reloaded meanwhile.");
      return;
    }
    Manager manager = service.manager();
    CommandContext context = service.context(process.kind(), process.index());
    switch (RecipeCompiler.compile(context, answer, manager.config(), manager.environment())) {
      case RecipeCompiler.Refused(int exitStatus, String why) -> {
        if (exitStatus == CannotRun.NO_PROCESS) {
          service
              .events()
              .spawnFailed(new Event.SpawnFailed(process.order(), 0, -1, 0, exitStatus, why));
        } else {
          service.launchRefused(process, exitStatus, why);
        }
      }
      case RecipeCompiler.Compiled compiled -> {
        long number = manager.nextOrder(service);
        service.launched(process.ordered(number));
        manager
            .host()
            .spawn(
                new Host.Spawn(
                    number,
                    service.name(),
                    service.cgroup(),
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
      service.manager().waitForIdle(service);
      return;
    }
    boolean lost =
        process.phase() == ServiceProcess.Phase.ORDERED
            && !service.manager().host().hasSpawned(process.order());
    if (lost || process.phase() == ServiceProcess.Phase.PREPARING) {
      // Type= may have changed, and with it whether this is the main process
      service.put(process, null);
      launchNow(process.kind(), process.index());
    }
  }
}
