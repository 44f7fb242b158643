package org.reeve.host;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Open;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;

/**
 * Removes the runtime directories and PIDFile=s of units that have ended, each on a thread of its
 * own, as the file systems in them may not answer.
 *
 * <p>Whoever stops a unit finds its directory gone, so the loop waits for a removal; but not longer
 * than {@link #PATIENCE_MILLIS}, which a busy machine may need. What takes longer goes on, and
 * holds up the unit's next process alone ({@link #isBusy}).
 *
 * <p>What lies in the directories may belong to somebody who changes it meanwhile: nothing is
 * removed by a path through them, only by a name in a directory that is held open.
 */
final class Remover {
  static final long PATIENCE_MILLIS = 1_000;

  private final Map<UnitName, Integer> busy = new ConcurrentHashMap<>();
  private final BiConsumer<UnitName, @Nullable String> done;

  /**
   * @param done told, on a remover's thread, that a unit's removal has ended, and of its first
   *     failure
   */
  Remover(BiConsumer<UnitName, @Nullable String> done) {
    this.done = done;
  }

  /** Whether something of this unit is still being removed. */
  boolean isBusy(UnitName unit) {
    return busy.containsKey(unit);
  }

  /** Begins to remove, and waits for a moment. */
  void remove(UnitName unit, List<String> paths) {
    await(begin(unit, paths));
  }

  /** Begins to remove a file, and waits for a moment. */
  void removeFile(UnitName unit, String path) {
    await(beginFile(unit, path));
  }

  private static void await(CountDownLatch end) {
    try {
      var _ = end.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins to remove; the latch falls at the end. */
  CountDownLatch begin(UnitName unit, List<String> paths) {
    return begin(unit, paths, Remover::tree);
  }

  /** Begins to remove a file, which is no directory; the latch falls at the end. */
  CountDownLatch beginFile(UnitName unit, String path) {
    return begin(unit, List.of(path), Fs::unlink);
  }

  private CountDownLatch begin(UnitName unit, List<String> paths, Consumer<byte[]> removal) {
    busy.merge(unit, 1, Integer::sum);
    CountDownLatch end = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              String failure = null;
              for (String path : paths) {
                try {
                  removal.accept(RawText.encode(path));
                } catch (ErrnoException e) {
                  failure = failure == null ? e.getMessage() : failure;
                }
              }
              busy.computeIfPresent(unit, (_, count) -> count > 1 ? count - 1 : null);
              done.accept(unit, failure);
              end.countDown();
            },
            "remover");
    thread.setDaemon(true);
    thread.start();
    return end;
  }

  /** Removes a file, or a directory with all that is in it; a link, not what it leads to. */
  static void tree(byte[] path) {
    Fd directory = directory(path);
    if (directory == null) {
      Fs.unlink(path);
      return;
    }
    try (directory) {
      byte[] held = Fs.path("/proc/self/fd/" + directory.number());
      for (Fs.Entry entry : Fs.list(held)) {
        tree(Fs.join(held, entry.name()));
      }
    }
    Fs.rmdir(path);
  }

  /** The directory itself, open; null if it is none. */
  private static @Nullable Fd directory(byte[] path) {
    try {
      return Fs.openIfExists(path, Open.RDONLY | Open.DIRECTORY | Open.NOFOLLOW);
    } catch (ErrnoException e) {
      return null; // a file or a link; a directory that cannot be opened fails when it is removed
    }
  }
}
