package org.reeve.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** busctl (sd-bus) and gdbus (GLib) as clients: two implementations of D-Bus that are not ours. */
class ForeignClientsTest {
  @TempDir private Path directory;
  private TestServer server;
  private Path socket;
  private long uid;

  @BeforeEach
  void start() throws IOException {
    uid = ((Integer) Files.getAttribute(directory, "unix:uid")).longValue();
    socket = directory.resolve("bus");
    server = new TestServer(socket, new Lamp(), uid);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Path program = Path.of("/usr/bin", command[0]);
    assumeThat(program).as("%s is not installed", command[0]).isExecutable();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  private String busctl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("busctl", "--address=unix:path=" + socket));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  @Test
  void busctlReadsEveryKindOfProperty() throws Exception {
    String lamp = Lamp.PATH.text();
    assertThat(busctl("get-property", "x.y", lamp, Lamp.NAME, "Watts", "Colour", "Wiring").lines())
        .containsExactly("t 60", "s \"w\\303\\244rm\"", "a(sii) 2 \"L\" 1 -2 \"N\" 3 4");
  }

  @Test
  void busctlCallsAMethodAndShowsItsNestedAnswer() throws Exception {
    assertThat(busctl("call", "x.y", Lamp.PATH.text(), Lamp.NAME, "Describe", "s", "key"))
        .isEqualTo("a{sv} 1 \"key\" a{u(bd)} 1 7 true 1.5\n");
  }

  @Test
  void busctlShowsTheSentenceOfAnError() throws Exception {
    assertThat(busctl("call", "x.y", Lamp.PATH.text(), Lamp.NAME, "Refuse"))
        .isEqualTo("Call failed: No.\n");
  }

  @Test
  void busctlIntrospectsTheTable() throws Exception {
    assertThat(busctl("introspect", "--xml-interface", "x.y", Lamp.PATH.text()))
        .contains("<interface name=\"org.example.Lamp\">", "<signal name=\"Burnt\">");
    assertThat(busctl("introspect", "x.y", Lamp.PATH.text(), Lamp.NAME))
        .containsPattern("\\.Describe +method +s +a\\{sv\\}")
        .containsPattern("\\.Colour +property +s +\"w.*rm\" +emits-change writable");
  }

  @Test
  void gdbusReadsAndWritesThroughGlib() throws Exception {
    String address = "unix:path=" + socket;
    String lamp = Lamp.PATH.text();
    assertThat(
            run(
                "gdbus",
                "call",
                "--address",
                address,
                "--dest",
                "x.y",
                "--object-path",
                lamp,
                "--method",
                Dispatcher.PROPERTIES + ".Set",
                Lamp.NAME,
                "Colour",
                "<'röd'>"))
        .isEqualTo("()\n");
    assertThat(
            run(
                "gdbus",
                "call",
                "--address",
                address,
                "--dest",
                "x.y",
                "--object-path",
                lamp,
                "--method",
                Dispatcher.PROPERTIES + ".GetAll",
                Lamp.NAME))
        .isEqualTo(
            "({'Watts': <uint64 60>, 'Colour': <'röd'>, 'Wiring': <[('L', 1, -2), ('N', 3, 4)]>},)\n");
  }

  @Test
  void ourOwnClientTalksToIt() throws Exception {
    try (Client client = new Client(SocketChannel.open(UnixDomainSocketAddress.of(socket)), uid)) {
      Message get = Message.call(Lamp.PATH, Dispatcher.PROPERTIES, "Get");
      assertThat(client.call(get.with("ss", Lamp.NAME, "Watts")))
          .containsExactly(Variant.of("t", 60L));
      assertThatThrownBy(() -> client.call(Message.call(Lamp.PATH, Lamp.NAME, "Refuse")))
          .isInstanceOf(BusError.class)
          .hasMessage("No.");
    }
  }

  @Test
  void ourOwnClientWaitsForTheAuthenticationBeforeItCalls() throws Exception {
    Path other = directory.resolve("other");
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(other));
      Thread caller =
          Thread.startVirtualThread(() -> {
            try (Client client =
                new Client(SocketChannel.open(UnixDomainSocketAddress.of(other)), uid)) {
              client.call(Message.call(Lamp.PATH, Dispatcher.PEER, "Ping"));
            } catch (IOException | BusError e) {
              server.endings.add(String.valueOf(e.getMessage()));
            }
          });
      try (SocketChannel accepted = listener.accept()) {
        ByteBuffer first = ByteBuffer.allocate(4096);
        accepted.read(first);
        String said = new String(first.array(), 0, first.position(), StandardCharsets.US_ASCII);
        assertThat(said).startsWith("\0AUTH EXTERNAL ").endsWith("BEGIN\r\n");
      }
      caller.join();
    }
    assertThat(server.endings.poll(10, TimeUnit.SECONDS))
        .isEqualTo("the D-Bus server closed the connection");
  }

  @Test
  void aClientThatSendsRubbishIsCutOffAndDisturbsNoOther() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
    try (Client client = new Client(SocketChannel.open(address), uid);
        SocketChannel rude = SocketChannel.open(address)) {
      Message ping = Message.call(Lamp.PATH, Dispatcher.PEER, "Ping");
      assertThat(client.call(ping)).isEmpty();
      String opening = "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n" + "\1".repeat(100);
      rude.write(ByteBuffer.wrap(opening.getBytes(StandardCharsets.US_ASCII)));
      assertThat(server.endings.poll(10, TimeUnit.SECONDS))
          .isEqualTo("a message begins with byte 1, which names no byte order");
      assertThat(client.call(ping)).isEmpty();
    }
  }
}
