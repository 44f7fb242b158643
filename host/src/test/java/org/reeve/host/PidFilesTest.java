package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reeve.manager.Event;
import org.reeve.manager.Host;
import org.reeve.unit.UnitName;

/** PIDFile=: what counts as a pid, who could have written it, and that each change is seen. */
final class PidFilesTest {
  private static final UnitName UNIT = UnitName.of("a.service");
  private static final long MILLISECOND = 1_000_000;

  private final EpollLoop loop = new EpollLoop();
  private final BlockingQueue<Event> answers = new LinkedBlockingQueue<>();
  private final Preparer preparer = new Preparer(Users.ofSystem(), this::answered);
  private final PidFiles files = new PidFiles(loop, preparer, this::answered);
  @TempDir private Path directory;

  @AfterEach
  void close() {
    preparer.close();
    files.close();
    loop.close();
  }

  private void answered(Event event) {
    answers.add(event);
    loop.wake();
  }

  private Event.PidFileRead next() throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      loop.await(20 * MILLISECOND);
      loop.dispatch();
      Event event = answers.poll();
      if (event instanceof Event.PidFileRead read) {
        return read;
      }
    }
    throw new AssertionError("no answer within 10 s");
  }

  /** The first pid that is told; answers that tell none may come before it. */
  private int pid() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      int pid = next().pid();
      if (pid != 0) {
        return pid;
      }
    }
    throw new AssertionError("no pid in 20 answers");
  }

  private Event.PidFileRead read(Path file) {
    return PidFiles.answer(new Host.PidFileRead(1, UNIT, file.toString(), false));
  }

  @ParameterizedTest
  @CsvSource({
    "'42', 42",
    "'42\n', 42",
    "'42\nmore', 42",
    "'  42', 42",
    "'+42', 42",
    "'42 ', 0",
    "'42\t\n', 0",
    "'42\r\n', 0",
    "'\n42', 0",
    "'', 0",
    "'0', 0",
    "'-42', 0",
    "'0x2a', 0",
    "'42abc', 0",
    "'+', 0",
    "'4194305', 0",
    "'99999999999999999999', 0"
  })
  void theFirstLineHasToBeANumberAndNothingElse(String content, int pid) {
    assertThat(PidFiles.number(content.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(pid);
  }

  @Test
  void aDirectoryAndAFifoAreNotRead() throws Exception {
    Path fifo = directory.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    assertThat(read(fifo).problem()).contains("is not a regular file");
    assertThat(read(directory).problem()).contains("is not a regular file");
    assertThat(read(directory.resolve("absent")).problem()).contains("ENOENT");
  }

  @Test
  void aLinkOrDirectoryOfAnotherUserMakesThatUserTheOneWhoTells() throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Path file = Files.writeString(directory.resolve("file"), "42\n");
    assertThat(read(file).owner()).isZero();
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    assertThat(read(link).owner()).isZero();
    own(link, "12345");
    assertThat(read(link).owner()).isEqualTo(12345);
    Path theirs = Files.createDirectory(directory.resolve("theirs"));
    own(theirs, "12346");
    Path inside = Files.writeString(theirs.resolve("file"), "42\n");
    assertThat(read(inside).owner()).isEqualTo(12346);
  }

  private static void own(Path path, String uid) throws IOException, InterruptedException {
    Process chown = new ProcessBuilder("chown", "-h", uid, path.toString()).start();
    assertThat(chown.waitFor()).isZero();
  }

  @Test
  void aFileThatIsWaitedForIsSeenWhenItAppearsInADirectoryThatWasNotThere() throws Exception {
    Path file = directory.resolve("one/two/daemon.pid");
    files.read(new Host.PidFileRead(1, UNIT, file.toString(), true));
    assertThat(next().pid()).isZero();

    Files.createDirectories(file.getParent());
    Files.writeString(file, "42\n");
    assertThat(pid()).isEqualTo(42);

    Files.writeString(directory.resolve("new"), "43\n");
    Files.move(directory.resolve("new"), file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    int pid = pid();
    while (pid == 42) { // that it was written had been told more than once
      pid = pid();
    }
    assertThat(pid).isEqualTo(43);
  }

  @Test
  void nothingIsToldOfAFileThatIsForgotten() throws Exception {
    Path file = directory.resolve("daemon.pid");
    files.read(new Host.PidFileRead(1, UNIT, file.toString(), true));
    assertThat(next().pid()).isZero();
    files.forget(1);
    Files.writeString(file, "42\n");
    loop.await(100 * MILLISECOND);
    loop.dispatch();
    @Nullable Event later = answers.poll(100, TimeUnit.MILLISECONDS);
    assertThat(later).isNull();
  }
}
