package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.EnvironmentFile;
import org.reeve.unit.ExecSettings;

/**
 * From a command to a process: what may block is looked up first, by a preparation; then the recipe is compiled and the spawn ordered.
 * A unit without User=, Group= and EnvironmentFile= needs no preparation.
 */
final class ServiceLauncher {
  private final Service service;

  ServiceLauncher(Service service) {
    this.service = service;
  }

  void launch(ExecKind kind, int index) {
    Manager manager = service.manager();
    long number = manager.nextOrder(service);
    ServiceProcess process =
        new ServiceProcess(
            ServiceProcess.Phase.PREPARING, number, 0, kind, index, manager.host().now());
    service.launched(process);
    Host.Preparation preparation = preparation(number);
    if (preparation == null) {
      prepared(process, new Event.Prepared(number, Map.of(), List.of()));
    } else {
      manager.host().prepare(preparation);
    }
  }

  /** What has to be looked up; null if nothing. */
  private Host.@Nullable Preparation preparation(long number) {
    var definition = service.definition();
    List<String> users = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    List<String> files = new ArrayList<>();
    String user = definition.get(ExecSettings.USER);
    if (!user.isEmpty()) {
      users.add(user);
    }
    String group = definition.get(ExecSettings.GROUP);
    if (!group.isEmpty()) {
      groups.add(group);
    }
    groups.addAll(definition.get(ExecSettings.SUPPLEMENTARY_GROUPS));
    for (EnvironmentFile file : definition.get(ExecSettings.ENVIRONMENT_FILE)) {
      files.add(file.path());
    }
    return users.isEmpty() && groups.isEmpty() && files.isEmpty()
        ? null
        : new Host.Preparation(number, service.name(), users, groups, files);
  }

  void prepared(ServiceProcess process, Event.Prepared answer) {
    Manager manager = service.manager();
    switch (RecipeCompiler.compile(service, process, answer, manager.config(), manager.environment())) {
      case RecipeCompiler.Refused(int exitStatus, String why) ->
          service.launchRefused(process, exitStatus, why);
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
   * A new manager continues: what was being looked up is looked up again, and a spawn that did not reach hand begins anew.
   */
  void resume(@Nullable ServiceProcess process) {
    if (process == null) {
      return;
    }
    boolean lost =
        process.phase() == ServiceProcess.Phase.ORDERED
            && !service.manager().host().hasSpawned(process.order());
    if (lost || process.phase() == ServiceProcess.Phase.PREPARING) {
      launch(process.kind(), process.index());
    }
  }
}
