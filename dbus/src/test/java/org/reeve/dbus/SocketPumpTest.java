package org.reeve.dbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reeve.linux.EventFd;
import org.reeve.linux.Fd;
import org.reeve.linux.Socket;

class SocketPumpTest {
  private static final ObjectPath PATH = new ObjectPath("/org/example");

  private final Socket.Pair pair = Socket.pair(Socket.Type.STREAM, true);
  private final Connection client = Connection.client(Limits.CLIENT, 1000);
  private final Connection server = Connection.server(Limits.SERVER, "0f".repeat(16), 1000, false);
  private final SocketPump pump = new SocketPump();

  @BeforeEach
  void authenticate() throws ProtocolException {
    assertThat(pump.send(pair.first(), client)).isTrue();
    assertThat(pump.receive(pair.second(), server)).isTrue();
    assertThat(pump.send(pair.second(), server)).isTrue();
    assertThat(pump.receive(pair.first(), client)).isTrue();
    assertThat(client.isReady() && server.isReady()).isTrue();
  }

  @AfterEach
  void close() {
    pair.first().close();
    pair.second().close();
    pump.close();
  }

  @Test
  void aDescriptorArrivesAsAnotherOneOfTheSameFile() throws ProtocolException {
    try (EventFd event = new EventFd()) {
      Message call = Message.call(PATH, "org.example.Thing", "Take").with("h", new UnixFd(0));
      client.send(call.withFds(List.of(event.fd().dup())));
      pump.send(pair.first(), client);
      pump.receive(pair.second(), server);
      Message message = Objects.requireNonNull(server.receive());
      try (Fd arrived = message.fds().getFirst()) {
        event.signal();
        assertThat(arrived.read(java.nio.ByteBuffer.allocateDirect(8))).isEqualTo(8);
        assertThat(arrived.number()).isNotEqualTo(event.fd().number());
        assertThat(arrived.isCloseOnExec()).isTrue();
      }
    }
  }

  @Test
  void aReaderThatIsSlowLeavesTheRestInTheQueueWithoutBlocking() throws ProtocolException {
    Message signal = Message.signal(PATH, "org.example.Thing", "Told").with("s", "x".repeat(9999));
    int sent = 0;
    while (server.outputSize() == 0) {
      server.send(signal);
      sent++;
      assertThat(pump.send(pair.second(), server)).isTrue();
    }
    int received = 0;
    while (received < sent) {
      pump.receive(pair.first(), client);
      while (client.receive() != null) {
        received++;
      }
      pump.send(pair.second(), server);
    }
    assertThat(server.outputSize()).isZero();
  }

  @Test
  void aPeerThatLeftIsNoticedOnBothWays() throws ProtocolException {
    pair.first().close();
    assertThat(pump.receive(pair.second(), server)).isFalse();
    server.send(Message.signal(PATH, "org.example.Thing", "Told"));
    assertThat(pump.send(pair.second(), server)).isFalse();
  }
}
