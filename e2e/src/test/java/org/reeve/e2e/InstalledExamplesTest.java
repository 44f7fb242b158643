package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The examples installed as the lecture has it, programs in /usr/local/bin and unit files in
 * /etc/systemd/system, below the real systemd and below Reeve.
 */
@ParameterizedClass
@EnumSource
class InstalledExamplesTest {
  private static final Path EXAMPLES = Path.of("../examples");
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private static Path noUnits;

  /** The machine of the present invocation, if there is one. */
  private static final List<Machine> machines = new ArrayList<>();

  @Parameter private Init init = Init.REEVE;

  @BeforeParameterizedClassInvocation
  static void boot(Init init) throws Exception {
    Needs.machinesWith(init);
    Assumptions.assumeTrue(
        ExamplesTest.canCompile(), "the examples need a java on the path that can compile");
    machines.add(Machine.boot(init, noUnits));
  }

  @AfterParameterizedClassInvocation
  static void halt() {
    machines.forEach(Machine::close);
    machines.clear();
  }

  private Machine machine() {
    return machines.getFirst();
  }

  private void install(String directory, String... files) throws IOException {
    for (String file : files) {
      String place = file.contains(".s") ? "/etc/systemd/system/" : "/usr/local/bin/";
      Files.copy(
          EXAMPLES.resolve(directory).resolve(file),
          machine().path(place + file),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    does("daemon-reload");
  }

  private void does(String... words) {
    Result result = machine().systemctl(words);
    assertThat(result.status()).as(init + ": " + result + "\n" + machine().console()).isZero();
  }

  private void awaitAnswer() {
    Await.until(
        "the server answers, console:\n" + machine().console(),
        SOON,
        () -> machine().shell("/usr/lib/reeve-e2e/udp-ask 54154 hello").out().equals("hello\n"));
  }

  private String show(String unit, String property) {
    return machine().systemctl("show", "--value", "-p", property, unit).line();
  }

  @Test
  void theLecturesServerIsStartedStoppedAndEnabled() throws IOException {
    install("lecture", "MyEchoServer", "myecho.service");
    does("start", "myecho");
    awaitAnswer();
    assertThat(machine().systemctl("status", "myecho").out())
        .contains("myecho.service - My echo server", "active (running)");
    does("restart", "myecho");
    awaitAnswer();
    does("stop", "myecho");
    assertThat(show("myecho", "ActiveState")).isEqualTo("inactive");
    assertThat(show("myecho", "Result")).isEqualTo("success");
    does("enable", "--now", "myecho");
    awaitAnswer();
    assertThat(machine().path("/etc/systemd/system/multi-user.target.wants/myecho.service"))
        .isSymbolicLink();
    does("disable", "--now", "myecho");
    assertThat(machine().systemctl("is-enabled", "myecho").out()).isEqualTo("disabled\n");
  }

  @Test
  void theSecondExampleIsActivatedByItsSocket() throws IOException {
    install(
        "activated",
        "MyEchoDaemon",
        "MyEchoDaemon.java",
        "myecho-activated.service",
        "myecho-activated.socket");
    does("start", "myecho-activated.socket");
    assertThat(show("myecho-activated.service", "ActiveState")).isEqualTo("inactive");
    awaitAnswer();
    Await.until(
        "it says that it is ready",
        SOON,
        () ->
            show("myecho-activated.service", "SubState").equals("running")
                && show("myecho-activated.service", "StatusText").endsWith("sent back"));
    does("stop", "myecho-activated.service", "myecho-activated.socket");
    assertThat(show("myecho-activated.service", "Result")).isEqualTo("success");
  }
}
