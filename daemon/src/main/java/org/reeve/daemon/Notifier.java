package org.reeve.daemon;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Clock;
import org.reeve.linux.Errno;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.MessageSender;
import org.reeve.linux.Pipe;
import org.reeve.linux.Poll;
import org.reeve.linux.Socket;
import org.reeve.linux.UnixAddress;

/**
 * Tells the service manager how this daemon is: the protocol of sd_notify(3), over the socket that
 * {@code $NOTIFY_SOCKET} names.
 *
 * <p>The manager believes whom NotifyAccess= of the unit allows, by default the main process; so
 * Type=notify and a main process that is this JVM is the usual case.
 *
 * <p>Every method returns whether the manager was told. It is not where there is no {@code
 * $NOTIFY_SOCKET}, or nobody listens there at the moment; a daemon goes on in either case. Methods
 * may be called from any thread.
 */
public final class Notifier {
  private static final int LONGEST_NAME = 255;
  private static final Duration QUEUE_IS_FULL = Duration.ofSeconds(5);
  private static final Fd[] NONE = {};

  private final @Nullable UnixAddress address;

  private Notifier(@Nullable UnixAddress address) {
    this.address = address;
  }

  /**
   * The notifier of this process's environment.
   *
   * @return the notifier
   */
  public static Notifier fromEnvironment() {
    return of(System.getenv());
  }

  /**
   * The notifier of another environment, of which {@code NOTIFY_SOCKET} alone matters.
   *
   * @param environment variables and their values
   * @return the notifier
   */
  public static Notifier of(Map<String, String> environment) {
    String socket = environment.get("NOTIFY_SOCKET");
    return socket == null || socket.isEmpty() ? new Notifier(null) : at(socket);
  }

  /**
   * A notifier that speaks to one socket.
   *
   * @param socket an absolute path, or {@code @} and an abstract name
   * @return the notifier
   * @throws IllegalArgumentException if it is neither
   */
  public static Notifier at(String socket) {
    if (socket.startsWith("@")) {
      return new Notifier(UnixAddress.abstractName(socket.substring(1)));
    }
    if (!socket.startsWith("/")) {
      throw new IllegalArgumentException(
          "NOTIFY_SOCKET=" + socket + " is neither an absolute path nor an abstract name (@…).");
    }
    return new Notifier(UnixAddress.path(socket));
  }

  /**
   * Whether there is a manager that wants to be told; if not, all methods do nothing.
   *
   * @return whether there is
   */
  public boolean isWanted() {
    return address != null;
  }

  /**
   * READY=1: the start, or a reload, is finished.
   *
   * @return whether the manager was told
   */
  public boolean ready() {
    return tell("READY=1");
  }

  /**
   * READY=1 and a status text in one message.
   *
   * @param status a line for people
   * @return whether the manager was told
   */
  public boolean ready(String status) {
    return tell("READY=1\nSTATUS=" + line(status));
  }

  /**
   * STATUS=: what the daemon is doing, a line for people, shown by {@code systemctl status}.
   *
   * @param text the line; ends of lines in it become blanks
   * @return whether the manager was told
   */
  public boolean status(String text) {
    return tell("STATUS=" + line(text));
  }

  /**
   * RELOADING=1, with the time that Type=notify-reload asks for: the configuration is being read
   * again. {@link #ready()} ends it.
   *
   * @return whether the manager was told
   */
  public boolean reloading() {
    return tell("RELOADING=1\nMONOTONIC_USEC=" + Clock.MONOTONIC.usec());
  }

  /**
   * STOPPING=1: the daemon has begun to end.
   *
   * @return whether the manager was told
   */
  public boolean stopping() {
    return tell("STOPPING=1");
  }

  /**
   * WATCHDOG=1: the daemon is well. {@link Watchdog} says it in time.
   *
   * @return whether the manager was told
   */
  public boolean watchdog() {
    return tell("WATCHDOG=1");
  }

  /**
   * WATCHDOG=trigger: the daemon is not well; the manager shall act as if the time had passed.
   *
   * @return whether the manager was told
   */
  public boolean watchdogTrigger() {
    return tell("WATCHDOG=trigger");
  }

  /**
   * WATCHDOG_USEC=: another time within which the manager wants to hear that all is well.
   *
   * @param timeout the time
   * @return whether the manager was told
   */
  public boolean watchdogTimeout(Duration timeout) {
    return tell("WATCHDOG_USEC=" + usec(timeout));
  }

  /**
   * MAINPID=: another process is the main process of this service.
   *
   * @param pid that process
   * @return whether the manager was told
   */
  public boolean mainPid(long pid) {
    return tell("MAINPID=" + pid);
  }

