package org.reeve.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FsTest {
  @TempDir Path dir;

  private byte[] at(String name) {
    return Fs.join(Fs.path(dir.toString()), Fs.path(name));
  }

  @Test
  void aFileOfProcWhoseSizeIsZeroIsReadWhole() throws IOException {
    assertThat(Fs.stat(Fs.path("/proc/self/maps")).size()).isZero();
    assertThat(Fs.read(Fs.path("/proc/self/maps"))).hasSizeGreaterThan(10_000);
  }

  @Test
  void whatIsAbsentIsNullWhereThatIsAnAnswer() {
    assertThat(Fs.readIfExists(at("none"))).isNull();
    assertThat(Fs.openIfExists(at("none"), Open.RDONLY)).isNull();
    assertThat(Fs.statIfExists(at("none/deeper"))).isNull();
    assertThat(Fs.readlink(at("none"))).isNull();
    assertThat(Fs.unlink(at("none"))).isFalse();
    assertThat(Fs.rmdir(at("none"))).isFalse();
  }

  @Test
  void aNameThatIsNotUtf8IsAFileLikeAnyOther() {
    byte[] name = {'x', (byte) 0xff, 'y'};
    byte[] path = Fs.join(Fs.path(dir.toString()), name);
    Fs.replace(path, new byte[] {1, 2}, 0600);
    assertThat(Fs.read(path)).containsExactly(1, 2);
    assertThat(Fs.list(Fs.path(dir.toString())).getFirst().name()).isEqualTo(name);
    assertThat(Fs.printable(name)).isEqualTo("x\\xffy");
  }

  @Test
  void statTellsWhatTheJdkTells() throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "12345");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-x--x"));
    Stat stat = Fs.stat(at("f"));
    assertThat(stat.isRegular()).isTrue();
    assertThat(stat.size()).isEqualTo(5);
    assertThat(stat.permissions()).isEqualTo(0651);
    assertThat(stat.inode()).isEqualTo(Files.getAttribute(file, "unix:ino"));
    assertThat(stat.uid()).isEqualTo(Sys.uid());
    assertThat(stat.modifiedNanos() / 1000)
        .isEqualTo(Files.getLastModifiedTime(file).to(java.util.concurrent.TimeUnit.MICROSECONDS));
  }

  @Test
  void linkStatLooksAtTheLinkItself() {
    assertThat(Fs.symlink(Fs.path("target"), at("link"))).isTrue();
    assertThat(Fs.symlink(Fs.path("other"), at("link"))).isFalse();
    assertThat(Fs.linkStatIfExists(at("link"))).matches(Stat::isSymlink);
    assertThat(Fs.statIfExists(at("link"))).isNull();
    assertThat(Fs.readlink(at("link"))).asString(StandardCharsets.UTF_8).isEqualTo("target");
  }

  @Test
  void listShowsAllEntriesOfALargeDirectory() throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      names.add("a-name-of-some-length-" + i);
      Files.createFile(dir.resolve(names.getLast()));
    }
    List<String> seen = new ArrayList<>();
    for (Fs.Entry entry : Fs.list(Fs.path(dir.toString()))) {
      seen.add(entry.text());
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void mkdirsMakesWhatIsMissing() {
    Fs.mkdirs(at("a/b/c"), 0755);
    assertThat(Fs.stat(at("a/b/c")).isDirectory()).isTrue();
    Fs.mkdirs(at("a/b/c"), 0755);
    assertThat(Fs.mkdir(at("a"), 0755)).isFalse();
  }

  @Test
  void renameReplaces() {
    Fs.replace(at("old"), new byte[] {1}, 0600);
    Fs.replace(at("new"), new byte[] {2}, 0600);
    Fs.rename(at("old"), at("new"));
    assertThat(Fs.read(at("new"))).containsExactly(1);
    assertThat(Fs.exists(at("old"))).isFalse();
  }

  @Test
  void writeNeitherCreatesNorTruncates() {
    assertThatThrownBy(() -> Fs.write(at("absent"), new byte[] {1})).hasMessageContaining("ENOENT");
    Fs.replace(at("three"), new byte[] {1, 2, 3}, 0600);
    Fs.write(at("three"), new byte[] {9});
    assertThat(Fs.read(at("three"))).containsExactly(9, 2, 3);
  }

  @Test
  void aFifoIsMadeAndSeen() {
    assertThat(Fs.mkfifo(at("fifo"), 0600)).isTrue();
    assertThat(Fs.stat(at("fifo")).isFifo()).isTrue();
  }

  @Test
  void theMagicOfProcIsKnown() {
    assertThat(Fs.magic(Fs.path("/proc"))).isEqualTo(0x9fa0);
  }

  @Test
  void inotifyTellsWhatHappenedToWhichName() {
    try (Inotify inotify = new Inotify()) {
      int watch = inotify.add(Fs.path(dir.toString()), Inotify.CREATE | Inotify.DELETE);
      Fs.mkdir(at("x"), 0700);
      Fs.rmdir(at("x"));
      List<String> seen = new ArrayList<>();
      inotify.drain((w, mask, name) -> {
        assertThat(w).isEqualTo(watch);
        seen.add(
            ((mask & Inotify.CREATE) != 0 ? "+" : "-") + new String(name, StandardCharsets.UTF_8));
      });
      assertThat(seen).isEqualTo(Arrays.asList("+x", "-x"));
    }
  }
}
