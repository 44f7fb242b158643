package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The completions of the installation tree, in bash and in an interactive zsh, beside a user's
 * manager and a {@code reeve run} that are asked what there is.
 */
@ParameterizedClass
@EnumSource
class CompletionTest {
  /** A shell and where its completions lie in the tree. */
  enum Shell {
    BASH("bash", "bash-completion/completions"),
    ZSH("zsh", "zsh/site-functions");

    private final String program;
    private final String directory;

    Shell(String program, String directory) {
      this.program = program;
      this.directory = directory;
    }
  }

  private static final Path TREE = Path.of("../dist/target/reeve").toAbsolutePath().normalize();
  private static final Path RESOURCES = Path.of("src/test/resources").toAbsolutePath();

  @TempDir private static Path directory;
  private static Calls calls = new Calls(TREE, Path.of(""), Calls.Caller.PRESENT_USER);
  private static String units = "";

  @Parameter private Shell shell = Shell.BASH;

  @BeforeAll
  static void start() throws IOException {
    calls = new Calls(TREE, directory, Calls.Caller.PRESENT_USER);
    // where enabling puts links too
    Path userUnits = Files.createDirectories(directory.resolve(".config/systemd")).resolve("user");
    units = userUnits.toString();
    calls.beginCommand(List.of("cp", "-a", RESOURCES + "/units/completion", units)).end();
    begin(List.of(calls.program("init"), "--user", "--unit=first.target"));
    begin(List.of(calls.program("reeve"), "run", units + "/up.service")).awaitErr("up.service");
    Await.until(
        "the manager has started what it should",
        Duration.ofSeconds(60),
        () ->
            ask("is-active", "first.target").out().equals("active\n")
                && ask("is-failed", "broken.service").out().equals("failed\n")
                && ask("is-active", "up.service", "plain.service")
                    .out()
                    .equals("active\nactive\n"));
  }

  @AfterAll
  static void end() {
    calls.killLeftovers();
    calls.awaitNothingLeft();
  }