  /**
   * ERRNO=: the error that the daemon fails with, as errno(3) counts.
   *
   * @param errno the error's number
   * @return whether the manager was told
   */
  public boolean errno(int errno) {
    return tell("ERRNO=" + errno);
  }

  /**
   * BUSERROR=: the error that the daemon fails with, a D-Bus error's name.
   *
   * @param name the error's name
   * @return whether the manager was told
   */
  public boolean busError(String name) {
    return tell("BUSERROR=" + line(name));
  }

  /**
   * EXTEND_TIMEOUT_USEC=: what is under way (start, run or stop) takes longer; the next word from
   * this daemon comes within this time.
   *
   * @param within the time
   * @return whether the manager was told
   */
  public boolean extendTimeout(Duration within) {
    return tell("EXTEND_TIMEOUT_USEC=" + usec(within));
  }

  /**
   * FDSTORE=1: the manager keeps these descriptors over a restart of the service, and hands them to
   * its next process ({@code FileDescriptorStoreMax=} of the unit says how many). They stay this
   * process's too. One whose other end is closed is dropped by the manager.
   *
   * @param name the name under which they come back, up to 255 printable characters but a colon
   * @param descriptors what is kept
   * @return whether the manager was told
   */
  public boolean store(String name, Fd... descriptors) {
    return tell("FDSTORE=1\nFDNAME=" + checkedName(name), descriptors);
  }

  /**
   * As {@link #store}, but the manager does not look whether the other end is closed: FDPOLL=0.
   *
   * @param name the name under which they come back
   * @param descriptors what is kept
   * @return whether the manager was told
   */
  public boolean storeUnpolled(String name, Fd... descriptors) {
    return tell("FDSTORE=1\nFDPOLL=0\nFDNAME=" + checkedName(name), descriptors);
  }

  /**
   * FDSTOREREMOVE=1: the manager forgets the descriptors it keeps under a name.
   *
   * @param name the name
   * @return whether the manager was told
   */
  public boolean unstore(String name) {
    return tell("FDSTOREREMOVE=1\nFDNAME=" + checkedName(name));
  }

  /**
   * BARRIER=1: waits until the manager has dealt with all that this process told it before. For a
   * process that is not the main one and ends right after it has spoken.
   *
   * @param limit how long to wait at most
   * @return whether the manager has, within the limit
   */
  public boolean barrier(Duration limit) {
    try (Pipe pipe = Pipe.open()) {
      boolean told = tell("BARRIER=1", pipe.writing());
      pipe.writing().close();
      return told && (Poll.await(pipe.reading(), 0, limit) & Poll.HUP) != 0;
    }
  }

  private boolean tell(String message, Fd... descriptors) {
    try {
      return send(message, descriptors);
    } catch (ErrnoException nobodyListens) {
      return false;
    }
  }

  /**
   * Sends any message: lines of {@code NAME=value}, names of one's own with {@code X_} in front.
   *
   * @param message the lines
   * @return false if there is no manager to send it to
   * @throws ErrnoException if it could not be sent
   */
  public boolean send(String message) {
    return send(message, NONE);
  }

  private boolean send(String message, Fd[] descriptors) {
    UnixAddress to = address;
    if (to == null) {
      return false;
    }
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    // a socket a message, as a manager that is executed anew may have another one behind its name
    try (Fd socket = Socket.unix(Socket.Type.DGRAM, false)) {
      Socket.connect(socket, to);
      MessageSender sender = new MessageSender();
      ByteBuffer data = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
      while (sender.send(socket, data, null, descriptors) < 0) {
        if (Poll.await(socket, Poll.OUT, QUEUE_IS_FULL) == 0) {
          throw new ErrnoException("sendmsg", to.toString(), Errno.EAGAIN);
        }
      }
      return true;
    }
  }

  private static String checkedName(String name) {
    boolean good = !name.isEmpty() && name.length() <= LONGEST_NAME;
    for (int i = 0; i < name.length() && good; i++) {
      char c = name.charAt(i);
      good = c >= ' ' && c < 0x7f && c != ':';
    }
    if (!good) {
      throw new IllegalArgumentException(
          "A stored descriptor's name has 1 to 255 printable ASCII characters and no colon: "
              + name);
    }
    return name;
  }

  /** A status is one line; what is behind a line end would be an assignment of its own. */
  private static String line(String text) {
    return text.replace('\n', ' ').replace('\r', ' ');
  }

  private static long usec(Duration time) {
    return Math.max(1, time.toNanos() / 1000);
  }
}
