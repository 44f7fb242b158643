package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reeve.linux.Epoll;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Memory;
import org.reeve.linux.MessageSender;
import org.reeve.linux.Pipe;
import org.reeve.linux.Socket;
import org.reeve.linux.UnixAddress;
import org.reeve.manager.Event;
import org.reeve.recipe.Octets;
import org.reeve.recipe.Step;
import org.reeve.unit.UnitName;

/** Descriptors that are sent to be stored, with a real hand. */
@Timeout(120)
class StoredDescriptorsTest {
  private static final UnitName A = UnitName.of("a.service");

  @TempDir Path dir;

  private void send(String message, Fd... descriptors) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    ByteBuffer data = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    try (Fd client = Socket.unix(Socket.Type.DGRAM, false)) {
      UnixAddress notify = UnixAddress.path(dir.resolve("notify").toString());
      new MessageSender().sendTo(client, notify, data, descriptors);
    }
  }

  /** Takes turns until a notification comes, and does something in its turn; returns it. */
  private static Event.Notified notified(HandLab lab, Act act) throws Exception {
    List<Event.Notified> found = new ArrayList<>();
    Deadline.until(
        "a notification",
        () -> {
          lab.host().wakeAt(0);
          lab.host()
              .turn(events -> {
                for (Event event : events) {
                  if (event instanceof Event.Notified message) {
                    found.add(message);
                    act.on(lab.host(), message);
                  }
                }
              });
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  private interface Act {
    void on(LinuxHost host, Event.Notified message);
  }

  private static void keep(LinuxHost host, Event.Notified message) {
    host.keep(A, message.descriptors());
    host.watchHangUp(A, message.descriptors());
  }

  private static boolean hasEnded(Pipe pipe) {
    try (Epoll epoll = new Epoll(1)) {
      epoll.add(pipe.reading(), 0, 0);
      return epoll.await(0) == 1;
    }
  }

  @Test
  void whatIsKeptOutlivesTheManagerAndReachesAProcessUntilItIsClosed() throws Exception {
    try (HandLab lab = new HandLab(dir, false);
        Fd file = Memory.sealed("x", Fs.path("remembered"))) {
      send("FDSTORE=1", file);
      String name = notified(lab, StoredDescriptorsTest::keep).descriptors().getFirst();
      assertThat(lab.host().isKept(name)).isTrue();

      lab.kill();
      lab.connect();

      assertThat(lab.host().isKept(name)).isTrue();
      Step handedOn = new Step.Kept(Octets.of(name), 0);
      lab.order(() -> lab.host().spawn(HandLab.shell(1, A, "exec cat", handedOn)));
      lab.await(Event.Exited.class, e -> e.order() == 1);
      Deadline.until(
          "its output",
          () ->
              lab.host().logs().last(A, 10).stream()
                  .anyMatch(entry -> entry.line().toString().equals("remembered")));

      lab.order(() -> lab.host().close(List.of(name)));
      lab.kill();
      lab.connect();
      assertThat(lab.host().isKept(name)).isFalse();
    }
  }

  @Test
  void whatNobodyKeepsIsClosedWhenTheTurnIsOver() throws Exception {
    try (HandLab lab = new HandLab(dir, false);
        Pipe pipe = Pipe.open()) {
      send("FDSTORE=1", pipe.writing());
      pipe.writing().close();
      String name = notified(lab, (_, _) -> {}).descriptors().getFirst();
      assertThat(lab.host().isKept(name)).isFalse();
      assertThat(hasEnded(pipe)).isTrue();
    }
  }

  @Test
  void whatComesWithoutFdstoreIsClosedAndNotTold() throws Exception {
    try (HandLab lab = new HandLab(dir, false);
        Pipe pipe = Pipe.open()) {
      send("BARRIER=1", pipe.writing());
      pipe.writing().close();
      assertThat(notified(lab, (_, _) -> {}).descriptors()).isEmpty();
      assertThat(hasEnded(pipe)).isTrue();
    }
  }

  @Test
  void asManyComeAsAMessageCanBring() throws Exception {
    try (HandLab lab = new HandLab(dir, false);
        Fd file = Memory.create("x")) {
      Fd[] many = new Fd[253];
      java.util.Arrays.fill(many, file);
      send("FDSTORE=1", many);
      assertThat(notified(lab, (_, _) -> {}).descriptors()).hasSize(253).doesNotHaveDuplicates();
    }
  }

  @Test
  void aManagerThatDiesBeforeItsTurnIsWrittenDownLeavesTheMessageToTheNext() throws Exception {
    try (HandLab lab = new HandLab(dir, false);
        Fd file = Memory.create("x")) {
      send("FDSTORE=1", file);
      List<String> kept = new ArrayList<>();
      assertThatThrownBy(() ->
              notified(
                  lab,
                  (host, message) -> {
                    keep(host, message);
                    kept.addAll(message.descriptors());
                    throw new IllegalStateException("the manager dies here");
                  }))
          .hasMessageContaining("dies here");
      lab.kill();
      lab.events.clear();
      lab.connect();
      // what was kept and not written down is nobody's: a manager closes it as it takes up work
      lab.host().keepOnly(Set.of());
      String again = notified(lab, StoredDescriptorsTest::keep).descriptors().getFirst();
      assertThat(kept).doesNotContain(again);
      assertThat(lab.host().isKept(again)).isTrue();
      assertThat(lab.host().isKept(kept.getFirst())).isFalse();
    }
  }

  @Test
  void theLossOfTheOtherEndIsToldOnceAndByTheNextManagerToo() throws Exception {
    try (HandLab lab = new HandLab(dir, false);
        Pipe first = Pipe.open();
        Pipe second = Pipe.open();
        Fd file = Memory.create("x")) {
      send("FDSTORE=1", first.reading(), file, second.reading());
      List<String> names = notified(lab, StoredDescriptorsTest::keep).descriptors();
      lab.order(() -> {});
      assertThat(lab.events).noneMatch(Event.HungUp.class::isInstance);

      first.writing().close();
      Event.HungUp told = lab.await(Event.HungUp.class, _ -> true);
      assertThat(told).isEqualTo(new Event.HungUp(A, names.getFirst()));

      lab.kill();
      lab.events.clear();
      lab.connect();
      second.writing().close();
      lab.host().watchHangUp(A, names.subList(1, 3));
      told = lab.await(Event.HungUp.class, _ -> true);
      assertThat(told).isEqualTo(new Event.HungUp(A, names.get(2)));
      lab.order(() -> lab.host().close(names));
      assertThat(lab.events).filteredOn(Event.HungUp.class::isInstance).hasSize(1);
    }
  }

  @Test
  void aDescriptorIsRecognisedWhenItComesAgain() throws Exception {
    try (HandLab lab = new HandLab(dir, false);
        Fd file = Memory.create("x");
        Fd other = Memory.create("x")) {
      send("FDSTORE=1", file);
      String stored = notified(lab, StoredDescriptorsTest::keep).descriptors().getFirst();
      List<Boolean> same = new ArrayList<>();
      send("FDSTORE=1", file, other);
      notified(
          lab,
          (host, message) -> {
            for (String each : message.descriptors()) {
              same.add(host.isSameFile(stored, each));
            }
          });
      assertThat(same).containsExactly(true, false);
    }
  }
}
