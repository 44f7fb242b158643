package org.reeve.linux;

import org.jspecify.annotations.Nullable;

/**
 * Calls on unix sockets, unix(7) and socket(7). A socket is an {@link Fd} like any other; what is
 * sent over it with descriptors or credentials goes through {@link MessageSender} and {@link
 * MessageReceiver}.
 */
public final class Socket {
  static final int AF_UNIX = 1;
  static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ERROR = 4;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_PASSCRED = 16;
  private static final int SO_PEERCRED = 17;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_DOMAIN = 39;
  private static final int SO_PEEK_OFF = 42;
  private static final int SO_PASSPIDFD = 76;
  private static final int SO_PEERPIDFD = 77;
  private static final int SOCK_NONBLOCK = 04000;
  private static final int SOCK_CLOEXEC = 02000000;
  private static final int ADDRESS_SIZE = 112;
  private static final int DISCARDED = 2048;
  private static final int MSG_DONTWAIT = 0x40;

  /** Types of socket, socket(2). */
  public enum Type {
    STREAM(1),
    DGRAM(2),
    RAW(3),
    SEQPACKET(5);

    final int number;

    Type(int number) {
      this.number = number;
    }
  }

  /** Which directions shutdown(2) ends. */
  public enum Direction {
    READ(0),
    WRITE(1),
    BOTH(2);

    final int number;

    Direction(int number) {
      this.number = number;
    }
  }

  /** Two sockets connected to each other, socketpair(2). */
  public record Pair(Fd first, Fd second) {}

  private Socket() {}

  /** A unix socket, close-on-exec. */
  public static Fd unix(Type type, boolean nonBlocking) {
    long r = Kernel.call(Syscall.SOCKET, AF_UNIX, flags(type, nonBlocking), 0);
    return Fd.of((int) Kernel.check(Syscall.SOCKET, r, "AF_UNIX " + type));
  }

  /** A socket of any family ({@link SocketAddress}), close-on-exec. */
  public static Fd open(int family, Type type, int protocol, boolean nonBlocking) {
    long r = Kernel.call(Syscall.SOCKET, family, flags(type, nonBlocking), protocol);
    return Fd.of((int) Kernel.check(Syscall.SOCKET, r, "family " + family + " " + type));
  }

  /** socketpair(2) of unix sockets, both close-on-exec. */
  public static Pair pair(Type type, boolean nonBlocking) {
    Kernel.Scratch s = Kernel.scratch();
    int fds = s.space(8);
    long r = Kernel.call(Syscall.SOCKETPAIR, AF_UNIX, flags(type, nonBlocking), 0, s.at(fds));
    Kernel.check(Syscall.SOCKETPAIR, r, "AF_UNIX " + type);
    return new Pair(Fd.of(s.memory.getInt(fds)), Fd.of(s.memory.getInt(fds + 4)));
  }

  private static int flags(Type type, boolean nonBlocking) {
    return type.number | SOCK_CLOEXEC | (nonBlocking ? SOCK_NONBLOCK : 0);
  }

  /** bind(2). */
  public static void bind(Fd socket, UnixAddress address) {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(ADDRESS_SIZE);
    int length = address.put(s.memory, at);
    long r = Kernel.call(Syscall.BIND, socket.number(), s.at(at), length);
    Kernel.check(Syscall.BIND, r, address.toString());
  }

  /** bind(2). */
  public static void bind(Fd socket, SocketAddress address) {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(ADDRESS_SIZE);
    int length = address.put(s.memory, at);
    long r = Kernel.call(Syscall.BIND, socket.number(), s.at(at), length);
    Kernel.check(Syscall.BIND, r, address.toString());
  }

  /** listen(2). */
  public static void listen(Fd socket, int backlog) {
    long r = Kernel.call(Syscall.LISTEN, socket.number(), backlog);
    Kernel.check(Syscall.LISTEN, r, socket);
  }

  /** accept4(2), close-on-exec. Null if it would block, or if the client went away meanwhile. */
  public static @Nullable Fd accept(Fd listener, boolean nonBlocking) {
    long flags = SOCK_CLOEXEC | (nonBlocking ? SOCK_NONBLOCK : 0);
    long r = Kernel.call(Syscall.ACCEPT4, listener.number(), 0, 0, flags);
    if (r == -Errno.EAGAIN || r == -Errno.ECONNABORTED) {
      return null;
    }
    return Fd.of((int) Kernel.check(Syscall.ACCEPT4, r, listener));
  }

