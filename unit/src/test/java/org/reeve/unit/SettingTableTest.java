package org.reeve.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingTableTest {
  static List<String[]> rows(String file) throws IOException {
    try (var in = SettingTableTest.class.getResourceAsStream("table/" + file)) {
      assertThat(in).isNotNull();
      var rows = new ArrayList<String[]>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        rows.add(line.split("\t", -1));
      }
      return rows;
    }
  }

  @Test
  void everyKeyOfTheInventoryIsKnownWithItsImportanceAndVersion() throws IOException {
    var wrong = new ArrayList<String>();
    for (String[] row : rows("inventory.tsv")) {
      Section section = Objects.requireNonNull(Section.of(row[0]));
      Setting<?> setting = SettingTable.find(section, row[1]);
      if (setting == null) {
        wrong.add(row[0] + "." + row[1] + " is not known");
      } else {
        String importance = setting.importance().name().toLowerCase(Locale.ROOT);
        if (!importance.equals(row[2]) || setting.since() != Integer.parseInt(row[3])) {
          wrong.add(setting + " is " + importance + " since " + setting.since());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void noKeyIsKnownThatTheInventoryDoesNotHave() throws IOException {
    Set<String> known = new HashSet<>();
    for (String[] row : rows("inventory.tsv")) {
      known.add(row[0] + "." + row[1]);
    }
    for (Setting<?> setting : SettingTable.all()) {
      for (Section section : setting.sections()) {
        assertThat(known).contains(section.text() + "." + setting.key());
      }
    }
  }

  @Test
  void propertiesHaveTheSignaturesOfTheInterface() throws IOException {
    Set<String> properties = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (String[] row : rows("properties.tsv")) {
      properties.add(row[1] + " " + row[2]);
      names.add(row[2]);
    }
    var wrong = new ArrayList<String>();
    for (Setting<?> setting : SettingTable.all()) {
      for (BusFace<?> face : setting.busFaces()) {
        boolean newer = setting.since() > 252;
        boolean right = properties.contains(face.signature() + " " + face.name());
        if (!right && !newer && !isSocketOnlyForm(setting, face)) {
          wrong.add(
              setting
                  + ": "
                  + face.signature()
                  + " "
                  + face.name()
                  + (names.contains(face.name()) ? " has another signature" : " does not exist"));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** ExecStartPreEx and its kin exist for services only; sockets show the plain form. */
  private static boolean isSocketOnlyForm(Setting<?> setting, BusFace<?> face) {
    return setting.sections().equals(List.of(Section.SOCKET)) && face.name().endsWith("Ex");
  }

  /**
   * What {@code show} prints for a service that is configuration; the rest is state, which the
   * manager knows.
   */
  @Test
  void everyConfigurationPropertyOfServicesComesFromTheTable() throws IOException {
    Set<String> faces = new HashSet<>();
    for (Setting<?> setting : SettingTable.all()) {
      for (BusFace<?> face : setting.busFaces()) {
        faces.add(face.name());
      }
    }
    var missing = new ArrayList<String>();
    for (String[] row : rows("properties.tsv")) {
      if (row[0].equals("Service") && !faces.contains(row[2])) {
        missing.add(row[2]);
      }
    }
    assertThat(missing)
        .containsExactlyInAnyOrder(
            // run-time state
            "CPUUsageNSec",
            "CleanResult",
            "ControlGroup",
            "ControlGroupId",
            "ControlPID",
            "EffectiveCPUs",
            "EffectiveMemoryNodes",
            "ExecMainCode",
            "ExecMainExitTimestamp",
            "ExecMainExitTimestampMonotonic",
            "ExecMainPID",
            "ExecMainStartTimestamp",
            "ExecMainStartTimestampMonotonic",
            "ExecMainStatus",
            "GID",
            "IOReadBytes",
            "IOReadOperations",
            "IOWriteBytes",
            "IOWriteOperations",
            "IPEgressBytes",
            "IPEgressPackets",
            "IPIngressBytes",
            "IPIngressPackets",
            "MainPID",
            "MemoryAvailable",
            "MemoryCurrent",
            "NFileDescriptorStore",
            "NRestarts",
            "ReloadResult",
            "Result",
            "StatusErrno",
            "StatusText",
            "TasksCurrent",
            "UID",
            "WatchdogTimestamp",
            "WatchdogTimestampMonotonic",
            // two settings in one, or the second form of one that is kept as text
            "CPUAffinityFromNUMA",
            "RootHashPath",
            "RootHashSignaturePath",
            "SyslogPriority",
            "CacheDirectorySymlink",
            "LogsDirectorySymlink",
            "RuntimeDirectorySymlink",
            "StateDirectorySymlink",
            // not settable by files
            "SameProcessGroup");
  }

  @Test
  void anUnsetValuePrintsAndReadsBackOverDBus() {
    for (Setting<?> setting : SettingTable.all()) {
      assertRoundTrip(setting);
    }
  }

  private static <T> void assertRoundTrip(Setting<T> setting) {
    if (setting.type() instanceof VerbatimType || setting.type() instanceof ChoiceType) {
      return;
    }
    T value = setting.defaultValue();
    assertThat(setting.type().fromBus(setting.type().toBus(value)))
        .as(setting.toString())
        .isEqualTo(value);
  }

  @Test
  void countsForTheRecord() {
    int honoured = 0;
    int known = 0;
    Set<String> keys = new HashSet<>();
    Set<String> honouredKeys = new HashSet<>();
    for (Setting<?> setting : SettingTable.all()) {
      if (!setting.sections().isEmpty()) {
        keys.add(setting.key());
        known++;
        if (setting.honoured()) {
          honouredKeys.add(setting.key());
          honoured++;
        }
      }
    }
    System.out.println(
        "settings: "
            + known
            + " rows, "
            + keys.size()
            + " keys, "
            + honoured
            + " rows and "
            + honouredKeys.size()
            + " keys honoured");
    assertThat(keys).hasSize(480);
  }
}
