package org.reeve.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.reeve.unit.UnitFile.Assignment;

class UnitFileTest {
  private static UnitFile parse(String text) {
    return UnitFile.parse("/x.service", text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> values(UnitFile file) {
    return file.assignments("S").stream().map(Assignment::value).toList();
  }

  @Test
  void aBackslashJoinsLinesWithABlankAndCommentsBetweenAreSkipped() {
    UnitFile file = parse("[S]\nA=1 \\\n# comment\n; another\\\n  2\\\n3\nB=4\n");
    assertThat(values(file)).containsExactly("1    2 3", "4");
    assertThat(file.assignments("S").get(1).origin().line()).isEqualTo(7);
  }

  @Test
  void anEmptyLineEndsAContinuation() {
    UnitFile file = parse("[S]\nA=1\\\n\nB=2\n");
    assertThat(values(file)).containsExactly("1", "2");
  }

  @Test
  void aDoubledBackslashAtTheEndIsNoContinuation() {
    assertThat(values(parse("[S]\nA=1\\\\\nB=2\n"))).containsExactly("1\\\\", "2");
  }

  @Test
  void aLastLineWithoutNewlineCounts() {
    assertThat(values(parse("[S]\nA=1\\"))).containsExactly("1");
  }

  @Test
  void aByteOrderMarkMeansNothing() {
    assertThat(values(parse("\uFEFF[S]\nA=1\n"))).containsExactly("1");
  }

  @Test
  void blanksAroundKeyAndValueAreDropped() {
    UnitFile file = parse("[S]\n  A  =  b c  \n");
    assertThat(file.assignments("S").getFirst().key()).isEqualTo("A");
    assertThat(values(file)).containsExactly("b c");
  }

  @Test
  void theSecondEqualsSignBelongsToTheValue() {
    assertThat(values(parse("[S]\nA=b=c\n"))).containsExactly("b=c");
  }

  @Test
  void aLineOfOneMebibyteSpoilsTheFileAndSaysWhere() {
    UnitFile file = parse("[S]\nA=1\nB=" + "x".repeat(UnitFile.LONGEST_LINE) + "\nC=3\n");
    assertThat(file.broken()).isTrue();
    assertThat(file.problems()).singleElement().hasToString("/x.service:3: Line too long");
  }

  @Test
  void aLineJustBelowThatIsRead() {
    UnitFile file = parse("[S]\nB=" + "x".repeat(UnitFile.LONGEST_LINE - 3) + "\nC=3\n");
    assertThat(values(file)).hasSize(2);
  }

  @Test
  void manyContinuationsAddUpToTheSameLimit() {
    UnitFile file = parse("[S]\nA=" + ("x".repeat(1000) + "\\\n").repeat(1100) + "\n");
    assertThat(file.problems())
        .singleElement()
        .hasToString("/x.service:1049: Continuation line too long");
  }

  @Test
  void bytesThatAreNoUtf8AreShownAsSuch() {
    UnitFile file =
        UnitFile.parse("/x.service", new byte[] {'[', 'S', ']', '\n', 'A', '=', (byte) 0xFF, '\n'});
    assertThat(file.broken()).isTrue();
    assertThat(file.problems())
        .singleElement()
        .hasToString("/x.service:2: String is not UTF-8 clean, ignoring assignment: A=\uFFFD");
  }

  /**
   * Junk of all kinds: reading and loading it never fails, and every complaint has a line of the
   * file.
   */
  @Test
  void junkNeverThrowsAndEveryProblemHasALine() {
    long seed = Long.getLong("reeve.seed", System.nanoTime());
    int rounds = Integer.getInteger("reeve.rounds", 3_000);
    var random = new Random(seed);
    String[] keys = SettingTable.all().stream().map(Setting::key).distinct().toArray(String[]::new);
    for (int round = 0; round < rounds; round++) {
      byte[] content = junk(random, keys);
      int lines = 1;
      for (byte b : content) {
        lines += b == '\n' || b == '\r' || b == 0 ? 1 : 0;
      }
      String what = "seed " + seed + " round " + round;
      var files = new MemoryFileTree().file("/etc/systemd/system/j@i.service", content);
      UnitDefinition unit =
          new UnitLoader(files, LoadPath.system(), c -> null).load(UnitName.of("j@i.service"));
      assertThat(unit).as(what).isNotNull();
      for (Problem problem : unit.problems()) {
        Origin origin = problem.origin();
        if (origin != null) {
          assertThat(origin.line()).as(what + ": " + problem).isBetween(1, lines + 1);
        }
        assertThat(problem.message()).as(what).isNotBlank();
      }
      for (Setting<?> setting : unit.settings()) {
        assertReadable(unit, setting, what);
      }
    }
  }

  private static <T> void assertReadable(UnitDefinition unit, Setting<T> setting, String what) {
    T value = unit.get(setting);
    assertThat(setting.type().print(value)).as(what + " " + setting).isNotNull();
    for (BusFace<T> face : setting.busFaces()) {
      assertThat(face.of(value)).as(what + " " + face.name()).isNotNull();
    }
    assertThat(unit.origins(setting)).as(what + " " + setting).isNotEmpty();
  }

  private static byte[] junk(Random random, String[] keys) {
    var out = new java.io.ByteArrayOutputStream();
    String[] sections = {"[Unit]", "[Service]", "[Install]", "[Foo]", "[X-y]", "[Service", "[]"};
    String[] values = {
      "",
      "yes",
      "1",
      "-1",
      "infinity",
      "5s",
      "a b",
      "\"a b",
      "'x' y",
      "%i%n%%",
      "%z",
      "\\x41\\",
      "/a/../b",
      "/a//b",
      "-/x",
      "~",
      "|!/x",
      "a@.service b.target",
      "1:2",
      "50%",
      "1.5G",
      "9999999999999999999999",
      "A=b \"C=d e\"",
      "+!/bin/x ; /bin/y",
      "cpu memory",
      "\u00fc\u20ac",
      "@x y",
      "AF_INET",
      "0-3,5",
      "0777",
      "[::]:80",
      "fd:x",
      "file:/x",
      "\\",
      "=",
      ";",
      "; ;"
    };
    int lines = random.nextInt(40);
    for (int i = 0; i < lines; i++) {
      switch (random.nextInt(10)) {
        case 0 -> out.writeBytes(bytes(sections[random.nextInt(sections.length)]));
        case 1 -> {
          byte[] raw = new byte[random.nextInt(30)];
          random.nextBytes(raw);
          out.writeBytes(raw);
        }
        case 2 -> out.write(random.nextInt(256));
        default -> {
          out.writeBytes(bytes(keys[random.nextInt(keys.length)]));
          out.writeBytes(bytes(random.nextInt(8) == 0 ? "" : "="));
          out.writeBytes(bytes(values[random.nextInt(values.length)]));
          out.writeBytes(bytes(values[random.nextInt(values.length)]));
        }
      }
      out.writeBytes(bytes(i == 0 ? "\n[Service]\n" : random.nextInt(12) == 0 ? "\\\n" : "\n"));
    }
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
