package org.reeve.manager;

import org.jspecify.annotations.Nullable;
import org.reeve.unit.NotifyAccess;

/**
 * What a service says of itself (sd_notify(3)): who may speak, and what each word does.
 *
 * <p>Within one message STOPPING=1 outweighs READY=1 and RELOADING=1; READY=1 together with
 * RELOADING=1 ends a reload as it begins.
 */
final class ServiceNotices {
  /** PID_MAX_LIMIT of the kernel. */
  private static final int MOST_PIDS = 1 << 22;

  private ServiceNotices() {}

  static void receive(Service service, Event.Notified message) {
    if (!mayNotify(service, message)) {
      return;
    }
    for (String line : message.lines()) {
      String pid = value(line, "MAINPID=");
      if (pid != null) {
        changeMain(service, pid, message);
      }
    }
    boolean stopping = message.lines().contains("STOPPING=1");
    boolean ready = message.lines().contains("READY=1");
    boolean reloading = message.lines().contains("RELOADING=1");
    if (stopping) {
      say(service, ServiceState.Notice.Word.STOPPING);
      if (service.sub() == ServiceSubState.RUNNING) {
        service.enterStopByNotice();
      }
    }
    if (ready && !stopping) {
      say(service, ServiceState.Notice.Word.READY);
      service.ready();
    }
    if (reloading && !stopping) {
      say(service, ServiceState.Notice.Word.RELOADING);
      if (service.sub() == ServiceSubState.RUNNING) {
        service.enterReloadByNotice();
      }
      for (String line : message.lines()) {
        String said = value(line, "MONOTONIC_USEC=");
        if (said != null) {
          service.reloadSignalAnswered(number(service, "MONOTONIC_USEC=", said));
        }
      }
      if (ready) {
        say(service, ServiceState.Notice.Word.READY);
        service.ready();
      }
    }
    for (String line : message.lines()) {
      details(service, line);
    }
    service.store().notified(message);
  }

  private static void details(Service service, String line) {
    ServiceState.Notice notice = service.service().notice();
    String status = value(line, "STATUS=");
    String errno = value(line, "ERRNO=");
    String watchdog = value(line, "WATCHDOG_USEC=");
    String extend = value(line, "EXTEND_TIMEOUT_USEC=");
    if (status != null) {
      service.replace(service.service().with(notice.withStatus(status)));
    } else if (errno != null) {
      long number = number(service, "ERRNO=", errno);
      if (number >= 0 && number < 4096) {
        service.replace(service.service().with(notice.withErrno((int) number)));
      }
    } else if (line.equals("WATCHDOG=trigger")) {
      service.watchdogTriggered();
    } else if (line.equals("WATCHDOG=1")) {
      Stamp now = service.manager().host().now();
      service.replace(service.service().with(notice.withWatchdog(notice.watchdogUsec(), now)));
    } else if (watchdog != null) {
      long usec = number(service, "WATCHDOG_USEC=", watchdog);
      if (usec > 0) {
        Stamp now = service.manager().host().now();
        service.replace(service.service().with(notice.withWatchdog(usec, now)));
      }
    } else if (extend != null) {
      long usec = number(service, "EXTEND_TIMEOUT_USEC=", extend);
      if (usec > 0) {
        extend(service, usec);
      }
    }
  }

  /** A deadline that would come sooner is moved; one that would come later stays. */
  private static void extend(Service service, long usec) {
    ServiceState.Progress progress = service.service().progress();
    long until = Manager.later(service.manager().nowUsec(), usec);
    ServiceSubState sub = progress.sub();
    boolean transitional =
        sub.isStarting()
            || sub.active() == ActiveState.DEACTIVATING
            || sub.active() == ActiveState.RELOADING;
    if (transitional && progress.deadlineUsec() < until) {
      service.replace(service.service().with(progress.due(until)));
    } else if (sub == ServiceSubState.RUNNING && progress.activeUntilUsec() < until) {
      service.replace(service.service().with(progress.until(until)));
    }
  }

  private static boolean mayNotify(Service service, Event.Notified message) {
    NotifyAccess access = service.notifyAccess();
    int pid = message.pid();
    boolean isMain = pid != 0 && pid == service.mainPid();
    boolean isControl = pid != 0 && pid == service.controlPid();
    boolean may =
        switch (access) {
          case NONE -> false;
          case MAIN -> isMain;
          case EXEC -> isMain || isControl;
          case ALL -> true;
        };
    if (!may) {
      String why =
          switch (access) {
            case NONE -> "but reception is disabled";
            case MAIN -> "but reception only permitted for main PID " + service.mainPid();
            default -> "but reception only permitted for main and control processes";
          };
      service
          .manager()
          .log(
              LogLevel.WARNING,
              service.name(),
              service.name().text() + ": Got notification message from PID " + pid + ", " + why);
    }
    return may;
  }

  private static void changeMain(Service service, String text, Event.Notified message) {
    long pid = number(service, "MAINPID=", text);
    if (pid <= 0 || pid > MOST_PIDS) {
      return;
    }
    service.mainProcess().notified((int) pid, message.uid());
  }

  private static void say(Service service, ServiceState.Notice.Word word) {
    service.replace(service.service().with(service.service().notice().with(word)));
  }

  private static @Nullable String value(String line, String key) {
    return line.startsWith(key) ? line.substring(key.length()) : null;
  }

  /** A decimal number; -1 with a warning if it is none. */
  private static long number(Service service, String key, String text) {
    try {
      return Long.parseUnsignedLong(text, 0, text.length(), 10);
    } catch (NumberFormatException malformed) {
      service
          .manager()
          .log(
              LogLevel.WARNING,
              service.name(),
              service.name().text()
                  + ": Failed to parse "
                  + key
                  + " field in notification message, ignoring: "
                  + text);
      return -1;
    }
  }
}
