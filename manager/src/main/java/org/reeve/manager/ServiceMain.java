package org.reeve.manager;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.ServiceSettings;

/**
 * Which process is a service's main one, where it is not simply the one that the manager made: told
 * by PIDFile= or MAINPID=, or guessed among what a forking start command has left.
 *
 * <p>PIDFile= may lie anywhere, so reading it is an order of the host. Where systemd reads on the
 * spot, the service waits for the answer: at the end of a forking start until the file names a
 * process (each change of it is told); when the main process has ended and after a reload for one
 * answer, at most {@link #ANSWER_USEC}.
 *
 * <p>A process that is told must exist, and be neither hand nor the manager nor the control
 * process; one outside of the unit's cgroup is believed only if root told it. Its end is known only
 * if it is hand's child, or becomes one when its parent ends, as daemons' children do.
 */
final class ServiceMain {
  /** Longest wait for a file that should simply be read. */
  private static final long ANSWER_USEC = 2_000_000;

  private final Service service;

  ServiceMain(Service service) {
    this.service = service;
  }

  private String pidFile() {
    return service.definition().get(ServiceSettings.PID_FILE);
  }

  private @Nullable PidFileOrder order() {
    return service.service().pidFile();
  }

  /** The start command has ended well. The service is up at once, or when PIDFile= tells who. */
  void forked() {
    if (pidFile().isEmpty()) {
      guess();
      service.enterStartPost();
    } else {
      ask(PidFileOrder.Why.FIRST_LOOK, Long.MAX_VALUE, null, Stamp.NEVER);
    }
  }

  /** A reload is done. */
  void reloaded() {
    if (pidFile().isEmpty()) {
      service.enterRunning(ServiceResult.SUCCESS);
    } else {
      long due = Manager.later(service.manager().nowUsec(), ANSWER_USEC);
      ask(PidFileOrder.Why.RELOADED, due, null, Stamp.NEVER);
    }
  }

  /** The main process has ended; whether what follows from it has to wait for PIDFile=. */
  boolean ended(ProcessEnd end, Stamp at) {
    ServiceSubState sub = service.sub();
    boolean up =
        sub == ServiceSubState.RUNNING
            || sub == ServiceSubState.START_POST
            || sub.active() == ActiveState.RELOADING;
    if (!up || pidFile().isEmpty()) {
      return false;
    }
    forget();
    long due = Manager.later(service.manager().nowUsec(), ANSWER_USEC);
    ask(PidFileOrder.Why.MAIN_ENDED, due, end, at);
    return true;
  }

  private void ask(PidFileOrder.Why why, long dueUsec, @Nullable ProcessEnd end, Stamp at) {
    long number = service.manager().nextOrder(service);
    PidFileOrder order = new PidFileOrder(why, number, pidFile(), dueUsec, end, at);
    service.replace(service.service().with(order));
    give(order);
  }

  private void give(PidFileOrder order) {
    boolean watch =
        order.why() == PidFileOrder.Why.FIRST_LOOK || order.why() == PidFileOrder.Why.AWAITED;
    service
        .manager()
        .host()
        .readPidFile(new Host.PidFileRead(order.number(), service.name(), order.path(), watch));
  }

  /** A new manager asks again. */
  void resume() {
    PidFileOrder order = order();
    if (order != null) {
      service.manager().orders().claim(service, order.number());
      give(order);
    }
  }

  /** The sub-state changes: an order that no longer decides anything is taken back. */
  void entering(ServiceSubState wanted) {
    PidFileOrder order = order();
    if (order != null && !order.belongsTo(wanted)) {
      forget();
    }
  }

  /** The service goes down by another reason: an end that waits for an answer is taken as it is. */
  void settle() {
    PidFileOrder order = order();
    ServiceProcess main = service.main();
    if (order != null && order.ended() != null) {
      ProcessEnd end = order.ended();
      forget();
      if (main != null && end != null) {
        service.events().bury(main, end, order.endedAt());
      }
    }
  }

  private void forget() {
    PidFileOrder order = order();
    if (order != null) {
      service.manager().orders().done(order.number());
      service.manager().host().forgetPidFile(order.number());
      service.replace(service.service().withoutPidFile());
    }
  }

  /** The service is down, and so is what the file names. */
  void removePidFile() {
    if (!pidFile().isEmpty()) {
      service.manager().host().removeFile(service.name(), pidFile());
    }
  }

  /** When the wait for an answer is over. */
  long deadlineUsec() {
    PidFileOrder order = order();
    return order == null ? Long.MAX_VALUE : order.dueUsec();
  }

