package org.reeve.dbus;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A blocking client for tools and tests: one thread, one call at a time; signals that arrive
 * meanwhile are kept in order. Passes no descriptors, as a {@link ByteChannel} has none.
 */
public final class Client implements AutoCloseable {
  private final ByteChannel channel;
  private final Connection connection;
  private final ByteBuffer buffer = ByteBuffer.allocate(16384);
  private final Deque<Message> signals = new ArrayDeque<>();

  /**
   * Takes over a connected, blocking channel.
   *
   * @param uid the own uid, which the server compares with what its kernel says
   */
  public Client(ByteChannel channel, long uid) {
    this.channel = channel;
    this.connection = Connection.client(Limits.CLIENT, uid);
  }

  /**
   * Calls a method and waits for its answer.
   *
   * @return the answer's values
   * @throws BusError if it was answered by an error
   * @throws IOException if the connection broke or ended
   */
  public List<Object> call(Message call) throws IOException, BusError {
    authenticate();
    int serial = connection.send(call);
    flush();
    while (true) {
      Message message = next();
      if (message.isReply() && message.replySerial() == serial) {
        if (message.kind() == Message.Kind.ERROR) {
          throw new BusError(String.valueOf(message.errorName()), sentence(message));
        }
        return message.body();
      }
      if (message.kind() == Message.Kind.SIGNAL) {
        signals.add(message);
      }
    }
  }

  private static String sentence(Message error) {
    return !error.body().isEmpty() && error.body().getFirst() instanceof String text ? text : "";
  }

  /** The oldest signal not yet taken; waits for one if there is none. */
  public Message signal() throws IOException {
    flush();
    Message kept = signals.poll();
    while (kept == null) {
      Message message = next();
      kept = message.kind() == Message.Kind.SIGNAL ? message : null;
    }
    return kept;
  }

  private Message next() throws IOException {
    while (true) {
      Message message = connection.receive();
      if (message != null) {
        return message;
      }
      read();
    }
  }

  /** The real systemd 252 overlooks a message that arrives together with the authentication. */
  private void authenticate() throws IOException {
    while (!connection.isReady()) {
      flush();
      read();
    }
  }

  private void read() throws IOException {
    buffer.clear();
    if (channel.read(buffer) < 0) {
      throw new EOFException("the D-Bus server closed the connection");
    }
    connection.feed(buffer.flip(), List.of());
  }

  private void flush() throws IOException {
    while (connection.outputSize() > 0) {
      buffer.clear();
      connection.gather(buffer);
      connection.written(channel.write(buffer.flip()));
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
    channel.close();
  }
}
