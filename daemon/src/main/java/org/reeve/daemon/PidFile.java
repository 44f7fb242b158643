package org.reeve.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Clock;
import org.reeve.linux.Errno;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Open;
import org.reeve.linux.PidFd;
import org.reeve.linux.Poll;
import org.reeve.linux.Proc;
import org.reeve.linux.RecordLock;
import org.reeve.linux.Signals;

/**
 * What a daemon's pid file says, seen by somebody else: whether it runs, and as which process. For
 * a script that starts and stops it, or to ask it for a reload.
 *
 * @param path the file
 * @param status how the daemon is
 * @param pid its process; 0 if it does not run
 */
public record PidFile(Path path, Status status, int pid) {
  private static final long TICKS_PER_SECOND = 100; // USER_HZ, the same everywhere
  private static final long SLACK = Duration.ofSeconds(2).toNanos();

  /** How a daemon is, as far as its pid file tells. */
  public enum Status {
    /** Its process holds the lock of the file: beyond doubt. */
    LOCKED,
    /**
     * Nobody holds a lock, but the process that the file names lives, and is older than the file:
     * the daemon takes none, or has closed the descriptor it was given.
     */
    NAMED,
    /** There is a file, but the process that it names is gone. */
    STALE,
    /** There is no file. */
    ABSENT
  }

  /**
   * Looks at a pid file.
   *
   * @param path the file
   * @return what it says
   * @throws ErrnoException if it exists and may not be read
   */
  public static PidFile look(Path path) {
    Fd file = Fs.openIfExists(Fs.path(path.toString()), Open.RDONLY | Open.NOCTTY);
    if (file == null) {
      return new PidFile(path, Status.ABSENT, 0);
    }
    try (file) {
      int holder = RecordLock.holder(file);
      if (holder > 0) {
        return new PidFile(path, Status.LOCKED, holder);
      }
      int named = number(new String(Fs.readAll(file, 4096), US_ASCII).strip());
      return named > 0 && isOlder(named, file.stat().modifiedNanos())
          ? new PidFile(path, Status.NAMED, named)
          : new PidFile(path, Status.STALE, 0);
    }
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /**
   * Whether a process lives that began before a moment: a pid that was given away again did not.
   */
  private static boolean isOlder(int pid, long nanosSince1970) {
    Proc.Status process = Proc.status(pid);
    if (process == null || process.isZombie()) {
      return false;
    }
    long booted = Clock.REALTIME.nanos() - Clock.BOOTTIME.nanos();
    long began = booted + process.startTicks() * (1_000_000_000L / TICKS_PER_SECOND);
    return began <= nanosSince1970 + SLACK;
  }

  /**
   * Whether the daemon runs.
   *
   * @return whether it does
   */
  public boolean isRunning() {
    return pid > 0;
  }

  /**
   * Sends the daemon a signal.
   *
   * @param signal the signal's number
   * @return whether it was there to get it
   * @throws ErrnoException EPERM if one may not
   */
  public boolean signal(int signal) {
    Fd process = open();
    if (process == null) {
      return false;
    }
    try (process) {
      return PidFd.signal(process, signal);
    }
  }

  /**
   * Sends the daemon a signal that ends it, waits, and kills it if it has not ended in time.
   *
   * @param signal the signal's number
   * @param patience how long to wait
   * @return whether it was killed
   * @throws ErrnoException EPERM if one may not
   */
  public boolean stop(int signal, Duration patience) {
    Fd process = open();
    if (process == null) {
      return false;
    }
    try (process) {
      PidFd.signal(process, signal);
      if (Poll.await(process, Poll.IN, patience) != 0) {
        return false;
      }
      PidFd.signal(process, Signals.SIGKILL);
      if (Poll.await(process, Poll.IN, patience) == 0) {
        throw new ErrnoException("kill", "pid " + pid, Errno.ETIMEDOUT);
      }
      return true;
    }
  }

  /** The process itself, if the file still names it now that its pid cannot be given away. */
  private @Nullable Fd open() {
    Fd process = pid > 0 ? PidFd.open(pid) : null;
    if (process != null && look(path).pid != pid) {
      process.close();
      return null;
    }
    return process;
  }
}
