package org.reeve.init;

import java.util.HashMap;
import java.util.Map;
import org.reeve.init.RunStyle.Mark;
import org.reeve.manager.ActiveState;
import org.reeve.manager.Job;
import org.reeve.manager.JobType;
import org.reeve.manager.Lifetimes;
import org.reeve.manager.ProcessEnd;
import org.reeve.manager.Service;
import org.reeve.manager.ServiceResult;
import org.reeve.manager.Stamp;
import org.reeve.manager.Unit;
import org.reeve.unit.Condition;
import org.reeve.unit.ExitStatusName;
import org.reeve.unit.ServiceSettings;
import org.reeve.unit.ServiceType;
import org.reeve.unit.Signals;
import org.reeve.unit.TimeSpan;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitSettings;

/**
 * Turns the states of units, looked at after each turn that changed them, into short lines for
 * people. Several changes can lie between two looks; the times in the unit's record tell them.
 */
final class RunNews {
  /** Takes a line. */
  @FunctionalInterface
  interface Lines {
    void line(Mark mark, UnitName unit, String what);
  }

  /** What was last seen of a unit. */
  private record Seen(Lifetimes times, String sub, Stamp conditions, boolean stopAsked) {
    static final Seen NOTHING = new Seen(Lifetimes.NEVER, "", Stamp.NEVER, false);

    static Seen of(Unit unit, Seen old) {
      Lifetimes times = unit.state().times();
      Job job = unit.job();
      boolean asked = job != null && (job.type() == JobType.STOP || job.type() == JobType.RESTART);
      boolean same = times.inactiveExit().equals(old.times.inactiveExit());
      return new Seen(
          times, unit.subState(), unit.state().conditions().at(), asked || (same && old.stopAsked));
    }

    boolean sameRun(Seen later) {
      return times.inactiveExit().equals(later.times.inactiveExit());
    }
  }

  private final Lines lines;
  private final Map<UnitName, Seen> seen = new HashMap<>();

  RunNews(Lines lines) {
    this.lines = lines;
  }

  /** Takes the unit as it is for known: a manager before this one has told it. */
  void skip(Unit unit) {
    seen.put(unit.name(), Seen.of(unit, Seen.NOTHING));
  }

  /** Says what has changed since the last look. */
  void look(Unit unit) {
    Seen old = seen.getOrDefault(unit.name(), Seen.NOTHING);
    Seen now = Seen.of(unit, old);
    seen.put(unit.name(), now);
    boolean cameUp = !now.times.activeEnter().equals(old.times.activeEnter());
    boolean wentDown = !now.times.inactiveEnter().equals(old.times.inactiveEnter());
    boolean restarts = now.sub.equals("auto-restart") && !old.sub.equals("auto-restart");
    boolean isUp = unit.activeState().isActiveOrReloading();
    // if it has begun again meanwhile, the end is that of the run before
    boolean again = old.times.inactiveExit().isSet() && !old.sameRun(now);
    Seen run = wentDown && again ? old : now;
    if (wentDown && isUp) {
      down(unit, run, now.times, false);
    }
    if (cameUp) {
      lines.line(Mark.UP, unit.name(), up(unit, now.times));
    } else if (old.sub.equals("reload") && isUp && !now.sub.equals("reload")) {
      reloaded(unit);
    }
    if ((wentDown && !isUp) || restarts) {
      down(unit, run, now.times, restarts);
    }
    boolean skipped =
        !now.conditions.equals(old.conditions)
            && !unit.state().conditions().passed()
            && !wentDown
            && unit.activeState().isInactiveOrFailed();
    if (skipped) {
      lines.line(Mark.DOWN, unit.name(), "skipped (" + conditions(unit) + ")");
    }
  }

  private static String conditions(Unit unit) {
    StringBuilder text = new StringBuilder();
    for (Condition condition : unit.definition().get(UnitSettings.CONDITIONS)) {
      text.append(text.isEmpty() ? "" : ", ").append(condition);
    }
    return text + " not met";
  }

  // ---- up ----

