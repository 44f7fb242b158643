package org.reeve.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Receives messages with what rides on them: descriptors, credentials, the sender's pidfd;
 * recvmsg(2), unix(7), cmsg(3).
 *
 * <p>One object is used again and again: {@link #receive} overwrites what the last one brought, and
 * closes descriptors that nobody took. Descriptors arrive close-on-exec. A message or its ancillary
 * part that did not fit is reported by {@link #truncated()} and {@link #controlTruncated()}; it is
 * for the caller to refuse it.
 */
public final class MessageReceiver implements AutoCloseable {
  private static final int SCM_RIGHTS = 1;
  private static final int SCM_CREDENTIALS = 2;
  private static final int SCM_PIDFD = 4;
  private static final int MSG_PEEK = 2;
  private static final int MSG_CTRUNC = 8;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;

  private static final int CMSG_HEADER = 16;
  private static final int HEADER = 56; // struct msghdr
  private static final int IOVEC = HEADER;
  private static final int NAME = IOVEC + 16;
  private static final int NAME_SIZE = 112;
  private static final int CONTROL = NAME + NAME_SIZE;

  private final ByteBuffer data;
  private final ByteBuffer header;
  private final long headerAddress;
  private final long dataAddress;
  private final int controlSize;
  private final List<Fd> descriptors = new ArrayList<>();
  private @Nullable Credentials credentials;
  private @Nullable Fd pidFd;
  private int flags;
  private int length;

  /**
   * @param size longest message that fits, in bytes
   * @param maxDescriptors how many descriptors a message may bring; the kernel's limit is 253
   */
  public MessageReceiver(int size, int maxDescriptors) {
    data = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    // descriptors, credentials (12 bytes), a pidfd; each part is padded to 8
    controlSize = CMSG_HEADER + (maxDescriptors * 4 + 7 & ~7) + CMSG_HEADER + 16 + CMSG_HEADER + 8;
    header = ByteBuffer.allocateDirect(CONTROL + controlSize).order(ByteOrder.nativeOrder());
    headerAddress = Kernel.address(header);
    header.putLong(0, headerAddress + NAME);
    header.putLong(16, headerAddress + IOVEC);
    header.putLong(24, 1);
    header.putLong(32, headerAddress + CONTROL);
    dataAddress = Kernel.address(data);
    header.putLong(IOVEC, dataAddress);
    header.putLong(IOVEC + 8, size);
  }

  /**
   * Takes the next message, without waiting. Returns false if there is none. At the end of a stream
   * or sequential-packet connection it returns true with {@link #data()} empty.
   */
  public boolean receive(Fd socket) {
    return receive(socket, MSG_DONTWAIT);
  }

  /** Takes the next message, waiting for it if the socket is a blocking one. */
  public boolean receiveBlocking(Fd socket) {
    return receive(socket, 0);
  }

  /**
   * Looks at a message and leaves it in the queue: the first, or with {@link Socket#setPeekOffset}
   * the one after the last that was looked at. What rides on it comes as with {@link #receive}, as
   * often as it is looked at. Returns false if there is none.
   */
  public boolean peek(Fd socket) {
    return receive(socket, MSG_DONTWAIT | MSG_PEEK | MSG_TRUNC);
  }

  /**
   * Takes the first message off the queue unread, with all that rides on it. Returns its length in
   * bytes, -1 if there is none.
   */
  public static int discard(Fd socket) {
    long n = Kernel.call(Syscall.RECVFROM, socket.number(), 0, 0, MSG_DONTWAIT | MSG_TRUNC, 0, 0);
    if (n == -Errno.EAGAIN) {
      return -1;
    }
    return (int) Kernel.check(Syscall.RECVFROM, n, socket);
  }

  /**
   * As {@link #receive}, but the bytes go straight into {@code into}, a direct buffer, from its
   * position on, which advances; {@link #data()} is empty. Returns their number, 0 if there is
   * nothing, -1 at the end of a stream.
   */
  public int receiveInto(Fd socket, ByteBuffer into) {
    header.putLong(IOVEC, Kernel.address(into));
    header.putLong(IOVEC + 8, into.remaining());
    try {
      long n = receiveRaw(socket, MSG_DONTWAIT);
      data.limit(0);
      if (n == -Errno.EAGAIN) {
        return 0;
      }
      into.position(into.position() + (int) n);
      return n == 0 ? -1 : (int) n;
    } finally {
      header.putLong(IOVEC, dataAddress);
      header.putLong(IOVEC + 8, data.capacity());
    }
  }

  private boolean receive(Fd socket, int how) {
    long n = receiveRaw(socket, how);
    length = (int) n;
    data.limit(n < 0 ? 0 : (int) Math.min(n, data.capacity()));
    return n >= 0;
  }

  /** Returns the number of bytes, or minus EAGAIN. */
  private long receiveRaw(Fd socket, int how) {
    closeUntaken();
    data.clear();
    header.putInt(8, NAME_SIZE);
    header.putLong(40, controlSize);
    long n = Kernel.call(Syscall.RECVMSG, socket.number(), headerAddress, how | MSG_CMSG_CLOEXEC);
    if (n == -Errno.EAGAIN) {
      return n;
    }
    if (n < 0) {
      data.limit(0);
    }
    Kernel.check(Syscall.RECVMSG, n, socket);
    flags = header.getInt(48);
    readControl((int) header.getLong(40));
    return n;
  }

  private void readControl(int length) {
    int at = CONTROL;
    int end = CONTROL + length;
    while (at + CMSG_HEADER <= end) {
      int size = (int) header.getLong(at);
      if (size < CMSG_HEADER) {
        return;
      }
      if (header.getInt(at + 8) == Socket.SOL_SOCKET) {
        readPart(header.getInt(at + 12), at + CMSG_HEADER, Math.min(at + size, end));
      }
      at += size + 7 & ~7;
    }
  }

  private void readPart(int type, int from, int to) {
    switch (type) {
      case SCM_RIGHTS -> {
        for (int i = from; i + 4 <= to; i += 4) {
          descriptors.add(Fd.of(header.getInt(i)));
        }
      }
      case SCM_CREDENTIALS -> {
        if (to - from >= 12) {
          credentials =
              new Credentials(
                  header.getInt(from), header.getInt(from + 4), header.getInt(from + 8));
        }
      }
      case SCM_PIDFD -> {
        // a negative number is the errno of making the pidfd: the sender was gone, in old kernels
        if (to - from >= 4 && header.getInt(from) >= 0) {
          pidFd = Fd.of(header.getInt(from));
        }
      }
      default -> {
        // not asked for, and holds no descriptor
      }
    }
  }

  /**
   * The message's bytes, between position 0 and limit, in native byte order. Valid until the next
   * {@link #receive}.
   */
  public ByteBuffer data() {
    return data;
  }

  /**
   * The message's length in bytes; after {@link #peek} that of the whole, though it did not fit.
   */
  public int length() {
    return length;
  }

  /** True if the message was longer than the buffer; its rest is lost. */
  public boolean truncated() {
    return (flags & MSG_TRUNC) != 0;
  }

  /** True if descriptors were lost: more than fit here, or than this process may have open. */
  public boolean controlTruncated() {
    return (flags & MSG_CTRUNC) != 0;
  }

  /** The descriptors of the message in their order; they are the caller's from here on. */
  public List<Fd> takeDescriptors() {
    List<Fd> taken = List.copyOf(descriptors);
    descriptors.clear();
    return taken;
  }

  /** The sender, if the socket has {@link Socket#passCredentials}. */
  public @Nullable Credentials credentials() {
    return credentials;
  }

  /** The sender's pidfd, if the socket has {@link Socket#passPidFd}; the caller's from here on. */
  public @Nullable Fd takePidFd() {
    Fd taken = pidFd;
    pidFd = null;
    return taken;
  }

  /** Where a datagram came from; unnamed if its sender is not bound or this is a connection. */
  public UnixAddress sender() {
    return UnixAddress.get(header, NAME, header.getInt(8));
  }

  private void closeUntaken() {
    for (Fd fd : descriptors) {
      fd.close();
    }
    descriptors.clear();
    if (pidFd != null) {
      pidFd.close();
      pidFd = null;
    }
    credentials = null;
    flags = 0;
  }

  /** Closes descriptors that nobody took. */
  @Override
  public void close() {
    closeUntaken();
  }
}
