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
import org.junit.jupiter.api.Test;

/** The load path beside what {@code systemd-analyze unit-paths} prints in the same environment. */
class LoadPathTest {
  @Test
  void theSystemsIsSystemds() throws IOException, InterruptedException {
    assertThat(LoadPath.system(Map.of()).directories()).isEqualTo(theirs(Map.of(), "--system"));
  }

  @Test
  void aTrailingColonPutsTheVariableBeforeTheDefault() throws IOException, InterruptedException {
    for (String value : List.of("/a:/b", "/a:/b:", "/a//c/:/a/c", "/etc/systemd/system:")) {
      Map<String, String> environment = Map.of("SYSTEMD_UNIT_PATH", value);
      assertThat(LoadPath.system(environment).directories())
          .as(value)
          .isEqualTo(theirs(environment, "--system"));
    }
  }

  @Test
  void aUsersFollowsItsDirectories() throws IOException, InterruptedException {
    Map<String, String> plain = Map.of("HOME", "/home/u");
    Map<String, String> full =
        Map.of(
            "HOME", "/home/u",
            "XDG_RUNTIME_DIR", "/run/user/7",
            "XDG_CONFIG_HOME", "/c",
            "XDG_DATA_HOME", "/d",
            "XDG_CONFIG_DIRS", "/x:/y",
            "XDG_DATA_DIRS", "/z");
    for (Map<String, String> environment : List.of(plain, full)) {
      assertThat(LoadPath.user(environment).directories())
          .as(environment.toString())
          .isEqualTo(theirs(environment, "--user"));
    }
  }

  private static List<String> theirs(Map<String, String> environment, String scope)
      throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/systemd-analyze")),
        "systemd-analyze is not installed: nothing to compare with");
    var builder = new ProcessBuilder("systemd-analyze", scope, "--no-pager", "unit-paths");
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    List<String> lines =
        new ArrayList<>(
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList());
    assertThat(process.waitFor()).isZero();
    return lines;
  }
}
