package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reeve.linux.Epoll;
import org.reeve.linux.EventFd;

@Timeout(20)
class EpollLoopTest {
  @Test
  void aWatcherIsCalledInDispatchAndNotBefore() {
    try (EpollLoop loop = new EpollLoop();
        EventFd event = new EventFd()) {
      List<Integer> called = new ArrayList<>();
      loop.watch(event.fd(), Epoll.IN, called::add);
      event.signal();
      loop.await(Epoll.FOREVER);
      assertThat(called).isEmpty();
      assertThat(loop.dispatch()).isTrue();
      assertThat(called).containsExactly(Epoll.IN);
      event.drain();
      loop.await(0);
      assertThat(loop.dispatch()).isFalse();
    }
  }

  @Test
  void aWatcherThatClosesAnotherKeepsItFromBeingCalled() {
    try (EpollLoop loop = new EpollLoop();
        EventFd one = new EventFd();
        EventFd two = new EventFd()) {
      List<String> called = new ArrayList<>();
      List<Loop.Watch> watches = new ArrayList<>();
      watches.add(
          loop.watch(
              one.fd(),
              Epoll.IN,
              _ -> {
                called.add("one");
                watches.get(1).close();
              }));
      watches.add(
          loop.watch(
              two.fd(),
              Epoll.IN,
              _ -> {
                called.add("two");
                watches.get(0).close();
              }));
      one.signal();
      two.signal();
      loop.await(Epoll.FOREVER);
      loop.dispatch();
      assertThat(called).hasSize(1);
    }
  }

  @Test
  void anActionOfAnotherThreadEndsTheWaitingAndRunsOnTheLoop() throws InterruptedException {
    try (EpollLoop loop = new EpollLoop()) {
      List<Thread> ran = new ArrayList<>();
      Thread other = new Thread(() -> loop.post(() -> ran.add(Thread.currentThread())));
      other.start();
      while (ran.isEmpty()) {
        loop.await(Epoll.FOREVER);
        loop.dispatch();
      }
      other.join();
      assertThat(ran).containsExactly(Thread.currentThread());
    }
  }

  @Test
  void aDescriptorThatOnlyWakesIsNotWorkForClients() {
    try (EpollLoop loop = new EpollLoop();
        EventFd event = new EventFd()) {
      loop.wakeBy(event.fd());
      event.signal();
      loop.await(Epoll.FOREVER);
      assertThat(loop.dispatch()).isFalse();
    }
  }
}
