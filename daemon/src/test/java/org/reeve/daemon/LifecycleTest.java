package org.reeve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reeve.linux.Signals;
import org.reeve.linux.Sys;
import org.reeve.linux.UnixAddress;

@Timeout(180)
class LifecycleTest {
  private static final String BEGIN =
      """
      import org.reeve.daemon.*;
      class Main {
        public static void main(String[] args) throws Exception {
          Notifier notifier = Notifier.fromEnvironment();
          Lifecycle lifecycle = Lifecycle.begin(notifier);
          lifecycle.onStop(() -> System.out.println("first hook"));
      """;
  private static final String END =
      """
          notifier.ready();
          System.out.println("ready");
          lifecycle.awaitStop();
          System.out.println("main goes on");
        }
      }
      """;

  @TempDir private Path directory;
  private @Nullable Process process;

  private BufferedReader begin(String hooks, String... options) throws IOException {
    Process begun =
        Program.start(
            directory,
            BEGIN + hooks + END,
            Map.of("NOTIFY_SOCKET", directory.resolve("notify").toString()),
            List.of(options));
    process = begun;
    return begun.inputReader();
  }

  private void signal(int number) {
    if (process != null) {
      Sys.kill((int) process.pid(), number);
    }
  }

  private int end() throws InterruptedException {
    return process == null ? -1 : process.waitFor();
  }

  @AfterEach
  void kill() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void onSigtermHooksRunLastFirstTheManagerIsToldAndTheStatusIsZero() throws Exception {
    try (FakeManager manager = manager()) {
      BufferedReader out = begin("lifecycle.onStop(() -> System.out.println(\"second hook\"));");
      assertThat(out.readLine()).isEqualTo("ready");
      assertThat(manager.next().text()).isEqualTo("READY=1");
      signal(Signals.SIGTERM);
      assertThat(manager.next().text()).isEqualTo("STOPPING=1");
      assertThat(out.readLine()).isEqualTo("second hook");
      assertThat(out.readLine()).isEqualTo("first hook");
      assertThat(end()).isZero();
    }
  }

  @Test
  void aHookThatFailsKeepsNoOtherFromRunningAndMakesTheStatusOne() throws Exception {
    BufferedReader out =
        begin("lifecycle.onStop(() -> { throw new java.io.IOException(\"no\"); });");
    assertThat(out.readLine()).isEqualTo("ready");
    signal(Signals.SIGTERM);
    assertThat(out.readLine()).isEqualTo("first hook");
    assertThat(out.readLine()).as("main does not go on").isNull();
    assertThat(end()).isEqualTo(1);
  }

  @Test
  void hooksRunToWhenTheProgramEndsItselfAndTheStatusIsTheProgrammes() throws Exception {
    BufferedReader out = begin("ExitCode.CONFIG.exit();");
    assertThat(out.readLine()).isEqualTo("first hook");
    assertThat(end()).isEqualTo(78);
  }

  @Test
  void onSighupTheReloadHookRunsBetweenReloadingAndReadyAsOftenAsAsked() throws Exception {
    try (FakeManager manager = manager()) {
      BufferedReader out = begin("lifecycle.onReload(() -> System.out.println(\"reload\"));");
      assertThat(out.readLine()).isEqualTo("ready");
      assertThat(manager.next().text()).isEqualTo("READY=1");
      for (int i = 0; i < 3; i++) {
        signal(Signals.SIGHUP);
        assertThat(manager.next().text()).startsWith("RELOADING=1\nMONOTONIC_USEC=");
        assertThat(out.readLine()).isEqualTo("reload");
        assertThat(manager.next().text()).isEqualTo("READY=1");
      }
      signal(Signals.SIGTERM);
      assertThat(out.readLine()).isEqualTo("first hook");
      assertThat(end()).isZero();
    }
  }

  @Test
  void aReloadThatFailsSaysSoInTheStatusAndTheDaemonGoesOn() throws Exception {
    try (FakeManager manager = manager()) {
      BufferedReader out =
          begin("lifecycle.onReload(() -> { throw new IllegalStateException(\"line 3\"); });");
      assertThat(out.readLine()).isEqualTo("ready");
      manager.next();
      signal(Signals.SIGHUP);
      manager.next();
      assertThat(manager.next().text())
          .isEqualTo("READY=1\nSTATUS=Reloading failed: java.lang.IllegalStateException: line 3");
      signal(Signals.SIGTERM);
      assertThat(end()).isZero();
    }
  }

  @Test
  void aReloadThatHangsDoesNotKeepTheDaemonFromStopping() throws Exception {
    BufferedReader out =
        begin(
            "lifecycle.onReload(() -> { System.out.println(\"hangs\");"
                + " new java.util.concurrent.CountDownLatch(1).await(); });");
    assertThat(out.readLine()).isEqualTo("ready");
    signal(Signals.SIGHUP);
    assertThat(out.readLine()).isEqualTo("hangs");
    signal(Signals.SIGTERM);
    assertThat(out.readLine()).isEqualTo("first hook");
    assertThat(end()).isZero();
  }

  @Test
  void aJvmThatLeavesSignalsAloneIsToldApartInASentence() throws Exception {
    begin("", "-Xrs");
    assertThat(end()).isEqualTo(1);
    assertThat(process == null ? "" : process.errorReader().readAllAsString())
        .contains("SIGTERM cannot be handled in this JVM; start it without -Xrs.");
  }

  private FakeManager manager() {
    return new FakeManager(UnixAddress.path(directory.resolve("notify").toString()));
  }
}
