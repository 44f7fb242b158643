package org.reeve.linux;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketTest {
  @TempDir Path dir;

  private UnixAddress at(String name) {
    return UnixAddress.path(dir.resolve(name).toString());
  }

  private static Fd bound(Socket.Type type, UnixAddress address) {
    Fd socket = Socket.unix(type, true);
    Socket.bind(socket, address);
    return socket;
  }

  @Test
  void aStreamIsAcceptedAndKnowsItsPeer() {
    try (Fd listener = bound(Socket.Type.STREAM, at("s"));
        Fd client = Socket.unix(Socket.Type.STREAM, true)) {
      Socket.listen(listener, 8);
      assertThat(Socket.accept(listener, true)).isNull();
      assertThat(Socket.connect(client, at("s"))).isTrue();
      try (Fd server = requireNonNull(Socket.accept(listener, true))) {
        assertThat(Socket.peerCredentials(server))
            .isEqualTo(new Credentials(Sys.pid(), Sys.uid(), Sys.gid()));
        assertThat(Socket.peerAddress(client)).isEqualTo(at("s"));
        assertThat(Socket.isUnix(listener, Socket.Type.STREAM, true)).isTrue();
        assertThat(Socket.isUnix(server, Socket.Type.STREAM, true)).isFalse();
      }
    }
  }

  @Test
  void anAbstractNameIsHeldExactly() {
    UnixAddress name = UnixAddress.abstractName("reeve-test-" + Sys.pid());
    try (Fd socket = bound(Socket.Type.DGRAM, name)) {
      assertThat(Socket.localAddress(socket)).isEqualTo(name);
      assertThat(name.toString()).isEqualTo("@reeve-test-" + Sys.pid());
    }
  }

  @Test
  void aNameTakenIsAnErrorThatNamesIt() {
    try (Fd first = bound(Socket.Type.DGRAM, at("taken"));
        Fd second = Socket.unix(Socket.Type.DGRAM, true)) {
      assertThat(first.isOpen()).isTrue();
      assertThatThrownBy(() -> Socket.bind(second, at("taken")))
          .hasMessageContaining("bind of " + dir.resolve("taken"))
          .hasMessageContaining("EADDRINUSE");
    }
  }

  @Test
  void connectingWhereNobodyListensIsRefused() {
    try (Fd datagram = bound(Socket.Type.STREAM, at("idle"));
        Fd client = Socket.unix(Socket.Type.STREAM, true)) {
      assertThat(datagram.isOpen()).isTrue();
      ErrnoException e =
          catchThrowableOfType(ErrnoException.class, () -> Socket.connect(client, at("idle")));
      assertThat(e.errno()).isEqualTo(Errno.ECONNREFUSED);
    }
  }

  @Test
  void aFullListenersQueueIsNotAnError() {
    try (Fd listener = bound(Socket.Type.STREAM, at("full"));
        Fd first = Socket.unix(Socket.Type.STREAM, true);
        Fd second = Socket.unix(Socket.Type.STREAM, true)) {
      Socket.listen(listener, 0);
      assertThat(Socket.connect(first, at("full"))).isTrue();
      assertThat(Socket.connect(second, at("full"))).isFalse();
    }
  }

  @Test
  void aPathTooLongForASocketIsSaid() {
    assertThatThrownBy(() -> UnixAddress.path("/" + "x".repeat(107)))
        .hasMessageEndingWith(" has 108.");
    assertThat(UnixAddress.path("/" + "x".repeat(106)).bytes()).hasSize(107);
  }

  @Test
  void descriptorsArriveInTheirOrderAndCloseOnExec() {
    Socket.Pair pair = Socket.pair(Socket.Type.SEQPACKET, true);
    try (Fd a = pair.first();
        Fd b = pair.second();
        Fd one = Memory.sealed("one", Fs.path("1"));
        Fd two = Memory.sealed("two", Fs.path("2"));
        MessageReceiver receiver = new MessageReceiver(64, 4)) {
      new MessageSender().send(a, Buffers.of("take"), Buffers.of(" these"), one, two);
      assertThat(receiver.receive(b)).isTrue();
      assertThat(Buffers.text(receiver.data())).isEqualTo("take these");
      List<Fd> got = receiver.takeDescriptors();
      assertThat(got).hasSize(2).allMatch(Fd::isCloseOnExec);
      StringBuilder content = new StringBuilder();
      for (Fd fd : got) {
        content.append(new String(Fs.readAll(fd), StandardCharsets.UTF_8));
        fd.close();
      }
      assertThat(content).hasToString("12");
    }
  }

  @Test
  void descriptorsNobodyTakesAreClosed() {
    Socket.Pair pair = Socket.pair(Socket.Type.SEQPACKET, true);
    int before = Fs.list(Fs.path("/proc/self/fd")).size();
    try (Fd a = pair.first();
        Fd b = pair.second()) {
      try (Fd file = Memory.create("x");
          MessageReceiver receiver = new MessageReceiver(64, 4)) {
        new MessageSender().send(a, Buffers.of("x"), null, file);
        assertThat(receiver.receive(b)).isTrue();
      }
      assertThat(Fs.list(Fs.path("/proc/self/fd"))).hasSize(before);
    }
  }

  @Test
  void bytesCanBeReceivedStraightIntoOtherMemory() {
    Socket.Pair pair = Socket.pair(Socket.Type.STREAM, true);
    try (Fd a = pair.first();
        MessageReceiver receiver = new MessageReceiver(8, 0)) {
      Socket.passCredentials(a);
      java.nio.ByteBuffer memory = Buffers.empty(32).position(4);
      assertThat(receiver.receiveInto(a, memory)).isZero();
      pair.second().write(Buffers.of("longer than eight"));
      assertThat(receiver.receiveInto(a, memory)).isEqualTo(17);
      assertThat(memory.position()).isEqualTo(21);
      assertThat(Buffers.text(memory.flip().position(4))).isEqualTo("longer than eight");
      assertThat(receiver.credentials()).isNotNull();
      pair.second().close();
      assertThat(receiver.receiveInto(a, memory.clear())).isEqualTo(-1);
      // and the object's own buffer is back in its place
      assertThat(receiver.receive(a)).isTrue();
      assertThat(receiver.data().remaining()).isZero();
    }
  }

  @Test
  void tooManyDescriptorsAreFlagged() {
    Socket.Pair pair = Socket.pair(Socket.Type.SEQPACKET, true);
    try (Fd a = pair.first();
        Fd b = pair.second();
        Fd file = Memory.create("x");
        MessageReceiver receiver = new MessageReceiver(64, 2)) {
      Fd[] many = new Fd[40];
      java.util.Arrays.fill(many, file);
      new MessageSender().send(a, Buffers.of("x"), null, many);
      assertThat(receiver.receive(b)).isTrue();
      assertThat(receiver.controlTruncated()).isTrue();
      assertThat(receiver.truncated()).isFalse();
    }
  }

  @Test
  void aMessageLongerThanTheBufferIsFlagged() {
    Socket.Pair pair = Socket.pair(Socket.Type.DGRAM, true);
    try (Fd a = pair.first();
        Fd b = pair.second();
        MessageReceiver receiver = new MessageReceiver(4, 0)) {
      new MessageSender().send(a, Buffers.of("12345"));
      new MessageSender().send(a, Buffers.of("next"));
      assertThat(receiver.receive(b)).isTrue();
      assertThat(receiver.truncated()).isTrue();
      assertThat(receiver.receive(b)).isTrue();
      assertThat(receiver.truncated()).isFalse();
      assertThat(Buffers.text(receiver.data())).isEqualTo("next");
      assertThat(receiver.receive(b)).isFalse();
      assertThat(receiver.data().remaining()).isZero();
    }
  }

  @Test
  void aPacketHasALimitAndWhatFitsArrivesWhole() {
    Socket.Pair pair = Socket.pair(Socket.Type.SEQPACKET, true);
    try (Fd a = pair.first();
        Fd b = pair.second();
        MessageReceiver receiver = new MessageReceiver(256 * 1024, 0)) {
      MessageSender sender = new MessageSender();
      assertThat(sender.send(a, Buffers.empty(150_000))).isEqualTo(150_000);
      assertThat(receiver.receive(b)).isTrue();
      assertThat(receiver.data().remaining()).isEqualTo(150_000);
      ErrnoException e =
          catchThrowableOfType(ErrnoException.class, () -> sender.send(a, Buffers.empty(4 << 20)));
      assertThat(e.errno()).isEqualTo(Errno.EMSGSIZE);
    }
  }

  @Test
  void aPacketThatWouldBlockIsNotSentInPart() {
    Socket.Pair pair = Socket.pair(Socket.Type.SEQPACKET, true);
    try (Fd a = pair.first();
        Fd b = pair.second()) {
      assertThat(b.isOpen()).isTrue();
      MessageSender sender = new MessageSender();
      int sent = 0;
      while (sent >= 0) {
        sent = sender.send(a, Buffers.empty(10_000));
        assertThat(sent).isIn(-1, 10_000);
      }
    }
  }

  @Test
  void theEndOfAConnectionIsAnEmptyMessage() {
    Socket.Pair pair = Socket.pair(Socket.Type.SEQPACKET, true);
    try (Fd b = pair.second();
        MessageReceiver receiver = new MessageReceiver(8, 0)) {
      pair.first().close();
      assertThat(receiver.receive(b)).isTrue();
      assertThat(receiver.data().remaining()).isZero();
    }
  }

  @Test
  void aDatagramNamesItsSender() {
    try (Fd to = bound(Socket.Type.DGRAM, at("to"));
        Fd from = bound(Socket.Type.DGRAM, at("from"));
        MessageReceiver receiver = new MessageReceiver(8, 0)) {
      Socket.passCredentials(to);
      new MessageSender().sendTo(from, at("to"), Buffers.of("hi"));
      assertThat(receiver.receive(to)).isTrue();
      assertThat(receiver.sender()).isEqualTo(at("from"));
      assertThat(receiver.credentials())
          .isEqualTo(new Credentials(Sys.pid(), Sys.uid(), Sys.gid()));
    }
  }

  @Test
  void nobodyCanClaimAPidThatIsNotThere() {
    Socket.Pair pair = Socket.pair(Socket.Type.DGRAM, true);
    try (Fd a = pair.first();
        Fd b = pair.second()) {
      assertThat(b.isOpen()).isTrue();
      Credentials nobody = new Credentials(0x3fff_fff0, Sys.uid(), Sys.gid());
      assertThatThrownBy(() -> new MessageSender().sendAs(a, nobody, Buffers.of("x")))
          .isInstanceOf(ErrnoException.class);
    }
  }
}
