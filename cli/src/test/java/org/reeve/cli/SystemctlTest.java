package org.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What needs no manager: command lines that are refused, lists, and who cannot be reached. */
class SystemctlTest {
  private record Answer(int status, String out, String err) {}

  private static Answer systemctl(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Systemctl.run(
            "systemctl",
            List.of(arguments),
            out,
            err,
            Map.of("XDG_RUNTIME_DIR", "/nowhere"),
            false);
    return new Answer(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void theVersionBeginsAsMaintainerScriptsExpect() {
    assertThat(systemctl("--version").out()).startsWith("systemd 252 (");
  }

  @Test
  void anUnknownVerbIsNamed() {
    assertThat(systemctl("levitate"))
        .isEqualTo(new Answer(1, "", "Unknown command verb levitate.\n"));
  }

  @Test
  void theNumberOfArgumentsIsChecked() {
    assertThat(systemctl("start").err()).isEqualTo("Too few arguments.\n");
    assertThat(systemctl("isolate", "a", "b").err()).isEqualTo("Too many arguments.\n");
  }

  @Test
  void otherMachinesAreRefusedInOneSentence() {
    assertThat(systemctl("-H", "far", "status"))
        .isEqualTo(
            new Answer(
                1,
                "",
                "systemctl of Reeve speaks to managers of this machine only: --host=far is not"
                    + " supported, run it over there.\n"));
  }

  @Test
  void aManagerThatIsNotThereIsAnErrorAndNoStackTrace() {
    assertThat(systemctl("--user", "status"))
        .isEqualTo(new Answer(1, "", "Failed to connect to bus: No such file or directory\n"));
  }
}
