package org.reeve.host;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Epoll;
import org.reeve.linux.Errno;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Open;
import org.reeve.linux.Socket;
import org.reeve.linux.SocketAddress;
import org.reeve.linux.Stat;
import org.reeve.manager.Host;
import org.reeve.manager.SocketState;
import org.reeve.recipe.ExitStatus;
import org.reeve.unit.Listen;
import org.reeve.unit.RawText;
import org.reeve.unit.SocketSettings;
import org.reeve.unit.UnitDefinition;

/**
 * Opens what a socket unit listens on, all or nothing; beside the loop, as paths may block and
 * users are looked up. A socket that lies at a path already is replaced; so nobody is left who
 * could be reached there.
 *
 * <p>A socket has its final permissions from the moment on at which it can be seen.
 */
final class Opening {
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_REUSEPORT = 15;
  private static final int SO_BINDTODEVICE = 25;
  private static final int IPPROTO_IP = 0;
  private static final int IP_FREEBIND = 15;
  private static final int IP_TRANSPARENT = 19;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;
  private static final int IPV6_TRANSPARENT = 75;
  private static final int IPV6_FREEBIND = 78;
  private static final int F_SETPIPE_SZ = 1031;

  private final UnitDefinition unit;
  private final List<SocketState.Port> ports;
  private final Users users;
  private final List<Fd> open = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  /** It is open, but cannot be given to its owner. */
  static final class NotOwned extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int exitStatus;

    NotOwned(int exitStatus, String sentence) {
      super(sentence);
      this.exitStatus = exitStatus;
    }

