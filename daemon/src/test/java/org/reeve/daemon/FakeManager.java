package org.reeve.daemon;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.reeve.linux.Fd;
import org.reeve.linux.MessageReceiver;
import org.reeve.linux.Poll;
import org.reeve.linux.Socket;
import org.reeve.linux.UnixAddress;

/** The manager's side of a notify socket: what daemons say is read here. */
final class FakeManager implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Fd socket = Socket.unix(Socket.Type.DGRAM, true);
  private final MessageReceiver receiver = new MessageReceiver(64 * 1024, 16);

  FakeManager(UnixAddress address) {
    Socket.bind(socket, address);
    Socket.passCredentials(socket);
  }

  /** A message, without the descriptors that came with it. */
  record Message(String text, List<Fd> descriptors) {}

  Message next() {
    return next(LONG);
  }

  Message next(Duration limit) {
    if (Poll.await(socket, Poll.IN, limit) == 0 || !receiver.receive(socket)) {
      throw new AssertionError("no message within " + limit);
    }
    String text = StandardCharsets.UTF_8.decode(receiver.data()).toString();
    return new Message(text, receiver.takeDescriptors());
  }

  /** Whether something comes within that time. */
  boolean hears(Duration limit) {
    return Poll.await(socket, Poll.IN, limit) != 0;
  }

  @Override
  public void close() {
    socket.close();
    receiver.close();
  }
}
