package org.reeve.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reeve.linux.Proc;
import org.reeve.linux.Signals;
import org.reeve.linux.Sys;

/**
 * Java programs that detach themselves, started on a terminal of their own, in a directory to which
 * their class path and source file are relative; and what the kernel says of them then.
 */
@Timeout(300)
class DetachTest {
  /** Does what its arguments say: {@code lecture|default DIRECTORY WORD...}. */
  private static final String PROGRAM =
      """
      import java.io.*;
      import java.nio.file.*;
      import org.reeve.daemon.*;
      import org.reeve.linux.*;
      class Main {
        public static void main(String[] args) throws Exception {
          Path directory = Path.of(args[1]);
          Detachment how = args[0].equals("lecture")
              ? Detachment.lecture(directory.resolve("main.pid"))
              : Detachment.named("main").lockFile(directory.resolve("main.pid"));
          for (int i = 2; i < args.length; i++) {
            switch (args[i]) {
              case "nobody" -> how.user("nobody");
              case "output" -> how.output(directory.resolve("output"));
              case "umask" -> how.umask(0027).directory(directory);
              case "variables" -> how.keepVariables("KEPT").variable("MADE", "ü");
              case "keep" -> how.keep("memory", Memory.sealed("memory", new byte[3]));
              default -> {}
            }
          }
          System.out.println("said by the starter");
          Daemon daemon = Daemon.detach(how);
          for (int i = 2; i < args.length; i++) {
            switch (args[i]) {
              case "output" -> {
                System.out.println("to output");
                System.err.println("to the starter");
              }
              case "throw" -> throw new IOException("no such luck");
              case "exit" -> System.exit(5);
              case "fail" -> daemon.fail(ExitCode.CONFIG, "line 3 of echo.conf is wrong.");
              case "die" -> Sys.kill(Sys.pid(), Signals.SIGKILL);
              case "wait" -> {
                while (!Files.exists(directory.resolve("go"))) Thread.sleep(10);
              }
              case "terminal" -> openTerminal(directory);
              default -> {}
            }
          }
          daemon.ready();
          System.err.println("to output too");
          Thread.sleep(Long.MAX_VALUE);
        }

        /** A new pseudo terminal, opened as Java opens files: without O_NOCTTY. */
        static void openTerminal(Path directory) throws Exception {
          Fd master = Fs.open(Fs.path("/dev/ptmx"), Open.RDWR | Open.NOCTTY);
          java.nio.ByteBuffer number = java.nio.ByteBuffer.allocateDirect(4)
              .order(java.nio.ByteOrder.nativeOrder());
          master.ioctl(0x40045431, number); // TIOCSPTLCK
          master.ioctl(0x80045430, number); // TIOCGPTN
          new FileInputStream("/dev/pts/" + number.getInt(0));
          String stat = Files.readString(Path.of("/proc/self/stat"));
          String terminal = stat.substring(stat.lastIndexOf(')')).split(" ")[5];
          Files.writeString(directory.resolve("terminal"), terminal);
        }
      }
      """;

  @TempDir private Path directory;

