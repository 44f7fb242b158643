package org.reeve.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reeve.linux.Clock;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Memory;
import org.reeve.linux.Pipe;
import org.reeve.linux.UnixAddress;

@Timeout(120)
class NotifierTest {
  @TempDir private Path directory;

  private String path() {
    return directory.resolve("notify").toString();
  }

  @Test
  void eachMethodSaysItsMessage() {
    try (FakeManager manager = new FakeManager(UnixAddress.path(path()))) {
      Notifier notifier = Notifier.of(Map.of("NOTIFY_SOCKET", path()));
      assertThat(notifier.isWanted()).isTrue();
      assertThat(notifier.ready()).isTrue();
      assertThat(manager.next().text()).isEqualTo("READY=1");
      notifier.ready("serving");
      assertThat(manager.next().text()).isEqualTo("READY=1\nSTATUS=serving");
      notifier.status("66 % ü\nREADY=1");
      assertThat(manager.next().text()).as("one line").isEqualTo("STATUS=66 % ü READY=1");
      notifier.stopping();
      assertThat(manager.next().text()).isEqualTo("STOPPING=1");
      notifier.watchdog();
      assertThat(manager.next().text()).isEqualTo("WATCHDOG=1");
      notifier.watchdogTrigger();
      assertThat(manager.next().text()).isEqualTo("WATCHDOG=trigger");
      notifier.watchdogTimeout(Duration.ofMillis(1500));
      assertThat(manager.next().text()).isEqualTo("WATCHDOG_USEC=1500000");
      notifier.mainPid(4711);
      assertThat(manager.next().text()).isEqualTo("MAINPID=4711");
      notifier.errno(2);
      assertThat(manager.next().text()).isEqualTo("ERRNO=2");
      notifier.busError("org.freedesktop.DBus.Error.TimedOut");
      assertThat(manager.next().text()).isEqualTo("BUSERROR=org.freedesktop.DBus.Error.TimedOut");
      notifier.extendTimeout(Duration.ofSeconds(20));
      assertThat(manager.next().text()).isEqualTo("EXTEND_TIMEOUT_USEC=20000000");
      notifier.unstore("state");
      assertThat(manager.next().text()).isEqualTo("FDSTOREREMOVE=1\nFDNAME=state");
      notifier.send("X_MY_OWN=1");
      assertThat(manager.next().text()).isEqualTo("X_MY_OWN=1");
    }
  }

  @Test
  void reloadingSaysWhen() {
    try (FakeManager manager = new FakeManager(UnixAddress.path(path()))) {
      long before = Clock.MONOTONIC.usec();
      Notifier.at(path()).reloading();
      String text = manager.next().text();
      assertThat(text).startsWith("RELOADING=1\nMONOTONIC_USEC=");
      assertThat(Long.parseLong(text.substring(text.lastIndexOf('=') + 1)))
          .isBetween(before, Clock.MONOTONIC.usec());
    }
  }

  @Test
  void anAbstractSocketWorksAsAPathDoes() {
    String name = "reeve-test-" + UUID.randomUUID();
    try (FakeManager manager = new FakeManager(UnixAddress.abstractName(name))) {
      assertThat(Notifier.at("@" + name).ready()).isTrue();
      assertThat(manager.next().text()).isEqualTo("READY=1");
    }
  }

  @Test
  void storedDescriptorsArriveAndStayTheDaemonsToo() {
    try (FakeManager manager = new FakeManager(UnixAddress.path(path()));
        Fd one = Memory.sealed("one", Fs.path("first"));
        Fd two = Memory.sealed("two", Fs.path("second"))) {
      assertThat(Notifier.at(path()).store("state", one, two)).isTrue();
      FakeManager.Message message = manager.next();
      assertThat(message.text()).isEqualTo("FDSTORE=1\nFDNAME=state");
      assertThat(message.descriptors()).hasSize(2);
      try (Fd first = message.descriptors().getFirst();
          Fd second = message.descriptors().getLast()) {
        assertThat(Fs.readAll(first)).isEqualTo(Fs.path("first"));
        assertThat(Fs.readAll(second)).isEqualTo(Fs.path("second"));
      }
      assertThat(one.stat().size()).isEqualTo(5);
      Notifier.at(path()).storeUnpolled("state", one);
      FakeManager.Message unpolled = manager.next();
      assertThat(unpolled.text()).isEqualTo("FDSTORE=1\nFDPOLL=0\nFDNAME=state");
      unpolled.descriptors().forEach(Fd::close);
    }
  }

  @Test
  void aBarrierIsPassedWhenTheManagerHasReadAllThatWasSaidBefore() throws InterruptedException {
    try (FakeManager manager = new FakeManager(UnixAddress.path(path()))) {
      Notifier notifier = Notifier.at(path());
      Thread reader =
          Thread.ofPlatform()
              .start(() -> {
                assertThat(manager.next().text()).isEqualTo("READY=1");
                FakeManager.Message barrier = manager.next();
                assertThat(barrier.text()).isEqualTo("BARRIER=1");
                barrier.descriptors().forEach(Fd::close);
              });
      notifier.ready();
      assertThat(notifier.barrier(Duration.ofSeconds(60))).isTrue();
      reader.join();
      assertThat(notifier.barrier(Duration.ofMillis(50))).as("nobody reads").isFalse();
    }
  }

  @Test
  void aFullQueueIsWaitedFor() throws InterruptedException {
    try (FakeManager manager = new FakeManager(UnixAddress.path(path()))) {
      Notifier notifier = Notifier.at(path());
      int messages = 1000; // net.unix.max_dgram_qlen is 10 to 512
      Thread speaker =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < messages; i++) {
                  assertThat(notifier.status("message " + i)).isTrue();
                }
              });
      for (int i = 0; i < messages; i++) {
        assertThat(manager.next().text()).isEqualTo("STATUS=message " + i);
      }
      speaker.join();
    }
  }

  @Test
  void withoutAManagerNothingHappensAndThatIsSaid() {
    for (Map<String, String> none :
        List.of(Map.<String, String>of(), Map.of("NOTIFY_SOCKET", ""))) {
      Notifier notifier = Notifier.of(none);
      assertThat(notifier.isWanted()).isFalse();
      assertThat(notifier.ready()).isFalse();
      assertThat(notifier.barrier(Duration.ofSeconds(60))).isFalse();
    }
    Notifier gone = Notifier.at(path());
    assertThat(gone.isWanted()).isTrue();
    assertThat(gone.ready()).as("nobody listens").isFalse();
    assertThatThrownBy(() -> gone.send("READY=1")).hasMessageContaining(path());
  }

  @Test
  void whatCannotBeASocketOrANameIsRefusedInASentence() {
    assertThatThrownBy(() -> Notifier.at("run/notify"))
        .hasMessage(
            "NOTIFY_SOCKET=run/notify is neither an absolute path nor an abstract name (@…).");
    Notifier notifier = Notifier.at(path());
    try (Pipe pipe = Pipe.open()) {
      for (String name : List.of("", "a:b", "tab\t", "ü", "x".repeat(256))) {
        assertThatThrownBy(() -> notifier.store(name, pipe.reading()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("1 to 255 printable ASCII characters");
      }
    }
  }
}
