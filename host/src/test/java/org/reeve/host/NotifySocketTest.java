package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reeve.linux.Epoll;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Memory;
import org.reeve.linux.MessageSender;
import org.reeve.linux.Socket;
import org.reeve.linux.Sys;
import org.reeve.linux.UnixAddress;

@Timeout(60)
class NotifySocketTest {
  @TempDir Path dir;

  private byte[] path() {
    return Fs.path(dir.resolve("notify").toString());
  }

  private static List<NotifySocket.Notification> drain(NotifySocket socket) {
    List<NotifySocket.Notification> all = new ArrayList<>();
    socket.drain(all::add, 1000);
    return all;
  }

  private void send(byte[] message, Fd... descriptors) {
    ByteBuffer data = ByteBuffer.allocateDirect(message.length).put(message).flip();
    try (Fd client = Socket.unix(Socket.Type.DGRAM, false)) {
      new MessageSender().sendTo(client, UnixAddress.path(path()), data, descriptors);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void linesComeWithTheirSender() {
    try (NotifySocket socket = NotifySocket.bind(path())) {
      send(bytes("READY=1\nSTATUS=ü\n\n"));
      send(bytes("STOPPING=1"));
      List<NotifySocket.Notification> all = drain(socket);
      assertThat(all).hasSize(2);
      assertThat(all.get(0).lines()).containsExactly("READY=1", "STATUS=ü");
      assertThat(all.get(0).pid()).isEqualTo(Sys.pid());
      assertThat(all.get(0).uid()).isEqualTo(Sys.uid());
      assertThat(all.get(1).lines()).containsExactly("STOPPING=1");
      assertThat(drain(socket)).isEmpty();
    }
  }

  @Test
  void aMessageTooLongIsRefusedAndTheNextOneIsNot() {
    try (NotifySocket socket = NotifySocket.bind(path())) {
      send(new byte[NotifySocket.LONGEST + 1]);
      send(bytes("READY=1"));
      List<NotifySocket.Notification> all = drain(socket);
      assertThat(all.get(0).problem()).contains("longer than 4096");
      assertThat(all.get(1).problem()).isNull();
    }
  }

  @Test
  void descriptorsThatComeAlongAreNotLeaked() {
    try (NotifySocket socket = NotifySocket.bind(path());
        Fd file = Memory.create("x")) {
      int before = Fs.list(Fs.path("/proc/self/fd")).size();
      send(bytes("FDSTORE=1"), file, file);
      send(bytes("BARRIER=1"), file);
      send(bytes("A=1"), file);
      List<NotifySocket.Notification> all = drain(socket);
      assertThat(all)
          .extracting(notification -> notification.descriptors().size())
          .containsExactly(2, 0, 0);
      all.getFirst().descriptors().forEach(Fd::close);
      assertThat(Fs.list(Fs.path("/proc/self/fd"))).hasSize(before);
    }
  }

  @Test
  void descriptorsAreTakenOnlyAsLongAsThereIsRoom() {
    try (NotifySocket socket = NotifySocket.bind(path());
        Fd file = Memory.create("x")) {
      for (int i = 0; i < 3; i++) {
        send(bytes("FDSTORE=1"), file, file);
      }
      List<NotifySocket.Notification> all = new ArrayList<>();
      socket.drain(all::add, 3);
      assertThat(all).hasSize(2);
      all.addAll(drain(socket));
      assertThat(all).hasSize(3);
      all.forEach(notification -> notification.descriptors().forEach(Fd::close));
    }
  }

  /** A successor on the same socket, as hand would hand it on. */
  private static NotifySocket successor(NotifySocket old) {
    Fd kept = old.socket().dup();
    old.close();
    return NotifySocket.of(kept);
  }

  private static List<String> statuses(NotifySocket socket) {
    List<String> all = new ArrayList<>();
    for (NotifySocket.Notification one : drain(socket)) {
      all.add(one.problem() == null ? String.join(",", one.lines()) : "refused");
    }
    return all;
  }

  @Test
  void whatIsNotReleasedIsThereForTheNextManager() {
    NotifySocket first = NotifySocket.bind(path());
    send(bytes("A=1"));
    send(new byte[3 * NotifySocket.LONGEST]);
    send(bytes("B=22"));
    assertThat(statuses(first)).containsExactly("A=1", "refused", "B=22");
    first.release(1);
    send(bytes("C=333"));
    assertThat(statuses(first)).containsExactly("C=333");
    NotifySocket second = successor(first);
    assertThat(statuses(second)).containsExactly("refused", "B=22", "C=333");
    second.release(3);
    assertThat(statuses(second)).isEmpty();
    try (NotifySocket third = successor(second)) {
      assertThat(statuses(third)).isEmpty();
    }
  }

  @Test
  void emptyDatagramsNeitherHideOthersNorStayForEver() throws Exception {
    NotifySocket first = NotifySocket.bind(path());
    send(new byte[0]);
    send(bytes("A=1"));
    send(new byte[0]);
    assertThat(statuses(first)).containsExactly("", "A=1", "");
    send(bytes("B=1"));
    try (NotifySocket second = successor(first);
        Epoll epoll = new Epoll(1)) {
      assertThat(statuses(second)).containsExactly("A=1", "B=1");
      send(new byte[0]);
      assertThat(statuses(second)).containsExactly("");
      second.release(3);
      assertThat(statuses(second)).isEmpty();
      epoll.add(second.socket(), Epoll.IN, 0);
      assertThat(epoll.await(0)).isZero();
    }
  }

  @Test
  void aSocketThatWasKeptHasWhatWasSentMeanwhile() {
    NotifySocket old = NotifySocket.bind(path());
    try (Fd kept = old.socket().dup()) {
      old.close();
      send(bytes("READY=1"));
      try (NotifySocket fresh = NotifySocket.of(kept.dup())) {
        assertThat(drain(fresh)).hasSize(1);
      }
    }
  }
}