  /**
   * connect(2). Returns false if a non-blocking unix socket finds the listener's queue full ({@code
   * EAGAIN}): nothing is under way then, and the caller tries again.
   */
  public static boolean connect(Fd socket, UnixAddress address) {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(ADDRESS_SIZE);
    int length = address.put(s.memory, at);
    long r = Kernel.call(Syscall.CONNECT, socket.number(), s.at(at), length);
    if (r == -Errno.EAGAIN) {
      return false;
    }
    Kernel.check(Syscall.CONNECT, r, address.toString());
    return true;
  }

  /** shutdown(2). A peer that is gone already is no error. */
  public static void shutdown(Fd socket, Direction direction) {
    long r = Kernel.call(Syscall.SHUTDOWN, socket.number(), direction.number);
    if (r != -Errno.ENOTCONN) {
      Kernel.check(Syscall.SHUTDOWN, r, socket);
    }
  }

  /** getsockname(2) of a unix socket. */
  public static UnixAddress localAddress(Fd socket) {
    return address(Syscall.GETSOCKNAME, socket);
  }

  /** getpeername(2) of a unix socket. */
  public static UnixAddress peerAddress(Fd socket) {
    return address(Syscall.GETPEERNAME, socket);
  }

  /** getsockname(2). */
  public static SocketAddress local(Fd socket) {
    return anyAddress(Syscall.GETSOCKNAME, socket);
  }

  /** getpeername(2). */
  public static SocketAddress peer(Fd socket) {
    return anyAddress(Syscall.GETPEERNAME, socket);
  }

  private static SocketAddress anyAddress(Syscall call, Fd socket) {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(ADDRESS_SIZE);
    int length = s.space(4);
    s.memory.putInt(length, ADDRESS_SIZE);
    Kernel.check(call, Kernel.call(call, socket.number(), s.at(at), s.at(length)), socket);
    int size = Math.min(s.memory.getInt(length), ADDRESS_SIZE);
    return SocketAddress.get(s.memory, at, size);
  }

  private static UnixAddress address(Syscall call, Fd socket) {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(ADDRESS_SIZE);
    int length = s.space(4);
    s.memory.putInt(length, ADDRESS_SIZE);
    Kernel.check(call, Kernel.call(call, socket.number(), s.at(at), s.at(length)), socket);
    return UnixAddress.get(s.memory, at, s.memory.getInt(length));
  }

  /** getsockopt(2) of an integer option. */
  public static int option(Fd socket, int level, int option) {
    Kernel.Scratch s = Kernel.scratch();
    int value = s.space(4);
    getOption(s, socket, level, option, value, 4);
    return s.memory.getInt(value);
  }

  /** setsockopt(2) of an integer option. */
  public static void setOption(Fd socket, int level, int option, int value) {
    Kernel.check(Syscall.SETSOCKOPT, trySetOption(socket, level, option, value), socket);
  }

  /** setsockopt(2) of an option that is text. */
  public static void setOption(Fd socket, int level, int option, byte[] value) {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(Math.max(1, value.length));
    s.memory.put(at, value);
    long r =
        Kernel.call(Syscall.SETSOCKOPT, socket.number(), level, option, s.at(at), value.length);
    Kernel.check(Syscall.SETSOCKOPT, r, socket);
  }

  /** Takes one message, or up to that many bytes, and forgets it. False if nothing is there. */
  public static boolean discard(Fd socket) {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(DISCARDED);
    long r =
        Kernel.call(Syscall.RECVFROM, socket.number(), s.at(at), DISCARDED, MSG_DONTWAIT, 0, 0);
    return r > 0;
  }

  private static long trySetOption(Fd socket, int level, int option, int value) {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(4);
    s.memory.putInt(at, value);
    return Kernel.call(Syscall.SETSOCKOPT, socket.number(), level, option, s.at(at), 4);
  }