    /** With which systemd's own process for this would have ended. */
    int exitStatus() {
      return exitStatus;
    }
  }

  /** What is to be opened. */
  Opening(Host.Listening order, Users users) {
    this.unit = order.unit();
    this.ports = order.ports();
    this.users = users;
  }

  /** What was passed over, a sentence each. */
  List<String> remarks() {
    return remarks;
  }

  /**
   * A descriptor for each port.
   *
   * @throws ErrnoException with nothing left open
   */
  List<Fd> open() {
    try {
      for (SocketState.Port port : ports) {
        open.add(open(port.listen()));
      }
      for (SocketState.Port port : ports) {
        own(port.listen());
      }
      link();
      return open;
    } catch (RuntimeException failure) {
      open.forEach(Fd::close);
      throw failure;
    }
  }

  private Fd open(Listen listen) {
    return switch (listen.kind()) {
      case STREAM -> socket(listen, Socket.Type.STREAM);
      case DATAGRAM -> socket(listen, Socket.Type.DGRAM);
      case SEQUENTIAL_PACKET -> socket(listen, Socket.Type.SEQPACKET);
      case NETLINK -> netlink(listen);
      case FIFO -> fifo(listen);
      case SPECIAL -> special(listen);
      case MESSAGE_QUEUE -> queue(listen);
      case USB_FUNCTION ->
          throw new ErrnoException("ListenUSBFunction=", listen.address(), Errno.EOPNOTSUPP);
    };
  }

  // ---- sockets ----

  private Fd socket(Listen listen, Socket.Type type) {
    boolean hasIpv6 = Fs.exists(Fs.path("/proc/net/if_inet6"));
    SocketAddress address = ListenAddress.parse(listen.address(), hasIpv6);
    Fd socket = Socket.open(address.family(), type, protocol(), true);
    try {
      prepare(socket, address.family());
      remarks.addAll(SocketOptions.set(unit, socket, address.family()));
      String path = ListenAddress.path(listen);
      if (path == null) {
        Socket.bind(socket, address);
      } else {
        bind(socket, address, path);
      }
      if (type != Socket.Type.DGRAM) {
        Socket.listen(socket, unit.get(SocketSettings.BACKLOG));
      }
      return socket;
    } catch (RuntimeException failure) {
      socket.close();
      throw failure;
    }
  }

  private int protocol() {
    return unit.get(SocketSettings.SOCKET_PROTOCOL);
  }

  /** What has to be set before the address is taken. */
  private void prepare(Fd socket, int family) {
    Socket.setOption(socket, SOL_SOCKET, SO_REUSEADDR, 1);
    boolean internet = family == SocketAddress.INET || family == SocketAddress.INET6;
    boolean six = family == SocketAddress.INET6;
    String only = unit.get(SocketSettings.BIND_IPV6_ONLY);
    if (six && !only.equals("default")) {
      Socket.setOption(socket, IPPROTO_IPV6, IPV6_V6ONLY, only.equals("ipv6-only") ? 1 : 0);
    }
    if (!internet) {
      return;
    }
    String device = unit.get(SocketSettings.BIND_TO_DEVICE);
    if (!device.isEmpty()) {
      Socket.setOption(socket, SOL_SOCKET, SO_BINDTODEVICE, Fs.path(device));
    }
    if (unit.get(SocketSettings.REUSE_PORT)) {
      Socket.setOption(socket, SOL_SOCKET, SO_REUSEPORT, 1);
    }
    if (unit.get(SocketSettings.FREE_BIND)) {
      tolerant(socket, six ? IPPROTO_IPV6 : IPPROTO_IP, six ? IPV6_FREEBIND : IP_FREEBIND);
    }
    if (unit.get(SocketSettings.TRANSPARENT)) {
      tolerant(socket, six ? IPPROTO_IPV6 : IPPROTO_IP, six ? IPV6_TRANSPARENT : IP_TRANSPARENT);
    }
  }

  private void tolerant(Fd socket, int level, int option) {
    try {
      Socket.setOption(socket, level, option, 1);
    } catch (ErrnoException e) {
      remarks.add("FreeBind= or Transparent= has no effect: " + e.getMessage());
    }
  }

  private void bind(Fd socket, SocketAddress address, String path) {
    byte[] bytes = RawText.encode(path);
    makeParents(bytes);
    int mode = unit.get(SocketSettings.SOCKET_MODE);
    socket.chmod(mode); // of the file that bind makes, so that it is never more open than asked
    try {
      Socket.bind(socket, address);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EADDRINUSE) {
        throw e;
      }
      Fs.unlink(bytes);
      Socket.bind(socket, address);
    }
    Fs.chmod(bytes, mode);
  }

  private Fd netlink(Listen listen) {
    ListenAddress.Netlink address = ListenAddress.netlink(listen.address());
    Fd socket = Socket.open(SocketAddress.NETLINK, Socket.Type.RAW, address.family(), true);
    try {
      Socket.setOption(socket, SOL_SOCKET, SO_REUSEADDR, 1);
      remarks.addAll(SocketOptions.set(unit, socket, SocketAddress.NETLINK));
      Socket.bind(socket, address.groups());
      return socket;
    } catch (RuntimeException failure) {
      socket.close();
      throw failure;
    }
  }

  // ---- files ----

  private Fd fifo(Listen listen) {
    byte[] path = RawText.encode(listen.address());
    makeParents(path);
    int mode = unit.get(SocketSettings.SOCKET_MODE);
    boolean made = Fs.mkfifo(path, mode);
    Fd fifo = Fs.open(path, Open.RDWR | Open.NOCTTY | Open.NONBLOCK | Open.NOFOLLOW);
    try {
      if (made) {
        fifo.chmod(mode);
      }
      if (!fifo.stat().isFifo()) {
        throw new ErrnoException("opening the FIFO", listen.address(), Errno.EEXIST);
      }
      long size = unit.get(SocketSettings.PIPE_SIZE);
      if (size > 0) {
        try {
          fifo.fcntl(F_SETPIPE_SZ, Math.min(Integer.MAX_VALUE, size));
        } catch (ErrnoException e) {
          remarks.add("PipeSize= has no effect: " + e.getMessage());
        }
      }
      return fifo;
    } catch (RuntimeException failure) {
      fifo.close();
      throw failure;
    }
  }

  private Fd special(Listen listen) {
    int access = unit.get(SocketSettings.WRITABLE) ? Open.RDWR : Open.RDONLY;
    Fd file =
        Fs.open(
            RawText.encode(listen.address()), access | Open.NOCTTY | Open.NONBLOCK | Open.NOFOLLOW);
    Stat stat = file.stat();
    boolean special = stat.isRegular() || stat.isCharacterDevice();
    try (Epoll probe = new Epoll(1)) {
      if (!special) {
        throw new ErrnoException("opening the special file", listen.address(), Errno.EEXIST);
      }
      probe.add(file, Epoll.IN, 0); // most regular files cannot be waited for
      return file;
    } catch (RuntimeException failure) {
      file.close();
      throw failure;
    }
  }

  private Fd queue(Listen listen) {
    return Fs.openQueue(
        RawText.encode(listen.address().substring(1)),
        unit.get(SocketSettings.SOCKET_MODE),
        unit.get(SocketSettings.MESSAGE_QUEUE_MAX_MESSAGES),
        unit.get(SocketSettings.MESSAGE_QUEUE_MESSAGE_SIZE));
  }

  private void makeParents(byte[] path) {
    int slash = path.length - 1;
    while (slash > 0 && path[slash] != '/') {
      slash--;
    }
    if (slash > 0) {
      Fs.mkdirs(Arrays.copyOf(path, slash), unit.get(SocketSettings.DIRECTORY_MODE));
    }
  }

  // ---- whose it is, and where else it is found ----

  private void own(Listen listen) {
    String user = unit.get(SocketSettings.SOCKET_USER);
    String group = unit.get(SocketSettings.SOCKET_GROUP);
    String path = ListenAddress.path(listen);
    if (path == null || (user.isEmpty() && group.isEmpty())) {
      return;
    }
    int uid = -1;
    int gid = -1;
    if (!user.isEmpty()) {
      Host.Identity identity = users.user(user);
      check(identity.found(), ExitStatus.USER, "there is no user " + user + " (SocketUser=)");
      uid = identity.uid();
      gid = identity.gid();
    }
    if (!group.isEmpty()) {
      Host.Identity identity = users.group(group);
      check(identity.found(), ExitStatus.GROUP, "there is no group " + group + " (SocketGroup=)");
      gid = identity.gid();
    }
    try {
      Fs.chown(RawText.encode(path), uid, gid);
    } catch (ErrnoException e) {
      throw new NotOwned(ExitStatus.CHOWN, e.getMessage() == null ? path : e.getMessage());
    }
  }

  private static void check(boolean found, int exitStatus, String sentence) {
    if (!found) {
      throw new NotOwned(exitStatus, sentence);
    }
  }

  /** Symlinks=, if there is exactly one thing that they can lead to. */
  private void link() {
    String target = null;
    for (SocketState.Port port : ports) {
      String path = ListenAddress.path(port.listen());
      if (path != null && target != null) {
        return;
      }
      target = path == null ? target : path;
    }
    if (target == null) {
      return;
    }
    for (String link : unit.get(SocketSettings.SYMLINKS)) {
      String failure = link(RawText.encode(target), RawText.encode(link));
      if (failure != null) {
        remarks.add("Failed to create symlink " + link + ": " + failure);
      }
    }
  }

  private @Nullable String link(byte[] target, byte[] link) {
    try {
      makeParents(link);
      if (!Fs.symlink(target, link) && !Arrays.equals(Fs.readlink(link), target)) {
        Fs.unlink(link); // what else was there
        Fs.symlink(target, link);
      }
      return null;
    } catch (ErrnoException e) {
      return e.getMessage();
    }
  }
}
