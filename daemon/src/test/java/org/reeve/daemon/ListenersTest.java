package org.reeve.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Memory;
import org.reeve.linux.Open;
import org.reeve.linux.Socket;
import org.reeve.linux.UnixAddress;

@Timeout(120)
class ListenersTest {
  private static final int DUPLICATE = 0; // F_DUPFD: without close-on-exec
  private static final int UNUSED = 700; // descriptors of tests have lower numbers

  @TempDir private Path directory;

  /** A listening socket as a manager would hand it over, and its address. */
  private record Given(Listener listener, SocketAddress address) {}

  private Given listening(String host) throws IOException {
    boolean unix = host.startsWith("/");
    SocketAddress wanted =
        unix
            ? UnixDomainSocketAddress.of(directory + host)
            : new InetSocketAddress(InetAddress.getByName(host), 0);
    ProtocolFamily family =
        unix
            ? StandardProtocolFamily.UNIX
            : host.contains(":") ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    try (ServerSocketChannel managers = ServerSocketChannel.open(family)) {
      Fd number = Fd.of(ChannelAdoption.numberOf(managers));
      managers.bind(wanted);
      return new Given(Listener.of("echo", number.dup()), managers.getLocalAddress());
    }
  }

  private Given datagrams(String host) throws IOException {
    ProtocolFamily family =
        host.contains(":") ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    try (DatagramChannel managers = DatagramChannel.open(family)) {
      Fd number = Fd.of(ChannelAdoption.numberOf(managers));
      managers.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
      return new Given(Listener.of("echo", number.dup()), managers.getLocalAddress());
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static String read(SocketChannel from) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(100);
    from.read(into);
    return UTF_8.decode(into.flip()).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1", "::", "/socket"})
  void aListeningSocketIsAChannelThatKnowsItsAddressAndAccepts(String host) throws Exception {
    Given given = listening(host);
    assertThat(given.listener().kind()).isEqualTo(Listener.Kind.STREAM_LISTENER);
    try (ServerSocketChannel server = given.listener().serverSocketChannel();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(server.getLocalAddress()).isEqualTo(given.address());
      if (given.address() instanceof InetSocketAddress inet) {
        assertThat(server.socket().getLocalPort()).isEqualTo(inet.getPort());
      }
      Future<String> answer =
          clients.submit(() -> {
            try (SocketChannel client = SocketChannel.open(given.address())) {
              client.write(bytes("hello"));
              return read(client);
            }
          });
      try (SocketChannel accepted = server.accept()) {
        assertThat(read(accepted)).isEqualTo("hello");
        accepted.write(bytes("to you"));
      }
      assertThat(answer.get()).isEqualTo("to you");
    }
    assertThatThrownBy(() -> SocketChannel.open(given.address()).close())
        .as("closed with its channel")
        .isInstanceOf(IOException.class);
  }

  @Test
  void theJdksSelectorsTakeSuchChannels() throws Exception {
    Given stream = listening("127.0.0.1");
    Given unix = listening("/socket");
    Given datagrams = datagrams("127.0.0.1");
    try (Selector selector = Selector.open();
        ServerSocketChannel a = stream.listener().serverSocketChannel();
        ServerSocketChannel b = unix.listener().serverSocketChannel();
        DatagramChannel c = datagrams.listener().datagramChannel();
        DatagramChannel sender = DatagramChannel.open()) {
      a.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
      b.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
      c.configureBlocking(false).register(selector, SelectionKey.OP_READ);
      assertThat(selector.selectNow()).isZero();
      try (SocketChannel _ = SocketChannel.open(stream.address());
          SocketChannel _ = SocketChannel.open(unix.address())) {
        sender.send(bytes("x"), datagrams.address());
        List<Object> ready = new ArrayList<>();
        while (ready.size() < 3) {
          selector.select();
          for (SelectionKey key : selector.selectedKeys()) {
            ready.add(key.channel());
            key.cancel();
          }
          selector.selectedKeys().clear();
        }
        assertThat(ready).containsExactlyInAnyOrder(a, b, c);
      }
    }
  }

  @Test
  void aVirtualThreadBlocksInAcceptUntilTheChannelIsClosed() throws Exception {
    ServerSocketChannel server = listening("127.0.0.1").listener().serverSocketChannel();
    AtomicBoolean ended = new AtomicBoolean();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                server.accept().close();
              } catch (IOException closed) {
                ended.set(true);
              }
            });
    while (thread.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    server.close();
    thread.join();
    assertThat(ended).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1", "::"})
  void aDatagramSocketIsAChannelThatLosesNothingThatWaits(String host) throws Exception {
    Given given = datagrams(host);
    InetSocketAddress address = (InetSocketAddress) given.address();
    InetAddress to = InetAddress.getByName(host.contains(":") ? "::1" : "127.0.0.1");
    try (DatagramChannel client = DatagramChannel.open()) {
      client.send(bytes("activates"), new InetSocketAddress(to, address.getPort()));
      try (DatagramChannel server = given.listener().datagramChannel()) {
        assertThat(server.getLocalAddress()).isEqualTo(given.address());
        ByteBuffer into = ByteBuffer.allocate(100);
        SocketAddress from = server.receive(into);
        assertThat(UTF_8.decode(into.flip()).toString()).isEqualTo("activates");
        server.send(bytes("answer"), from);
        client.receive(into.clear());
        assertThat(UTF_8.decode(into.flip()).toString()).isEqualTo("answer");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "/socket"})
  void aConnectionIsAChannelThatKnowsBothAddresses(String host) throws Exception {
    Given given = listening(host);
    try (ServerSocketChannel server = given.listener().serverSocketChannel();
        SocketChannel client = SocketChannel.open(given.address())) {
      // a manager with Accept=yes accepts by itself
      Fd accepted = Socket.accept(given.listener().descriptor(), false);
      assertThat(server.isOpen()).isTrue();
      Listener listener = Listener.of("connection", Objects.requireNonNull(accepted));
      assertThat(listener.kind()).isEqualTo(Listener.Kind.CONNECTION);
      try (SocketChannel connection = listener.socketChannel()) {
        assertThat(connection.isConnected()).isTrue();
        assertThat(connection.getLocalAddress()).isEqualTo(client.getRemoteAddress());
        assertThat(connection.getRemoteAddress()).isEqualTo(client.getLocalAddress());
        client.write(bytes("question"));
        assertThat(read(connection)).isEqualTo("question");
        connection.write(bytes("answer"));
        assertThat(read(client)).isEqualTo("answer");
      }
      assertThat(client.read(ByteBuffer.allocate(1))).as("closed with its channel").isEqualTo(-1);
    }
  }

  @Test
  void onlyTheShortLivedThreadWasPretendedTo() throws Exception {
    listening("127.0.0.1").listener().serverSocketChannel().close();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        String status;
        try {
          status = Files.readString(task.resolve("status"));
        } catch (IOException ended) {
          continue;
        }
        if (status.contains("\tadoption\n")) {
          continue; // Java is done with it, and the kernel is about to be
        }
        String outside = Files.readString(Path.of("/proc/1/status"));
        int mode = status.indexOf("Seccomp:\t2");
        assertThat(mode).as(status).isEqualTo(outside.contains("Seccomp:\t2") ? mode : -1);
      }
    }
  }

