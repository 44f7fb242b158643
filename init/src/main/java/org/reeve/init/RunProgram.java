package org.reeve.init;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reeve.bus.InstalledUnitFiles;
import org.reeve.cli.Terminal;
import org.reeve.host.Handover;
import org.reeve.host.HostConfig;
import org.reeve.host.LinuxHost;
import org.reeve.linux.Fd;
import org.reeve.linux.Sys;
import org.reeve.manager.JobRules;
import org.reeve.manager.Manager;
import org.reeve.manager.ManagerConfig;
import org.reeve.manager.Unit;
import org.reeve.recipe.MalformedException;
import org.reeve.unit.DiskFileTree;
import org.reeve.unit.HostSpecifiers;
import org.reeve.unit.LoadPath;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitInstaller;
import org.reeve.unit.UnitLoader;
import org.reeve.unit.UnitName;

/** The manager of a {@code reeve run}: what {@link ManagerProgram} is to a system or a user. */
final class RunProgram {
  private RunProgram() {}

  /** Runs until hand ends this process, or until hand is gone; returns the exit status then. */
  static int run(Handover handover, RunOptions options, Places places) throws MalformedException {
    Map<String, String> environment = handover.environment();
    Set<UnitName> named = new LinkedHashSet<>();
    for (String name : options.operands()) {
      named.add(UnitName.of(name));
    }
    DiskFileTree disk = new DiskFileTree();
    LoadPath machine = RunLoadPath.machine(environment, Sys.uid());
    String bare = places.runtime() + "/targets";
    LoadPath path = RunLoadPath.of(options.paths(), machine, bare, places.runtime());
    RunFiles files = new RunFiles(disk, options.paths(), machine.directories(), named, bare);
    HostSpecifiers specifiers = new HostSpecifiers(disk, environment, true);
    HostConfig hostConfig =
        new HostConfig(places.notifySocket(), null, true, HostConfig.MOST_LOGS, null, false);
    Supplier<UnitLoader> loaders = () -> new UnitLoader(files, path, specifiers);
    try (LinuxHost host = LinuxHost.connect(hostConfig, loaders, handover)) {
      // a unit file that names its program without a directory may have it beside itself
      ManagerConfig config = ManagerProgram.foreground(places, environment, options.paths());
      Map<String, byte[]> records = host.records();
      Manager manager = Manager.restore(host, config, new JobRules(), records);
      AtomicReference<@Nullable BusClients> talkers = new AtomicReference<>();
      RunOutput output = new RunOutput(Fd.of(1), Fd.of(2));
      RunStyle style = new RunStyle(options, environment, Terminal.of(1), Terminal.of(2));
      Foreground foreground =
          new Foreground(
              manager,
              options,
              host.logs(),
              place(host, places, talkers),
              output,
              style,
              files,
              records.get(RunRecord.KEY));
      host.tellMessages(foreground::message);
      host.logs().listen(foreground);
      Supplier<UnitInstaller> installers = () -> new UnitInstaller(disk, path, specifiers);
      BusClients bus =
          BusWiring.serve(
              manager, host, places, new RunUnitFiles(new InstalledUnitFiles(path, installers)));
      host.serve(new RunClients(foreground, bus));
      talkers.set(bus);
      Runs.write(places, options, host.cgroupDirectory());
      if (!host.run(manager::turn)) {
        output.err(RawText.encode("reeve: reeve run itself was killed; so is all that it ran.\n"));
        host.abandon(groups(manager));
        places.remove();
        return 1;
      }
    }
    return 0;
  }

  private static List<String> groups(Manager manager) {
    List<String> groups = new ArrayList<>();
    for (Unit unit : manager.allUnits()) {
      String group = unit.cgroup();
      if (group != null) {
        groups.add(group);
      }
    }
    return groups;
  }

  private static Foreground.Place place(
      LinuxHost host, Places places, AtomicReference<@Nullable BusClients> talkers) {
    return new Foreground.Place() {
      @Override
      public void catchUp() {
        host.catchUpWithLogs();
      }

      @Override
      public void remember(byte[] record) {
        host.remember(RunRecord.KEY, record);
      }

      @Override
      public void post(Runnable action) {
        host.loop().post(action);
      }

      @Override
      public boolean isTalkedTo() {
        BusClients bus = talkers.get();
        return bus != null && bus.hasClients();
      }

      @Override
      public void cleanUp() {
        places.remove();
      }
    };
  }
}
