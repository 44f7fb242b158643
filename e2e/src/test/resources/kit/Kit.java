import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Logger;
import org.reeve.daemon.Daemon;
import org.reeve.daemon.Detachment;
import org.reeve.daemon.ExitCode;
import org.reeve.daemon.JournalHandler;
import org.reeve.daemon.JournalLoggerFinder;
import org.reeve.daemon.Lifecycle;
import org.reeve.daemon.Listener;
import org.reeve.daemon.Listeners;
import org.reeve.daemon.Notifier;
import org.reeve.daemon.Watchdog;
import org.reeve.linux.Memory;

/** Services that use the library for daemons, one a word; the units of units/kit run them. */
public class Kit {
  private static final Path PLACE = Path.of("/run/kit");

  public static void main(String[] words) throws Exception {
    Notifier notifier = Notifier.fromEnvironment();
    switch (words[0]) {
      case "lifecycle" -> lifecycle(notifier);
      case "check" -> check(notifier);
      case "gives-up" -> {
        notifier.ready();
        notifier.errno(2);
        notifier.status("gives up");
        ExitCode.NOTCONFIGURED.exit();
      }
      case "main-pid" -> {
        Process other = new ProcessBuilder("sleep", "10000").start();
        notifier.mainPid(other.pid());
        notifier.ready("another process took over");
        notifier.barrier(Duration.ofMinutes(1));
        Runtime.getRuntime().halt(0);
      }
      case "barrier" -> {
        notifier.status("told by a process that is gone");
        System.exit(notifier.barrier(Duration.ofMinutes(1)) ? 0 : 1);
      }
      case "store" -> store(notifier);
      case "detached" -> {
        Path lock = PLACE.resolve("detached.pid");
        Daemon daemon = Daemon.detach(Detachment.named("detached").lockFile(lock));
        Lifecycle lifecycle = Lifecycle.begin(notifier);
        daemon.ready();
        lifecycle.awaitStop();
      }
      case "listens" -> listens(notifier);
      case "accepts" -> {
        Listener listener = Listeners.fromEnvironment().only();
        try (SocketChannel client = listener.socketChannel()) {
          answer(client, listener.name() + " from " + host(client.getRemoteAddress()));
        }
      }
      case "inetd" -> {
        try (SocketChannel client = (SocketChannel) Listeners.inetd()) {
          answer(client, "inetd, from " + host(client.getRemoteAddress()));
        }
      }
      case "logs" -> {
        System.Logger logger = new JournalLoggerFinder().logger("org.example.Kit");
        // too long for a datagram; Reeve keeps the newest only, so it comes first
        logger.log(System.Logger.Level.INFO, "long ".concat("x".repeat(300_000)));
        logger.log(System.Logger.Level.WARNING, "{0} of {1}", 1, 2);
        logger.log(System.Logger.Level.ERROR, "line one\nline two");
        Logger other = Logger.getLogger("org.example.Other");
        other.setUseParentHandlers(false);
        other.addHandler(new JournalHandler());
        other.severe("by java.util.logging");
      }
      case "ask" -> System.out.println(ask(words[1]));
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private static void lifecycle(Notifier notifier) throws Exception {
    int[] reloads = {0};
    Lifecycle lifecycle =
        Lifecycle.begin(notifier)
            .onStop(() -> Files.createFile(PLACE.resolve("stopped")))
            .onReload(() -> notifier.status("reloaded " + ++reloads[0] + " times"));
    notifier.status("waits for a word");
    await("go");
    notifier.ready("runs: 66 % ü");
    lifecycle.awaitStop();
  }

  private static void check(Notifier notifier) throws Exception {
    Watchdog.start(
        notifier,
        () -> {
          if (Files.exists(PLACE.resolve("hang"))) {
            new CountDownLatch(1).await();
          }
          if (Files.exists(PLACE.resolve("unwell"))) {
            throw new IOException("disk full");
          }
        });
    notifier.ready();
    new CountDownLatch(1).await();
  }

  private static void store(Notifier notifier) throws Exception {
    Lifecycle lifecycle = Lifecycle.begin(notifier);
    Listeners listeners = Listeners.fromEnvironment();
    if (listeners.isEmpty()) {
      notifier.store("memory", Memory.sealed("memory", "42".getBytes(StandardCharsets.UTF_8)));
      notifier.ready("stored");
    } else {
      Listener stored = listeners.only("memory");
      try (FileChannel channel = stored.fileChannel(StandardOpenOption.READ)) {
        ByteBuffer bytes = ByteBuffer.allocate(100);
        channel.read(bytes);
        String text = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        notifier.ready("found " + text + " in a " + stored.kind());
      }
    }
    lifecycle.awaitStop();
  }

  private static void listens(Notifier notifier) throws Exception {
    Lifecycle lifecycle = Lifecycle.begin(notifier);
    for (Listener listener : Listeners.fromEnvironment().named("doors")) {
      if (listener.kind() == Listener.Kind.STREAM_LISTENER) {
        ServerSocketChannel server = listener.serverSocketChannel();
        Thread.ofPlatform().start(() -> greet(server));
      } else {
        DatagramChannel channel = listener.datagramChannel();
        Thread.ofPlatform().start(() -> echo(channel));
      }
    }
    notifier.ready();
    lifecycle.awaitStop();
  }

  private static void greet(ServerSocketChannel server) {
    while (true) {
      try (SocketChannel client = server.accept()) {
        answer(client, "welcome to " + server.getLocalAddress());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void echo(DatagramChannel channel) {
    try {
      while (true) {
        SocketAddress from = channel.receive(ByteBuffer.allocate(1000));
        String text = "packet for " + channel.getLocalAddress();
        channel.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), from);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(SocketChannel client, String text) throws IOException {
    client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String host(SocketAddress address) {
    return ((InetSocketAddress) address).getAddress().getHostAddress();
  }

  /** Asks a port, udp:port or path, and returns all that comes back. */
  private static String ask(String where) throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    if (where.startsWith("udp:")) {
      try (DatagramSocket socket = new DatagramSocket()) {
        int port = Integer.parseInt(where.substring(4));
        byte[] bytes = new byte[1000];
        socket.send(new DatagramPacket(bytes, 1, loopback, port));
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        socket.receive(packet);
        return new String(bytes, 0, packet.getLength(), StandardCharsets.UTF_8);
      }
    }
    SocketAddress address =
        where.startsWith("/")
            ? UnixDomainSocketAddress.of(where)
            : new InetSocketAddress(loopback, Integer.parseInt(where));
    try (SocketChannel channel = SocketChannel.open(address)) {
      return Channels.newReader(channel, StandardCharsets.UTF_8).readAllAsString();
    }
  }

  private static void await(String file) throws InterruptedException {
    while (!Files.exists(PLACE.resolve(file))) {
      Thread.sleep(10);
    }
  }
}
