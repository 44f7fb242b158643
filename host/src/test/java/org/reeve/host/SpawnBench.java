package org.reeve.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.reeve.manager.Event;
import org.reeve.manager.Host;
import org.reeve.recipe.Octets;
import org.reeve.recipe.Recipe;
import org.reeve.recipe.Step;
import org.reeve.unit.UnitName;

/**
 * What a spawn and a replay cost, through the host as the manager uses it: order, commit, cgroup,
 * hand, exec, reply, turn. Run by hand; prints medians.
 */
final class SpawnBench {
  private static final int WARM = 300;
  private static final int ROUNDS = 700;
  private static final int MANY = 1000;

  private SpawnBench() {}

  public static void main(String[] args) throws Exception {
    for (boolean cgroups : new boolean[] {true, false}) {
      for (boolean shared : new boolean[] {true, false}) {
        rounds(cgroups, shared);
      }
    }
    many();
  }

  private static Host.Spawn spawn(long number, String name, boolean shared, String... command) {
    List<Octets> words = Arrays.stream(command).map(Octets::of).toList();
    Recipe recipe =
        Recipe.of(
            new Step.Session(),
            new Step.Null(0),
            new Step.Null(1),
            new Step.Duplicate(1, 2),
            new Step.CloseOthers(List.of(0, 1, 2)),
            new Step.Signals(List.of()),
            new Step.Exec(words.getFirst(), words));
    UnitName unit = UnitName.of(name);
    return new Host.Spawn(number, unit, "system.slice/" + name, recipe, List.of(), shared);
  }

  private static void rounds(boolean cgroups, boolean shared) throws Exception {
    try (HandLab lab = new HandLab(Files.createTempDirectory("bench"), cgroups)) {
      long[] took = new long[ROUNDS];
      for (int i = 1; i <= WARM + ROUNDS; i++) {
        Host.Spawn order = spawn(i, "a.service", shared, "/bin/true");
        int number = i;
        lab.host().loop().post(() -> lab.host().spawn(order));
        long start = System.nanoTime();
        lab.await(Event.Executed.class, e -> e.order() == number);
        if (i > WARM) {
          took[i - WARM - 1] = System.nanoTime() - start;
        }
        lab.await(Event.Exited.class, e -> e.order() == number);
        lab.events.clear();
      }
      Arrays.sort(took);
      System.out.println(
          (cgroups ? "in a cgroup" : "without cgroup")
              + (shared ? ", memory shared: " : ", forked:        ")
              + "order to EXECED "
              + took[ROUNDS / 2] / 1000
              + " us median, "
              + took[ROUNDS * 9 / 10] / 1000
              + " us 90th percentile");
    }
  }

  private static void many() throws Exception {
    Path dir = Files.createTempDirectory("bench");
    try (HandLab lab = new HandLab(dir, true)) {
      long cpu = cpuMillis();
      long start = System.nanoTime();
      lab.order(() -> {
        for (int i = 1; i <= MANY; i++) {
          lab.host().spawn(spawn(i, "s" + i + ".service", true, "/bin/sleep", "600"));
        }
      });
      while (executed(lab) < MANY) {
        lab.turn(10_000);
      }
      System.out.println(
          MANY
              + " services, each in its cgroup: "
              + (System.nanoTime() - start) / 1_000_000
              + " ms, of which the manager's processor time "
              + (cpuMillis() - cpu)
              + " ms");
      lab.kill();
      lab.events.clear();
      long died = System.nanoTime();
      LinuxHost host = lab.connect();
      System.out.println(
          "replay of "
              + executed(lab)
              + ": "
              + (System.nanoTime() - died) / 1_000_000
              + " ms with the start of a relaying JVM, of which the host took "
              + lab.connectMillis()
              + " ms; generation "
              + host.generation());
    }
  }

  private static long cpuMillis() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(java.time.Duration::toMillis)
        .orElse(0L);
  }

  private static long executed(HandLab lab) {
    return lab.events.stream().filter(e -> e instanceof Event.Executed).count();
  }
}
