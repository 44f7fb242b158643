package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A boot of what Debian's own packages bring, without anything of ours, under both inits: what is
 * loaded, what became of it, and what has failed. Where they differ, {@code debian/differences} has
 * a line with the reason.
 */
class DebianUnitsTest {
  private static final Path DIFFERENCES = Path.of("src/test/resources/debian/differences");
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String ABSENT = "absent";

  /** Columns of systemctl list-units; the first is the name. */
  private static final int LOAD = 1;

  private static final int ACTIVE = 2;
  private static final int SUB = 3;

  /** What a machine says when its boot is over. */
  private record Booted(String state, List<String> failed, Map<String, String> units) {
    static Booted of(Init init, Path none) {
      try (Machine machine = Machine.bootDebian(init, none)) {
        List<List<String>> rows = settled(machine);
        Map<String, String> units = new TreeMap<>();
        List<String> failed = new ArrayList<>();
        for (List<String> row : rows) {
          if (!row.get(LOAD).equals("not-found")) {
            units.put(row.getFirst(), String.join(" ", row.subList(LOAD, SUB + 1)));
          }
          if (row.get(ACTIVE).equals("failed")) {
            failed.add(row.getFirst());
          }
        }
        return new Booted(machine.systemctl("is-system-running").out().strip(), failed, units);
      }
    }

    /** The list of units when nothing is on its way any more; services may still come and go. */
    private static List<List<String>> settled(Machine machine) {
      List<List<List<String>>> looks = new ArrayList<>(List.of(List.of()));
      Await.until(
          "no unit is on its way to another state",
          SOON,
          () -> {
            looks.add(list(machine));
            return looks.getLast().stream().noneMatch(row -> row.get(ACTIVE).endsWith("ing"))
                && looks.getLast().equals(looks.get(looks.size() - 2));
          });
      return looks.getLast();
    }

    private static List<List<String>> list(Machine machine) {
      return machine
          .systemctl(
              "list-units", "--all", "--plain", "--no-legend", "--type=service,socket,target,slice")
          .line()
          .lines()
          .map(line -> List.of(line.split(" +", 5)))
          .toList();
    }
  }

  @Test
  void debiansOwnUnitsAreInTheSameStateUnderBothInitsExceptWhereTheFileSaysWhy(@TempDir Path none)
      throws IOException {
    Needs.machinesWith(Init.SYSTEMD);
    Needs.machinesWith(Init.REEVE);
    Booted systemd = Booted.of(Init.SYSTEMD, none);
    Booted reeve = Booted.of(Init.REEVE, none);
    List<String> differences = new ArrayList<>();
    if (!reeve.state().equals(systemd.state())) {
      differences.add("the system: " + systemd.state() + " -> " + reeve.state());
    }
    if (!reeve.failed().equals(systemd.failed())) {
      differences.add("failed units: " + systemd.failed() + " -> " + reeve.failed());
    }
    TreeSet<String> names = new TreeSet<>(systemd.units().keySet());
    names.addAll(reeve.units().keySet());
    for (String name : names) {
      String left = systemd.units().getOrDefault(name, ABSENT);
      String right = reeve.units().getOrDefault(name, ABSENT);
      if (!left.equals(right)) {
        differences.add(name + ": " + left + " -> " + right);
      }
    }
    System.out.println(
        "Debian's units: "
            + systemd.state()
            + ", "
            + names.size()
            + " units, "
            + differences.size()
            + " differ from systemd 252");
    assertThat(differences).containsExactlyInAnyOrderElementsOf(known());
  }

  /** The lines of the file, without their reasons. */
  private static List<String> known() throws IOException {
    List<String> known = new ArrayList<>();
    for (String line : Files.readAllLines(DIFFERENCES)) {
      if (!line.startsWith("#")) {
        int bar = line.indexOf(" | ");
        assertThat(bar).as("place of the reason in: " + line).isPositive();
        known.add(line.substring(0, bar));
      }
    }
    return known;
  }
}
