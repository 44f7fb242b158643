package org.reeve.daemon;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Locale;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.InetSocket;
import org.reeve.linux.Socket;
import org.reeve.linux.Stat;

/**
 * One descriptor that the manager has handed to this process: a socket of a socket unit, a
 * connection of one with Accept=yes, or what an earlier process of the service has stored ({@link
 * Notifier#store}).
 *
 * <p>One of the methods that make a channel may be called, once; the channel then owns the socket.
 * They are channels of the JDK like any other: they work with its selectors, block in virtual
 * threads, and know their addresses.
 */
public final class Listener {
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_SEQPACKET = 5;
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;

  /** What a descriptor is of. */
  public enum Kind {
    /** A listening stream socket, ListenStream=: {@link #serverSocketChannel}. */
    STREAM_LISTENER,
    /** A connected stream socket, of Accept=yes or stored: {@link #socketChannel}. */
    CONNECTION,
    /** A datagram socket of the internet, ListenDatagram=: {@link #datagramChannel}. */
    DATAGRAMS,
    /** A unix datagram socket, for which the JDK has no channel: {@link #descriptor} alone. */
    UNIX_DATAGRAMS,
    /** A socket of packets in sequence, for which the JDK has no channel. */
    SEQUENTIAL_PACKETS,
    /** Any other socket, netlink for example. */
    OTHER_SOCKET,
    /** A FIFO, ListenFIFO=: {@link #fileChannel}. */
    FIFO,
    /** A file, in memory or on a disk: {@link #fileChannel}. */
    FILE,
    /** A device, ListenSpecial=. */
    DEVICE,
    /** Anything else: an event counter, a process. */
    OTHER
  }

  private final String name;
  private final Kind kind;
  private final ProtocolFamily family;
  private Fd descriptor;
  private boolean isAdopted;

  private Listener(String name, Kind kind, ProtocolFamily family, Fd descriptor) {
    this.name = name;
    this.kind = kind;
    this.family = family;
    this.descriptor = descriptor;
  }

  /** Finds out what a descriptor is of, and takes it over. */
  static Listener of(String name, Fd descriptor) {
    Stat stat = descriptor.stat();
    if (!stat.isSocket()) {
      Kind kind =
          stat.isFifo()
              ? Kind.FIFO
              : stat.isRegular()
                  ? Kind.FILE
                  : stat.isCharacterDevice() || stat.isBlockDevice() ? Kind.DEVICE : Kind.OTHER;
      return new Listener(name, kind, StandardProtocolFamily.UNIX, descriptor);
    }
    int domain = Socket.option(descriptor, SOL_SOCKET, SO_DOMAIN);
    int type = Socket.option(descriptor, SOL_SOCKET, SO_TYPE);
    boolean listens = Socket.option(descriptor, SOL_SOCKET, SO_ACCEPTCONN) != 0;
    ProtocolFamily family =
        switch (domain) {
          case InetSocket.AF_INET -> StandardProtocolFamily.INET;
          case InetSocket.AF_INET6 -> StandardProtocolFamily.INET6;
          default -> StandardProtocolFamily.UNIX;
        };
    boolean known = domain == AF_UNIX || family != StandardProtocolFamily.UNIX;
    Kind kind =
        switch (known ? type : 0) {
          case SOCK_STREAM -> listens ? Kind.STREAM_LISTENER : Kind.CONNECTION;
          case SOCK_DGRAM -> domain == AF_UNIX ? Kind.UNIX_DATAGRAMS : Kind.DATAGRAMS;
          case SOCK_SEQPACKET -> Kind.SEQUENTIAL_PACKETS;
          default -> Kind.OTHER_SOCKET;
        };
    return new Listener(name, kind, family, descriptor);
  }

  /**
   * Its name, as FileDescriptorName= of the socket unit or {@link Notifier#store} gave it: by
   * default the socket unit's name, "connection", "stored", or "unknown" if the manager names none.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /** {@return what it is of} */
  public Kind kind() {
    return kind;
  }

  /**
   * The descriptor itself, for what the JDK has no channel for and for storing it. It is yours to
   * close as long as no channel has been made; from then on it is the channel's.
   *
   * @return the descriptor
   */
  public Fd descriptor() {
    return descriptor;
  }

  /**
   * The listening socket as a channel.
   *
   * @return the channel, which owns the socket
   * @throws IllegalStateException if this is no listening stream socket, or a channel was made
   * @throws IOException if it cannot be done here, as for a unix socket with an abstract name,
   *     which Java cannot write
   */
  public ServerSocketChannel serverSocketChannel() throws IOException {
    require(Kind.STREAM_LISTENER, "ServerSocketChannel");
    return adopted(ChannelAdoption.server(descriptor, family));
  }

  /**
   * The connection as a channel.
   *
   * @return the channel, which owns the socket
   * @throws IllegalStateException if this is no connection, or a channel was made
   * @throws IOException if it cannot be done here
   */
  public SocketChannel socketChannel() throws IOException {
    require(Kind.CONNECTION, "SocketChannel");
    return adopted(ChannelAdoption.connection(descriptor, family));
  }

  /**
   * The datagram socket as a channel.
   *
   * @return the channel, which owns the socket
   * @throws IllegalStateException if this is no datagram socket of the internet, or a channel was
   *     made
   * @throws IOException if it cannot be done here
   */
  public DatagramChannel datagramChannel() throws IOException {
    require(Kind.DATAGRAMS, "DatagramChannel");
    return adopted(ChannelAdoption.datagrams(descriptor, family));
  }

  /**
   * The FIFO, file or device as a channel. It is opened anew by {@code /proc/self/fd}, so that it
   * has a position of its own; the descriptor stays yours.
   *
   * @param options how it is opened
   * @return the channel
   * @throws IllegalStateException if this is a socket
   * @throws IOException if it cannot be opened
   */
  public FileChannel fileChannel(OpenOption... options) throws IOException {
    if (kind != Kind.FIFO && kind != Kind.FILE && kind != Kind.DEVICE) {
      throw new IllegalStateException(this + " cannot become a FileChannel.");
    }
    return FileChannel.open(Path.of("/proc/self/fd/" + descriptor.number()), options);
  }

  private void require(Kind wanted, String channel) {
    if (kind != wanted) {
      throw new IllegalStateException(this + " cannot become a " + channel + ".");
    }
    if (isAdopted) {
      throw new IllegalStateException(this + " has become a channel already.");
    }
  }

  private <C extends NetworkChannel> C adopted(ChannelAdoption.Adopted<C> adopted) {
    isAdopted = true;
    descriptor = adopted.descriptor();
    return adopted.channel();
  }

  private static String words(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Closes it, if no channel has been made of it. */
  void close() {
    if (!isAdopted && descriptor.isOpen()) {
      try {
        descriptor.close();
      } catch (ErrnoException closedByOthers) {
        // then there is nothing left to do
      }
    }
  }

  @Override
  public String toString() {
    return "The descriptor \"" + name + "\" from the manager (" + words(kind) + ")";
  }
}
