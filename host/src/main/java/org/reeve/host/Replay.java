package org.reeve.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Epoll;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.recipe.ChannelMessage;
import org.reeve.recipe.MalformedException;

/**
 * What hand tells every new manager before anything else: itself, what it keeps, which children
 * live, which exits were not acknowledged.
 *
 * @param hello hand and its abilities
 * @param launch hand's own command line and environment
 * @param memory the state memory, whose owner is the receiver
 * @param kept kept descriptors by name, whose owner is the receiver
 * @param children live children
 * @param others exits, and signals that came meanwhile, in order
 */
record Replay(
    ChannelMessage.Hello hello,
    ChannelMessage.Launch launch,
    Fd memory,
    Map<String, Fd> kept,
    List<ChannelMessage.Child> children,
    List<ChannelMessage> others) {
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  /** Reads up to Ready, waiting for it; hand sends it at once. */
  static Replay receive(HandChannel channel) throws MalformedException {
    ChannelMessage.Hello hello = null;
    ChannelMessage.Launch launch = null;
    Fd memory = null;
    Map<String, Fd> kept = new LinkedHashMap<>();
    List<ChannelMessage.Child> children = new ArrayList<>();
    List<ChannelMessage> others = new ArrayList<>();
    try (Epoll epoll = new Epoll(1)) {
      epoll.add(channel.socket(), Epoll.IN, 0);
      while (true) {
        HandChannel.Received received = next(channel, epoll);
        switch (received.message()) {
          case ChannelMessage.Hello message -> {
            hello = message;
            memory = received.descriptors().get(0);
            launch = launch(received.descriptors().get(1));
          }
          case ChannelMessage.Kept message -> {
            Fd before = kept.put(message.name().toString(), received.descriptors().getFirst());
            if (before != null) {
              before.close();
            }
          }
          case ChannelMessage.Child message -> {
            received.closeDescriptors(); // a pidfd; see ProcessTable on why none is held
            children.add(message);
          }
          case ChannelMessage.Ready _ -> {
            if (hello == null || launch == null || memory == null) {
              throw new IllegalStateException("hand said Ready before Hello.");
            }
            return new Replay(hello, launch, memory, kept, children, others);
          }
          default -> {
            received.closeDescriptors();
            others.add(received.message());
          }
        }
      }
    }
  }

  private static HandChannel.Received next(HandChannel channel, Epoll epoll)
      throws MalformedException {
    HandChannel.@Nullable Received received = channel.receive();
    while (received == null) {
      if (epoll.await(PATIENCE_NANOS) == 0) {
        throw new IllegalStateException(
            "hand has not said all that a new manager must know within 30 s.");
      }
      received = channel.receive();
    }
    return received;
  }

  private static ChannelMessage.Launch launch(Fd file) throws MalformedException {
    try (file) {
      file.seek(0);
      ChannelMessage message = ChannelMessage.decode(Fs.readAll(file), 0);
      if (message instanceof ChannelMessage.Launch launch) {
        return launch;
      }
      throw new IllegalStateException("hand's Hello brings no Launch, but another message.");
    }
  }
}
