package org.reeve.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages with descriptors and credentials attached; sendmsg(2), unix(7), cmsg(3).
 *
 * <p>One object is used again and again. The kernel takes its own reference of each descriptor
 * sent: the caller's stays open and the caller's.
 */
public final class MessageSender {
  /** How many descriptors one message may carry: {@code SCM_MAX_FD} of the kernel. */
  public static final int MAX_DESCRIPTORS = 253;

  private static final int SCM_RIGHTS = 1;
  private static final int SCM_CREDENTIALS = 2;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;

  private static final int HEADER = 56; // struct msghdr
  private static final int IOVEC = HEADER;
  private static final int NAME = IOVEC + 2 * 16;
  private static final int NAME_SIZE = 112;
  private static final int CONTROL = NAME + NAME_SIZE;
  private static final int CONTROL_SIZE = 16 + MAX_DESCRIPTORS * 4 + 4 + 16 + 16;

  private static final Fd[] NONE = {};

  private final ByteBuffer header =
      ByteBuffer.allocateDirect(CONTROL + CONTROL_SIZE).order(ByteOrder.nativeOrder());
  private final long headerAddress = Kernel.address(header);

  /** A sender for one owner, good for any number of sockets. */
  public MessageSender() {}

  /** Sends {@code data} (position to limit) as one message or piece of a stream. */
  public int send(Fd socket, ByteBuffer data) {
    return send(socket, null, data, null, null, NONE);
  }

  /**
   * Sends {@code first} and, if not null, {@code second} as one message or piece of a stream, with
   * descriptors. Never waits.
   *
   * @return the bytes sent, whose descriptors are gone with the first of them; -1 if it would
   *     block. The positions of the buffers advance accordingly.
   * @throws ErrnoException EMSGSIZE if a packet is too long, EPIPE or ECONNRESET if the peer is
   *     gone
   */
  public int send(Fd socket, ByteBuffer first, @Nullable ByteBuffer second, Fd... descriptors) {
    return send(socket, null, first, second, null, descriptors);
  }

  /** As the others, to an address: for sockets that are not connected. */
  public int sendTo(Fd socket, UnixAddress to, ByteBuffer data, Fd... descriptors) {
    return send(socket, to, data, null, null, descriptors);
  }

  /**
   * As {@link #send(Fd, ByteBuffer)}, claiming to be {@code who}; for another pid or uid root may.
   */
  public int sendAs(Fd socket, Credentials who, ByteBuffer data) {
    return send(socket, null, data, null, who, NONE);
  }

  private int send(
      Fd socket,
      @Nullable UnixAddress to,
      ByteBuffer first,
      @Nullable ByteBuffer second,
      @Nullable Credentials who,
      Fd[] descriptors) {
    header.putLong(0, to == null ? 0 : headerAddress + NAME);
    header.putInt(8, to == null ? 0 : to.put(header, NAME));
    header.putLong(16, headerAddress + IOVEC);
    header.putLong(24, second == null ? 1 : 2);
    header.putLong(IOVEC, Kernel.address(first));
    header.putLong(IOVEC + 8, first.remaining());
    if (second != null) {
      header.putLong(IOVEC + 16, Kernel.address(second));
      header.putLong(IOVEC + 24, second.remaining());
    }
    int control = putRights(descriptors, CONTROL);
    control = putCredentials(who, control);
    header.putLong(32, control == CONTROL ? 0 : headerAddress + CONTROL);
    header.putLong(40, control - CONTROL);
    header.putInt(48, 0);

    long n =
        Kernel.call(Syscall.SENDMSG, socket.number(), headerAddress, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n == -Errno.EAGAIN) {
      return -1;
    }
    Kernel.check(Syscall.SENDMSG, n, to == null ? socket.toString() : to.toString());
    int sent = (int) n;
    int fromFirst = Math.min(sent, first.remaining());
    first.position(first.position() + fromFirst);
    if (second != null) {
      second.position(second.position() + sent - fromFirst);
    }
    return sent;
  }

  private int putRights(Fd[] descriptors, int at) {
    if (descriptors.length == 0) {
      return at;
    }
    if (descriptors.length > MAX_DESCRIPTORS) {
      throw new IllegalArgumentException(
          "A message carries at most 253 descriptors, not " + descriptors.length + ".");
    }
    int size = 16 + 4 * descriptors.length;
    putPartHeader(at, size, SCM_RIGHTS);
    for (int i = 0; i < descriptors.length; i++) {
      header.putInt(at + 16 + 4 * i, descriptors[i].number());
    }
    return at + (size + 7 & ~7);
  }

  private int putCredentials(@Nullable Credentials who, int at) {
    if (who == null) {
      return at;
    }
    putPartHeader(at, 28, SCM_CREDENTIALS);
    header.putInt(at + 16, who.pid());
    header.putInt(at + 20, who.uid());
    header.putInt(at + 24, who.gid());
    return at + 32;
  }

  private void putPartHeader(int at, int size, int type) {
    header.putLong(at, size);
    header.putInt(at + 8, Socket.SOL_SOCKET);
    header.putInt(at + 12, type);
  }
}
