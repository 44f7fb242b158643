package org.reeve.manager;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything a service is, beyond what its unit file says. A value in eight parts; {@link Service}
 * replaces a part at a time.
 *
 * @param log the last run of each command that has run since the last start, by list and place
 * @param pidFile the open order to read PIDFile=
 * @param connection what it serves; null unless a socket has accepted it
 * @param store its file descriptor store, the last stored first
 */
public record ServiceState(
    Progress progress,
    Processes processes,
    Restarts restarts,
    Notice notice,
    SortedMap<Slot, ExecStatus> log,
    @Nullable PidFileOrder pidFile,
    @Nullable Connection connection,
    List<Stored> store) {

  /**
   * A stored descriptor (FDSTORE=1 of sd_notify(3)).
   *
   * @param name what the service has called it
   * @param descriptor the name under which hand keeps it
   * @param polled whether it goes when its other end does; not with FDPOLL=0
   */
  public record Stored(String name, String descriptor, boolean polled) {}

  /**
   * How far the run has come and how it has gone.
   *
   * @param result how this run has gone so far; the first failure stays
   * @param reload how the last reload went
   * @param deadlineUsec when the sub-state times out, CLOCK_MONOTONIC; Long.MAX_VALUE for never
   * @param activeUntilUsec when RuntimeMaxSec= ends the run; Long.MAX_VALUE for never
   */
  public record Progress(
      ServiceSubState sub,
      ServiceResult result,
      ServiceResult reload,
      long deadlineUsec,
      long activeUntilUsec) {
    Progress in(ServiceSubState sub, long deadlineUsec) {
      return new Progress(sub, result, reload, deadlineUsec, activeUntilUsec);
    }

    /** The first failure is the run's result. */
    Progress ended(ServiceResult how) {
      return result == ServiceResult.SUCCESS
          ? new Progress(sub, how, reload, deadlineUsec, activeUntilUsec)
          : this;
    }

    Progress reloaded(ServiceResult how) {
      return new Progress(sub, result, how, deadlineUsec, activeUntilUsec);
    }

    Progress until(long activeUntilUsec) {
      return new Progress(sub, result, reload, deadlineUsec, activeUntilUsec);
    }

    Progress due(long deadlineUsec) {
      return new Progress(sub, result, reload, deadlineUsec, activeUntilUsec);
    }
  }

  /**
   * The processes that the manager has started.
   *
   * @param main the service itself
   * @param control the one command that is being run for it
   * @param mainStatus the last or present run of the main process
   */
  public record Processes(
      @Nullable ServiceProcess main, @Nullable ServiceProcess control, ExecStatus mainStatus) {
    Processes withMain(@Nullable ServiceProcess main) {
      return new Processes(main, control, mainStatus);
    }

    Processes withControl(@Nullable ServiceProcess control) {
      return new Processes(main, control, mainStatus);
    }

    Processes with(ExecStatus mainStatus) {
      return new Processes(main, control, mainStatus);
    }
  }

  /**
   * What Restart= has done and may do.
   *
   * @param count how often it was restarted by Restart= in a row
   * @param flush whether the next start begins counting anew
   * @param forbidden whether somebody asked for a stop
   */
  public record Restarts(int count, boolean flush, boolean forbidden) {}

  /**
   * What the service has said of itself (sd_notify(3)).
   *
   * @param watchdogUsec the watchdog's time, if the service has set one; 0 if not
   * @param watchdogAt its last sign of life
   */
  public record Notice(Word word, String status, int errno, long watchdogUsec, Stamp watchdogAt) {
    static final Notice NONE = new Notice(Word.UNKNOWN, "", 0, 0, Stamp.NEVER);

    /** The last of the words that it has said. */
    public enum Word {
      UNKNOWN,
      READY,
      RELOADING,
      STOPPING
    }

    Notice with(Word word) {
      return new Notice(word, status, errno, watchdogUsec, watchdogAt);
    }

    Notice withStatus(String status) {
      return new Notice(word, status, errno, watchdogUsec, watchdogAt);
    }

    Notice withErrno(int errno) {
      return new Notice(word, status, errno, watchdogUsec, watchdogAt);
    }

    Notice withWatchdog(long watchdogUsec, Stamp at) {
      return new Notice(word, status, errno, watchdogUsec, at);
    }
  }

  /** A command by its list and its place there. */
  public record Slot(ExecKind kind, int index) implements Comparable<Slot> {
    @Override
    public int compareTo(Slot other) {
      int byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : Integer.compare(index, other.index);
    }
  }

  /** The log is sorted so that equal states have equal bytes. */
  public ServiceState {
    log = Collections.unmodifiableSortedMap(log);
    store = List.copyOf(store);
  }

  public static final ServiceState DEAD =
      new ServiceState(
          new Progress(
              ServiceSubState.DEAD,
              ServiceResult.SUCCESS,
              ServiceResult.SUCCESS,
              Long.MAX_VALUE,
              Long.MAX_VALUE),
          new Processes(null, null, ExecStatus.NEVER),
          new Restarts(0, false, false),
          Notice.NONE,
          Collections.emptySortedMap(),
          null,
          null,
          List.of());

  ServiceState with(Progress progress) {
    return new ServiceState(progress, processes, restarts, notice, log, pidFile, connection, store);
  }

  ServiceState with(Processes processes) {
    return new ServiceState(progress, processes, restarts, notice, log, pidFile, connection, store);
  }

  ServiceState with(Restarts restarts) {
    return new ServiceState(progress, processes, restarts, notice, log, pidFile, connection, store);
  }

  ServiceState with(Notice notice) {
    return new ServiceState(progress, processes, restarts, notice, log, pidFile, connection, store);
  }

  ServiceState with(SortedMap<Slot, ExecStatus> log) {
    return new ServiceState(progress, processes, restarts, notice, log, pidFile, connection, store);
  }

  ServiceState with(PidFileOrder pidFile) {
    return new ServiceState(progress, processes, restarts, notice, log, pidFile, connection, store);
  }

  ServiceState withoutPidFile() {
    return new ServiceState(progress, processes, restarts, notice, log, null, connection, store);
  }

  ServiceState withConnection(@Nullable Connection connection) {
    return new ServiceState(progress, processes, restarts, notice, log, pidFile, connection, store);
  }

  ServiceState with(List<Stored> store) {
    return new ServiceState(progress, processes, restarts, notice, log, pidFile, connection, store);
  }

  /** Notes the present or last run of a command. */
  ServiceState logged(ExecKind kind, int index, ExecStatus status) {
    SortedMap<Slot, ExecStatus> more = new TreeMap<>(log);
    more.put(new Slot(kind, index), status);
    return with(more);
  }

  public ExecStatus status(ExecKind kind, int index) {
    return log.getOrDefault(new Slot(kind, index), ExecStatus.NEVER);
  }

  void write(StateWriter out) {
    out.text(progress.sub.name()).text(progress.result.name()).text(progress.reload.name());
    out.number(progress.deadlineUsec).number(progress.activeUntilUsec);
    ServiceProcess.write(processes.main, out);
    ServiceProcess.write(processes.control, out);
    processes.mainStatus.write(out);
    out.integer(restarts.count).flag(restarts.flush).flag(restarts.forbidden);
    out.text(notice.word.name()).text(notice.status).integer(notice.errno);
    out.number(notice.watchdogUsec).stamp(notice.watchdogAt);
    out.integer(log.size());
    for (Map.Entry<Slot, ExecStatus> entry : log.entrySet()) {
      out.text(entry.getKey().kind.name()).integer(entry.getKey().index);
      entry.getValue().write(out);
    }
    PidFileOrder.write(pidFile, out);
    Connection.write(connection, out);
    out.integer(store.size());
    for (Stored stored : store) {
      out.text(stored.name).text(stored.descriptor).flag(stored.polled);
    }
  }

  static ServiceState read(StateReader in) {
    Progress progress =
        new Progress(
            ServiceSubState.valueOf(in.text()),
            ServiceResult.valueOf(in.text()),
            ServiceResult.valueOf(in.text()),
            in.number(),
            in.number());
    Processes processes =
        new Processes(ServiceProcess.read(in), ServiceProcess.read(in), ExecStatus.read(in));
    Restarts restarts = new Restarts(in.integer(), in.flag(), in.flag());
    Notice notice =
        new Notice(
            Notice.Word.valueOf(in.text()), in.text(), in.integer(), in.number(), in.stamp());
    SortedMap<Slot, ExecStatus> log = new TreeMap<>();
    int entries = in.integer();
    for (int i = 0; i < entries; i++) {
      log.put(new Slot(ExecKind.valueOf(in.text()), in.integer()), ExecStatus.read(in));
    }
    PidFileOrder pidFile = PidFileOrder.read(in);
    Connection connection = in.version() >= 2 ? Connection.read(in) : null;
    List<Stored> store = new ArrayList<>();
    int stored = in.version() >= 3 ? in.integer() : 0;
    for (int i = 0; i < stored; i++) {
      store.add(new Stored(in.text(), in.text(), in.flag()));
    }
    return new ServiceState(progress, processes, restarts, notice, log, pidFile, connection, store);
  }
}
