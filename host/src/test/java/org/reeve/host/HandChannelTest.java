package org.reeve.host;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Memory;
import org.reeve.linux.MessageSender;
import org.reeve.linux.Socket;
import org.reeve.recipe.ChannelMessage;
import org.reeve.recipe.MalformedException;
import org.reeve.recipe.Octets;

@Timeout(60)
class HandChannelTest {
  private static Socket.Pair pair() {
    return Socket.pair(Socket.Type.SEQPACKET, true);
  }

  @Test
  void messagesArriveInOrderWithTheirDescriptors() throws MalformedException {
    Socket.Pair pair = pair();
    try (HandChannel a = new HandChannel(pair.first());
        HandChannel b = new HandChannel(pair.second());
        Fd file = Memory.sealed("kept", Fs.path("content"))) {
      a.send(new ChannelMessage.Keep(Octets.of("name")), file);
      a.send(new ChannelMessage.Ack(7));
      HandChannel.Received keep = requireNonNull(b.receive());
      assertThat(keep.message()).isEqualTo(new ChannelMessage.Keep(Octets.of("name")));
      assertThat(Fs.readAll(keep.descriptors().getFirst())).isEqualTo(Fs.path("content"));
      keep.closeDescriptors();
      assertThat(requireNonNull(b.receive()).message()).isEqualTo(new ChannelMessage.Ack(7));
      assertThat(b.receive()).isNull();
    }
  }

  @Test
  void whatTheSocketDoesNotTakeWaitsInOrderAndKeepsItsDescriptor() throws MalformedException {
    Socket.Pair pair = pair();
    try (HandChannel a = new HandChannel(pair.first());
        HandChannel b = new HandChannel(pair.second())) {
      int many = 3000;
      for (int i = 1; i <= many; i++) {
        if (i == many) {
          try (Fd file = Memory.create("last")) {
            a.send(new ChannelMessage.Keep(Octets.of("last")), file);
          }
        } else {
          a.send(new ChannelMessage.Ack(i));
        }
      }
      assertThat(a.flush()).isFalse();
      int seen = 0;
      while (seen < many) {
        HandChannel.Received in = b.receive();
        if (in == null) {
          a.flush();
          continue;
        }
        seen++;
        if (seen < many) {
          assertThat(in.message()).isEqualTo(new ChannelMessage.Ack(seen));
        } else {
          assertThat(in.descriptors()).hasSize(1);
          in.closeDescriptors();
        }
      }
      assertThat(a.flush()).isTrue();
    }
  }

  @Test
  void whoAsksForRoomIsToldToWaitAndWhoDoesNotIsStoppedInTheEnd() throws MalformedException {
    Socket.Pair pair = pair();
    try (HandChannel a = new HandChannel(pair.first());
        HandChannel b = new HandChannel(pair.second())) {
      assertThat(a.hasRoom()).isTrue();
      int sent = 0;
      while (a.hasRoom()) {
        a.send(new ChannelMessage.Ack(++sent));
      }
      for (int i = 0; i < HandChannel.MOST_WAITING - HandChannel.FEW_WAITING; i++) {
        a.send(new ChannelMessage.Ack(++sent));
      }
      assertThatThrownBy(() -> a.send(new ChannelMessage.Ack(0)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("hand has not read 16384 messages");
      for (int i = 1; i <= sent; i++) {
        HandChannel.Received in = b.receive();
        while (in == null) {
          a.flush();
          in = b.receive();
        }
        assertThat(in.message()).isEqualTo(new ChannelMessage.Ack(i));
      }
      assertThat(a.hasRoom()).isTrue();
    }
  }

  @Test
  void theEndOfHandIsSaid() {
    Socket.Pair pair = pair();
    try (HandChannel a = new HandChannel(pair.first())) {
      pair.second().close();
      assertThatThrownBy(a::receive).isInstanceOf(HandChannel.HandGoneException.class);
      assertThatThrownBy(() -> a.send(new ChannelMessage.Ack(1)))
          .isInstanceOf(HandChannel.HandGoneException.class);
    }
  }

  @Test
  void aMessageCutAnywhereIsRefusedAndNotHalfBelieved() {
    byte[] whole = new ChannelMessage.Execed(0x0102030405060708L).encode(0);
    for (int size = 1; size < whole.length; size++) {
      Socket.Pair pair = pair();
      try (HandChannel a = new HandChannel(pair.first());
          Fd b = pair.second()) {
        ByteBuffer cut = ByteBuffer.allocateDirect(size).put(whole, 0, size).flip();
        new MessageSender().send(b, cut);
        assertThatThrownBy(a::receive).isInstanceOf(MalformedException.class);
      }
    }
  }
}
