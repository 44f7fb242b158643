package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PID 1 of a process namespace with another uid than 0, and without $XDG_RUNTIME_DIR: a user
 * manager with a runtime directory of its own making.
 */
class UserAsPidOneTest {
  private static final int UID = 61_234; // nobody's
  private static final Path RUNTIME = Path.of("/tmp/reeve-" + UID);
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private Calls calls = new Calls(Path.of(""), Path.of(""), Calls.Caller.PRESENT_USER);

  @BeforeEach
  void open() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path tree = Calls.copyOfTree(directory);
    calls = new Calls(tree, directory, Calls.Caller.ROOT);
    copy("../dist/src/training");
    copy("src/test/resources/units/user/user");
  }

  private void copy(String units) {
    Path to = directory.resolve("units");
    String script =
        "mkdir -p " + to + " && cp -a " + units + "/. " + to + " && chmod -R a+rX " + to;
    assertThat(shell(script).status()).isZero();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    try {
      calls.awaitNothingLeft();
    } finally {
      calls.killLeftovers();
      assertThat(shell("rm -rf " + RUNTIME).status()).isZero();
    }
  }

  private Result shell(String script) {
    Path here = Path.of("").toAbsolutePath();
    return calls.beginCommand(List.of("sh", "-c", "cd " + here + " && " + script)).end();
  }

  private List<String> asUser(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of("setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups", "env"));
    command.addAll(List.of("--unset=XDG_RUNTIME_DIR", "HOME=" + directory, "PATH=/usr/bin:/bin"));
    command.addAll(List.of(words));
    return command;
  }

  private Calls.Call begin() {
    List<String> command =
        new ArrayList<>(
            List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child", "--"));
    command.addAll(
        asUser(
            "SYSTEMD_UNIT_PATH=" + directory + "/units",
            calls.program("init"),
            "--unit=basic.target"));
    return calls.beginCommand(command);
  }

  private Result systemctl(String... words) {
    List<String> command = asUser("XDG_RUNTIME_DIR=" + RUNTIME, "systemctl", "--user");
    command.addAll(List.of(words));
    return calls.beginCommand(command).end();
  }

  @Test
  void itIsAUserManagerWithARuntimeDirectoryOfItsOwn() throws IOException {
    Calls.Call init = begin();
    Await.until(
        "basic.target is reached:\n" + init,
        SOON,
        () -> systemctl("is-active", "basic.target").status() == 0);
    assertThat(Files.getPosixFilePermissions(RUNTIME))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(systemctl("start", "tells.service").err()).isEmpty();
    assertThat(Files.readString(directory.resolve("told")))
        .isEqualTo(RUNTIME + " " + directory + " \n" + UID + "\n" + RUNTIME + "\n");
    systemctl("start", "as-root.service");
    Await.until(
        "User=root is refused",
        SOON,
        () -> systemctl("show", "-P", "ExecMainStatus", "as-root.service").out().equals("217\n"));
    assertThat(systemctl("exit", "7").status()).isZero();
    assertThat(init.end().status()).isEqualTo(7);
  }

  @Test
  void aRuntimeDirectoryThatOthersMayWriteIsRefused() {
    assertThat(shell("mkdir " + RUNTIME + " && chown " + UID + " " + RUNTIME).status()).isZero();
    assertThat(shell("chmod 777 " + RUNTIME).status()).isZero();
    Result refused = begin().end();
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err())
        .contains("reeve: " + RUNTIME + " may be written by others; make it mode 0700, or set");
  }

  @Test
  void aRuntimeDirectoryOfSomebodyElseIsRefused() {
    assertThat(shell("mkdir -m 755 " + RUNTIME).status()).isZero();
    Result refused = begin().end();
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("reeve: " + RUNTIME + " belongs to another user; set");
  }
}
