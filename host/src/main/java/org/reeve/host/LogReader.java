package org.reeve.host;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.reeve.linux.Epoll;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.EventFd;
import org.reeve.linux.Fd;
import org.reeve.manager.InvocationId;
import org.reeve.unit.UnitName;

/**
 * Reads the output of all units on a thread of its own, so that a flooding service delays no turn.
 * Takes turns itself: some KiB of each stream that is ready, then the next.
 */
final class LogReader implements AutoCloseable {
  /**
   * Told, on the reader's thread, that a stream has come to its end: nobody has it open any more.
   */
  @FunctionalInterface
  interface EndListener {
    /** {@code last}: no other stream of that invocation is being read. */
    void ended(String name, InvocationId invocation, boolean last);
  }

  /** A stream being read; {@code name} is what hand keeps it under. */
  private record Stream(String name, UnitName unit, InvocationId invocation, Fd fd) {}

  private static final long BELL = 0;
  private static final int MOST_EVENTS = 64;

  private final LogSink sink;
  private final EndListener ends;
  private final Epoll epoll = new Epoll(MOST_EVENTS);
  private final EventFd bell = new EventFd();
  private final Map<Long, Stream> streams = new ConcurrentHashMap<>();
  private final Queue<CountDownLatch> waiting = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::run, "log reader");
  private final AtomicLong lastId = new AtomicLong();
  private volatile boolean closing;

  LogReader(LogSink sink, EndListener ends) {
    this.sink = sink;
    this.ends = ends;
    epoll.add(bell.fd(), Epoll.IN, BELL);
    thread.setDaemon(true);
    thread.start();
  }

  /** Reads {@code fd} from now on, and closes it at its end. From any thread. */
  void read(String name, UnitName unit, InvocationId invocation, Fd fd) {
    long id = lastId.incrementAndGet();
    streams.put(id, new Stream(name, unit, invocation, fd));
    epoll.add(fd, Epoll.IN, id); // wakes the reader when there is something, not before
  }

  /**
   * Waits until all that lies in the streams by now has been read, for at most a second, as
   * somebody may go on writing. From any thread but the reader's.
   */
  void catchUp() {
    CountDownLatch idle = new CountDownLatch(1);
    waiting.add(idle);
    bell.signal();
    try {
      var _ = idle.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closing) {
      CountDownLatch asked = waiting.peek();
      int n = epoll.await(asked == null ? Epoll.FOREVER : 0);
      if (n == 0 && asked != null) {
        asked.countDown();
        waiting.remove(asked);
      }
      for (int i = 0; i < n; i++) {
        long id = epoll.data(i);
        if (id == BELL) {
          bell.drain();
        } else {
          readSome(id);
        }
      }
    }
    for (Stream stream : streams.values()) {
      stream.fd.close();
    }
    epoll.close();
    bell.close();
  }

  private void readSome(long id) {
    Stream stream = streams.get(id);
    if (stream == null) {
      return;
    }
    int n;
    try {
      n = sink.receive(stream.unit, stream.invocation, stream.fd);
    } catch (ErrnoException e) {
      // the stream's own error (ECONNRESET): it has nothing more to give
      n = -1;
    }
    if (n < 0) {
      streams.remove(id);
      epoll.remove(stream.fd);
      stream.fd.close();
      boolean last =
          streams.values().stream().noneMatch(other -> other.invocation.equals(stream.invocation));
      ends.ended(stream.name, stream.invocation, last);
    }
  }

  /** Ends the thread, when it has taken what is there now; waits for that. */
  @Override
  public void close() {
    closing = true;
    bell.signal();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
