package org.reeve.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Errno;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Open;
import org.reeve.manager.Event;
import org.reeve.manager.Host.FileAnswer;
import org.reeve.manager.Host.Identity;
import org.reeve.manager.Host.Preparation;
import org.reeve.recipe.Octets;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;

/**
 * Carries out {@link Preparation}s beside the loop: user look-ups and reading of files, both of
 * which may block for as long as a remote file system likes. An order that hangs holds up only its
 * own unit, whose manager has a timeout for it. What is asked for one unit is done in that order.
 *
 * <p>Threads come when needed and go when idle. This is also the place for look-ups through {@code
 * getent} where nsswitch.conf(5) names more than files.
 */
final class Preparer implements AutoCloseable {
  private static final int MOST_THREADS = 16;
  private static final int IDLE_SECONDS = 2;
  private static final int LARGEST_FILE = 4 * 1024 * 1024;

  private final Users users;
  private final Consumer<Event> done;

  /** The units for which a thread is at work, and what it is to do next; guarded by itself. */
  private final Map<UnitName, Deque<Runnable>> queues = new HashMap<>();

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          MOST_THREADS,
          MOST_THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread thread = new Thread(task, "preparer");
            thread.setDaemon(true);
            return thread;
          });

  /** {@code done} is called on a thread of the preparer's. */
  Preparer(Users users, Consumer<Event> done) {
    this.users = users;
    this.done = done;
    threads.allowCoreThreadTimeOut(true);
  }

  void prepare(Preparation order) {
    run(order.unit(), () -> done.accept(answer(order)));
  }

  /** Runs a task beside the loop, after all that was asked for that unit before. */
  void run(UnitName unit, Runnable task) {
    synchronized (queues) {
      Deque<Runnable> queue = queues.get(unit);
      if (queue != null) {
        queue.add(task);
        return;
      }
      queues.put(unit, new ArrayDeque<>());
    }
    threads.execute(() -> work(unit, task));
  }

  private void work(UnitName unit, Runnable first) {
    for (Runnable task = first; task != null; task = next(unit)) {
      task.run();
    }
  }

  private @Nullable Runnable next(UnitName unit) {
    synchronized (queues) {
      Deque<Runnable> queue = queues.get(unit);
      Runnable task = queue == null ? null : queue.poll();
      if (task == null) {
        queues.remove(unit);
      }
      return task;
    }
  }

  /** The answer, on the caller's thread. */
  Event.Prepared answer(Preparation order) {
    Map<String, Identity> identities = new HashMap<>();
    for (String user : order.users()) {
      identities.put("user:" + user, users.user(user));
    }
    for (String group : order.groups()) {
      identities.put("group:" + group, users.group(group));
    }
    List<FileAnswer> files = new ArrayList<>();
    for (String pattern : order.files()) {
      read(pattern, files);
    }
    return new Event.Prepared(order.number(), identities, files);
  }

  private static void read(String pattern, List<FileAnswer> answers) {
    byte[] bytes = RawText.encode(pattern);
    List<byte[]> paths = Glob.isPattern(bytes) ? Glob.expand(bytes) : List.of(bytes);
    if (paths.isEmpty()) {
      answers.add(new FileAnswer(pattern, pattern, Errno.ENOENT, Octets.empty()));
    }
    for (byte[] path : paths) {
      String name = RawText.decode(path);
      try (Fd file = Fs.open(path, Open.RDONLY | Open.NOCTTY)) {
        answers.add(new FileAnswer(pattern, name, 0, Octets.of(Fs.readAll(file, LARGEST_FILE))));
      } catch (ErrnoException e) {
        answers.add(new FileAnswer(pattern, name, e.errno(), Octets.empty()));
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
