package org.reeve.host;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Credentials;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.MessageReceiver;
import org.reeve.linux.PidFd;
import org.reeve.linux.Socket;
import org.reeve.linux.UnixAddress;
import org.reeve.unit.RawText;

/**
 * The socket that $NOTIFY_SOCKET names (sd_notify(3)): datagrams, each with its sender's
 * credentials and, where the kernel knows SO_PASSPIDFD, a pidfd, which still tells the cgroup of a
 * sender that has ended.
 *
 * <p>A datagram is looked at first (MSG_PEEK) and taken off the queue only when what follows from
 * it is written down: hand keeps the socket, so if the manager dies in between, the next one finds
 * it there. It may find some that were written down already; saying a thing twice changes nothing.
 */
final class NotifySocket implements AutoCloseable {
  /** Longest datagram, as systemd has it: PIPE_BUF. */
  static final int LONGEST = 4096;

  /**
   * Most datagrams that are held at once. A socket queues at most net.unix.max_dgram_qlen (512 or
   * fewer as a rule), so all that were there when the turn began are taken; a flood cannot hold up
   * the turn for ever.
   */
  static final int MOST_HELD = 4096;

  private static final int TAKEN = -1;

  /** SCM_MAX_FD of the kernel: no message brings more. */
  private static final int MOST_DESCRIPTORS = 253;

  private static final String STORE = "FDSTORE=1";
  private static final int RECEIVE_BUFFER = 8 * 1024 * 1024;
  private static final int ANYONE = 0777;

  /**
   * A datagram.
   *
   * @param pid the sender's, in our pid namespace; 0 if it is not in it
   * @param cgroup the inode number of the sender's cgroup; 0 if the kernel did not tell
   * @param lines its lines, without empty ones
   * @param descriptors what it brings to be stored (FDSTORE=1); the receiver's to close
   * @param problem why it is to be refused, or null
   */
  record Notification(
      int pid,
      int uid,
      long cgroup,
      List<String> lines,
      List<Fd> descriptors,
      @Nullable String problem) {}

  private final Fd socket;
  private final boolean hasPidFd;
  private final boolean peeks;
  // bytes of each that was looked at and is still in the queue; TAKEN for one that is not
  private final Deque<Integer> held = new ArrayDeque<>();
  private boolean inherited;
  private final MessageReceiver receiver = new MessageReceiver(LONGEST, MOST_DESCRIPTORS);

  private NotifySocket(Fd socket, boolean inherited) {
    this.socket = socket;
    this.inherited = inherited;
    this.peeks = Socket.setPeekOffset(socket, 0);
    Socket.passCredentials(socket);
    this.hasPidFd = Socket.passPidFd(socket);
  }

  /** Makes the socket at a path, in place of whatever is there; anyone may send to it. */
  static NotifySocket bind(byte[] path) {
    Fd socket = Socket.unix(Socket.Type.DGRAM, true);
    Socket.setReceiveBuffer(socket, RECEIVE_BUFFER);
    Fs.unlink(path);
    Socket.bind(socket, UnixAddress.path(path));
    Fs.chmod(path, ANYONE);
    return new NotifySocket(socket, false);
  }

  /** Goes on with a socket that hand has kept. */
  static NotifySocket of(Fd kept) {
    kept.setNonBlocking(true);
    return new NotifySocket(kept, true);
  }

  Fd socket() {
    return socket;
  }

  boolean hasPidFd() {
    return hasPidFd;
  }

  /**
   * Hands on all datagrams that have come since the last call, oldest first. They are held until
   * {@link #release}, and at most {@link #MOST_HELD} at once.
   *
   * @param descriptors after as many the rest has to wait for the next call
   */
  void drain(Consumer<Notification> to, int descriptors) {
    int brought = 0;
    while (brought < descriptors && held.size() < MOST_HELD && next()) {
      Notification notification = read();
      brought += notification.descriptors.size();
      to.accept(notification);
    }
  }

  private boolean next() {
    if (!peeks) {
      return take();
    }
    if (receiver.peek(socket)) {
      held.add(receiver.length());
      if (receiver.truncated()) { // the kernel would go on in the middle of it
        int bytes = 0;
        for (int length : held) {
          bytes += Math.max(length, 0);
        }
        Socket.setPeekOffset(socket, bytes);
      }
      return true;
    }
    // an empty datagram is shown once: one that the manager before us has seen would lie here for
    // ever and make the socket readable; so once, as soon as nothing is held, look without peeking
    if (!inherited || !held.isEmpty()) {
      return false;
    }
    inherited = take();
    return inherited;
  }

  private boolean take() {
    if (!receiver.receive(socket)) {
      return false;
    }
    held.add(TAKEN);
    return true;
  }

  /** The oldest {@code n} of what is held are done with. */
  void release(int n) {
    for (int i = 0; i < n; i++) {
      int length = held.remove();
      int discarded = length == TAKEN ? TAKEN : MessageReceiver.discard(socket);
      while (discarded == 0 && length > 0) { // an empty one, see above
        discarded = MessageReceiver.discard(socket);
      }
    }
  }

  private Notification read() {
    Credentials who = receiver.credentials();
    if (who == null) {
      who = new Credentials(0, -1, -1);
    }
    List<Fd> descriptors = receiver.takeDescriptors();
    long cgroup = cgroupOfSender();
    String problem = null;
    if (receiver.truncated()) {
      problem = "it is longer than " + LONGEST + " bytes";
    } else if (receiver.controlTruncated()) {
      problem = "there is no room for the descriptors that it brings";
    }
    List<String> lines = problem == null ? lines(receiver.data()) : List.of();
    if (!lines.contains(STORE)) {
      // closing is all that BARRIER=1 asks for; what lies in the queue holds another copy of it
      // until it is released
      descriptors.forEach(Fd::close);
      descriptors = List.of();
    }
    return new Notification(who.pid(), who.uid(), cgroup, lines, descriptors, problem);
  }

  private long cgroupOfSender() {
    try (Fd pidFd = receiver.takePidFd()) {
      PidFd.Facts facts = pidFd == null ? null : PidFd.facts(pidFd);
      return facts == null ? 0 : facts.cgroup();
    }
  }

  private static List<String> lines(ByteBuffer data) {
    byte[] text = new byte[data.remaining()];
    data.get(text);
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length; i++) {
      if (i == text.length || text[i] == '\n') {
        if (i > start) {
          lines.add(RawText.decode(Arrays.copyOfRange(text, start, i)));
        }
        start = i + 1;
      }
    }
    return lines;
  }

  @Override
  public void close() {
    receiver.close();
    socket.close();
  }
}
