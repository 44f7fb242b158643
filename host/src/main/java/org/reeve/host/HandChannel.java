package org.reeve.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Errno;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.MessageReceiver;
import org.reeve.linux.MessageSender;
import org.reeve.recipe.ChannelMessage;
import org.reeve.recipe.MalformedException;
import org.reeve.recipe.Octets;
import org.reeve.recipe.Wire;

/**
 * The manager's end of the channel to hand: a sequential-packet socket, a message a packet, layouts
 * as in hand/channel.def.
 *
 * <p>Sending never waits. What the socket does not take at once is queued here, in order, and goes
 * out when {@link #flush} is called on a writable socket. Whoever has much to say asks {@link
 * #hasRoom} first: what waits here holds duplicates of its descriptors. What does not ask is few by
 * its nature (a ping at a time, a word a unit), and more than {@link #MOST_WAITING} of it mean that
 * hand has stopped working: that ends the manager, and hand, when it goes on, starts another.
 */
final class HandChannel implements AutoCloseable {
  /** A message and what was attached to it; the descriptors are the receiver's. */
  record Received(ChannelMessage message, List<Fd> descriptors) {
    void closeDescriptors() {
      descriptors.forEach(Fd::close);
    }
  }

  /** Thrown when hand has closed its end: it ended, and so must the manager. */
  static final class HandGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HandGoneException(@Nullable Throwable cause) {
      super("hand, the process this manager works for, has closed the channel or ended.", cause);
    }
  }

  /** A message that waits for room in the socket, with duplicates of its descriptors. */
  private record Waiting(Octets packet, List<Fd> descriptors) {}

  /** Beyond as many there is no room for what can wait elsewhere. */
  static final int FEW_WAITING = 32;

  /** More than the units of the largest machines, as each may have a word to say. */
  static final int MOST_WAITING = 16_384;

  private final Fd socket;
  private final MessageSender sender = new MessageSender();
  private final MessageReceiver receiver =
      new MessageReceiver(Wire.MESSAGE_BYTES, MessageSender.MAX_DESCRIPTORS);
  private final ByteBuffer out =
      ByteBuffer.allocateDirect(Wire.MESSAGE_BYTES).order(ByteOrder.nativeOrder());
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** The socket is this object's from here on. */
  HandChannel(Fd socket) {
    this.socket = socket;
    socket.setNonBlocking(true);
  }

  Fd socket() {
    return socket;
  }

  /** Sends a message. The descriptors stay the caller's, who may close them when this returns. */
  void send(ChannelMessage message, Fd... descriptors) {
    byte[] packet = message.encode(descriptors.length);
    if (waiting.isEmpty() && trySend(packet, descriptors)) {
      return;
    }
    if (waiting.size() == MOST_WAITING) {
      throw new IllegalStateException(
          "hand has not read "
              + MOST_WAITING
              + " messages that were sent to it; it seems to have stopped working.");
    }
    List<Fd> copies = new ArrayList<>(descriptors.length);
    for (Fd descriptor : descriptors) {
      copies.add(descriptor.dup());
    }
    waiting.add(new Waiting(Octets.of(packet), copies));
  }

  private boolean trySend(byte[] packet, Fd[] descriptors) {
    try {
      return sender.send(socket, out.clear().put(packet).flip(), null, descriptors) >= 0;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EPIPE || e.errno() == Errno.ECONNRESET) {
        throw new HandGoneException(e);
      }
      throw e;
    }
  }

  /** Whether little or nothing waits, after what waits has been offered to the socket again. */
  boolean hasRoom() {
    return waiting.size() < FEW_WAITING || flush();
  }

  /** Sends what waits. Returns true if nothing waits any more. */
  boolean flush() {
    for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
      if (!trySend(next.packet.bytes(), next.descriptors.toArray(Fd[]::new))) {
        return false;
      }
      waiting.remove();
      for (Fd copy : next.descriptors) {
        copy.close();
      }
    }
    return true;
  }

  /**
   * Takes the next message; null if there is none now.
   *
   * @throws HandGoneException at the end of the channel
   * @throws MalformedException if hand is of another version, or its message was cut
   */
  @Nullable Received receive() throws MalformedException {
    try {
      if (!receiver.receive(socket)) {
        return null;
      }
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ECONNRESET) {
        throw new HandGoneException(e);
      }
      throw e;
    }
    int size = receiver.data().remaining();
    if (size == 0) {
      throw new HandGoneException(null);
    }
    byte[] packet = new byte[size];
    receiver.data().get(packet);
    List<Fd> descriptors = new ArrayList<>(receiver.takeDescriptors());
    if (receiver.controlTruncated()) {
      // the soft limit of descriptors is reached; the message says how many are missing
      descriptors.forEach(Fd::close);
      descriptors.clear();
    }
    return new Received(
        ChannelMessage.decode(packet, descriptors.size()), List.copyOf(descriptors));
  }

  @Override
  public void close() {
    for (Waiting unsent : waiting) {
      for (Fd copy : unsent.descriptors) {
        copy.close();
      }
    }
    waiting.clear();
    receiver.close();
    socket.close();
  }
}
