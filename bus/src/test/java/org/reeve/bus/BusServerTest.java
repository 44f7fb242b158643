package org.reeve.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reeve.dbus.Client;
import org.reeve.dbus.Connection;
import org.reeve.dbus.Dispatcher;
import org.reeve.dbus.Interface;
import org.reeve.dbus.Limits;
import org.reeve.dbus.Message;
import org.reeve.dbus.ObjectPath;
import org.reeve.dbus.ObjectTree;
import org.reeve.linux.Fd;
import org.reeve.linux.Socket;
import org.reeve.linux.UnixAddress;

@Timeout(60)
class BusServerTest {
  private static final ObjectPath PATH = new ObjectPath("/org/example");
  private static final Message PING = Message.call(PATH, "org.freedesktop.DBus.Peer", "Ping");
  private static final Message BIG = Message.call(PATH, "org.example.Thing", "Big");
  private static final Message BROKEN = Message.call(PATH, "org.example.Thing", "Break");

  @TempDir private Path directory;
  private final TestLoop loop = new TestLoop();
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private BusServer server;
  private Path socket;
  private long uid;

  /** One object whose one method answers 100 kB and the other fails by a fault of ours. */
  private static final class Thing implements ObjectTree {
    private static final Interface<String> TABLE =
        new Interface<>(
            "org.example.Thing",
            List.of(),
            List.of(
                new Interface.Method<>(
                    "Big",
                    List.of(),
                    List.of(new Interface.Argument("text", "s")),
                    false,
                    false,
                    (thing, call) -> call.reply(thing)),
                new Interface.Method<>(
                    "Break",
                    List.of(),
                    List.of(),
                    false,
                    false,
                    (_, _) -> {
                      throw new IllegalStateException("a fault of ours");
                    })),
            List.of());

    @Override
    public @Nullable List<Exported<?>> find(ObjectPath path) {
      return path.equals(PATH) ? List.of(new Exported<>(TABLE, "x".repeat(100_000))) : null;
    }

    @Override
    public List<String> children(ObjectPath path) {
      return List.of();
    }
  }

  @BeforeEach
  void start() throws IOException {
    uid = ((Integer) Files.getAttribute(directory, "unix:uid")).longValue();
    socket = directory.resolve("private");
    server =
        new BusServer(
            loop, new Dispatcher(new Thing(), "0f".repeat(16)), "f0".repeat(16), uid, log::add);
    Fd listener = Socket.unix(Socket.Type.STREAM, true);
    Socket.bind(listener, UnixAddress.path(socket.toString()));
    Socket.listen(listener, 128);
    server.listen(listener);
    loop.run(server);
  }

  @AfterEach
  void stop() throws InterruptedException {
    loop.stop();
  }

  private SocketChannel channel() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  private Client client() throws IOException {
    return new Client(channel(), uid);
  }

  /** Sends all bytes of a connection's output that the socket takes without waiting. */
  private static void push(Connection connection, SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    int written = 1;
    while (connection.outputSize() > 0 && written > 0) {
      connection.gather(buffer.clear());
      written = channel.write(buffer.flip());
      connection.written(written);
    }
  }

  @Test
  void aHundredClientsAreServedOneAfterAnotherAndAtOnce() throws Exception {
    Client[] clients = new Client[100];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = client();
      assertThat(clients[i].call(PING)).isEmpty();
    }
    for (Client client : clients) {
      assertThat(client.call(PING)).isEmpty();
      client.close();
    }
  }

  @Test
  void aSignalReachesEveryClientWithoutSubscription() throws Exception {
    try (Client one = client();
        Client two = client()) {
      one.call(PING);
      two.call(PING);
      Message signal = Message.signal(PATH, "org.example.Thing", "Told").with("s", "news");
      loop.within(() -> server.broadcast(signal));
      assertThat(one.signal().body()).containsExactly("news");
      assertThat(two.signal().body()).containsExactly("news");
    }
  }

  @Test
  void whoAsksAndDoesNotReadIsKeptWaitingAndDisturbsNobody() throws Exception {
    try (SocketChannel lazy = channel();
        Client other = client()) {
      Connection flood = Connection.client(Limits.CLIENT, uid);
      for (int i = 0; i < 200; i++) {
        flood.send(BIG); // 20 MB of answers, which nobody reads
      }
      lazy.configureBlocking(false);
      push(flood, lazy);
      for (int i = 0; i < 100; i++) {
        assertThat(other.call(PING)).isEmpty();
      }
      assertThat(log).isEmpty();
      lazy.configureBlocking(true);
      int answers = 0;
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      while (answers < 200) {
        push(flood, lazy);
        lazy.read(buffer.clear());
        flood.feed(buffer.flip(), List.of());
        while (flood.receive() != null) {
          answers++;
        }
      }
      assertThat(answers).isEqualTo(200);
    }
  }

  @Test
  void whoReadsNoSignalsIsDisconnectedAndTheOthersGetThemAll() throws Exception {
    try (Client lazy = client();
        Client other = client()) {
      lazy.call(PING);
      other.call(PING);
      Message signal =
          Message.signal(PATH, "org.example.Thing", "Told").with("s", "y".repeat(50_000));
      int sent = 0;
      while (log.isEmpty() && sent < 1_000) {
        loop.within(() -> server.broadcast(signal));
        assertThat(other.signal().member()).isEqualTo("Told");
        sent++;
      }
      assertThat(log.poll(10, TimeUnit.SECONDS)).contains("was disconnected: the peer leaves");
      assertThat(other.call(PING)).isEmpty();
    }
  }

  @Test
  void whoSendsRubbishIsDisconnectedWithTheReason() throws Exception {
    try (SocketChannel rude = channel();
        Client other = client()) {
      String rubbish = "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n" + "?".repeat(64);
      rude.write(ByteBuffer.wrap(rubbish.getBytes(StandardCharsets.US_ASCII)));
      assertThat(log.poll(10, TimeUnit.SECONDS))
          .contains("was disconnected: a message begins with byte 63");
      assertThat(other.call(PING)).isEmpty();
    }
  }

  @Test
  void aFaultOfOursIsAnErrorToTheCallerAndALineInTheLog() throws Exception {
    try (Client client = client()) {
      try {
        client.call(BROKEN);
        assertThat(false).as("an answer").isTrue();
      } catch (org.reeve.dbus.BusError e) {
        assertThat(e.errorName()).isEqualTo("org.freedesktop.DBus.Error.Failed");
      }
      assertThat(log.poll(10, TimeUnit.SECONDS)).startsWith("Break failed: java.lang");
      assertThat(client.call(PING)).isEmpty();
    }
  }

  @Test
  void aClientThatLeavesInTheMiddleOfACallIsForgotten() throws Exception {
    for (int i = 0; i < 300; i++) {
      try (SocketChannel hasty = channel()) {
        Connection connection = Connection.client(Limits.CLIENT, uid);
        connection.send(BIG);
        push(connection, hasty);
      }
    }
    try (Client client = client()) {
      assertThat(client.call(PING)).isEmpty();
    }
    assertThat(log).isEmpty();
  }
}
