package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The differential test of the user manager: the same script of {@code systemctl --user} as uid
 * 1000, once against the real {@code systemd --user} and once against {@code init --user}, each on
 * a machine that the real systemd has booted. Where the two transcripts differ, COMPATIBILITY.md
 * must have a block {@code ```user-verbs STEP} with exactly the differing lines.
 */
class UserVerbsTest {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final Path UNITS = RESOURCES.resolve("units/user");
  private static final String FENCE = "```user-verbs ";
  private static final Duration SOON = Duration.ofSeconds(30);

  /** What a login would have prepared: a home, a runtime directory and a cgroup. */
  private static final String LOGIN =
      """
      set -e
      mkdir -p /run/user/1000 /home/u/.config/systemd /sys/fs/cgroup/um
      mv /etc/systemd/system/user /home/u/.config/systemd/user
      rm -rf /usr/lib/systemd/user/*.wants /etc/systemd/user/*.wants
      chown -R 1000:1000 /run/user/1000 /home/u /sys/fs/cgroup/um
      chmod 700 /run/user/1000
      """;

  private static final List<String> AS_USER =
      List.of(
          "setpriv",
          "--reuid=1000",
          "--regid=1000",
          "--clear-groups",
          "env",
          "-i",
          "HOME=/home/u",
          "XDG_RUNTIME_DIR=/run/user/1000",
          "PATH=/usr/bin:/bin",
          "LANG=C.UTF-8");

  @BeforeAll
  static void machinesArePossible() {
    Needs.machines();
    Needs.machinesWith(Init.REEVE);
  }

  @Test
  void theUserManagerAnswersAsSystemdDoesExceptWhereCompatibilityShowsBothAnswers() {
    Map<String, List<String>> found =
        VerbsTest.differences(
            transcript("/lib/systemd/systemd", "systemd"),
            transcript("/usr/lib/reeve/bin/init", "reeve"));
    Map<String, List<String>> documented =
        VerbsTest.documented(Path.of("../COMPATIBILITY.md"), FENCE);
    System.out.println("user verbs: " + found.size() + " steps differ from systemd 252");
    assertThat(VerbsTest.undocumented(found, documented, FENCE)).isEmpty();
  }

  private static Map<String, List<String>> transcript(String manager, String name) {
    Verbs verbs =
        Verbs.read(
            RESOURCES.resolve("user-verbs.txt"),
            RESOURCES.resolve("masks.txt"),
            RESOURCES.resolve("user-masks.txt"));
    try (Machine machine = Machine.boot(Init.SYSTEMD, UNITS)) {
      Result login = machine.shell(LOGIN);
      assertThat(login.status()).as(login.err()).isZero();
      Process running =
          machine.begin(
              List.of(
                  "sh",
                  "-c",
                  "echo $$ > /sys/fs/cgroup/um/cgroup.procs; cd /home/u; "
                      + String.join(" ", AS_USER)
                      + " "
                      + manager
                      + " --user > /home/u/log 2>&1; echo $? > /home/u/status"));
      Await.until(
          "the user manager is up: " + machine.path("/home/u/log"),
          SOON,
          () ->
              List.of("running", "degraded")
                  .contains(asUser(machine, "systemctl --user is-system-running").out().strip()));
      Map<String, List<String>> transcript = verbs.transcript(line -> asUser(machine, line));
      assertThat(running.isAlive()).as("ended by the script").isFalse();
      VerbsTest.write(transcript, "user-verbs", name);
      return transcript;
    }
  }

  private static Result asUser(Machine machine, String script) {
    List<String> command = new ArrayList<>(AS_USER);
    command.addAll(List.of("sh", "-c", "cd /home/u; " + script));
    return machine.run(command);
  }
}
