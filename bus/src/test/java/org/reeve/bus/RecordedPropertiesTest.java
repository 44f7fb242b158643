package org.reeve.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reeve.dbus.Interface;
import org.reeve.dbus.ObjectTree;
import org.reeve.dbus.Signature;
import org.reeve.manager.JobRules;
import org.reeve.manager.Manager;
import org.reeve.manager.ManagerConfig;
import org.reeve.manager.Unit;
import org.reeve.unit.LoadPath;
import org.reeve.unit.UnitName;

/**
 * What our objects show of a unit that was not started, beside what systemd 252 showed of the same
 * file on the machine that {@link PaperMachine} describes: every property, its type, its value and
 * its place. The differences that stay are listed in {@code recorded/differences.txt}; one more or
 * one less fails the test.
 */
class RecordedPropertiesTest {
  private static final Path RECORDED = Path.of("src/test/resources/recorded").toAbsolutePath();

  private record Value(String type, String text) {}

  private static Map<String, Value> recorded(String unit) throws IOException {
    Map<String, Value> values = new LinkedHashMap<>();
    for (String line : Files.readAllLines(RECORDED.resolve(unit + ".txt"))) {
      if (!line.startsWith("#")) {
        String[] parts = line.split(" ", 3);
        values.put(parts[0], new Value(parts[1], parts[2]));
      }
    }
    return values;
  }

  private static Map<String, Value> shown(String name) {
    LoadPath path = LoadPath.system().withDirectories(List.of(RECORDED.toString()));
    ManagerConfig config =
        new ManagerConfig(
            ManagerConfig.Scope.SYSTEM,
            null,
            Map.of(),
            "/run/systemd/notify",
            "/run/systemd",
            0,
            1,
            ManagerConfig.DEFAULT_TIMEOUT_USEC,
            ManagerConfig.DEFAULT_TIMEOUT_USEC,
            1024,
            524_288,
            ManagerConfig.DEFAULT_SEARCH_PATH);
    Manager manager = Manager.fresh(new ScriptedHost(path), config, new JobRules());
    ManagerTree tree =
        new ManagerTree(
            manager,
            new PaperMachine(),
            new PaperFiles(),
            new FileStates(new PaperFiles()),
            new Announcer(manager, _ -> {}));
    Unit unit = manager.loadUnit(UnitName.of(name));
    Map<String, Value> values = new LinkedHashMap<>();
    for (ObjectTree.Exported<?> exported : tree.interfaces(unit)) {
      put(exported, values);
    }
    return values;
  }

  private static <T> void put(ObjectTree.Exported<T> exported, Map<String, Value> values) {
    for (Interface.Property<T> property : exported.table().properties()) {
      Object value = property.getter().get(exported.object());
      values.put(property.name(), new Value(property.signature().text(), text(property, value)));
    }
  }

  /**
   * The value as the recording has it: lists of names sorted, bytes and unsigned numbers as they
   * are on the bus.
   */
  private static <T> String text(Interface.Property<T> property, Object value) {
    if (property.signature().equals(Signature.of("as")) && !property.name().equals("Environment")) {
      List<String> sorted = new ArrayList<>();
      ((List<?>) value).forEach(each -> sorted.add(String.valueOf(each)));
      sorted.sort(null);
      return sorted.toString();
    }
    if (property.signature().equals(Signature.of("u")) && value instanceof Integer bits) {
      return Integer.toUnsignedString(bits);
    }
    return plain(value).toString().replace("\n", "\\n");
  }

  private static Object plain(Object value) {
    return switch (value) {
      case byte[] bytes -> {
        List<Integer> list = new ArrayList<>();
        for (byte b : bytes) {
          list.add(b & 0xFF);
        }
        yield list;
      }
      case List<?> list -> list.stream().map(RecordedPropertiesTest::plain).toList();
      default -> value;
    };
  }

  /** The differences of this unit that are known, by property. */
  private static Map<String, String> known(String unit) throws IOException {
    Map<String, String> known = new TreeMap<>();
    for (String line : Files.readAllLines(RECORDED.resolve("differences.txt"))) {
      String[] parts = line.split(" ", 3);
      if (parts[0].equals(unit) || parts[0].equals("*")) {
        known.put(parts[1], parts[2]);
      }
    }
    return known;
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.service", "rich.service", "echo.service", "plain.target"})
  void aUnitShowsWhatItShowsUnderSystemd(String unit) throws IOException {
    Map<String, Value> expected = recorded(unit);
    Map<String, Value> actual = shown(unit);
    assertThat(List.copyOf(actual.keySet())).containsSubsequence(expected.keySet());
    Map<String, String> differences = new TreeMap<>();
    for (Map.Entry<String, Value> entry : expected.entrySet()) {
      Value own = actual.get(entry.getKey());
      if (!entry.getValue().equals(own)) {
        differences.put(entry.getKey(), entry.getValue().text() + " | " + own);
      }
    }
    differences.forEach((name, values) -> System.out.println(unit + " " + name + ": " + values));
    assertThat(differences.keySet()).isEqualTo(known(unit).keySet());
  }
}
