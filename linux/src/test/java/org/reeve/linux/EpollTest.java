package org.reeve.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EpollTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void theDataOfTheReadyDescriptorComesBack() {
    Socket.Pair pair = Socket.pair(Socket.Type.STREAM, true);
    try (Fd a = pair.first();
        Fd b = pair.second();
        Epoll epoll = new Epoll(4)) {
      epoll.add(a, Epoll.IN, 0x1234_5678_9abc_def0L);
      assertThat(epoll.await(0)).isZero();
      b.write(Buffers.of("x"));
      assertThat(epoll.await(Epoll.FOREVER)).isEqualTo(1);
      assertThat(epoll.data(0)).isEqualTo(0x1234_5678_9abc_def0L);
      assertThat(epoll.ready(0)).isEqualTo(Epoll.IN);
    }
  }

  @Test
  void aLevelIsReportedAgainAndAnEdgeOnce() {
    Socket.Pair pair = Socket.pair(Socket.Type.STREAM, true);
    try (Fd a = pair.first();
        Fd b = pair.second();
        Epoll epoll = new Epoll(4)) {
      epoll.add(a, Epoll.IN, 1);
      b.write(Buffers.of("x"));
      assertThat(epoll.await(0)).isEqualTo(1);
      assertThat(epoll.await(0)).isEqualTo(1);
      epoll.modify(a, Epoll.IN | Epoll.EDGE, 1);
      assertThat(epoll.await(0)).isEqualTo(1);
      assertThat(epoll.await(0)).isZero();
    }
  }

  @Test
  void aHungUpPeerIsReportedWithoutBeingAskedFor() {
    Socket.Pair pair = Socket.pair(Socket.Type.STREAM, true);
    try (Fd a = pair.first();
        Epoll epoll = new Epoll(4)) {
      epoll.add(a, 0, 1);
      pair.second().close();
      assertThat(epoll.await(0)).isEqualTo(1);
      assertThat(epoll.ready(0) & Epoll.HUP).isNotZero();
    }
  }

  @Test
  void whatDoesNotFitInOneWaitComesWithTheNext() {
    try (EventFd one = new EventFd();
        EventFd two = new EventFd();
        Epoll epoll = new Epoll(1)) {
      epoll.add(one.fd(), Epoll.IN, 1);
      epoll.add(two.fd(), Epoll.IN, 2);
      one.signal();
      two.signal();
      assertThat(epoll.await(0)).isEqualTo(1);
      long first = epoll.data(0);
      assertThat(epoll.await(0)).isEqualTo(1);
      assertThat(epoll.data(0)).isEqualTo(3 - first);
    }
  }

  @Test
  void aWaitThatIsInterruptedGoesOnForTheTimeThatIsLeft() throws IOException, InterruptedException {
    // epoll_wait fails with EINTR when its process is stopped and continued, see signal(7)
    try (Epoll epoll = new Epoll(1)) {
      String script = "sleep 0.2; kill -STOP $0; sleep 0.1; kill -CONT $0";
      Process child = new ProcessBuilder("sh", "-c", script, Integer.toString(Sys.pid())).start();
      long start = System.nanoTime();
      assertThat(epoll.await(SECOND)).isZero();
      long took = System.nanoTime() - start;
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isZero();
      assertThat(took).isBetween(SECOND, 3 * SECOND);
    }
  }

  @Test
  void aTimerRingsNotBeforeItsTime() {
    try (TimerFd timer = new TimerFd(Clock.MONOTONIC);
        Epoll epoll = new Epoll(1)) {
      epoll.add(timer.fd(), Epoll.IN, 7);
      long at = Clock.MONOTONIC.nanos() + SECOND / 20;
      timer.setAbsolute(at);
      assertThat(timer.expired()).isFalse();
      assertThat(epoll.await(Epoll.FOREVER)).isEqualTo(1);
      assertThat(Clock.MONOTONIC.nanos()).isGreaterThanOrEqualTo(at);
      assertThat(timer.expired()).isTrue();
      assertThat(timer.expired()).isFalse();
    }
  }

  @Test
  void aTimerInThePastRingsAtOnceAndADisarmedOneNever() {
    try (TimerFd timer = new TimerFd(Clock.MONOTONIC);
        Epoll epoll = new Epoll(1)) {
      epoll.add(timer.fd(), Epoll.IN, 7);
      timer.setAbsolute(0);
      assertThat(epoll.await(SECOND)).isEqualTo(1);
      assertThat(timer.expired()).isTrue();
      timer.setAbsolute(Clock.MONOTONIC.nanos() + SECOND / 20);
      timer.disarm();
      assertThat(epoll.await(SECOND / 10)).isZero();
    }
  }

  @Test
  void signalsOfAnEventAreCountedAndDrainedAtOnce() {
    try (EventFd event = new EventFd()) {
      event.signal();
      event.signal();
      assertThat(event.drain()).isEqualTo(2);
      assertThat(event.drain()).isZero();
    }
  }
}
