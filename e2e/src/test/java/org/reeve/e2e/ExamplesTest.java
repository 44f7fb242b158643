package org.reeve.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The programs and unit files of {@code examples}, as they lie in a checkout, by {@code reeve run}
 * and by hand.
 */
@ParameterizedClass
@EnumSource(names = {"ROOT", "ORDINARY_USER"})
class ExamplesTest {
  private static final int PORT = 54154;
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private static Path checkout;
  private static Path tree = Path.of("");

  @Parameter private Calls.Caller caller = Calls.Caller.ORDINARY_USER;
  @TempDir private Path directory;
  private Calls calls = new Calls(tree, checkout, Calls.Caller.ORDINARY_USER);

  @BeforeAll
  static void makeACheckout() throws Exception {
    Assumptions.assumeTrue(canCompile(), "the examples need a java on the path that can compile");
    Path target = Files.createDirectories(checkout.resolve("dist/target"));
    tree = Calls.copyOfTree(target);
    copyTo(checkout);
    Files.setPosixFilePermissions(checkout, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Copies the folder of the examples, links as links. */
  static void copyTo(Path directory) throws IOException, InterruptedException {
    String script = "cp -a ../examples \"$0\" && chmod -R a+rX \"$0/examples\"";
    Process copying =
        new ProcessBuilder("sh", "-c", script, directory.toString()).inheritIO().start();
    assertThat(copying.waitFor()).isZero();
  }

  /** Whether the java that services find can run a source file. */
  static boolean canCompile() throws InterruptedException {
    try {
      Process java = new ProcessBuilder("java", "--describe-module", "jdk.compiler").start();
      java.inputReader().readAllAsString();
      return java.waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  @BeforeEach
  void open() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    calls = new Calls(tree, directory, caller);
  }

  @AfterEach
  void nothingIsLeft() {
    try {
      calls.awaitNothingLeft();
    } finally {
      calls.killLeftovers();
    }
  }

  private static String example(String name) {
    return checkout.resolve("examples").resolve(name).toString();
  }

  /** What comes back, without its end; asks again until something does. */
  private static byte[] ask(byte[] question) throws IOException {
    long end = System.nanoTime() + SOON.toNanos();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(1000);
      byte[] answer = new byte[4096];
      while (true) {
        socket.send(
            new DatagramPacket(question, question.length, InetAddress.getLoopbackAddress(), PORT));
        DatagramPacket packet = new DatagramPacket(answer, answer.length);
        try {
          socket.receive(packet);
          return Arrays.copyOf(answer, packet.getLength());
        } catch (SocketTimeoutException nobody) {
          assertThat(System.nanoTime()).as("no answer in time").isLessThan(end);
        }
      }
    }
  }

  @Test
  void theLecturesServiceRunsFromTheCheckoutAndEndsWithCtrlC() throws IOException {
    Calls.Call run = calls.begin("run", example("lecture/myecho.service"));
    run.awaitOut("myecho.service | Listening on 0.0.0.0:54154 (UDP)\n");
    byte[] largest = new byte[1024];
    Arrays.fill(largest, (byte) 'x');
    assertThat(ask(largest)).isEqualTo(largest);
    assertThat(ask("hello".getBytes(UTF_8))).isEqualTo("hello".getBytes(UTF_8));
    run.awaitOut("myecho.service | 5 bytes from /127.0.0.1:");
    Result end = run.signal("INT").end();
    assertThat(end.status()).as(end.err()).isZero();
  }

  @Test
  void theSecondExampleSaysThatItIsReadyAndWhatItIsDoing() throws IOException {
    Calls.Call run = calls.begin("run", example("activated/myecho-activated.service"));
    run.awaitErr("myecho-activated.service started");
    assertThat(ask("hello".getBytes(UTF_8))).isEqualTo("hello".getBytes(UTF_8));
    Await.until(
        "the status says so: " + calls.run("ctl", "status").out(),
        SOON,
        () ->
            calls
                .run("ctl", "status", "myecho-activated.service")
                .out()
                .contains("datagrams sent back"));
    Result end = run.signal("INT").end();
    assertThat(end.status()).as(end.err()).isZero();
    assertThat(end.err()).doesNotContain("failed");
  }

  @Test
  void theLecturesDaemonTakesTheSevenSteps() throws Exception {
    Path lock = directory.resolve("lock");
    Result start = daemon(lock.toString());
    assertThat(start).isEqualTo(new Result(0, "", ""));
    long pid = Long.parseLong(Files.readString(lock).strip());
    String stat = Machine.read(Path.of("/proc/" + pid + "/stat"));
    List<String> fields = Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    assertThat(fields.get(3)).as("session").isEqualTo(Long.toString(pid));
    assertThat(fields.get(4)).as("terminal").isEqualTo("0");
    Result second = daemon(lock.toString());
    assertThat(second.status()).isEqualTo(1);
    assertThat(second.err()).contains("process " + pid + " holds it, so it is running already.");
    end(pid);

    Result twice = daemon("--twice", lock.toString());
    assertThat(twice.status()).as(twice.err()).isZero();
    long other = Long.parseLong(Files.readString(lock).strip());
    assertThat(other).isNotEqualTo(pid);
    end(other);
  }

  /** Ends a daemon, whose environment is clean and has no mark. */
  private static void end(long pid) {
    ProcessHandle daemon = ProcessHandle.of(pid).orElseThrow();
    assertThat(daemon.destroy()).isTrue();
    Await.until("the daemon has ended", SOON, () -> !daemon.isAlive());
  }

  private Result daemon(String... words) {
    List<String> command = new ArrayList<>(List.of(example("lecture/MyDaemon")));
    command.addAll(List.of(words));
    return calls.beginCommand(command).end();
  }
}