  private static void getOption(
      Kernel.Scratch s, Fd socket, int level, int option, int at, int size) {
    int length = s.space(4);
    s.memory.putInt(length, size);
    long r =
        Kernel.call(Syscall.GETSOCKOPT, socket.number(), level, option, s.at(at), s.at(length));
    Kernel.check(Syscall.GETSOCKOPT, r, socket);
  }

  /** SO_ERROR: the pending error's errno, or 0; it is cleared by asking. */
  public static int pendingError(Fd socket) {
    return option(socket, SOL_SOCKET, SO_ERROR);
  }

  /** SO_DOMAIN, SO_TYPE and SO_ACCEPTCONN: is this a unix socket of that type (and listening)? */
  public static boolean isUnix(Fd socket, Type type, boolean listening) {
    return option(socket, SOL_SOCKET, SO_DOMAIN) == AF_UNIX
        && option(socket, SOL_SOCKET, SO_TYPE) == type.number
        && option(socket, SOL_SOCKET, SO_ACCEPTCONN) == (listening ? 1 : 0);
  }

  /** SO_ACCEPTCONN: whether connections can be accepted from it. */
  public static boolean isListening(Fd socket) {
    return option(socket, SOL_SOCKET, SO_ACCEPTCONN) == 1;
  }

  /** SO_PEERCRED: who made the other end. */
  public static Credentials peerCredentials(Fd socket) {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(12);
    getOption(s, socket, SOL_SOCKET, SO_PEERCRED, at, 12);
    return new Credentials(s.memory.getInt(at), s.memory.getInt(at + 4), s.memory.getInt(at + 8));
  }

  /** SO_PEERPIDFD (Linux 6.5): a pidfd of who made the other end; null if there is no answer. */
  public static @Nullable Fd peerPidFd(Fd socket) {
    Kernel.Scratch s = Kernel.scratch();
    int at = s.space(4);
    int length = s.space(4);
    s.memory.putInt(length, 4);
    long r =
        Kernel.call(
            Syscall.GETSOCKOPT, socket.number(), SOL_SOCKET, SO_PEERPIDFD, s.at(at), s.at(length));
    if (r == -Errno.ENOPROTOOPT || r == -Errno.ESRCH || r == -Errno.ENODATA) {
      return null;
    }
    Kernel.check(Syscall.GETSOCKOPT, r, socket);
    return Fd.of(s.memory.getInt(at));
  }

  /** SO_PASSCRED: each message brings its sender's credentials. */
  public static void passCredentials(Fd socket) {
    setOption(socket, SOL_SOCKET, SO_PASSCRED, 1);
  }

  /** SO_PASSPIDFD (Linux 6.5): each message brings its sender's pidfd. False if unknown here. */
  public static boolean passPidFd(Fd socket) {
    long r = trySetOption(socket, SOL_SOCKET, SO_PASSPIDFD, 1);
    if (r == -Errno.ENOPROTOOPT) {
      return false;
    }
    Kernel.check(Syscall.SETSOCKOPT, r, socket);
    return true;
  }

  /**
   * SO_PEEK_OFF, socket(7): where in the queue, counted in bytes from its head, the next {@link
   * MessageReceiver#peek} looks; from there on each goes on behind the last. False if this socket
   * knows no such thing.
   */
  public static boolean setPeekOffset(Fd socket, int bytes) {
    long r = trySetOption(socket, SOL_SOCKET, SO_PEEK_OFF, bytes);
    if (r == -Errno.ENOPROTOOPT || r == -Errno.EOPNOTSUPP) {
      return false;
    }
    Kernel.check(Syscall.SETSOCKOPT, r, socket);
    return true;
  }

  /** Asks for a receive buffer of {@code bytes}; beyond net.core.rmem_max only with privilege. */
  public static void setReceiveBuffer(Fd socket, int bytes) {
    if (trySetOption(socket, SOL_SOCKET, SO_RCVBUFFORCE, bytes) < 0) {
      setOption(socket, SOL_SOCKET, SO_RCVBUF, bytes);
    }
  }

  /** Asks for a send buffer of {@code bytes}; beyond net.core.wmem_max only with privilege. */
  public static void setSendBuffer(Fd socket, int bytes) {
    if (trySetOption(socket, SOL_SOCKET, SO_SNDBUFFORCE, bytes) < 0) {
      setOption(socket, SOL_SOCKET, SO_SNDBUF, bytes);
    }
  }
}
