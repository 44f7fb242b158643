package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built {@code reeve}: what it prints, its sentences for what cannot be, and its statuses. */
class CommandLineTest {
  private static final Path STEPS = Path.of("src/test/resources/steps").toAbsolutePath();

  @TempDir private Path directory;
  private Calls reeve = new Calls(Path.of(""), Path.of(""), Calls.Caller.PRESENT_USER);

  @BeforeEach
  void open() {
    Path tree = Path.of("../dist/target/reeve").toAbsolutePath().normalize();
    reeve = new Calls(tree, directory, Calls.Caller.PRESENT_USER);
  }

  @Test
  void versionSaysReevesFirstAndThenSystemds() {
    assertPrints(reeve.run("--version"), "reeve 0.1.0\nspeaks the interfaces of systemd 252\n");
  }

  @Test
  void helpListsTheCommandsAndTheExitStatuses() {
    Result help = reeve.run("help");
    assertThat(help.status()).isZero();
    assertThat(help.out())
        .contains(
            "\n  run FILE|DIRECTORY|UNIT...",
            "\n  ctl ",
            "\n  log ",
            "\n  steps ",
            "\nExit status: ");
  }

  @Test
  void anUnknownCommandIsNamed() {
    assertRefuses(
        reeve.run("fly"), 2, "reeve: unknown command 'fly'; 'reeve help' lists the commands.\n");
  }

  @Test
  void stepsOfAServiceThatSetsNothing() throws IOException {
    assertSteps("plain");
  }

  @Test
  void stepsOfAServiceThatSetsMuchWithTheLineOfEach() throws IOException {
    assertSteps("rich");
  }

  @Test
  void stepsOfTheLecturesDaemon() throws IOException {
    assertPrints(
        reeve.run("steps", "--sysv", "/usr/sbin/mydaemon", "--flag"),
        Files.readString(STEPS.resolve("sysv.txt")));
  }

  @Test
  void stepsOfACommandThatCannotRunSayWhyAndWithWhichStatus() {
    String file = STEPS.resolve("no-user.service").toString();
    Result steps = reeve.run("steps", file);
    assertThat(steps.status()).isEqualTo(1);
    assertThat(steps.err())
        .isEqualTo(
            "reeve: would end with status 217: Failed to determine user credentials: there is no"
                + " user \"nobody-of-that-name\" ("
                + file
                + ":2)\n");
  }

  @Test
  void stepsOfWhatIsNotThereIsRefused() {
    assertRefuses(
        reeve.run("steps", "nowhere-at-all.service"),
        1,
        "reeve: nowhere-at-all.service is not-found: Unit nowhere-at-all.service not found.\n");
    assertRefuses(
        reeve.run("steps"),
        2,
        "reeve: steps needs one unit file or unit name, or --sysv and a program.\n");
    assertRefuses(
        reeve.run("steps", "--sysv"),
        2,
        "reeve: steps --sysv needs a program, such as `reeve steps --sysv /usr/sbin/mydaemon`.\n");
  }

  @Test
  void logSaysAllThatIsWrongWithItsWords() {
    assertRefuses(
        reeve.run("log"),
        2,
        "reeve: log needs at least one unit, such as `reeve log myecho.service`.\n");
    assertRefuses(
        reeve.run("log", "-n", "many", "--colour", "a/b"),
        2,
        """
        reeve: -n needs a number of lines, such as `-n 20`, not "many".
        reeve: log has no option --colour; there are --run ID, --user, --system, -n N, -f (follow) and -a (all).
        reeve: "a/b" is not the name of a unit.
        """);
  }

  @Test
  void logWithoutAManagerSaysWhereItLooked() {
    Result log = reeve.run("log", "--user", "a.service");
    assertThat(log.status()).isEqualTo(1);
    assertThat(log.err())
        .startsWith(
            "reeve: the manager cannot be asked at " + reeve.runtime() + "/systemd/private: ")
        .endsWith("; is your manager running?\n");
  }

  private void assertSteps(String name) throws IOException {
    Result steps = reeve.run("steps", STEPS.resolve(name + ".service").toString());
    assertThat(steps.status()).as(steps.err()).isZero();
    assertThat(
            steps
                .out()
                .replace(STEPS + "/", "DIR/")
                .replaceAll("NOFILE 1024:\\d+", "NOFILE 1024:HARD"))
        .isEqualTo(Files.readString(STEPS.resolve(name + ".txt")));
  }

  private static void assertPrints(Result call, String output) {
    assertThat(call.out()).as(call.err()).isEqualTo(output);
    assertThat(call.status()).isZero();
  }

  private static void assertRefuses(Result call, int status, String sentences) {
    assertThat(call.err()).isEqualTo(sentences);
    assertThat(call.out()).isEmpty();
    assertThat(call.status()).isEqualTo(status);
  }
}
