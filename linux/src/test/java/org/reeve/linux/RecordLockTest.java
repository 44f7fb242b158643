package org.reeve.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RecordLockTest {
  /** Takes a lock as another process, says so, and ends when its input does. */
  private static final String HOLDER =
      """
      import java.nio.channels.*;
      import java.nio.file.*;
      class Holder {
        public static void main(String[] args) throws Exception {
          var file = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE);
          file.lock();
          System.out.println("locked");
          System.in.read();
        }
      }
      """;

  @TempDir private Path directory;

  @Test
  void aLockIsRefusedAndItsHolderNamedUntilThatProcessIsKilled() throws Exception {
    Path file = Files.createFile(directory.resolve("lock"));
    Process other = holder(file);
    try (Fd fd = Fs.open(Fs.path(file.toString()), Open.RDWR)) {
      assertThat(RecordLock.holder(fd)).isEqualTo((int) other.pid());
      assertThat(RecordLock.tryLock(fd)).isFalse();
      other.destroyForcibly().waitFor();
      assertThat(RecordLock.holder(fd)).isZero();
      assertThat(RecordLock.tryLock(fd)).isTrue();
      assertThat(RecordLock.holder(fd)).as("of one's own lock").isZero();
    } finally {
      other.destroyForcibly();
    }
  }

  private Process holder(Path file) throws IOException {
    Path source = Files.writeString(directory.resolve("Holder.java"), HOLDER);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                source.toString(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.inputReader().readLine()).isEqualTo("locked");
    return process;
  }
}
