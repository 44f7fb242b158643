package org.reeve.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reeve.linux.EventFd;
import org.reeve.linux.Fd;

class ConnectionTest {
  private static final String GUID = "00112233445566778899aabbccddeeff";
  private static final ObjectPath PATH = new ObjectPath("/org/example");

  /** What sd-bus 252 sends first, in one piece. */
  private static final String SD_BUS = "\0AUTH EXTERNAL\r\nDATA\r\nNEGOTIATE_UNIX_FD\r\nBEGIN\r\n";

  private static Fd descriptor() {
    return new EventFd().fd();
  }

  private static Connection server() {
    return Connection.server(Limits.SERVER, GUID, 1000, false);
  }

  private static void feed(Connection connection, String text) throws ProtocolException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    connection.feed(ByteBuffer.wrap(bytes), List.of());
  }

  private static byte[] drain(Connection connection) {
    ByteBuffer all = ByteBuffer.allocate(connection.outputSize());
    connection.gather(all);
    connection.written(all.position());
    return all.array();
  }

  private static Message received(Connection connection) throws ProtocolException {
    return Objects.requireNonNull(connection.receive(), "no message");
  }

  private static String said(Connection connection) {
    return new String(drain(connection), StandardCharsets.US_ASCII);
  }

  private static Connection readyServer() throws ProtocolException {
    Connection server = server();
    feed(server, SD_BUS);
    drain(server);
    return server;
  }

  private static Message call() {
    return Message.call(PATH, "org.example.Thing", "Do");
  }

  private static byte[] encoded(Message message) {
    return MessageCodec.encode(message.withSerial(1));
  }

  @Test
  void whatSdBusSendsInOneGoIsAnsweredLineByLine() throws ProtocolException {
    Connection server = server();
    feed(server, SD_BUS);
    assertThat(said(server)).isEqualTo("DATA\r\nOK " + GUID + "\r\nAGREE_UNIX_FD\r\n");
    assertThat(server.isReady()).isTrue();
    assertThat(server.passesFds()).isTrue();
  }

  @Test
  void theSameSentByteByByteIsAnsweredTheSame() throws ProtocolException {
    Connection server = server();
    for (int i = 0; i < SD_BUS.length(); i++) {
      assertThat(server.isReady()).isFalse();
      feed(server, SD_BUS.substring(i, i + 1));
    }
    assertThat(said(server)).isEqualTo("DATA\r\nOK " + GUID + "\r\nAGREE_UNIX_FD\r\n");
    assertThat(server.isReady()).isTrue();
  }

  @Test
  void aMessageRightBehindTheLastLineIsNotLost() throws ProtocolException {
    Connection server = server();
    byte[] message = encoded(call());
    ByteBuffer all = ByteBuffer.allocate(SD_BUS.length() + message.length);
    all.put(SD_BUS.getBytes(StandardCharsets.US_ASCII)).put(message).flip();
    server.feed(all, List.of());
    assertThat(received(server).member()).isEqualTo("Do");
  }

  @Test
  void anIdentityThatIsNotTheKernelsIsRejectedAndMayBeMended() throws ProtocolException {
    Connection server = server();
    feed(server, "\0AUTH EXTERNAL 30\r\n"); // uid 0
    assertThat(said(server)).isEqualTo("REJECTED EXTERNAL\r\n");
    feed(server, "AUTH EXTERNAL 31303030\r\n"); // uid 1000
    assertThat(said(server)).isEqualTo("OK " + GUID + "\r\n");
  }

  @Test
  void anonymousIsAcceptedOnlyWhereItIsOffered() throws ProtocolException {
    Connection strict = server();
    feed(strict, "\0AUTH ANONYMOUS 74657374\r\n");
    assertThat(said(strict)).isEqualTo("REJECTED EXTERNAL\r\n");
    Connection open = Connection.server(Limits.SERVER, GUID, 1000, true);
    feed(open, "\0AUTH\r\nAUTH ANONYMOUS 74657374\r\nBEGIN\r\n");
    assertThat(said(open)).isEqualTo("REJECTED EXTERNAL ANONYMOUS\r\nOK " + GUID + "\r\n");
    assertThat(open.isReady()).isTrue();
    assertThat(open.passesFds()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n",
        "\0BEGIN\r\n",
        "\0AUTH EXTERNAL 30\r\nBEGIN\r\n",
        "\0\1\r\n"
      })
  void whoDoesNotAuthenticateIsCutOff(String text) {
    assertThatThrownBy(() -> feed(server(), text)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void anEndlessAuthenticationIsCutOff() {
    assertThatThrownBy(() -> feed(server(), "\0" + "x".repeat(17_000)))
        .hasMessageContaining("over 16384 bytes");
    assertThatThrownBy(() -> feed(server(), "\0" + "AUTH\r\n".repeat(65)))
        .hasMessageContaining("64 authentication commands");
  }

  @Test
  void clientAndServerUnderstandEachOtherHoweverTheBytesAreCut() throws ProtocolException {
    RandomGenerator random = Seed.random("clientAndServerUnderstandEachOtherHoweverTheBytesAreCut");
    RandomValues values = new RandomValues(random);
    Connection client = Connection.client(Limits.CLIENT, 1000);
    Connection server = server();
    List<Message> sent = new ArrayList<>();
    List<Message> received = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Signature signature = values.signature();
      if (!signature.text().contains("h") && !signature.text().contains("v")) {
        Message message = call().with(signature, values.values(signature, 1));
        sent.add(message.withSerial(client.send(message)));
      }
      while (client.outputSize() > 0 && random.nextInt(8) != 0) {
        ByteBuffer part = ByteBuffer.allocate(1 + random.nextInt(300));
        client.gather(part);
        client.written(part.position());
        server.feed(part.flip(), List.of());
      }
      collect(server, received);
    }
    server.feed(ByteBuffer.wrap(drain(client)), List.of());
    collect(server, received);
    assertThat(received).isEqualTo(sent);
    client.feed(ByteBuffer.wrap(drain(server)), List.of());
    assertThat(client.isReady()).isTrue();
  }

  private static void collect(Connection server, List<Message> received) throws ProtocolException {
    Message message = server.receive();
    while (message != null) {
      received.add(message);
      message = server.receive();
    }
  }

  @Test
  void aCutMessageIsWaitedForAndAnAlteredOneRefusedOrAnother() throws ProtocolException {
    byte[] bytes = encoded(call().with("sa{sv}", "text", java.util.Map.of("k", Variant.of(true))));
    for (int length = 0; length < bytes.length; length++) {
      Connection server = readyServer();
      server.feed(ByteBuffer.wrap(bytes, 0, length), List.of());
      assertThat(server.receive()).as("%s bytes", length).isNull();
    }
    int refused = 0;
    for (int at = 0; at < bytes.length; at++) {
      for (int value = 0; value < 256; value++) {
        byte[] altered = bytes.clone();
        altered[at] = (byte) value;
        Connection server = readyServer();
        try {
          server.feed(ByteBuffer.wrap(altered), List.of());
          server.receive();
        } catch (ProtocolException e) {
          refused++;
          assertThat(e).hasMessageMatching("(?s)(a message|the peer|a signature|signature)\\b.*");
        }
      }
    }
    assertThat(refused).isGreaterThan(bytes.length * 100);
  }

  @Test
  void aMessageThatAnnouncesMoreThanAllowedIsRefusedByItsFirstBytes() throws ProtocolException {
    Connection server = readyServer();
    byte[] prefix = {'l', 1, 0, 1, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0};
    server.feed(ByteBuffer.wrap(prefix), List.of());
    assertThatThrownBy(server::receive).hasMessageContaining("announces 33554448 bytes");
  }

  @Test
  void aMessageOfAKindFromTheFutureIsIgnored() throws ProtocolException {
    Connection server = readyServer();
    byte[] strange = encoded(call());
    strange[1] = 9;
    server.feed(ByteBuffer.wrap(strange), List.of());
    server.feed(ByteBuffer.wrap(encoded(call().with("s", "next"))), List.of());
    assertThat(server.receive()).isEqualTo(call().with("s", "next").withSerial(1));
  }

  @Test
  void whoDoesNotReadIsFirstNotServedAndThenGivenUp() throws ProtocolException {
    Connection server = readyServer();
    Message signal = Message.signal(PATH, "org.example.Thing", "Told").with("s", "x".repeat(1000));
    assertThat(server.wantsInput()).isTrue();
    while (server.outputSize() < Limits.SERVER.waiting()) {
      server.send(signal);
    }
    assertThat(server.wantsInput()).isFalse();
    assertThatThrownBy(
            () -> {
              for (int sent = 0; sent <= Limits.SERVER.queue(); sent += 1000) {
                server.send(signal);
              }
            })
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("unread");
    assertThat(server.outputSize()).isLessThanOrEqualTo(Limits.SERVER.queue());
  }

  @Test
  void aDescriptorTravelsWithItsMessageAndIsClosedOnceSent() throws ProtocolException {
    Fd fd = descriptor();
    Connection server = readyServer();
    Message plain = Message.signal(PATH, "org.example.Thing", "Told");
    server.send(plain);
    server.send(plain.with("h", new UnixFd(0)).withFds(List.of(fd)));
    assertThat(server.gather(ByteBuffer.allocate(4096))).isEmpty();
    drainOnce(server);
    ByteBuffer bytes = ByteBuffer.allocate(4096);
    assertThat(server.gather(bytes)).containsExactly(fd);
    assertThat(fd.isOpen()).isTrue();
    server.written(5);
    assertThat(fd.isOpen()).isFalse();
    assertThat(server.gather(ByteBuffer.allocate(4096))).isEmpty();

    Fd arrived = descriptor();
    Connection receiver = readyServer();
    receiver.feed(bytes.flip(), List.of(arrived));
    assertThat(received(receiver).fds()).containsExactly(arrived);
    receiver.close();
    assertThat(arrived.isOpen()).isTrue();
    arrived.close();
  }

  private static void drainOnce(Connection connection) {
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    connection.gather(buffer);
    connection.written(buffer.position());
  }

  @Test
  void descriptorsNobodyAskedForAreClosedWithTheConnection() throws ProtocolException {
    Fd fd = descriptor();
    Connection server = readyServer();
    server.feed(ByteBuffer.wrap(encoded(call())), List.of(fd));
    assertThatThrownBy(server::receive).hasMessageContaining("no message announces");
    server.close();
    assertThat(fd.isOpen()).isFalse();
  }

  @Test
  void aMessageThatAnnouncesDescriptorsItDidNotBringIsRefused() throws ProtocolException {
    Fd fd = descriptor();
    Message message = call().with("h", new UnixFd(0)).withFds(List.of(fd));
    Connection server = readyServer();
    server.feed(ByteBuffer.wrap(encoded(message)), List.of());
    assertThatThrownBy(server::receive)
        .hasMessageContaining("announces 1 descriptors and brought 0");
  }
}
