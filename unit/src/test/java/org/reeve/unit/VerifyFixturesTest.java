package org.reeve.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fixture {@code verify/X} lies beside {@code X.said}: what {@code systemd-analyze verify} of
 * systemd 252 says about it, {@code LINE: message} a line (line 0 for the unit as a whole). Reeve
 * has to say the same.
 */
class VerifyFixturesTest {
  static Stream<Path> fixtures() throws IOException, URISyntaxException {
    var directory = VerifyFixturesTest.class.getResource("verify/exec1.service");
    assertThat(directory).isNotNull();
    try (Stream<Path> files = Files.list(Path.of(directory.toURI()).getParent())) {
      return files.filter(file -> !file.toString().endsWith(".said")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void saysWhatSystemdSays(Path fixture) throws IOException {
    String name = fixture.getFileName().toString();
    List<String> expected =
        new ArrayList<>(
            new LinkedHashSet<>(Files.readAllLines(fixture.resolveSibling(name + ".said"))));
    List<String> lines = Files.readAllLines(fixture, StandardCharsets.ISO_8859_1);
    expected.removeIf(said -> isAboutVerbatimKey(lines, said));
    var files =
        new MemoryFileTree().file("/etc/systemd/system/" + name, Files.readAllBytes(fixture));
    var loader = new UnitLoader(files, LoadPath.system(), c -> c == 't' ? "/run" : "value-of-" + c);
    UnitDefinition unit = loader.load(UnitName.of(name));
    var said = new ArrayList<String>();
    int stop = 0;
    for (Problem problem : unit.problems()) {
      if (problem.severity().level() <= Severity.WARNING.level()) {
        Origin origin = problem.origin();
        int line = origin == null ? 0 : origin.line();
        if (stop > 0 && line > stop) {
          continue; // systemd stops reading at the first fatal problem, Reeve collects them all
        }
        if (problem.severity() == Severity.ERROR && line > 0) {
          stop = line;
        }
        said.add(line + ": " + problem.message());
      }
    }
    assertThat(said).containsExactlyElementsOf(expected);
  }

  /**
   * What systemd says about the inner grammar of keys that Reeve only keeps as text so far does not
   * count.
   */
  private static boolean isAboutVerbatimKey(List<String> lines, String said) {
    int line = Integer.parseInt(said.substring(0, said.indexOf(':')));
    String key = line == 0 || line > lines.size() ? "" : lines.get(line - 1).split("=", 2)[0];
    Section section = null;
    for (String before : lines.subList(0, Math.min(line, lines.size()))) {
      section = before.startsWith("[") ? Section.of(before.replaceAll("[\\[\\]]", "")) : section;
    }
    Setting<?> setting = section == null ? null : SettingTable.find(section, key);
    return setting != null && setting.type() instanceof VerbatimType && !said.contains("Unit uses");
  }
}
