import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import org.reeve.daemon.JournalLoggerFinder;
import org.reeve.daemon.Lifecycle;
import org.reeve.daemon.Listeners;
import org.reeve.daemon.Notifier;
import org.reeve.daemon.Watchdog;

/**
 * The echo server again, as a service that talks with its manager: it says when it is ready and what it is doing, shows that it
 * is well, gets its socket from the manager if there is a socket unit, and ends in order.
 *
 * <p>Without a manager, all of that does nothing, and it is the plain echo server.
 */
public class MyEchoDaemon {
  private static final int PORT = 54154;
  private static final int LARGEST = 1024;
  private static final System.Logger LOG = new JournalLoggerFinder().logger("echo");

  public static void main(String[] arguments) throws Exception {
    Notifier notifier = Notifier.fromEnvironment();
    DatagramChannel channel = channel();
    InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
    LOG.log(System.Logger.Level.INFO, "Listening on {0} (UDP)", address);

    Thread echo = Thread.ofPlatform().name("echo").start(() -> serve(channel, notifier));
    Watchdog watchdog = Watchdog.start(notifier, () -> check(address.getPort()));
    Lifecycle lifecycle =
        Lifecycle.begin(notifier)
            .onStop(watchdog::close)
            .onStop(echo::join)
            .onStop(channel::close); // the last that is registered is the first that is done
    notifier.ready("Waiting for the first datagram");
    lifecycle.awaitStop();
  }

  /** The socket of the socket unit, or one of our own. */
  private static DatagramChannel channel() throws IOException {
    Listeners listeners = Listeners.fromEnvironment();
    return listeners.isEmpty()
        ? DatagramChannel.open().bind(new InetSocketAddress("0.0.0.0", PORT))
        : listeners.only().datagramChannel();
  }

  private static void serve(DatagramChannel channel, Notifier notifier) {
    ByteBuffer bytes = ByteBuffer.allocate(LARGEST);
    try {
      for (long count = 1; ; count++) {
        SocketAddress from = channel.receive(bytes.clear());
        channel.send(bytes.flip(), from);
        notifier.status(count + " datagrams sent back");
      }
    } catch (AsynchronousCloseException stopped) {
      LOG.log(System.Logger.Level.INFO, "Stopped");
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "The socket is broken", e);
      System.exit(1);
    }
  }

  /** The server is well if it answers: who asks goes the way that everybody goes. */
  private static void check(int port) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout((int) Duration.ofSeconds(5).toMillis());
      byte[] question = {'?'};
      socket.send(new DatagramPacket(question, 1, InetAddress.getLoopbackAddress(), port));
      socket.receive(new DatagramPacket(question, 1));
    }
  }
}
