package org.reeve.host;

import org.reeve.linux.Epoll;
import org.reeve.linux.Fs;
import org.reeve.linux.Proc;
import org.reeve.linux.Signals;
import org.reeve.linux.Sys;
import org.reeve.manager.Host;
import org.reeve.recipe.ChannelMessage;
import org.reeve.recipe.FinishVerb;
import org.reeve.recipe.MalformedException;

/**
 * The very end. hand is told first what to do if we do not get to tell it; then, where hand is PID
 * 1, all that still lives is asked to end and finally killed; then hand is told to finish.
 */
final class Shutdown {
  private static final long PATIENCE_USEC = 10_000_000;
  private static final long DEADLINE_USEC = 30_000_000;
  private static final long STEP_NANOS = 20_000_000;

  private Shutdown() {}

  /**
   * Ends everything.
   *
   * @param patienceUsec how long processes have to go after SIGTERM
   * @param unmount whether the file systems are ours to take down: not those of a container
   */
  static void end(
      HandChannel channel, int handPid, Host.Finish how, long patienceUsec, boolean unmount) {
    FinishVerb verb =
        switch (how.verb()) {
          case EXIT -> FinishVerb.EXIT;
          case POWEROFF -> FinishVerb.POWEROFF;
          case REBOOT -> FinishVerb.REBOOT;
          case HALT -> FinishVerb.HALT;
          case KEXEC -> FinishVerb.KEXEC;
        };
    if (handPid == 1) {
      channel.send(new ChannelMessage.Finish(verb, how.exitCode(), patienceUsec + DEADLINE_USEC));
      endAll(channel, Signals.SIGTERM, patienceUsec);
      endAll(channel, Signals.SIGKILL, PATIENCE_USEC);
      if (unmount) {
        unmount(channel);
      }
    }
    channel.send(new ChannelMessage.Finish(verb, how.exitCode(), 0));
    waitForHand(channel);
  }

  /** Has hand replace this manager by a new one. */
  static void replace(HandChannel channel) {
    channel.send(new ChannelMessage.Restart());
    waitForHand(channel);
  }

  /** Signals all processes but hand and ourselves, and gives them time to go. */
  private static void endAll(HandChannel channel, int signal, long patienceUsec) {
    Sys.kill(-1, signal);
    Sys.kill(-1, Signals.SIGCONT);
    long end = System.nanoTime() + patienceUsec * 1000;
    try (Epoll epoll = new Epoll(1)) {
      while (othersLive() && System.nanoTime() < end) {
        epoll.await(STEP_NANOS);
        drain(channel);
      }
    }
  }

  /** Unmounting may hang for ever; what is not done by then stays as it is. */
  private static void unmount(HandChannel channel) {
    Unmounter unmounter = new Unmounter();
    Thread thread = new Thread(unmounter, "unmount");
    thread.setDaemon(true);
    thread.start();
    long end = System.nanoTime() + PATIENCE_USEC * 1000;
    try (Epoll epoll = new Epoll(1)) {
      while (!unmounter.isDone() && System.nanoTime() < end) {
        epoll.await(STEP_NANOS);
        drain(channel);
      }
    }
  }

  private static boolean othersLive() {
    for (Fs.Entry entry : Fs.list(Fs.path("/proc"))) {
      byte first = entry.name()[0];
      if (first < '1' || first > '9') {
        continue;
      }
      int pid = (int) Proc.number(entry.name(), 0);
      Proc.Status status = pid == 1 || pid == Sys.pid() ? null : Proc.status(pid);
      boolean kernelThread = status != null && (status.ppid() == 2 || pid == 2);
      if (status != null && !kernelThread && !status.isZombie()) {
        return true;
      }
    }
    return false;
  }

  /** hand must be able to go on telling exits while we wait. */
  private static void drain(HandChannel channel) {
    try {
      for (HandChannel.Received in = channel.receive(); in != null; in = channel.receive()) {
        in.closeDescriptors();
        if (in.message() instanceof ChannelMessage.Exited exited) {
          channel.send(new ChannelMessage.Ack(exited.sequence()));
        }
        if (in.message() instanceof ChannelMessage.WardenEnded warden) {
          channel.send(new ChannelMessage.Ack(warden.sequence()));
        }
      }
      channel.flush();
    } catch (MalformedException e) {
      // nothing that is said now matters any more
      return;
    }
  }

  private static void waitForHand(HandChannel channel) {
    try (Epoll epoll = new Epoll(1)) {
      epoll.add(channel.socket(), Epoll.IN, 0);
      long end = System.nanoTime() + DEADLINE_USEC * 1000;
      while (System.nanoTime() < end) {
        channel.flush();
        epoll.await(STEP_NANOS);
        drain(channel);
      }
    } catch (HandChannel.HandGoneException e) {
      return; // as it should be
    }
  }
}
