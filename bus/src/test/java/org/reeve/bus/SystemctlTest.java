package org.reeve.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reeve.linux.Fd;
import org.reeve.linux.Socket;
import org.reeve.linux.UnixAddress;
import org.reeve.manager.Change;
import org.reeve.manager.Event;
import org.reeve.manager.Host;
import org.reeve.manager.JobRules;
import org.reeve.manager.Manager;
import org.reeve.manager.ManagerConfig;
import org.reeve.unit.LoadPath;

/**
 * Debian's own systemctl against the bus and the core, on paper processes: it looks for a user
 * manager's socket below $XDG_RUNTIME_DIR, so that no root and no machine is needed. Texts and exit
 * codes are those it has with systemd 252.
 */
@Timeout(120)
class SystemctlTest {
  @TempDir private Path directory;
  private final TestLoop loop = new TestLoop();
  private final List<String> disconnected = new ArrayList<>();
  private ScriptedHost host;
  private Manager manager;
  private ManagerBus bus;

  private record Result(int status, String text) {}

  @BeforeEach
  void start() throws IOException {
    assumeThat(Path.of("/usr/bin/systemctl")).as("systemctl is not installed").isExecutable();
    Path units = Files.createDirectories(directory.resolve("units"));
    for (String file :
        new String[] {
          "echo.service",
          "fail.service",
          "some.target",
          "conditional.service",
          "basic.target",
          "wanting.target",
          "shutdown.target"
        }) {
      Files.copy(Path.of("src/test/resources/units", file), units.resolve(file));
    }
    host = new ScriptedHost(LoadPath.system().withDirectories(List.of(units.toString())));
    int uid = (Integer) Files.getAttribute(directory, "unix:uid");
    ManagerConfig config =
        new ManagerConfig(
            ManagerConfig.Scope.USER,
            null,
            Map.of("LANG", "C.UTF-8", "PATH", "/bin"),
            directory.resolve("notify").toString(),
            directory.toString(),
            uid,
            1,
            ManagerConfig.DEFAULT_TIMEOUT_USEC,
            ManagerConfig.DEFAULT_TIMEOUT_USEC,
            1024,
            524_288,
            ManagerConfig.DEFAULT_SEARCH_PATH);
    manager = Manager.fresh(host, config, new JobRules());
    manager.turn(List.of());
    bus =
        new ManagerBus(
            manager,
            new PaperMachine(),
            new PaperFiles(),
            loop,
            "f0".repeat(16),
            disconnected::add);
    Path socket = Files.createDirectories(directory.resolve("systemd")).resolve("private");
    Fd listener = Socket.unix(Socket.Type.STREAM, true);
    Socket.bind(listener, UnixAddress.path(socket.toString()));
    Socket.listen(listener, 128);
    bus.listen(listener);
    loop.run(bus::hasCalls, this::round, bus::close);
  }

  /** One round of the loop: calls, turns until nothing is due, changes, answers. */
  private void round() {
    bus.dispatch();
    do {
      List<Event> due = List.copyOf(host.events);
      host.events.clear();
      manager.turn(due);
      List<Change> changes = List.copyOf(host.changes);
      host.changes.clear();
      bus.publish(changes);
    } while (!host.events.isEmpty());
    bus.flush();
  }

  @AfterEach
  void stop() throws InterruptedException {
    loop.stop();
    assertThat(disconnected).isEmpty();
  }

