package org.reeve.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reeve.unit.UnitInstaller.PresetMode;

/**
 * Runs the same installation verbs on the same tree through Debian's {@code systemctl --root} and
 * through {@link UnitInstaller} and demands the same links after each, the same changes reported
 * and the same states. A fixture lists files, links and then the verbs.
 */
class InstallDifferentialTest {
  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"everyday", "templates", "odd", "presets", "reverts"})
  void doesWhatSystemctlDoes(String fixture) throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/systemctl")),
        "systemctl is not installed: nothing to compare with");
    Path theirs = temporary.resolve("theirs");
    Path ours = temporary.resolve("ours");
    List<String> verbs = build(fixture, theirs);
    build(fixture, ours);
    var report = new ArrayList<String>();
    for (String verb : verbs) {
      List<String> expected = systemctl(theirs, verb);
      List<String> actual = installer(ours, verb);
      compare(report, fixture + ": " + verb, expected, actual);
      compare(report, fixture + ": links after " + verb, links(theirs), links(ours));
    }
    assertThat(report).isEmpty();
  }

  private static void compare(
      List<String> report, String what, List<String> expected, List<String> actual) {
    if (!expected.equals(actual)) {
      report.add(what + "\n  systemctl: " + expected + "\n  reeve:     " + actual);
    }
  }

  /** Writes the files of a fixture below {@code root} and returns its verbs. */
  private static List<String> build(String fixture, Path root) throws IOException {
    Files.createDirectories(root.resolve("etc/systemd/system"));
    Files.createDirectories(root.resolve("run/systemd/system"));
    var verbs = new ArrayList<String>();
    String path = "";
    try (var in =
        InstallDifferentialTest.class.getResourceAsStream("install/" + fixture + ".txt")) {
      assertThat(in).isNotNull();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.startsWith("== ")) {
          path = line.substring(3);
          int arrow = path.indexOf(" -> ");
          if (arrow > 0) {
            Path link = root.resolve(path.substring(1, arrow));
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, Path.of(path.substring(arrow + 4)));
          }
        } else if (path.equals("run")) {
          verbs.add(line);
        } else {
          Path file = root.resolve(path.substring(1));
          Files.createDirectories(file.getParent());
          String before = Files.exists(file) ? Files.readString(file) : "";
          Files.writeString(file, before + line + "\n");
        }
      }
    }
    return verbs;
  }

  /**
   * What systemctl says, reduced to what both can say: changes (removals sorted), states, or
   * FAILED.
   */
  private static List<String> systemctl(Path root, String verb)
      throws IOException, InterruptedException {
    var command =
        new ArrayList<>(List.of("systemctl", "--no-pager", "--no-legend", "--root=" + root));
    command.addAll(List.of(verb.split(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    List<String> raw =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .replace(root.toString(), "")
            .lines()
            .toList();
    int status = process.waitFor();
    var said = new ArrayList<String>();
    var removed = new ArrayList<String>();
    boolean query =
        verb.startsWith("is-enabled") || verb.startsWith("list") || verb.startsWith("get");
    for (String line : raw) {
      if (line.startsWith("Removed ")) {
        removed.add(line);
      } else if (line.startsWith("Created ")
          || line.contains("is added as a dependency")
          || line.contains("is masked, ignoring")
          || line.contains("auxiliary")) {
        said.add(line);
      } else if (query && !line.contains("Failed") && !line.contains("preset:")) {
        said.add(line.strip().replaceAll(" +", " "));
      }
    }
    removed.sort(null);
    removed.addAll(said);
    if (!query && status != 0) {
      removed.add("FAILED");
    }
    return removed;
  }

  private static List<String> installer(Path root, String line) {
    List<String> words = new ArrayList<>(List.of(line.split(" ")));
    String verb = words.removeFirst();
    boolean runtime = words.remove("--runtime");
    PresetMode mode = PresetMode.FULL;
    for (PresetMode one : PresetMode.values()) {
      mode = words.remove("--preset-mode=" + one.text()) ? one : mode;
    }
    var files = new DiskFileTree(root.toString());
    LoadPath path = LoadPath.system();
    var installer = new UnitInstaller(files, path, SpecifierContext.of(Map.of()));
    return switch (verb) {
      case "enable" -> said(installer.enable(words, runtime, false));
      case "disable" -> said(installer.disable(words, runtime));
      case "reenable" -> said(installer.reenable(words, runtime, false));
      case "mask" -> said(installer.mask(words, runtime, false));
      case "unmask" -> said(installer.unmask(words, runtime));
      case "link" -> said(installer.link(words, runtime, false));
      case "preset" -> said(installer.preset(words, mode, runtime, false));
      case "preset-all" -> said(installer.presetAll(mode, runtime, false));
      case "revert" -> said(installer.revert(words));
      case "set-default" -> said(installer.setDefault(words.getFirst(), true));
      case "get-default" -> List.of(String.valueOf(installer.getDefault()));
      case "add-wants" ->
          said(
              installer.addDependency(
                  words.subList(1, 2), words.getFirst(), DependencyType.WANTS, runtime, false));
      case "is-enabled" -> {
        UnitFileState state = installer.state(UnitName.of(words.getFirst()));
        yield state == null || state == UnitFileState.BAD ? List.of() : List.of(state.text());
      }
      case "list-unit-files" -> listed(installer);
      default -> throw new IllegalArgumentException(verb);
    };
  }

  private static List<String> listed(UnitInstaller installer) {
    PresetRules presets = installer.presets();
    var out = new ArrayList<String>();
    for (UnitFileEntry entry : installer.list()) {
      boolean preset =
          switch (entry.state()) {
            case ENABLED,
                ENABLED_RUNTIME,
                LINKED,
                LINKED_RUNTIME,
                MASKED,
                MASKED_RUNTIME,
                DISABLED,
                INDIRECT ->
                true;
            case ALIAS, STATIC, GENERATED, TRANSIENT, BAD -> false;
          };
      String verdict =
          !preset
              ? "-"
              : presets.verdict(entry.name()) == PresetRules.Verdict.ENABLE
                  ? "enabled"
                  : "disabled";
      out.add(entry.name() + " " + entry.state().text() + " " + verdict);
    }
    out.sort(BY_TYPE_THEN_NAME);
    return out;
  }

  /** systemctl sorts by suffix, then by name. */
  private static final java.util.Comparator<String> BY_TYPE_THEN_NAME =
      java.util.Comparator.comparing((String line) ->
              line.substring(line.lastIndexOf('.', line.indexOf(' ')), line.indexOf(' ')))
          .thenComparing(line -> line);

  private static List<String> said(InstallResult result) {
    var said = new ArrayList<String>();
    var removed = new ArrayList<String>();
    for (InstallChange change : result.changes()) {
      switch (change.type()) {
        case SYMLINK ->
            said.add("Created symlink " + change.path() + " → " + change.source() + ".");
        case UNLINK -> removed.add("Removed \"" + change.path() + "\".");
        case MASKED -> said.add("Unit " + change.path() + " is masked, ignoring.");
        case DESTINATION_NOT_PRESENT ->
            said.add(
                "Unit "
                    + change.source()
                    + " is added as a dependency to a non-existent unit "
                    + change.path()
                    + ".");
        case AUXILIARY_FAILED ->
            said.add("Failed to enable auxiliary unit " + change.path() + ", ignoring.");
      }
    }
    removed.sort(null);
    removed.addAll(said);
    if (!result.ok()) {
      removed.add("FAILED");
    }
    return removed;
  }

  private static List<String> links(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      var out = new ArrayList<String>();
      for (Path path : all.sorted().toList()) {
        String target = Files.isSymbolicLink(path) ? " -> " + Files.readSymbolicLink(path) : "";
        out.add(root.relativize(path) + target);
      }
      return out;
    }
  }
}
