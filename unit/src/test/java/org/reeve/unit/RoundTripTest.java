package org.reeve.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is read can be written and read again, as text and over D-Bus. */
class RoundTripTest {
  private static UnitDefinition load(byte[] content) {
    var files = new MemoryFileTree().file("/etc/systemd/system/rich.service", content);
    return new UnitLoader(files, LoadPath.system(), c -> "value-of-" + c)
        .load(UnitName.of("rich.service"));
  }

  private static UnitDefinition rich() throws IOException {
    try (var in = RoundTripTest.class.getResourceAsStream("rich/rich.service")) {
      assertThat(in).isNotNull();
      return load(in.readAllBytes());
    }
  }

  @Test
  void aUnitWithEveryKindOfValueReadsWithoutAWarning() throws IOException {
    UnitDefinition unit = rich();
    assertThat(unit.loadState()).isEqualTo(LoadState.LOADED);
    assertThat(unit.problems())
        .noneMatch(problem -> problem.severity().level() <= Severity.WARNING.level());
    assertThat(unit.settings()).hasSizeGreaterThan(120);
  }

  @Test
  void printedValuesReadBackAsTheSame() throws IOException {
    UnitDefinition unit = rich();
    Map<Section, StringBuilder> sections = new LinkedHashMap<>();
    for (Setting<?> setting : unit.settings()) {
      if (!setting.sections().isEmpty()) {
        append(unit, setting, sections);
      }
    }
    var text = new StringBuilder();
    sections.forEach(
        (section, lines) -> text.append('[').append(section.text()).append("]\n").append(lines));
    UnitDefinition again = load(RawText.encode(text.toString()));
    var different = new ArrayList<String>();
    for (Setting<?> setting : unit.settings()) {
      if (!setting.sections().isEmpty() && !shown(unit, setting).equals(shown(again, setting))) {
        different.add(setting + ": " + shown(unit, setting) + " became " + shown(again, setting));
      }
    }
    assertThat(different).isEmpty();
  }

  private static <T> void append(
      UnitDefinition unit, Setting<T> setting, Map<Section, StringBuilder> sections) {
    Section section = setting.sections().getFirst();
    StringBuilder lines = sections.computeIfAbsent(section, _ -> new StringBuilder());
    for (String line : setting.type().print(unit.get(setting)).split("\n", -1)) {
      lines.append(setting.key()).append('=').append(line).append('\n');
    }
  }

  /** The value as D-Bus shows it; arrays as lists, so that they compare. */
  private static <T> List<String> shown(UnitDefinition unit, Setting<T> setting) {
    var out = new ArrayList<String>();
    for (BusFace<T> face : setting.busFaces()) {
      out.add(face.name() + "=" + text(face.of(unit.get(setting))));
    }
    return out;
  }

  private static String text(Object value) {
    return switch (value) {
      case byte[] bytes -> java.util.Arrays.toString(bytes);
      case BusStruct(List<Object> members) -> text(members);
      case List<?> list ->
          list.stream().map(item -> text(item == null ? "" : item)).toList().toString();
      default -> value.toString();
    };
  }

  @Test
  void valuesComeBackOverDBus() throws IOException {
    UnitDefinition unit = rich();
    for (Setting<?> setting : unit.settings()) {
      if (!(setting.type() instanceof VerbatimType) && setting.busName() != null) {
        assertComesBack(unit, setting);
      }
    }
  }

  private static <T> void assertComesBack(UnitDefinition unit, Setting<T> setting) {
    Object shown = setting.type().toBus(unit.get(setting));
    Object again = setting.type().toBus(setting.type().fromBus(shown));
    assertThat(text(again)).as(setting.toString()).isEqualTo(text(shown));
  }

  @Test
  void aWrongKindOfDBusValueIsRefusedWithASentence() {
    for (Setting<?> setting : SettingTable.all()) {
      assertThat(refusal(setting)).as(setting.toString()).endsWith(".");
    }
  }

  private static <T> String refusal(Setting<T> setting) {
    try {
      return "accepted " + setting.type().fromBus(Thread.State.NEW);
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void linesOfFiltersAndMasksCombine() {
    UnitDefinition unit =
        load(
            RawText.encode(
                """
                [Service]
                ExecStart=/bin/true
                CapabilityBoundingSet=CAP_KILL CAP_CHOWN
                CapabilityBoundingSet=~CAP_CHOWN
                AmbientCapabilities=CAP_KILL
                AmbientCapabilities=
                RestrictAddressFamilies=~AF_INET AF_INET6
                RestrictAddressFamilies=AF_INET
                RestrictNamespaces=~net
                RestrictNamespaces=~uts
                CPUAffinity=0-2
                CPUAffinity=5
                """));
    assertThat(unit.get(ExecSettings.CAPABILITY_BOUNDING_SET).bits()).isEqualTo(1L << 5);
    assertThat(unit.get(ExecSettings.AMBIENT_CAPABILITIES)).isEqualTo(BitMask.NONE);
    assertThat(unit.get(ExecSettings.RESTRICT_ADDRESS_FAMILIES).words())
        .containsExactly("AF_INET6");
    assertThat(unit.get(ExecSettings.RESTRICT_ADDRESS_FAMILIES).allowed()).isFalse();
    assertThat(unit.get(ExecSettings.RESTRICT_NAMESPACES).bits())
        .isEqualTo(0x7E02_0000L & ~0x4400_0000L);
    assertThat(unit.get(ExecSettings.CPU_AFFINITY)).containsExactly(0, 1, 2, 5);
  }

  @Test
  void anyBytesSurviveDecodingAndEncoding() {
    long seed = Long.getLong("reeve.seed", System.nanoTime());
    var random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      assertThat(RawText.encode(RawText.decode(bytes))).as("seed " + seed).isEqualTo(bytes);
    }
    assertThat(RawText.decode(RawText.encode("aü€😀"))).isEqualTo("aü€😀");
    assertThat(RawText.decode(new byte[] {'a', (byte) 0xFF})).isEqualTo("a\uDCFF");
  }
}