  private static String up(Unit unit, Lifetimes times) {
    if (!(unit instanceof Service service)) {
      return switch (unit.name().type()) {
        case TARGET -> "reached";
        case SERVICE, SOCKET, DEVICE, MOUNT, AUTOMOUNT, SWAP, TIMER, PATH, SLICE, SCOPE ->
            "started (" + unit.subState() + ")";
      };
    }
    long took = times.activeEnter().monotonicUsec() - times.inactiveExit().monotonicUsec();
    ServiceType type = service.type();
    boolean waits =
        type != ServiceType.SIMPLE && type != ServiceType.IDLE && type != ServiceType.EXEC;
    if (service.subState().equals("exited")) {
      return "done (after " + span(took) + "), remains active";
    }
    int main = service.mainPid() != 0 ? service.mainPid() : lastPid(service);
    String pid = main == 0 ? "" : "pid " + main;
    String ready = waits ? "ready after " + span(took) : "";
    return "started" + inBrackets(pid, ready);
  }

  /** It may have ended in the same turn. */
  private static int lastPid(Service service) {
    return service.service().processes().mainStatus().pid();
  }

  private static String inBrackets(String... parts) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      if (!part.isEmpty()) {
        text.append(text.isEmpty() ? " (" : ", ").append(part);
      }
    }
    return text.isEmpty() ? "" : text + ")";
  }

  private void reloaded(Unit unit) {
    boolean good =
        !(unit instanceof Service service)
            || service.service().progress().reload() == ServiceResult.SUCCESS;
    lines.line(
        good ? Mark.UP : Mark.WARNING,
        unit.name(),
        good ? "reloaded" : "could not be reloaded and goes on as it was");
  }

  // ---- down ----

  private void down(Unit unit, Seen run, Lifetimes now, boolean restarts) {
    if (!(unit instanceof Service service)) {
      boolean failed = unit.activeState() == ActiveState.FAILED;
      lines.line(failed ? Mark.FAILED : Mark.DOWN, unit.name(), failed ? "failed" : "stopped");
      return;
    }
    ServiceResult result = service.service().progress().result();
    boolean good = result == ServiceResult.SUCCESS || result == ServiceResult.EXEC_CONDITION;
    String then = "";
    if (restarts) {
      long pause = service.definition().get(ServiceSettings.RESTART_SEC).usec();
      then = ", restarting in " + span(pause);
    }
    String what = good ? ended(service, run, now) : "failed (" + why(service) + ")";
    lines.line(good ? Mark.DOWN : Mark.FAILED, unit.name(), what + then);
  }

  private static String ended(Service service, Seen run, Lifetimes now) {
    long since = run.times.inactiveExit().monotonicUsec();
    String after = "after " + span(now.inactiveEnter().monotonicUsec() - since);
    if (service.service().progress().result() == ServiceResult.EXEC_CONDITION) {
      return "skipped (ExecCondition= said so)";
    }
    if (run.stopAsked) {
      return "stopped (" + after + ")";
    }
    if (service.type() == ServiceType.ONESHOT) {
      return "done (" + after + ")";
    }
    ProcessEnd end = service.service().processes().mainStatus().end();
    String how = end == null ? "" : text(end);
    return "ended" + inBrackets(how, after);
  }

  /** The result, and how the main process ended where that is the reason. */
  static String why(Service service) {
    ServiceResult result = service.service().progress().result();
    ProcessEnd end = service.service().processes().mainStatus().end();
    return switch (result) {
      case EXIT_CODE, SIGNAL, CORE_DUMP -> end == null ? result.text() : text(end);
      case SUCCESS,
          EXEC_CONDITION,
          TIMEOUT,
          RESOURCES,
          PROTOCOL,
          WATCHDOG,
          START_LIMIT_HIT,
          OOM_KILL ->
          result.text();
    };
  }

  private static String text(ProcessEnd end) {
    String word =
        switch (end.code()) {
          case EXITED -> "exit-code";
          case KILLED -> "signal";
          case DUMPED -> "core-dump";
        };
    String name =
        end.code() == ProcessEnd.Code.EXITED
            ? ExitStatusName.of(end.status())
            : Signals.name(end.status());
    return word + " " + end.status() + (name == null ? "" : "/" + name);
  }

  /** A time as people read it: two units at most. */
  static String span(long usec) {
    if (usec == Long.MAX_VALUE) {
      return "ever";
    }
    if (usec < 1000) {
      return "0 ms";
    }
    if (usec < TimeSpan.USEC_PER_SEC) {
      return usec / 1000 + " ms";
    }
    long seconds = usec / TimeSpan.USEC_PER_SEC;
    long tenths = usec % TimeSpan.USEC_PER_SEC / 100_000;
    if (seconds < 60) {
      return seconds + (tenths == 0 ? "" : "." + tenths) + " s";
    }
    return seconds < 3600
        ? seconds / 60 + " min " + seconds % 60 + " s"
        : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
  }
}