  @Test
  void manyAreMadeAtOnceWhileOthersOpenAndCloseSockets() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      Callable<Boolean> disturbance =
          () -> {
            while (!over.get()) {
              SocketChannel.open().close();
            }
            return true;
          };
      Future<Boolean> one = threads.submit(disturbance);
      Future<Boolean> other = threads.submit(disturbance);
      List<Future<SocketAddress>> made = new ArrayList<>();
      List<SocketAddress> expected = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Given given = listening("127.0.0.1");
        expected.add(given.address());
        made.add(
            threads.submit(() -> {
              try (ServerSocketChannel server = given.listener().serverSocketChannel();
                  SocketChannel client = SocketChannel.open(given.address());
                  SocketChannel accepted = server.accept()) {
                accepted.write(bytes("x"));
                assertThat(read(client)).isEqualTo("x");
                return server.getLocalAddress();
              }
            }));
      }
      List<SocketAddress> found = new ArrayList<>();
      for (Future<SocketAddress> address : made) {
        found.add(address.get());
      }
      over.set(true);
      assertThat(one.get() && other.get()).isTrue();
      assertThat(found).isEqualTo(expected);
    }
  }

  @Test
  void aFifoAndAStoredFileAreFileChannels() throws Exception {
    Path fifo = directory.resolve("fifo");
    Fs.mkfifo(Fs.path(fifo.toString()), 0600);
    Listener pipe = Listener.of("fifo", Fs.open(Fs.path(fifo.toString()), Open.RDWR));
    assertThat(pipe.kind()).isEqualTo(Listener.Kind.FIFO);
    ByteBuffer into = ByteBuffer.allocate(100);
    try (FileChannel channel = pipe.fileChannel(StandardOpenOption.READ)) {
      pipe.descriptor().writeFully(Fs.path("through"));
      channel.read(into);
    }
    pipe.close();
    Listener stored = Listener.of("state", Memory.sealed("state", Fs.path(" and stored")));
    assertThat(stored.kind()).isEqualTo(Listener.Kind.FILE);
    try (FileChannel channel = stored.fileChannel(StandardOpenOption.READ)) {
      channel.read(into);
    }
    stored.close();
    assertThat(UTF_8.decode(into.flip()).toString()).isEqualTo("through and stored");
  }

  @Test
  void whatTheJdkHasNoChannelForIsSaidAndStaysADescriptor() throws Exception {
    Listener datagrams = Listener.of("log", Socket.unix(Socket.Type.DGRAM, false));
    assertThat(datagrams.kind()).isEqualTo(Listener.Kind.UNIX_DATAGRAMS);
    assertThatThrownBy(datagrams::datagramChannel)
        .hasMessage(
            "The descriptor \"log\" from the manager (unix datagrams) cannot become a"
                + " DatagramChannel.");
    assertThat(datagrams.descriptor().isOpen()).isTrue();
    datagrams.close();
    Listener packets = Listener.of("packets", Socket.unix(Socket.Type.SEQPACKET, false));
    assertThat(packets.kind()).isEqualTo(Listener.Kind.SEQUENTIAL_PACKETS);
    packets.close();

    Fd abstracts = Socket.unix(Socket.Type.STREAM, false);
    Socket.bind(abstracts, UnixAddress.abstractName("reeve-" + directory));
    Socket.listen(abstracts, 1);
    Listener listener = Listener.of("abstract", abstracts);
    assertThatThrownBy(listener::serverSocketChannel).isInstanceOf(IOException.class);
    assertThat(listener.descriptor().isOpen()).as("it can be accepted from").isTrue();
    assertThat(Socket.localAddress(listener.descriptor()).isAbstract()).isTrue();
    listener.close();
  }

  @Test
  void aChannelIsMadeOnce() throws Exception {
    Listener listener = listening("127.0.0.1").listener();
    int handedOver = listener.descriptor().number();
    try (ServerSocketChannel _ = listener.serverSocketChannel()) {
      assertThat(listener.descriptor().number()).isNotEqualTo(handedOver);
      assertThatThrownBy(() -> Fd.of(handedOver).stat()).isInstanceOf(ErrnoException.class);
      assertThatThrownBy(listener::serverSocketChannel)
          .hasMessage(
              "The descriptor \"echo\" from the manager (stream listener) has become a channel"
                  + " already.");
    }
  }

  @Test
  void descriptorsAreTakenOnceInOrderWithTheirNames() {
    Fd first;
    try (Fd memory = Memory.create("memory")) {
      first = Fd.of((int) memory.fcntl(DUPLICATE, UNUSED));
      assertThat(memory.fcntl(DUPLICATE, UNUSED)).isEqualTo(first.number() + 1);
    }
    Map<String, String> environment = Map.of("LISTEN_FDS", "2", "LISTEN_FDNAMES", "a:");
    try (Listeners listeners = Listeners.take(first.number(), environment)) {
      assertThat(listeners.all()).extracting(Listener::name).containsExactly("a", "");
      assertThat(listeners.only("a").descriptor().number()).isEqualTo(first.number());
      assertThatThrownBy(listeners::only)
          .hasMessage("One descriptor is expected from the manager, and there are 2.");
      assertThatThrownBy(() -> listeners.only("b"))
          .hasMessage(
              "One descriptor of the name \"b\" is expected from the manager, and there are 0.");
      assertThat(first.isCloseOnExec()).isTrue();
      assertThatThrownBy(() -> Listeners.take(first.number(), environment))
          .hasMessage("The descriptors that the manager has handed over have been taken before.");
    }
    assertThatThrownBy(() -> Listeners.take(first.number(), environment))
        .hasMessageContaining("is not open: it has been taken before, or somebody has closed it.");
    assertThat(Listeners.fromEnvironment().isEmpty()).as("in this test").isTrue();
  }
}