  @BeforeEach
  void program() throws IOException {
    Files.writeString(directory.resolve("Main.java"), PROGRAM);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  @AfterEach
  void end() throws Exception {
    if (Files.exists(directory.resolve("main.pid"))) {
      kill();
    }
  }

  /** What the first process said, and its status. */
  private record Start(int status, String out, String err) {}

  private Process begin(Map<String, String> variables, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Program.java().toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp"));
    StringBuilder path = new StringBuilder();
    for (String entry : Program.classPath().split(":", -1)) {
      path.append(path.isEmpty() ? "" : ":").append(directory.relativize(Path.of(entry)));
    }
    command.add(path.toString());
    command.add("Main.java");
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(variables);
    return builder.start();
  }

  private Start start(String... words) throws Exception {
    return end(begin(Map.of(), words));
  }

  private static Start end(Process process) throws Exception {
    String out = process.inputReader().readAllAsString();
    String err = process.errorReader().readAllAsString();
    return new Start(process.waitFor(), out, err);
  }

  private int pid() throws IOException {
    return Integer.parseInt(Files.readString(directory.resolve("main.pid")).strip());
  }

  private void kill() throws IOException, InterruptedException {
    int pid = pid();
    ProcessHandle daemon = ProcessHandle.of(pid).orElse(null);
    if (daemon != null && status(pid).getOrDefault("Name", "").equals("java")) {
      daemon.destroyForcibly();
      await(() -> !daemon.isAlive());
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("too late").isLessThan(end);
      Thread.sleep(5);
    }
  }

  /** Lines of /proc/PID/status. */
  private static Map<String, String> status(int pid) {
    byte[] text = Proc.read(pid, "status");
    Map<String, String> status = new HashMap<>();
    for (String line : new String(text == null ? new byte[0] : text, UTF_8).lines().toList()) {
      int colon = line.indexOf(':');
      status.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return status;
  }

  private static String link(int pid, String name) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/" + pid + "/" + name)).toString();
  }

  /** What a process has open beyond 2, but for what a JVM opens itself. */
  private Set<String> descriptors(int pid) throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> links = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path link : links.toList()) {
        String target = Files.readSymbolicLink(link).toString();
        // its modules, and what is on its class path
        boolean ofJava =
            target.startsWith(System.getProperty("java.home")) || target.endsWith(".jar");
        if (Integer.parseInt(String.valueOf(link.getFileName())) > 2 && !ofJava) {
          found.add(target);
        }
      }
    }
    return found;
  }

  private static Proc.Status stat(int pid) {
    return Objects.requireNonNull(Proc.status(pid), "process " + pid);
  }

  private static long terminal(int pid) {
    byte[] text = Objects.requireNonNull(Proc.read(pid, "stat"));
    String stat = new String(text, UTF_8);
    return Long.parseLong(stat.substring(stat.lastIndexOf(')')).split(" ", -1)[5]);
  }

  private void assertIsCut(int pid) throws IOException {
    for (int fd = 0; fd < 3; fd++) {
      assertThat(link(pid, "fd/" + fd)).as("descriptor " + fd).isEqualTo("/dev/null");
    }
    assertThat(descriptors(pid)).containsExactly(directory.resolve("main.pid").toString());
    assertThat(link(pid, "cwd")).isEqualTo("/");
    assertThat(status(pid)).containsEntry("Umask", "0000").containsEntry("SigBlk", "0".repeat(16));
    assertThat(terminal(pid)).as("controlling terminal").isZero();
  }

  @Test
  void inTheMannerOfTheLectureTheStarterExitsWhenTheDaemonIsReadyAndTheSevenStepsHold()
      throws Exception {
    Process starter = begin(Map.of(), "lecture", directory.toString(), "wait");
    Path lock = directory.resolve("main.pid");
    await(() -> !starter.isAlive() || (Files.exists(lock) && !Files.readString(lock).isEmpty()));
    assertThat(starter.isAlive()).as("the starter waits").isTrue();
    int pid = pid();
    await(() -> status(pid).getOrDefault("Name", "").equals("java"));
    assertThat(stat(pid).ppid()).isEqualTo((int) starter.pid());
    Files.createFile(directory.resolve("go"));
    Start start = end(starter);
    assertThat(start.status()).as(start.err()).isZero();
    assertThat(start.err()).isEmpty();
    assertThat(start.out()).as("once").isEqualTo("said by the starter\n");

    assertIsCut(pid);
    assertThat(stat(pid).session()).as("it leads its session").isEqualTo(pid);
    assertThat(stat(pid).pgrp()).isEqualTo(pid);
    assertThat(status(pid)).as("HUP is ignored").containsEntry("SigIgn", "0".repeat(15) + "1");
    Sys.kill(pid, Signals.SIGHUP);

    Start second = start("lecture", directory.toString());
    assertThat(second.status()).isEqualTo(1);
    assertThat(second.err())
        .isEqualTo(
            "main: cannot lock "
                + directory.resolve("main.pid")
                + ": process "
                + pid
                + " holds it, so it is running already.\n");
    assertThat(status(pid)).as("after HUP and a second start").containsEntry("Name", "java");

    kill();
    Start third = start("lecture", directory.toString());
    assertThat(third.status()).as("the lock is free after kill -9: " + third.err()).isZero();
    assertThat(pid()).isNotEqualTo(pid);
  }

  @Test
  void byDefaultItIsInASessionOfItsOwnThatItDoesNotLead() throws Exception {
    Start start = start("default", directory.toString());
    assertThat(start.status()).as(start.err()).isZero();
    int pid = pid();
    assertIsCut(pid);
    assertThat(stat(pid).session()).isNotEqualTo(pid).isNotEqualTo(Sys.sid(0));
    assertThat(Proc.status(stat(pid).session())).as("the leader is gone").isNull();
    assertThat(status(pid)).containsEntry("SigIgn", "0".repeat(16));
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "lecture"})
  void openingATerminalGivesOneToTheLecturesDaemonOnly(String manner) throws Exception {
    Start start = start(manner, directory.toString(), "terminal");
    assertThat(start.status()).as(start.err()).isZero();
    String terminal = Files.readString(directory.resolve("terminal"));
    if (manner.equals("default")) {
      assertThat(terminal).isEqualTo("0");
    } else {
      assertThat(terminal).isNotEqualTo("0");
    }
  }

  @Test
  void startedOnATerminalItHasNone() throws Exception {
    List<String> command = new ArrayList<>(List.of("script", "-qec"));
    Process plain = begin(Map.of(), "lecture", directory.toString());
    String line = plain.info().commandLine().orElseThrow();
    assertThat(end(plain).status()).isZero();
    kill();
    command.add("cd " + directory + " && " + line + "; echo status $?");
    command.add("/dev/null");
    Process terminal;
    try {
      terminal = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      Assumptions.abort("script (bsdutils) is missing");
      return;
    }
    assertThat(terminal.inputReader().readAllAsString()).contains("status 0");
    assertIsCut(pid());
  }

  @ParameterizedTest
  @ValueSource(strings = {"lecture", "default"})
  void theStarterEndsWithTheErrorOfADaemonThatDoesNotComeUp(String manner) throws Exception {
    Start thrown = start(manner, directory.toString(), "throw");
    assertThat(thrown.status()).isEqualTo(1);
    assertThat(thrown.err())
        .contains("java.io.IOException: no such luck")
        .endsWith("main: the daemon ended with status 1 before it was up.\n");

    Start exited = start(manner, directory.toString(), "exit");
    assertThat(exited.status()).isEqualTo(5);
    assertThat(exited.err()).isEqualTo("main: the daemon ended with status 5 before it was up.\n");

    Start failed = start(manner, directory.toString(), "fail");
    assertThat(failed.status()).isEqualTo(78);
    assertThat(failed.err()).isEqualTo("main: line 3 of echo.conf is wrong.\n");

    Start killed = start(manner, directory.toString(), "die");
    assertThat(killed.status()).isEqualTo(137);
    assertThat(killed.err())
        .isEqualTo("main: the daemon was killed by signal 9 (Killed) before it was up.\n");
  }

  @Test
  void outputGoesToAFileButErrorsToTheStarterUntilTheDaemonIsUp() throws Exception {
    Start start = start("default", directory.toString(), "output");
    assertThat(start.status()).isZero();
    assertThat(start.err()).isEqualTo("to the starter\n");
    Path output = directory.resolve("output");
    // main ran twice, and what it says before it detaches is said twice
    await(() -> Files.readString(output).equals("said by the starter\nto output\nto output too\n"));
  }

  @Test
  void umaskDirectoryAndDescriptorsAreThoseThatWereChosen() throws Exception {
    assertThat(start("default", directory.toString(), "umask", "keep").status()).isZero();
    int pid = pid();
    assertThat(status(pid)).containsEntry("Umask", "0027");
    assertThat(link(pid, "cwd")).isEqualTo(directory.toString());
    assertThat(link(pid, "fd/3")).contains("memfd:memory");
    assertThat(environment(pid))
        .contains("LISTEN_FDS=1", "LISTEN_FDNAMES=memory", "LISTEN_PID=" + pid);
  }

  @Test
  void ofTheEnvironmentOnlyWhatIsKeptIsInherited() throws Exception {
    Process starter =
        begin(
            Map.of("KEPT", "a b", "LOST", "1", "LC_TIME", "C", "NOTIFY_SOCKET", "/run/x"),
            "default",
            directory.toString(),
            "variables");
    assertThat(end(starter).status()).isZero();
    List<String> environment = environment(pid());
    assertThat(environment).contains("KEPT=a b", "LC_TIME=C", "MADE=ü");
    assertThat(environment).noneMatch(v -> v.startsWith("LOST=") || v.startsWith("NOTIFY_"));
    assertThat(environment).anyMatch(v -> v.startsWith("PATH="));
  }

  private static List<String> environment(int pid) {
    byte @Nullable [] text = Proc.read(pid, "environ");
    return List.of(new String(Objects.requireNonNull(text), UTF_8).split("\0", -1));
  }

  @Test
  void privilegesAreDroppedAfterTheLockIsTaken() throws Exception {
    Assumptions.assumeTrue(Sys.uid() == 0, "only root can become nobody");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Start start = start("default", directory.toString(), "nobody");
    assertThat(start.status()).as(start.err()).isZero();
    Map<String, String> status = status(pid());
    assertThat(status.get("Uid")).isEqualTo("65534\t65534\t65534\t65534");
    assertThat(status.get("Gid")).isEqualTo("65534\t65534\t65534\t65534");
    assertThat(status.get("Groups")).isEqualTo("65534");
    assertThat(Files.getOwner(directory.resolve("main.pid")).getName()).isEqualTo("root");
  }
}
