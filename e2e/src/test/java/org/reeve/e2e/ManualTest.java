package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The manual pages of the installation tree: whether man likes them, and whether they are whole.
 */
class ManualTest {
  private static final Path TREE = Path.of("../dist/target/reeve").toAbsolutePath().normalize();
  private static final Path PAGES = TREE.resolve("share/man");
  private static final Pattern OPTION =
      Pattern.compile("(?<![\\w-])(-[A-Za-z]|--[a-z][a-z-]*)(?![\\w-])");

  @TempDir private static Path directory;

  /** A page and the command line whose help has the same options. */
  record Described(String page, List<String> command) {}

  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(PAGES)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  static List<Described> described() {
    List<Described> all = new ArrayList<>();
    all.add(new Described("man1/reeve.1", List.of(program("reeve"), "--help")));
    all.add(new Described("man1/systemctl.1", List.of(program("systemctl"), "--help")));
    all.add(new Described("man8/reeve-init.8", List.of(program("init"), "--help")));
    for (String command : ownCommands()) {
      all.add(
          new Described(
              "man1/reeve-" + command + ".1", List.of(program("reeve"), command, "--help")));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aPageIsReadWithoutAWarning(Path page) {
    Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/groff")), "groff is missing");
    Result read = run(List.of("groff", "-man", "-ww", "-Tutf8", "-z", page.toString()));
    assertThat(read.err()).isEmpty();
    assertThat(read.status()).isZero();
  }

  @Test
  void manFindsThePagesOfTheTree() {
    Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/man")), "man is missing");
    assertThat(run(List.of("man", "-M", PAGES.toString(), "reeve")).out())
        .startsWith("REEVE(1)")
        .contains("reeve 0.1.0");
    assertThat(run(List.of("man", "-M", PAGES.toString(), "reeve", "run")).out())
        .startsWith("REEVE-RUN(1)");
  }

  @ParameterizedTest
  @MethodSource("described")
  void aPageHasTheOptionsAndCommandsOfItsHelpAndNoOthers(Described described) throws IOException {
    String help = run(described.command()).out();
    List<String> page = Files.readAllLines(PAGES.resolve(described.page()));
    assertThat(optionsOfPage(page)).isNotEmpty().isEqualTo(optionsOfHelp(help));
    assertThat(commandsOfPage(page)).isEqualTo(commandsOfHelp(help));
  }

  @Test
  void everyPageOfACommandIsDescribedByItsHelpAndNamedInReeves() throws IOException {
    List<String> names = new ArrayList<>();
    described().forEach(described -> names.add(described.page()));
    names.add("man7/reeve.directives.7");
    assertThat(pages().stream().map(page -> PAGES.relativize(page).toString()))
        .containsExactlyInAnyOrderElementsOf(names);
    String reeve = Files.readString(PAGES.resolve("man1/reeve.1")).replace("\\-", "-");
    for (String name : names) {
      String file = name.substring(name.indexOf('/') + 1);
      if (!file.equals("reeve.1")) {
        int dot = file.lastIndexOf('.');
        assertThat(reeve)
            .contains(".BR " + file.substring(0, dot) + " (" + file.substring(dot + 1) + ")");
      }
    }
  }

  /** The commands of reeve that have pages of their own. */
  private static List<String> ownCommands() {
    Set<String> commands = commandsOfHelp(run(List.of(program("reeve"), "--help")).out());
    commands.removeAll(List.of("help", "version"));
    return List.copyOf(commands);
  }

  static Set<String> optionsOfHelp(String help) {
    Set<String> options = new TreeSet<>();
    for (String line : help.lines().map(String::strip).toList()) {
      if (line.startsWith("-")) {
        int gap = line.indexOf("  ");
        addOptions(gap < 0 ? line : line.substring(0, gap), options);
      }
    }
    return options;
  }

  static Set<String> commandsOfHelp(String help) {
    Set<String> commands = new TreeSet<>();
    Matcher lines = Pattern.compile("^  ([a-z][a-z-]*)", Pattern.MULTILINE).matcher(help);
    while (lines.find()) {
      commands.add(lines.group(1));
    }
    return commands;
  }

  private static Set<String> optionsOfPage(List<String> page) {
    Set<String> options = new TreeSet<>();
    tags(page, "OPTIONS").forEach(tag -> addOptions(tag, options));
    return options;
  }

  private static Set<String> commandsOfPage(List<String> page) {
    Set<String> commands = new TreeSet<>();
    tags(page, "COMMANDS").forEach(tag -> commands.add(tag.replaceFirst(" .*", "")));
    return commands;
  }

  private static void addOptions(String text, Set<String> options) {
    Matcher matcher = OPTION.matcher(text);
    while (matcher.find()) {
      options.add(matcher.group(1));
    }
  }

  /** The tags of the paragraphs of a section, without the signs of the typesetter. */
  private static List<String> tags(List<String> page, String section) {
    List<String> tags = new ArrayList<>();
    boolean inside = false;
    for (int i = 0; i + 1 < page.size(); i++) {
      String line = page.get(i);
      if (line.startsWith(".SH ")) {
        inside = line.equals(".SH " + section);
      } else if (inside && (line.equals(".TP") || line.equals(".TQ"))) {
        tags.add(
            page.get(i + 1)
                .replaceAll("^\\.[A-Z]+ ", "")
                .replaceAll("\\\\f.", "")
                .replace("\\-", "-")
                .replace("\"", ""));
      }
    }
    return tags;
  }

  private static String program(String name) {
    return TREE.resolve("bin").resolve(name).toString();
  }

  private static Result run(List<String> command) {
    return new Calls(TREE, directory, Calls.Caller.PRESENT_USER).beginCommand(command).end();
  }
}
