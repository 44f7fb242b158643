package org.reeve.daemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;

/**
 * This program as a daemon that nobody manages.
 *
 * <pre>{@code
 * public static void main(String[] args) throws Exception {
 *   Daemon daemon = Daemon.detach(Detachment.named("echo").lockFile(Path.of("/run/echo.pid")));
 *   ServerSocketChannel server = ServerSocketChannel.open().bind(address);
 *   daemon.ready();
 *   serve(server);
 * }
 * }</pre>
 *
 * <p>A JVM cannot fork. So {@link #detach} executes, in this process's place, a small program that
 * forks, prepares the daemon's process and has it execute this same Java program with the same
 * arguments; there {@code main} runs again, and {@code detach} returns. The first process waits
 * until the daemon calls {@link #ready} and then exits with 0, or with the daemon's error. Call it
 * first thing in {@code main}: what comes before it is done twice.
 *
 * <p>Under a service manager none of this is needed, and {@code detach} should not be called
 * (daemon(7), "new-style daemons").
 */
public final class Daemon {
  private final String name;
  private @Nullable Fd starter;

  private Daemon(String name, @Nullable Fd starter) {
    this.name = name;
    this.starter = starter;
  }

  /**
   * Whether this process is one that {@link #detach} has made.
   *
   * @return whether it is the daemon
   */
  public static boolean isDetached() {
    String pid = System.getenv(DetachRecipe.PID_VARIABLE);
    return pid != null && pid.equals(Long.toString(ProcessHandle.current().pid()));
  }

  /**
   * Makes this program a daemon. Returns in the daemon only; until {@link #ready} its standard
   * error is what the starter's is, and an exception that ends this thread ends the daemon.
   *
   * @param how how it shall become one
   * @return the daemon, in the daemon's process
   * @throws IOException if the starter could not begin; everything later is said by the starter
   */
  public static Daemon detach(Detachment how) throws IOException {
    if (isDetached()) {
      return begin(how);
    }
    byte[] directory = Fs.readlink(Fs.path("/proc/self/cwd"));
    JavaCommand command = JavaCommand.ofThisProcess();
    List<byte[]> arguments = new ArrayList<>();
    for (String argument : command.arguments()) {
      arguments.add(JavaCommand.bytes(argument));
    }
    throw Carrier.replaceThisProcess(
        DetachRecipe.of(
            how,
            JavaCommand.bytes(command.program()),
            arguments,
            directory == null ? null : new String(directory, ISO_8859_1)));
  }

  private static Daemon begin(Detachment how) {
    String number = System.getenv(DetachRecipe.READY_VARIABLE);
    if (number == null) {
      return new Daemon(how.name, null);
    }
    Fd starter = Fd.of(Integer.parseInt(number));
    starter.setCloseOnExec(true); // a child of the daemon's must not keep the starter waiting
    Daemon daemon = new Daemon(how.name, starter);
    Thread main = Thread.currentThread();
    Thread.UncaughtExceptionHandler before = main.getUncaughtExceptionHandler();
    main.setUncaughtExceptionHandler((thread, failure) -> {
      before.uncaughtException(thread, failure);
      if (daemon.isAwaited()) {
        ExitCode.FAILURE.exit();
      }
    });
    return daemon;
  }

  /**
   * The daemon is up: all its doors are open. Its standard error becomes what its standard output
   * is, and the starter exits with 0.
   */
  public synchronized void ready() {
    answer(0, "");
  }

  /**
   * The daemon cannot be up: the starter says this sentence and exits with this status, and so does
   * the daemon.
   *
   * @param status the exit status
   * @param sentence what is wrong, in one sentence
   */
  public void fail(ExitCode status, String sentence) {
    synchronized (this) {
      if (starter == null) {
        System.err.println(name + ": " + sentence);
      }
      answer(status.status(), sentence);
    }
    status.exit();
  }

  /**
   * Whether the starter still waits.
   *
   * @return whether it does
   */
  public synchronized boolean isAwaited() {
    return starter != null;
  }

  private void answer(int status, String sentence) {
    Fd to = starter;
    if (to == null) {
      return;
    }
    starter = null;
    System.err.flush();
    Fd err = Fd.of(2);
    Fd.of(1).dupOnto(err);
    err.setCloseOnExec(false);
    byte[] text = sentence.getBytes(UTF_8);
    byte[] answer = new byte[text.length + 1];
    answer[0] = (byte) status;
    System.arraycopy(text, 0, answer, 1, text.length);
    try (to) {
      to.writeFully(answer);
    } catch (ErrnoException nobodyWaits) {
      // the starter was killed; the daemon goes on without
    }
  }
}
