package org.reeve.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Java programs that systemd-socket-activate(1) starts when somebody connects. */
@Timeout(180)
class ActivationTest {
  private static final String ACTIVATE = "systemd-socket-activate";

  @TempDir private Path directory;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void isThere() {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin", ACTIVATE)), ACTIVATE + " is missing");
  }

  @AfterEach
  void kill() {
    processes.forEach(Process::destroyForcibly);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  private void activate(String source, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of(ACTIVATE));
    words.addAll(List.of(options));
    words.addAll(Program.command(directory, source, List.of()));
    processes.add(
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start());
  }

  /** Connects as soon as somebody listens, and returns the line that comes back. */
  private static String ask(SocketAddress address) throws Exception {
    while (true) {
      try (SocketChannel channel = SocketChannel.open(address)) {
        return Channels.newReader(channel, UTF_8).readAllAsString();
      } catch (SocketException notYet) {
        Thread.sleep(20);
      }
    }
  }

  @Test
  void listeningSocketsComeWithTheirNames() throws Exception {
    InetSocketAddress address = loopback(freePort());
    Path path = directory.resolve("socket");
    activate(
        """
        import java.nio.*;
        import java.nio.channels.*;
        import org.reeve.daemon.*;
        class Main {
          public static void main(String[] args) throws Exception {
            Listeners listeners = Listeners.fromEnvironment();
            try (var web = listeners.only("web").serverSocketChannel();
                var local = listeners.only("local").serverSocketChannel()) {
              for (var server : new ServerSocketChannel[] {local, web}) {
                try (SocketChannel client = server.accept()) {
                  client.write(ByteBuffer.wrap((server.getLocalAddress() + "").getBytes()));
                }
              }
            }
          }
        }
        """,
        "--listen=" + "127.0.0.1:" + address.getPort(),
        "--listen=" + path,
        "--fdname=web:local");
    assertThat(ask(UnixDomainSocketAddress.of(path))).isEqualTo(path.toString());
    assertThat(ask(address)).isEqualTo(address.toString());
  }

  @Test
  void aProgramAConnectionGetsTheConnection() throws Exception {
    InetSocketAddress address = loopback(freePort());
    activate(
        """
        import java.nio.*;
        import org.reeve.daemon.*;
        class Main {
          public static void main(String[] args) throws Exception {
            try (var client = Listeners.fromEnvironment().only().socketChannel()) {
              client.write(ByteBuffer.wrap((client.getRemoteAddress() + "").getBytes()));
            }
          }
        }
        """,
        "--accept",
        "--listen=127.0.0.1:" + address.getPort());
    assertThat(ask(address)).startsWith("/127.0.0.1:");
    assertThat(ask(address)).as("and another its own").startsWith("/127.0.0.1:");
  }

  @Test
  void inetdHandsTheConnectionOverAsStandardInput() throws Exception {
    int port = freePort();
    activate(
        """
        import java.nio.*;
        import java.nio.channels.*;
        import org.reeve.daemon.*;
        class Main {
          public static void main(String[] args) throws Exception {
            try (SocketChannel client = (SocketChannel) Listeners.inetd()) {
              client.write(ByteBuffer.wrap((client.getRemoteAddress() + "").getBytes()));
            }
          }
        }
        """,
        "--inetd",
        "--accept",
        "--listen=127.0.0.1:" + port);
    assertThat(ask(loopback(port))).startsWith("/127.0.0.1:");
  }

  @Test
  void aDaemonThatDetachesItselfHandsItsSocketOn() throws Exception {
    Path lock = directory.resolve("main.pid");
    Process starter =
        Program.start(
            directory,
            """
            import java.net.*;
            import java.nio.*;
            import java.nio.channels.*;
            import java.nio.file.*;
            import org.reeve.daemon.*;
            import org.reeve.linux.Fd;
            class Main {
              public static void main(String[] args) throws Exception {
                Detachment how = Detachment.named("main").lockFile(Path.of(args[0]));
                if (!Daemon.isDetached()) {
                  // a socket that the daemon itself might not be allowed to make
                  Fd socket = org.reeve.linux.Socket.unix(org.reeve.linux.Socket.Type.STREAM, false);
                  org.reeve.linux.Socket.bind(
                      socket, org.reeve.linux.UnixAddress.path(args[0] + ".socket"));
                  org.reeve.linux.Socket.listen(socket, 5);
                  how.keep("echo", socket);
                }
                Daemon daemon = Daemon.detach(how);
                ServerSocketChannel server =
                    Listeners.fromEnvironment().only("echo").serverSocketChannel();
                daemon.ready();
                try (SocketChannel client = server.accept()) {
                  client.write(ByteBuffer.wrap("from the daemon".getBytes()));
                }
              }
            }
            """,
            Map.of(),
            List.of(),
            lock.toString());
    processes.add(starter);
    String err = starter.errorReader().readAllAsString();
    assertThat(starter.waitFor()).as(err).isZero();
    assertThat(ask(UnixDomainSocketAddress.of(lock + ".socket"))).isEqualTo("from the daemon");
  }
}
