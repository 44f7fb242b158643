package org.reeve.init;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.reeve.host.LogEntry;
import org.reeve.host.LogSink;
import org.reeve.manager.ProcessEnd;
import org.reeve.manager.Service;
import org.reeve.manager.Unit;
import org.reeve.unit.ExecCommand;
import org.reeve.unit.ExecSettings;
import org.reeve.unit.Origin;
import org.reeve.unit.RawText;
import org.reeve.unit.ServiceSettings;
import org.reeve.unit.ServiceType;
import org.reeve.unit.Setting;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitSettings;

/** What {@code reeve run} says of a unit that has failed: why, its last lines, what to do next. */
final class RunReport {
  private static final int LAST_LINES = 10;

  private final LogSink logs;
  private final boolean root;

  RunReport(LogSink logs, boolean root) {
    this.logs = logs;
    this.root = root;
  }

  byte[] of(Unit unit) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    line(text, "reeve: " + unit.name() + " failed" + why(unit));
    for (byte[] last : lastLines(unit)) {
      text.writeBytes(RawText.encode("  "));
      text.writeBytes(last);
      text.write('\n');
    }
    if (unit instanceof Service service) {
      line(text, "  -> " + next(service));
    }
    return text.toByteArray();
  }

  private static void line(ByteArrayOutputStream to, String line) {
    to.writeBytes(RawText.encode(line + "\n"));
  }

  private static String why(Unit unit) {
    if (!(unit instanceof Service service)) {
      return ".";
    }
    ProcessEnd main = service.service().processes().mainStatus().end();
    String result = service.service().progress().result().text();
    return " with result '"
        + result
        + (main == null ? "'." : "': its main process ended with " + main.phrase() + ".");
  }

  /** What the unit itself has written; the manager's messages have been shown. */
  private List<byte[]> lastLines(Unit unit) {
    List<byte[]> own = new ArrayList<>();
    for (LogEntry entry : logs.last(unit.name(), Integer.MAX_VALUE)) {
      if (!entry.fromManager()) {
        own.add(entry.line().bytes());
      }
    }
    return own.subList(Math.max(0, own.size() - LAST_LINES), own.size());
  }

  /** What the user can look at or change. */
  private String next(Service service) {
    UnitDefinition unit = service.definition();
    return switch (service.service().progress().result()) {
      case TIMEOUT -> afterTimeout(service);
      case START_LIMIT_HIT ->
          "it was started too often in too short a time; look at its first failure above, or change"
              + " StartLimitBurst= (now "
              + unit.get(UnitSettings.START_LIMIT_BURST)
              + ").";
      case PROTOCOL ->
          service.type() == ServiceType.FORKING
              ? "Type=forking wants the first process to end when the daemon is up; if the program"
                  + " stays in the foreground, Type=exec is right."
              : "its main process ended before it said READY=1; if the program does not say so at"
                  + " all, Type=exec is right.";
      case WATCHDOG ->
          "it did not say WATCHDOG=1 within WatchdogSec=" + at(unit, ServiceSettings.WATCHDOG_SEC);
      case EXIT_CODE, SIGNAL, CORE_DUMP, SUCCESS, RESOURCES, EXEC_CONDITION, OOM_KILL -> {
        ProcessEnd end = service.service().processes().mainStatus().end();
        yield end != null && end.code() == ProcessEnd.Code.EXITED
            ? afterStatus(unit, end.status())
            : command(unit);
      }
    };
  }

  private static String afterTimeout(Service service) {
    UnitDefinition unit = service.definition();
    boolean waited =
        service.state().times().activeEnter().monotonicUsec()
            < service.state().times().inactiveExit().monotonicUsec();
    if (!waited) {
      return "it did not stop within TimeoutStopSec="
          + RunNews.span(service.timeoutStopUsec())
          + at(unit, ServiceSettings.TIMEOUT_STOP_SEC);
    }
    String hint =
        service.type() == ServiceType.NOTIFY || service.type() == ServiceType.NOTIFY_RELOAD
            ? " READY=1 has to come by sd_notify(3); if the program does not say so, Type=exec is"
                + " right."
            : "";
    return "it was not up within TimeoutStartSec="
        + RunNews.span(service.timeoutStartUsec())
        + at(unit, ServiceSettings.TIMEOUT_START_SEC)
        + hint;
  }

  private String afterStatus(UnitDefinition unit, int status) {
    return switch (status) {
      case 200 ->
          "its working directory cannot be entered" + at(unit, ExecSettings.WORKING_DIRECTORY);
      case 203 ->
          "its program cannot be executed"
              + at(unit, ServiceSettings.EXEC_START)
              + " Is it there, and may you execute it?"
              + steps(unit);
      case 216 -> identity(unit, "group", ExecSettings.GROUP);
      case 217 -> identity(unit, "user", ExecSettings.USER);
      default -> status >= 200 && status <= 245 ? steps(unit).strip() : command(unit);
    };
  }

  private String identity(UnitDefinition unit, String kind, Setting<?> setting) {
    return root
        ? "is there such a " + kind + at(unit, setting).replace(".", "?")
        : "only root can take another "
            + kind
            + "; leave it out"
            + at(unit, setting).replace(".", ",")
            + " or run it as root.";
  }

  private static String at(UnitDefinition unit, Setting<?> setting) {
    List<Origin> origins = unit.origins(setting);
    return origins.isEmpty() ? "." : " (" + origins.getLast() + ").";
  }

  private static String steps(UnitDefinition unit) {
    return " `reeve steps "
        + (unit.fragmentPath() == null ? unit.name().text() : unit.fragmentPath())
        + "` shows what happens before it runs.";
  }

  private static String command(UnitDefinition unit) {
    List<ExecCommand> commands = unit.get(ServiceSettings.EXEC_START);
    if (commands.isEmpty()) {
      return steps(unit).strip();
    }
    ExecCommand command = commands.getLast();
    StringBuilder words = new StringBuilder();
    for (String word : command.argv()) {
      boolean plain = !word.isEmpty() && word.indexOf(' ') < 0 && word.indexOf('\'') < 0;
      words.append(words.isEmpty() ? "" : " ");
      words.append(plain ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return "its command is " + words + " (" + command.origin() + "); it can be tried by hand.";
  }
}