  /** No answer came in time. */
  void timeElapsed() {
    PidFileOrder order = order();
    if (order != null) {
      answered(
          new Event.PidFileRead(
              order.number(), 0, 0, "PID file " + order.path() + " could not be read in time."));
    }
  }

  void answered(Event.PidFileRead answer) {
    PidFileOrder order = order();
    if (order == null || order.number() != answer.order()) {
      return;
    }
    boolean awaited =
        order.why() == PidFileOrder.Why.FIRST_LOOK || order.why() == PidFileOrder.Why.AWAITED;
    if (answer.pid() == 0) {
      LogLevel level = order.why() == PidFileOrder.Why.FIRST_LOOK ? LogLevel.INFO : LogLevel.DEBUG;
      log(level, answer.problem());
    }
    boolean ownEnd =
        order.why() == PidFileOrder.Why.MAIN_ENDED && answer.pid() == service.mainPid();
    boolean taken =
        answer.pid() != 0
            && !ownEnd
            && take(
                answer.pid(),
                answer.owner() == 0 ? "" : ", and PID file is not owned by root",
                order.why());
    if (awaited && !taken) {
      notYet(order);
      return;
    }
    ProcessEnd end = order.ended();
    ServiceProcess main = service.main();
    forget();
    switch (order.why()) {
      case FIRST_LOOK, AWAITED -> service.enterStartPost();
      case RELOADED -> service.enterRunning(ServiceResult.SUCCESS);
      case MAIN_ENDED -> {
        if (!taken && main != null && end != null) {
          service.events().mainExited(main, end, order.endedAt());
        }
      }
    }
  }

  private void notYet(PidFileOrder order) {
    if (order.why() == PidFileOrder.Why.AWAITED) {
      return;
    }
    if (service.manager().host().processes(service.cgroup()).isEmpty()) {
      service.enterSignal(ServiceSubState.STOP_SIGTERM, ServiceResult.PROTOCOL);
    } else {
      service.replace(service.service().with(order.awaited()));
    }
  }

  /**
   * Somebody tells the main process's pid.
   *
   * @param distrust why a pid outside of the unit is not believed, to go on with a sentence; empty
   *     if it is
   */
  private boolean take(int pid, String distrust, PidFileOrder.@Nullable Why why) {
    if (pid == service.mainPid()) {
      return true;
    }
    Host host = service.manager().host();
    Host.Standing standing = host.standing(pid);
    if (standing == Host.Standing.NONE
        || standing == Host.Standing.OURS
        || pid == service.controlPid()) {
      String reason =
          switch (standing) {
            case NONE -> "does not exist or is a zombie.";
            case OURS -> "is the manager's own, refusing.";
            case CHILD, ALIEN -> "is the control process, refusing.";
          };
      LogLevel level = why == PidFileOrder.Why.MAIN_ENDED ? LogLevel.DEBUG : LogLevel.WARNING;
      log(level, "New main PID " + pid + " " + reason);
      return false;
    }
    if (!distrust.isEmpty() && !host.processes(service.cgroup()).contains(pid)) {
      log(
          LogLevel.WARNING,
          "New main PID " + pid + " does not belong to service" + distrust + ". Refusing.");
      return false;
    }
    service.replaceMain(pid, standing == Host.Standing.ALIEN);
    if (standing == Host.Standing.ALIEN) {
      log(
          LogLevel.WARNING,
          "Supervising process "
              + pid
              + " which is not our child. We'll most likely not notice when it exits.");
    }
    return true;
  }

  /** MAINPID=; root may name any process. */
  void notified(int pid, int uid) {
    take(pid, uid == 0 ? "" : ", and the message is not from root", null);
  }

  /** The one child of hand's in the cgroup, if there is just one (GuessMainPID=). */
  void guess() {
    if (!service.definition().get(ServiceSettings.GUESS_MAIN_PID) || service.main() != null) {
      return;
    }
    Host host = service.manager().host();
    List<Integer> pids = host.processes(service.cgroup());
    int found = 0;
    for (int pid : pids) {
      if (pid != service.controlPid() && host.standing(pid) == Host.Standing.CHILD) {
        if (found != 0) {
          return;
        }
        found = pid;
      }
    }
    if (found != 0) {
      log(LogLevel.DEBUG, "Main PID guessed: " + found);
      service.replaceMain(found, false);
    }
  }

  /** Whether there is a main process. Of one that is not hand's, nobody says its end. */
  boolean isAlive() {
    ServiceProcess main = service.main();
    return main != null
        && (main.phase() != ServiceProcess.Phase.FOREIGN
            || service.manager().host().standing(main.pid()) != Host.Standing.NONE);
  }

  private void log(LogLevel level, String sentence) {
    service.manager().log(level, service.name(), service.name().text() + ": " + sentence);
  }
}
