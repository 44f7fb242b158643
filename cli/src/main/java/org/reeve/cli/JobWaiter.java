package org.reeve.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Message;
import org.reeve.dbus.ObjectPath;
import org.reeve.dbus.Variant;

/**
 * Waits for jobs that were queued on this connection and says what became of them. A job that ends
 * before its number is known is not missed: the connection keeps signals that nobody has taken.
 */
final class JobWaiter {
  private static final String JOB_REMOVED = "JobRemoved";

  /** Why a service's job failed, by the service's Result property. */
  private static final Map<String, String> REASONS =
      Map.of(
          "resources", "of unavailable resources or another system error",
          "protocol", "the service did not take the steps required by its unit configuration",
          "timeout", "a timeout was exceeded",
          "exit-code", "the control process exited with error code",
          "signal", "a fatal signal was delivered to the control process",
          "core-dump", "a fatal signal was delivered causing the control process to dump core",
          "watchdog", "the service failed to send watchdog ping",
          "start-limit-hit", "start of the service was attempted too often",
          "oom-kill", "of an out-of-memory (OOM) siutation");

  private final Invocation invocation;
  private final Set<ObjectPath> waiting = new LinkedHashSet<>();

  JobWaiter(Invocation invocation) {
    this.invocation = invocation;
  }

  void add(ObjectPath job) {
    waiting.add(job);
  }

  /**
   * Waits until all jobs have ended.
   *
   * @return whether all were done
   */
  boolean await() throws Failure, IOException {
    boolean done = true;
    while (!waiting.isEmpty()) {
      Message signal = invocation.manager().signal();
      if (JOB_REMOVED.equals(signal.member())
          && signal.body().size() == 4
          && waiting.remove((ObjectPath) signal.body().get(1))) {
        done &= report((String) signal.body().get(2), (String) signal.body().get(3));
      }
    }
    return done;
  }

  private boolean report(String unit, String result) throws Failure, IOException {
    if (result.equals("done") || result.equals("skipped")) {
      return true;
    }
    if (!invocation.isQuiet()) {
      if (result.equals("failed")) {
        explain(unit);
      } else {
        invocation.screen().error(sentence(unit, result));
      }
    }
    return result.equals("collected");
  }

  private static String sentence(String unit, String result) {
    return switch (result) {
      case "canceled" -> "Job for " + unit + " canceled.";
      case "timeout" -> "Job for " + unit + " timed out.";
      case "dependency" ->
          "A dependency job for " + unit + " failed. See 'journalctl -xe' for details.";
      case "invalid" -> unit + " is not active, cannot reload.";
      case "assert" -> "Assertion failed on job for " + unit + ".";
      case "unsupported" ->
          "Operation on or unit type of " + unit + " not supported on this system.";
      case "collected" -> "Queued job for " + unit + " was garbage collected.";
      case "once" -> "Unit " + unit + " was started already once and can't be started again.";
      default -> "Job for " + unit + " failed.";
    };
  }

  private void explain(String unit) throws Failure, IOException {
    Screen screen = invocation.screen();
    String systemctl = invocation.command();
    String log =
        invocation.isUsual() ? "journalctl" + invocation.scope().option() + " -xeu " : "reeve log ";
    String result = "";
    if (unit.endsWith(".service")) {
      result =
          invocation
              .manager()
              .text(ManagerClient.unitPath(unit), ManagerClient.NAME + ".Service", "Result");
    }
    String reason = REASONS.get(result);
    String quoted = shellQuoted(unit);
    screen.error(
        "Job for "
            + unit
            + " failed"
            + (reason == null ? "" : " because " + reason)
            + ".\nSee \""
            + systemctl
            + " status "
            + quoted
            + "\" and \""
            + log
            + quoted
            + "\" for details.");
    if (result.equals("start-limit-hit")) {
      screen.log(
          Screen.Level.NOTICE,
          "To force a start use \""
              + systemctl
              + " reset-failed "
              + quoted
              + "\"\nfollowed by \""
              + systemctl
              + " start "
              + quoted
              + "\" again.");
    }
  }

  private static String shellQuoted(String unit) {
    return PropertyText.shellQuoted(unit);
  }

  /**
   * Waits until each of the units is at rest again ({@code --wait}).
   *
   * @return 1 if one of them failed
   */
  int awaitEnds(List<String> names) throws Failure, IOException {
    ManagerClient manager = invocation.manager();
    Map<ObjectPath, String> running = new HashMap<>();
    for (String name : names) {
      running.put(ManagerClient.unitPath(name), name);
    }
    boolean failed = false;
    for (ObjectPath path : List.copyOf(running.keySet())) {
      String state = manager.text(path, ManagerClient.UNIT, "ActiveState");
      if (isAtRest(state)) {
        running.remove(path);
        failed |= state.equals("failed");
      }
    }
    while (!running.isEmpty()) {
      Message signal = manager.signal();
      ObjectPath path = signal.path();
      if (path == null || !running.containsKey(path)) {
        continue;
      }
      String state = changedState(signal);
      if (isAtRest(state) && !hasJob(manager, path)) {
        running.remove(path);
        failed |= state.equals("failed");
      }
    }
    return failed ? 1 : 0;
  }

  private static boolean isAtRest(String state) {
    return state.equals("inactive") || state.equals("failed");
  }

  private static String changedState(Message signal) {
    if ("PropertiesChanged".equals(signal.member())
        && signal.body().size() == 3
        && signal.body().get(1) instanceof Map<?, ?> changed
        && changed.get("ActiveState") instanceof Variant(_, String state)) {
      return state;
    }
    return "";
  }

  private static boolean hasJob(ManagerClient manager, ObjectPath path) throws IOException {
    try {
      return manager.get(path, ManagerClient.UNIT, "Job") instanceof List<?> job
          && !Long.valueOf(0).equals(job.getFirst());
    } catch (BusError gone) {
      return false;
    }
  }
}