  private static Calls.Call begin(List<String> command) {
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of(
            "env",
            "HOME=" + directory,
            "SYSTEMD_UNIT_PATH=" + units,
            "PATH=" + TREE + "/bin:/usr/bin:/bin"));
    words.addAll(command);
    return calls.beginCommand(words);
  }

  private static Result ask(String... words) {
    List<String> command = new ArrayList<>(List.of(calls.program("systemctl"), "--user"));
    command.addAll(List.of(words));
    return begin(command).end();
  }

  @Test
  void everyVerbAndOptionOfSystemctlIsOffered() {
    String help = begin(List.of(calls.program("systemctl"), "--help")).end().out();
    Map<String, Set<String>> offers = completeAll("systemctl ", "systemctl -");
    assertThat(offers.get("systemctl ")).isEqualTo(ManualTest.commandsOfHelp(help));
    assertThat(offers.get("systemctl -")).isEqualTo(ManualTest.optionsOfHelp(help));
  }

  @Test
  void everyCommandAndOptionOfReeveIsOffered() {
    String help = begin(List.of(calls.program("reeve"), "--help")).end().out();
    Set<String> commands = ManualTest.commandsOfHelp(help);
    List<String> lines = new ArrayList<>(List.of("reeve ", "reeve -", "reeve help "));
    commands.forEach(command -> lines.add("reeve " + command + " -"));
    Map<String, Set<String>> offers = completeAll(lines.toArray(new String[0]));
    assertThat(offers.get("reeve ")).isEqualTo(commands);
    assertThat(offers.get("reeve help ")).isEqualTo(commands);
    assertThat(offers.get("reeve -")).isEqualTo(ManualTest.optionsOfHelp(help));
    for (String command : commands) {
      String own = begin(List.of(calls.program("reeve"), command, "--help")).end().out();
      Set<String> options = ManualTest.optionsOfHelp(own);
      // of `reeve ctl` those of systemctl besides
      assertThat(offers.get("reeve " + command + " -")).as(command).containsAll(options);
      if (!command.equals("ctl") && !options.isEmpty()) {
        assertThat(offers.get("reeve " + command + " -")).as(command).isEqualTo(options);
      }
    }
  }

  @Test
  void aVerbIsOfferedTheUnitsInTheStateItIsFor() {
    Map<String, Set<String>> expected = new LinkedHashMap<>();
    expected.put(
        "start",
        Set.of("alone.target", "broken.service", "down.service", "on.service", "off.service"));
    expected.put("stop", Set.of("up.service", "plain.service", "first.target"));
    expected.put(
        "restart", Set.of("up.service", "plain.service", "broken.service", "first.target"));
    expected.put("reload", Set.of("up.service"));
    expected.put("isolate", Set.of("alone.target"));
    expected.put("reset-failed", Set.of("broken.service"));
    expected.put("enable", Set.of("off.service", "many@.service"));
    expected.put("disable", Set.of("on.service"));
    expected.put("unmask", Set.of("gone.service"));
    expected.put("set-default", Set.of("alone.target", "first.target"));
    List<String> lines = new ArrayList<>();
    expected.keySet().forEach(verb -> lines.add("systemctl --user " + verb + " "));
    Map<String, Set<String>> offers = completeAll(lines.toArray(new String[0]));
    expected.forEach((verb, units) ->
        assertThat(offers.get("systemctl --user " + verb + " "))
            .as(verb)
            .containsAll(units)
            .filteredOn(CompletionTest::isOfTheTest)
            .hasSameSizeAs(units));
  }

  /** Whether it is one of the directory's: the manager knows others of its own. */
  private static boolean isOfTheTest(String unit) {
    return Files.exists(RESOURCES.resolve("units/completion").resolve(unit))
        || unit.equals("gone.service");
  }

  @Test
  void valuesOfOptionsAreThoseThatTheProgramNames() {
    Map<String, Set<String>> offers =
        completeAll(
            "systemctl --type=so",
            "systemctl -t so",
            "systemctl --type=service,so",
            "systemctl --state=fai",
            "systemctl --signal=HU",
            "systemctl --job-mode=replace-",
            "systemctl --kill-whom=m",
            "systemctl --timestamp=un",
            "systemctl --user show -p ActiveS");
    assertThat(offers.values().stream().map(set -> String.join(" ", set)))
        .containsExactly(
            "--type=socket",
            "socket",
            "--type=service,socket",
            "--state=failed",
            "--signal=HUP",
            "--job-mode=replace-irreversibly",
            "--kill-whom=main",
            "--timestamp=unix",
            "ActiveState");
  }

  @Test
  void operandsThatAreNoUnitsAreOfferedToo() {
    Map<String, Set<String>> offers =
        completeAll(
            "systemctl log-level e",
            "systemctl service-watchdogs ",
            "systemctl --user set-property up.service CPUW",
            "systemctl --user unset-environment XDG_RUNTIME");
    assertThat(offers.values().stream().map(set -> String.join(" ", set)).toList())
        .containsExactly("emerg err", "no yes", "CPUWeight", "XDG_RUNTIME_DIR");
    assertThat(files(complete("systemctl link " + units + "/u"))).containsExactly("up.service");
  }

  @Test
  void reeveRunIsOfferedUnitFiles() {
    String line = "reeve run " + units + "/";
    assertThat(files(complete(line)))
        .contains("up.service", "first.target")
        .doesNotContain("README");
  }

  @Test
  void reeveCtlIsOfferedTheUnitsOfTheRun() {
    Map<String, Set<String>> offers =
        completeAll("reeve ctl sto", "reeve ctl enab", "reeve ctl stop ", "reeve log ");
    assertThat(offers.get("reeve ctl sto")).containsExactly("stop");
    assertThat(offers.get("reeve ctl enab")).as("refused by a run").isEmpty();
    assertThat(offers.get("reeve ctl stop ")).containsExactly("up.service");
    assertThat(offers.get("reeve log ")).contains("up.service").doesNotContain("plain.service");
    String run = complete("reeve ctl --run=").iterator().next();
    assertThat(run).matches("--run=\\d+");
    assertThat(complete("reeve ctl " + run + " stop ")).containsExactly("up.service");
  }

  @Test
  void tabInAnInteractiveShellTakesWhatIsOffered() {
    needShell();
    String script =
        shell == Shell.BASH
            ? "TERM=dumb PS1='$ ' bash --norc --noprofile -i"
            : "TERM=dumb PS1='$ ' zsh -f -i";
    String load =
        shell == Shell.BASH
            ? "source " + TREE + "/share/bash-completion/completions/systemctl"
            : "fpath=("
                + TREE
                + "/share/zsh/site-functions $fpath); autoload -U compinit; compinit -u -D; bindkey -e";
    Calls.Call terminal = begin(List.of("script", "-qec", script, "/dev/null"));
    terminal.type(load + "; echo 'rea'dy\n").awaitOut("\nready");
    // what Tab has put in is shown by an echo in front of the line
    terminal.type("systemctl --user --ty\tsock\t stat\tup\t\001echo \005\n");
    terminal.awaitOut("\nsystemctl --user --type=socket status up.service");
    terminal.type("exit\n").end();
  }

  /** The names of files, which a shell offers with or without the directory before them. */
  private static Set<String> files(Set<String> offers) {
    Set<String> names = new TreeSet<>();
    offers.forEach(offer -> names.add(offer.replaceFirst(".*/(?=.)", "")));
    return names;
  }

  private Set<String> complete(String line) {
    return completeAll(line).values().iterator().next();
  }

  /** What the shell would offer at the end of each line; without the = behind options. */
  private Map<String, Set<String>> completeAll(String... lines) {
    needShell();
    Calls.Call call =
        begin(
            List.of(
                shell.program,
                RESOURCES + "/completions/capture." + shell.program,
                TREE + "/share/" + shell.directory));
    call.type(String.join("\n", lines) + "\n");
    call.endOfInput();
    Result result = call.end(Duration.ofMinutes(3));
    assertThat(result.err()).isEmpty();
    Map<String, Set<String>> offers = new LinkedHashMap<>();
    int next = 0;
    Set<String> offered = new TreeSet<>();
    for (String line : result.out().lines().toList()) {
      if (line.equals("--")) {
        offers.put(lines[next++], offered);
        offered = new TreeSet<>();
      } else {
        offered.add(line.replaceFirst("=$", ""));
      }
    }
    assertThat(next).as(result.toString()).isEqualTo(lines.length);
    return offers;
  }

  private void needShell() {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/usr/bin/" + shell.program)), shell.program + " is missing");
  }
}
