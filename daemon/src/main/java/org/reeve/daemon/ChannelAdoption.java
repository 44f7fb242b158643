package org.reeve.daemon;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Errno;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.InetSocket;
import org.reeve.linux.Seccomp;
import org.reeve.linux.Socket;
import org.reeve.linux.UnixAddress;

/**
 * Makes channels of the JDK out of sockets that are open already.
 *
 * <p>The JDK has no way to do that but {@link System#inheritedChannel}, which knows descriptor 0,
 * once, and whose channel takes standard output and error with it when it is closed. Constructors
 * that take a descriptor are not exported, and a provider of one's own could not use the JDK's
 * selectors. So an ordinary channel is opened and its socket exchanged under it:
 *
 * <ol>
 *   <li>The channel's descriptor number is found: its receive buffer is set to two random sizes in
 *       turn, and of all descriptors one alone follows.
 *   <li>dup3(2) puts the given socket in that number's place.
 *   <li>The channel is bound, or connected, so that it asks for its addresses and knows that it is;
 *       in a short-lived thread for which the kernel says yes to bind, listen and connect of this
 *       descriptor without doing them ({@link Seccomp#pretendToBind}). What the channel then learns
 *       is the truth about the given socket.
 * </ol>
 *
 * <p>All that is taken for granted of the JDK is that its channels use these calls, in the thread
 * that calls them; and the outcome is checked against what the kernel says.
 */
final class ChannelAdoption {
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SMALLEST = 8 * 1024;
  private static final int LARGEST = 64 * 1024;

  private ChannelAdoption() {}

  /** A channel and the descriptor that it owns now. */
  record Adopted<C extends NetworkChannel>(C channel, Fd descriptor) {}

  /** Binds or connects a channel. */
  private interface Step {
    void run() throws IOException;
  }

  /** A listening stream socket. The given descriptor is closed. */
  static Adopted<ServerSocketChannel> server(Fd socket, ProtocolFamily family) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(family);
    boolean unix = family == StandardProtocolFamily.UNIX;
    SocketAddress any = unix ? UnixDomainSocketAddress.of("/") : null;
    return adopt(socket, channel, () -> channel.bind(any));
  }

  /** A connected stream socket. The given descriptor is closed. */
  static Adopted<SocketChannel> connection(Fd socket, ProtocolFamily family) throws IOException {
    SocketAddress peer = peer(socket, family);
    SocketChannel channel = SocketChannel.open(family);
    return adopt(socket, channel, () -> channel.connect(peer));
  }

  /** A datagram socket of ip(7) or ipv6(7). The given descriptor is closed. */
  static Adopted<DatagramChannel> datagrams(Fd socket, ProtocolFamily family) throws IOException {
    DatagramChannel channel = DatagramChannel.open(family);
    return adopt(socket, channel, () -> channel.bind(null));
  }

  private static SocketAddress peer(Fd socket, ProtocolFamily family) throws IOException {
    if (family == StandardProtocolFamily.UNIX) {
      UnixAddress peer = Socket.peerAddress(socket);
      return UnixDomainSocketAddress.of(peer.isAbstract() ? "" : Fs.printable(peer.bytes()));
    }
    SocketAddress peer = InetSocket.peerAddress(socket);
    if (peer == null) {
      throw new IOException(socket + " is not connected any more.");
    }
    return peer;
  }

  private static <C extends NetworkChannel> Adopted<C> adopt(Fd socket, C channel, Step pretended)
      throws IOException {
    try {
      Fd own = Fd.of(numberOf(channel));
      socket.dupOnto(own);
      inPretence(own, pretended);
      check(own, channel);
      socket.close();
      return new Adopted<>(channel, own);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /**
   * The number of an unbound channel's descriptor.
   *
   * @throws IOException if it cannot be found
   */
  static int numberOf(NetworkChannel channel) throws IOException {
    List<Integer> candidates = sockets();
    for (int round = 0; round < 2; round++) {
      int wanted = ThreadLocalRandom.current().nextInt(SMALLEST, LARGEST);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, wanted);
      int size = channel.getOption(StandardSocketOptions.SO_RCVBUF);
      candidates.removeIf(number -> receiveBuffer(number) != size);
    }
    if (candidates.size() != 1) {
      throw new IOException(
          "The descriptor of " + channel + " is not to be found; is /proc mounted?");
    }
    return candidates.getFirst();
  }

  /** As the JDK tells it: the kernel doubles what is asked for, and the JDK halves it again. */
  private static int receiveBuffer(int number) {
    try {
      return Socket.option(Fd.of(number), SOL_SOCKET, SO_RCVBUF) / 2;
    } catch (ErrnoException closedMeanwhile) {
      return -1;
    }
  }

  private static List<Integer> sockets() {
    List<Integer> numbers = new ArrayList<>();
    for (Fs.Entry entry : Fs.list(Fs.path("/proc/self/fd"))) {
      byte[] target = Fs.readlink(Fs.path("/proc/self/fd/" + entry.text()));
      if (target != null && Fs.printable(target).startsWith("socket:")) {
        numbers.add(Integer.parseInt(entry.text()));
      }
    }
    return numbers;
  }

  private static void inPretence(Fd socket, Step step) throws IOException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .name("adoption")
            .start(() -> {
              try {
                Seccomp.pretendToBind(socket);
                step.run();
              } catch (IOException | RuntimeException | Error e) {
                failure.set(e);
              }
            });
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // it takes a moment only
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (failure.get()) {
      case null -> {}
      case ErrnoException e ->
          throw new IOException(
              "A socket from the manager cannot become a channel here, as the kernel refuses"
                  + " seccomp filters ("
                  + Errno.name(e.errno())
                  + "); Listener.descriptor() is left.",
              e);
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
  }

  /** What the channel believes its address to be must be what the kernel says. */
  private static void check(Fd socket, NetworkChannel channel) throws IOException {
    SocketAddress believed = channel.getLocalAddress();
    boolean right =
        believed instanceof UnixDomainSocketAddress unix
            ? unix.toString().equals(unixName(Socket.localAddress(socket)))
            : believed != null && believed.equals(InetSocket.localAddress(socket));
    if (!right) {
      throw new IOException(
          "This JDK binds its channels in another way: a socket from the manager became a channel"
              + " at "
              + believed
              + ". Listener.descriptor() is left.");
    }
  }

  private static String unixName(UnixAddress address) {
    return address.isUnnamed() ? "" : Fs.printable(address.bytes());
  }
}
