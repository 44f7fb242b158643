package org.reeve.dbus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fd;

/**
 * One end of a D-Bus connection as a state machine: bytes and descriptors go in ({@link #feed}),
 * messages come out ({@link #receive}); messages go in ({@link #send}), bytes and descriptors come
 * out ({@link #gather}, {@link #written}). It reads no socket, knows no clock and never blocks, so
 * the same code serves a loop with a thousand clients, a blocking tool and a test that cuts a
 * conversation at every byte.
 *
 * <p>All it holds is bounded by {@link Limits}. Any {@link ProtocolException} means that this one
 * connection is over; {@link #close} then closes the descriptors that it still holds. Not safe for
 * use by several threads.
 */
public final class Connection {
  /** Bytes to write with descriptors that must go with the first of them. */
  private record Chunk(ByteBuffer bytes, List<Fd> fds) {}

  private final Limits limits;
  private final Handshake handshake;
  private boolean ready;
  private byte[] input = new byte[1024];
  private int inputStart;
  private int inputEnd;
  private final List<Fd> arrived = new ArrayList<>();
  private final Deque<Chunk> output = new ArrayDeque<>();
  private int outputSize;
  private int lastSerial;

  private Connection(Limits limits, Handshake handshake) {
    this.limits = limits;
    this.handshake = handshake;
  }

  /**
   * The server's end.
   *
   * @param guid the server's identity, 32 hexadecimal digits
   * @param peerUid the client's uid as the kernel says (SO_PEERCRED)
   * @param anonymous whether to let in who does not want to say who it is
   */
  public static Connection server(Limits limits, String guid, long peerUid, boolean anonymous) {
    return new Connection(limits, new SaslServer(guid, peerUid, anonymous));
  }

  /**
   * The client's end; its first output is the authentication.
   *
   * @param uid the own uid
   */
  public static Connection client(Limits limits, long uid) {
    SaslClient sasl = new SaslClient(uid);
    Connection connection = new Connection(limits, sasl);
    connection.queue(sasl.opening(), List.of());
    return connection;
  }

  /** Whether authentication is over and messages flow. */
  public boolean isReady() {
    return ready;
  }

  /** Whether descriptors may be sent along. */
  public boolean passesFds() {
    return handshake.passesFds();
  }

  /** Whether more input should be read now; not while the peer leaves too much output unread. */
  public boolean wantsInput() {
    return outputSize < limits.waiting();
  }

  /**
   * Takes all bytes of the buffer and all descriptors.
   *
   * @throws ProtocolException if authentication failed, or more descriptors lie here than allowed
   */
  public void feed(ByteBuffer bytes, List<Fd> fds) throws ProtocolException {
    arrived.addAll(fds);
    if (arrived.size() > limits.fds()) {
      throw new ProtocolException("the peer sent " + arrived.size() + " descriptors unasked");
    }
    int count = bytes.remaining();
    makeRoom(count);
    bytes.get(input, inputEnd, count);
    inputEnd += count;
    if (!ready) {
      ByteBuffer in = ByteBuffer.wrap(input, inputStart, inputEnd - inputStart);
      ByteArrayOutputStream answers = new ByteArrayOutputStream();
      try {
        ready = handshake.feed(in, answers);
      } finally {
        inputStart = in.position();
        if (answers.size() > 0) {
          queue(answers.toByteArray(), List.of());
        }
      }
    }
  }

  private void makeRoom(int count) {
    if (inputStart == inputEnd) {
      inputStart = 0;
      inputEnd = 0;
    }
    if (input.length - inputEnd >= count) {
      return;
    }
    int held = inputEnd - inputStart;
    byte[] target = input.length - held >= count ? input : new byte[(held + count) * 3 / 2];
    System.arraycopy(input, inputStart, target, 0, held);
    input = target;
    inputStart = 0;
    inputEnd = held;
  }

  /**
   * The next complete message, or null if more bytes are needed. Descriptors of the message are the
   * caller's from then on.
   *
   * @throws ProtocolException if what was received is not a message, or one larger than allowed
   */
  public @Nullable Message receive() throws ProtocolException {
    while (ready && inputEnd - inputStart >= MessageCodec.PREFIX) {
      ByteBuffer in = ByteBuffer.wrap(input, inputStart, inputEnd - inputStart);
      int size = MessageCodec.sizeOf(in, limits.message());
      if (in.remaining() < size) {
        return null;
      }
      byte[] bytes = Arrays.copyOfRange(input, inputStart, inputStart + size);
      inputStart += size;
      Message message = MessageCodec.decode(bytes, arrived);
      if (inputStart == inputEnd && !arrived.isEmpty()) {
        throw new ProtocolException("the peer sent descriptors that no message announces");
      }
      if (message != null) {
        return message;
      }
    }
    return null;
  }

  /**
   * Queues a message.
   *
   * @return the serial it got
   * @throws ProtocolException if the peer has left so much unread that the connection has to be
   *     given up
   * @throws IllegalArgumentException if the message is not one that D-Bus allows, or brings
   *     descriptors that the peer cannot take
   */
  public int send(Message message) throws ProtocolException {
    if (!message.fds().isEmpty() && ready && !passesFds()) {
      throw new IllegalArgumentException("the peer did not agree to take descriptors");
    }
    lastSerial = lastSerial == -1 ? 1 : lastSerial + 1;
    byte[] bytes = MessageCodec.encode(message.withSerial(lastSerial));
    if (outputSize + bytes.length > limits.queue()) {
      throw new ProtocolException(
          "the peer leaves " + outputSize + " bytes unread, and " + bytes.length + " more are due");
    }
    queue(bytes, message.fds());
    return lastSerial;
  }

  private void queue(byte[] bytes, List<Fd> fds) {
    output.add(new Chunk(ByteBuffer.wrap(bytes), fds));
    outputSize += bytes.length;
  }

  /** Bytes that wait to be written. */
  public int outputSize() {
    return outputSize;
  }

  /**
   * Copies the oldest output into the buffer, as much as fits. Tell {@link #written} how many of
   * these bytes were written.
   *
   * @return the descriptors that have to go with the first byte; they stay this connection's
   */
  public List<Fd> gather(ByteBuffer target) {
    List<Fd> fds = List.of();
    boolean first = true;
    for (Chunk chunk : output) {
      if (!first && !chunk.fds().isEmpty()) {
        break;
      }
      if (first) {
        fds = chunk.fds();
      }
      first = false;
      int count = Math.min(target.remaining(), chunk.bytes().remaining());
      target.put(target.position(), chunk.bytes(), chunk.bytes().position(), count);
      target.position(target.position() + count);
    }
    return fds;
  }

  /**
   * Notes that the oldest bytes are out, and closes the descriptors that went with them.
   *
   * @param count how many, at most what {@link #gather} gave
   */
  public void written(int count) {
    outputSize -= count;
    int left = count;
    while (left > 0) {
      Chunk head = output.remove();
      head.fds().forEach(Fd::close);
      int gone = Math.min(left, head.bytes().remaining());
      left -= gone;
      head.bytes().position(head.bytes().position() + gone);
      if (head.bytes().hasRemaining()) {
        output.addFirst(new Chunk(head.bytes(), List.of()));
      }
    }
  }

  /** Closes the descriptors that were neither taken nor sent. */
  public void close() {
    arrived.forEach(Fd::close);
    arrived.clear();
    output.forEach(chunk -> chunk.fds().forEach(Fd::close));
    output.clear();
    outputSize = 0;
  }
}
