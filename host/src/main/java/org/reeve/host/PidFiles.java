package org.reeve.host;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.reeve.linux.Epoll;
import org.reeve.linux.Errno;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Inotify;
import org.reeve.linux.Open;
import org.reeve.linux.Stat;
import org.reeve.manager.Event;
import org.reeve.manager.Host;
import org.reeve.unit.RawText;

/**
 * Reads PIDFile=s beside the loop, and those that are waited for again after each change.
 *
 * <p>inotify(7) watches the deepest directory on the way to the file that exists; when the next one
 * appears, everything is looked at again. The watch is set before the file is read, so no change is
 * missed.
 *
 * <p>The first line has to be a number, as strtol(3) reads it in base 10 and nothing after it;
 * whatever is no regular file is not read.
 */
final class PidFiles implements AutoCloseable {
  private static final int CHANGES =
      Inotify.CREATE
          | Inotify.MOVED_TO
          | Inotify.MODIFY
          | Inotify.CLOSE_WRITE
          | Inotify.DELETE_SELF
          | Inotify.MOVE_SELF;
  private static final int LARGEST = 4096;

  /** PID_MAX_LIMIT of the kernel. */
  private static final int MOST_PIDS = 1 << 22;

  private final Preparer beside;
  private final Consumer<Event> answers;
  private final Inotify inotify = new Inotify();
  private final Loop loop;
  private final Map<Long, Host.PidFileRead> watched = new ConcurrentSkipListMap<>();
  private final Map<Integer, String> directories = new ConcurrentHashMap<>();

  /** {@code answers} is called on another thread than the loop's. */
  PidFiles(Loop loop, Preparer beside, Consumer<Event> answers) {
    this.loop = loop;
    this.beside = beside;
    this.answers = answers;
    loop.watch(inotify.fd(), Epoll.IN, _ -> drain());
  }

  void read(Host.PidFileRead order) {
    if (order.watch()) {
      watched.put(order.number(), order);
    }
    look(order);
  }

  void forget(long number) {
    watched.remove(number);
    tidy();
  }

  /** Watches nothing any more if nobody waits. On the loop's thread, where watching is ordered. */
  private void tidy() {
    if (watched.isEmpty()) {
      directories.keySet().forEach(inotify::remove);
      directories.clear();
    }
  }

  private void look(Host.PidFileRead order) {
    beside.run(
        order.unit(),
        () -> {
          if (order.watch()) {
            watch(order.path());
            if (!watched.containsKey(order.number())) {
              loop.post(this::tidy); // forgotten meanwhile
            }
          }
          answers.accept(answer(order));
        });
  }

  private void drain() {
    inotify.drain((watch, mask, name) -> {
      String directory = directories.get(watch);
      boolean itself = (mask & (Inotify.DELETE_SELF | Inotify.MOVE_SELF | Inotify.OVERFLOW)) != 0;
      String changed = directory == null || itself ? "" : child(directory, RawText.decode(name));
      for (Host.PidFileRead order : watched.values()) {
        if (changed.isEmpty()
            || order.path().equals(changed)
            || order.path().startsWith(changed + "/")) {
          look(order);
        }
      }
    });
  }

  private static String child(String directory, String name) {
    return directory.equals("/") ? "/" + name : directory + "/" + name;
  }

  /** Watches the deepest directory that exists on the way to a file. */
  private void watch(String path) {
    String directory = parent(path);
    while (true) {
      try {
        directories.put(inotify.add(RawText.encode(directory), CHANGES), directory);
        return;
      } catch (ErrnoException e) {
        boolean absent = e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR;
        if (!absent || directory.equals("/")) {
          return; // what cannot be watched is read once all the same
        }
        directory = parent(directory);
      }
    }
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  /** Reads the file, on the caller's thread. */
  static Event.PidFileRead answer(Host.PidFileRead order) {
    String path = order.path();
    byte[] bytes = RawText.encode(path);
    // non-blocking, because it might be a FIFO
    try (Fd file = Fs.open(bytes, Open.RDONLY | Open.NOCTTY | Open.NONBLOCK)) {
      Stat stat = file.stat();
      if (!stat.isRegular()) {
        return none(order, "PID file " + path + " is not a regular file.");
      }
      int pid = number(Fs.readAll(file, LARGEST));
      return pid > 0
          ? new Event.PidFileRead(order.number(), pid, owner(path, stat), "")
          : none(order, "PID file " + path + " does not begin with a line that is a PID.");
    } catch (ErrnoException e) {
      return none(order, "Can't open PID file " + path + " (yet?) after start: " + e.getMessage());
    }
  }

  private static Event.PidFileRead none(Host.PidFileRead order, String problem) {
    return new Event.PidFileRead(order.number(), 0, 0, problem);
  }

  /** The number that the first line is; 0 if it is none that a process could have. */
  static int number(byte[] content) {
    int end = 0;
    while (end < content.length && content[end] != '\n') {
      end++;
    }
    String line = new String(content, 0, end, StandardCharsets.ISO_8859_1).stripLeading();
    int at = line.startsWith("+") ? 1 : 0;
    long value = 0;
    if (at == line.length()) {
      return 0;
    }
    for (; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c < '0' || c > '9' || value > MOST_PIDS) {
        return 0;
      }
      value = value * 10 + c - '0';
    }
    return value > MOST_PIDS ? 0 : (int) value;
  }

  /** Who could have had it say that: its owner, or that of a directory or link on the way. */
  private static int owner(String path, Stat file) {
    if (file.uid() != 0) {
      return file.uid();
    }
    for (int i = 1; i <= path.length(); i++) {
      if (i == path.length() || path.charAt(i) == '/') {
        Stat part = Fs.linkStatIfExists(RawText.encode(path.substring(0, i)));
        if (part != null && part.uid() != 0) {
          return part.uid();
        }
      }
    }
    return 0;
  }

  @Override
  public void close() {
    inotify.close();
  }
}