  private Result systemctl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("systemctl", "--user", "--no-pager"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("XDG_RUNTIME_DIR", directory.toString());
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("TZ", "UTC");
    builder.environment().put("HOME", directory.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    return new Result(process.exitValue(), text);
  }

  private void assertSays(String arguments, int status, String text) throws Exception {
    assertThat(systemctl(arguments.split(" "))).as(arguments).isEqualTo(new Result(status, text));
  }

  @Test
  void aServiceGoesThroughItsLife() throws Exception {
    assertSays("is-active echo.service", 3, "inactive\n");
    assertSays("start echo.service", 0, "");
    assertSays("is-active echo.service", 0, "active\n");
    assertSays("is-failed echo.service", 1, "active\n");
    assertSays("restart echo.service", 0, "");
    assertSays("try-restart echo.service", 0, "");
    assertSays("show -p MainPID --value echo.service", 0, "103\n");
    assertSays("stop echo.service", 0, "");
    assertSays("is-active echo.service", 3, "inactive\n");
    assertSays("reload echo.service", 1, "echo.service is not active, cannot reload.\n");
  }

  @Test
  void aServiceThatFailsIsReportedWithWhatToDo() throws Exception {
    assertSays(
        "start fail.service",
        1,
        """
        Job for fail.service failed because the control process exited with error code.
        See "systemctl --user status fail.service" and "journalctl --user -xeu fail.service" for details.
        """);
    assertSays("is-failed fail.service", 0, "failed\n");
    assertThat(systemctl("list-units", "--failed", "--no-legend", "--plain").text())
        .isEqualTo("fail.service loaded failed failed Fails at once\n");
    assertSays("reset-failed fail.service", 0, "");
    assertSays("is-failed fail.service", 1, "inactive\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "start nope.service | 5 | Failed to start nope.service: Unit nope.service not found.",
        "stop nope.service | 5 | Failed to stop nope.service: Unit nope.service not loaded.",
        "restart nope.service | 5 | Failed to restart nope.service: Unit nope.service not found.",
        "reload nope.service | 5 | Failed to reload nope.service: Unit nope.service not found.",
        "kill nope.service | 1 | Failed to kill unit nope.service: Unit nope.service not loaded.",
        "is-active nope.service | 3 | inactive",
        "is-failed nope.service | 1 | inactive",
        "status nope.service | 4 | Unit nope.service could not be found.",
        "reset-failed nope.service | 1 | Failed to reset failed state of unit nope.service: Unit nope.service not loaded.",
        "list-jobs | 0 | No jobs running.",
        "log-level | 0 | info",
        "log-target | 0 | journal",
        "reload some.target | 3 | Failed to reload some.target: Job type reload is not applicable for unit some.target.",
      })
  void theSentencesAndExitCodesAreSystemds(String arguments, int status, String text)
      throws Exception {
    assertSays(arguments, status, text + "\n");
  }

  @Test
  void isolatingWhatMayNotBeIsolatedIsRefused() throws Exception {
    assertSays(
        "isolate some.target",
        4,
        """
        Failed to start some.target: Operation refused, unit may not be isolated.
        See user logs and 'systemctl --user status some.target' for details.
        """);
  }

  @Test
  void statusShowsTheUnitAsItIs() throws Exception {
    systemctl("start", "echo.service");
    Result status = systemctl("status", "echo.service");
    assertThat(status.status()).isZero();
    assertThat(status.text())
        .startsWith("● echo.service - Echo service\n")
        .containsPattern("Loaded: loaded \\(/.*/units/echo.service; disabled; preset: enabled\\)")
        .containsPattern("Active: active \\(running\\) since .* UTC; .*s? ago")
        .containsPattern("Main PID: 101")
        .contains("CGroup: /app.slice/echo.service", "└─101 sleep 1000");
  }

  @Test
  void showPrintsEveryPropertyThatSystemd252HasInItsOrder() throws Exception {
    List<String> expected = new ArrayList<>();
    Catalog catalog = Catalog.load();
    for (String name : new String[] {ServiceProperties.NAME, UnitProperties.NAME}) {
      catalog.entry(name).properties().forEach(property -> expected.add(property.name()));
    }
    List<String> shown = new ArrayList<>();
    for (String line : systemctl("show", "--all", "echo.service").text().lines().toList()) {
      String name = line.substring(0, line.indexOf('='));
      if (shown.isEmpty() || !shown.getLast().equals(name)) {
        shown.add(name);
      }
    }
    assertThat(expected).containsSubsequence(shown);
    assertThat(shown).hasSizeGreaterThan(350);
  }

  @Test
  void settingsAreShownAsTheFilesSetThem() throws Exception {
    assertThat(
            systemctl(
                    "show",
                    "echo.service",
                    "-p",
                    "Type,Restart,RestartUSec,TimeoutStartUSec,Description,StartLimitIntervalUSec,LimitNOFILE,LimitNPROC,Environment,UMask")
                .text()
                .lines())
        .containsExactlyInAnyOrder(
            "Type=simple",
            "Restart=always",
            "RestartUSec=1s",
            "TimeoutStartUSec=1min 30s",
            "Description=Echo service",
            "StartLimitIntervalUSec=0",
            "LimitNOFILE=524288",
            "LimitNPROC=96365",
            "Environment=A=1",
            "UMask=0022");
  }

  @Test
  void theEnvironmentIsShownSetAndUnset() throws Exception {
    assertSays("show-environment", 0, "LANG=C.UTF-8\nPATH=/bin\n");
    assertSays("set-environment B=2 A=1", 0, "");
    assertSays("show-environment", 0, "LANG=C.UTF-8\nPATH=/bin\nA=1\nB=2\n");
    assertSays("unset-environment A", 0, "");
    assertSays("show-environment", 0, "LANG=C.UTF-8\nPATH=/bin\nB=2\n");
  }

  @Test
  void theLogLevelIsReadAndSet() throws Exception {
    assertSays("daemon-reload", 0, "");
    assertSays("log-level debug", 0, "");
    assertSays("log-level", 0, "debug\n");
  }

  @Test
  void anUnmetConditionIsNamedInTheStatus() throws Exception {
    assertSays("start wanting.target", 0, ""); // which keeps it in memory, as in systemd
    Result status = systemctl("status", "conditional.service");
    assertThat(status.status()).isEqualTo(3);
    assertThat(status.text())
        .contains("Condition: start condition failed at")
        .contains("ConditionPathExists=/no/such/file was not met");
  }

  @Test
  void killReachesTheMainProcess() throws Exception {
    systemctl("start", "echo.service");
    assertSays(
        "kill --kill-whom=control echo.service",
        1,
        "Failed to kill unit echo.service: No control process to kill\n");
    assertSays("kill -s KILL --kill-whom=main echo.service", 0, "");
    assertThat(systemctl("show", "-p", "SubState", "--value", "echo.service").text())
        .isEqualTo("auto-restart\n");
  }

  @Test
  void exitEndsTheManagerWithItsCode() throws Exception {
    assertSays("exit --force 7", 0, "");
    Host.@Nullable Finish finish = host.finish;
    assertThat(finish).isEqualTo(new Host.Finish(Host.Finish.Verb.EXIT, 7));
  }

  @Test
  void daemonReexecAsksForAFreshProcess() throws Exception {
    Thread caller =
        Thread.startVirtualThread(() -> {
          try {
            systemctl("daemon-reexec");
          } catch (IOException | InterruptedException e) {
            disconnected.add(e.toString());
          }
        });
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!host.reexecuted && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(host.reexecuted).isTrue();
    loop.within(bus::close);
    caller.join();
  }
}
