package org.reeve.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FdTest {
  @Test
  void readSaysZeroWhereItWouldBlockAndMinusOneAtTheEnd() {
    Socket.Pair pair = Socket.pair(Socket.Type.STREAM, true);
    try (Fd a = pair.first()) {
      ByteBuffer buffer = Buffers.empty(8);
      assertThat(a.read(buffer)).isZero();
      pair.second().write(Buffers.of("x"));
      pair.second().close();
      assertThat(a.read(buffer)).isEqualTo(1);
      assertThat(a.read(buffer)).isEqualTo(-1);
    }
  }

  @Test
  void writeSaysZeroWhenThePeerIsFull() {
    Socket.Pair pair = Socket.pair(Socket.Type.STREAM, true);
    try (Fd a = pair.first();
        Fd b = pair.second()) {
      int n = 1;
      for (int i = 0; i < 10_000 && n > 0; i++) {
        n = a.write(Buffers.empty(4096));
      }
      assertThat(n).isZero();
      assertThat(b.available()).isPositive();
    }
  }

  @Test
  void writingToAGonePeerIsEpipeAndNoSignal() {
    Socket.Pair pair = Socket.pair(Socket.Type.STREAM, true);
    try (Fd a = pair.first()) {
      pair.second().close();
      assertThatThrownBy(() -> a.write(Buffers.of("x"))).hasMessageContaining("EPIPE");
    }
  }

  @Test
  void aDuplicateOutlivesItsOriginal() {
    try (Fd copy = dupOfClosed()) {
      assertThat(Fs.readAll(copy)).asString(StandardCharsets.UTF_8).isEqualTo("kept");
      assertThat(copy.isCloseOnExec()).isTrue();
    }
  }

  @Test
  void aDuplicateIsTheSameFileAndAnotherOpeningIsNot() {
    try (Fd fd = Memory.sealed("test", Fs.path("x"));
        Fd copy = fd.dup();
        Fd other = Memory.sealed("test", Fs.path("x"))) {
      assertThat(fd.isSameFile(copy)).isTrue();
      assertThat(fd.isSameFile(fd)).isTrue();
      assertThat(fd.isSameFile(other)).isFalse();
    }
  }

  private static Fd dupOfClosed() {
    try (Fd fd = Memory.sealed("test", Fs.path("kept"))) {
      return fd.dup();
    }
  }

  @Test
  void closingTwiceIsHarmlessAndUsingAClosedOneIsNot() {
    Fd fd = Memory.create("test");
    fd.close();
    fd.close();
    assertThat(fd.isOpen()).isFalse();
    assertThatThrownBy(fd::number).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void positionedReadsAndWritesLeaveThePosition() {
    try (Fd fd = Memory.create("test")) {
      fd.pwrite(Buffers.of("0123456789"), 0);
      ByteBuffer three = Buffers.empty(3);
      assertThat(fd.pread(three, 4)).isEqualTo(3);
      assertThat(Buffers.text(three.flip())).isEqualTo("456");
      assertThat(Fs.readAll(fd)).hasSize(10);
    }
  }

  @Test
  void contentLongerThanTheInnerBufferComesWhole() {
    byte[] big = new byte[300_001];
    for (int i = 0; i < big.length; i++) {
      big[i] = (byte) (i * 31);
    }
    try (Fd fd = Memory.sealed("big", big)) {
      assertThat(Fs.readAll(fd)).isEqualTo(big);
    }
  }

  @Test
  void contentLongerThanWantedIsRefusedInsteadOfFillingTheMemory() {
    try (Fd fd = Fs.open(Fs.path("/dev/zero"), Open.RDONLY)) {
      assertThatThrownBy(() -> Fs.readAll(fd, 1 << 20)).hasMessageContaining("EFBIG");
    }
  }

  @Test
  void aPartOfAFileIsMappedFromItsOffset() {
    try (Fd fd = Memory.create("slots")) {
      fd.truncate(16384);
      fd.pwrite(Buffers.of("slot one"), 8192);
      try (Memory.Mapping map = Memory.map(fd, 8192, 4096, false)) {
        assertThat(Buffers.text(map.buffer().limit(8))).isEqualTo("slot one");
      }
    }
  }

  @Test
  void aSealedMemfdCannotBeChanged() {
    try (Fd fd = Memory.sealed("sealed", Fs.path("recipe"))) {
      assertThat(Memory.seals(fd)).isEqualTo(15);
      assertThatThrownBy(() -> fd.pwrite(Buffers.of("x"), 0)).hasMessageContaining("EPERM");
      assertThatThrownBy(() -> fd.truncate(0)).hasMessageContaining("EPERM");
    }
  }

  @Test
  void mappedMemoryIsTheFile() {
    try (Fd fd = Memory.create("shared")) {
      fd.truncate(8192);
      try (Memory.Mapping map = Memory.map(fd, 8192, true)) {
        map.buffer().putInt(4096, 0x01020304);
      }
      ByteBuffer four = Buffers.empty(4);
      fd.pread(four, 4096);
      assertThat(four.getInt(0)).isEqualTo(0x01020304);
    }
  }

  @Test
  void onlyOneOpenFileHoldsTheLock() {
    byte[] path = Fs.path(System.getProperty("java.io.tmpdir") + "/reeve-lock-" + Sys.pid());
    try (Fd a = Fs.open(path, Open.RDWR | Open.CREAT, 0600);
        Fd b = Fs.open(path, Open.RDWR)) {
      assertThat(a.tryLock()).isTrue();
      assertThat(b.tryLock()).isFalse();
    } finally {
      Fs.unlink(path);
    }
  }
}
