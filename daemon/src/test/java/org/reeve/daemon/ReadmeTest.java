package org.reeve.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reeve.linux.Signals;
import org.reeve.linux.Sys;
import org.reeve.linux.UnixAddress;

/** The programs of README.md, compiled and run as they stand there, and the Javadoc. */
@Timeout(180)
class ReadmeTest {
  @TempDir private Path directory;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void kill() {
    processes.forEach(Process::destroyForcibly);
  }

  private static String program(String name) throws IOException {
    Matcher blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md")));
    while (blocks.find()) {
      if (blocks.group(1).contains("public class " + name + " ")) {
        return blocks.group(1);
      }
    }
    throw new AssertionError("README.md has no program " + name);
  }

  private Process start(String name, Map<String, String> variables, String... arguments)
      throws IOException {
    Process process = Program.start(directory, program(name), variables, List.of(), arguments);
    processes.add(process);
    return process;
  }

  @Test
  void theServiceSaysWhenItIsReadyReloadsAndStops() throws Exception {
    String socket = directory.resolve("notify").toString();
    try (FakeManager manager = new FakeManager(UnixAddress.path(socket))) {
      Process service =
          start("Service", Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "60000000"));
      assertThat(manager.next().text()).isEqualTo("STATUS=Opening the database");
      assertThat(manager.next().text()).isEqualTo("READY=1");
      assertThat(manager.next().text()).isEqualTo("WATCHDOG=1");
      Sys.kill((int) service.pid(), Signals.SIGHUP);
      assertThat(service.inputReader().readLine()).isEqualTo("reading the configuration again");
      assertThat(manager.next().text()).startsWith("RELOADING=1");
      assertThat(manager.next().text()).isEqualTo("READY=1");
      Sys.kill((int) service.pid(), Signals.SIGTERM);
      assertThat(service.inputReader().readLine()).isEqualTo("closing what is open");
      assertThat(service.waitFor()).isZero();
    }
  }

  @Test
  void theGreeterListensItselfWhereNobodyDoesItForIt() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Process greeter = start("Greeter", Map.of(), Integer.toString(port));
    String greeting = "";
    while (greeting.isEmpty()) {
      assertThat(greeter.isAlive()).isTrue();
      try (Socket client = new Socket()) {
        client.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        greeting = new String(client.getInputStream().readAllBytes(), UTF_8);
      } catch (SocketException notYet) {
        Thread.sleep(20);
      }
    }
    assertThat(greeting).isEqualTo("hello from /127.0.0.1:" + port);
  }

  @Test
  void theDetachedDaemonIsUpWhenItsStarterEndsOrSaysWhyNot() throws Exception {
    Process starter = start("Detached", Map.of(), directory.toString());
    String err = starter.errorReader().readAllAsString();
    assertThat(starter.waitFor()).as(err).isZero();
    PidFile file = PidFile.look(directory.resolve("detached.pid"));
    assertThat(file.status()).isEqualTo(PidFile.Status.LOCKED);
    assertThat(file.stop(Signals.SIGTERM, java.time.Duration.ofSeconds(60))).isFalse();
    assertThat(PidFile.look(file.path()).status()).isEqualTo(PidFile.Status.STALE);

    Process failing = start("Detached", Map.of(), directory.toString(), "x");
    assertThat(failing.errorReader().readAllAsString())
        .isEqualTo("detached: there is nothing to configure.\n");
    assertThat(failing.waitFor()).isEqualTo(ExitCode.CONFIG.status());
  }

  @Test
  void theJavadocIsMadeWithoutAWarning() throws Exception {
    Process javadoc =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "javadoc").toString(),
                "-quiet",
                "-Xdoclint:all",
                "-Xwerror",
                "-d",
                directory.toString(),
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--module-source-path",
                "org.reeve.daemon=src/main/java",
                "--module",
                "org.reeve.daemon")
            .redirectErrorStream(true)
            .start();
    assertThat(javadoc.inputReader().readAllAsString()).isEmpty();
    assertThat(javadoc.waitFor()).isZero();
    assertThat(directory.resolve("org.reeve.daemon/org/reeve/daemon/Notifier.html")).exists();
  }
}
