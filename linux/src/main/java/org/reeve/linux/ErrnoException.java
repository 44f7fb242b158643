package org.reeve.linux;

import org.jspecify.annotations.Nullable;

/**
 * A system call failed. The message is one sentence with the call, what it was called on, and the
 * errno's name: {@code openat of /etc/passwd failed: ENOENT (no such file or directory)}.
 *
 * <p>It is unchecked on purpose. A caller either expects a particular errno, and then it asks for
 * {@link #errno()} in a catch clause right there, or it can do nothing but give up the whole
 * operation, and then the exception belongs to the one place that reports failed operations (a turn
 * of the loop, {@code main}). A checked exception would put {@code throws} on everything between.
 */
public final class ErrnoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final @Nullable String argument;
  private final int errno;

  /**
   * @param call name of the system call as in section 2 of the manual
   * @param argument what it was called on, or null if it has no telling argument
   * @param errno a positive errno(3)
   */
  public ErrnoException(String call, @Nullable String argument, int errno) {
    super(message(call, argument, errno));
    this.call = call;
    this.argument = argument;
    this.errno = errno;
  }

  private static String message(String call, @Nullable String argument, int errno) {
    return call
        + (argument == null ? "" : " of " + argument)
        + " failed: "
        + Errno.name(errno)
        + " ("
        + Errno.text(errno)
        + ")";
  }

  public String call() {
    return call;
  }

  public @Nullable String argument() {
    return argument;
  }

  /** The positive errno, to be compared with the constants in {@link Errno}. */
  public int errno() {
    return errno;
  }
}
