package org.reeve.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Variant;
import org.reeve.unit.TimeSpan;

/** The block of lines that {@code systemctl status} prints for a unit, from top to bottom. */
final class StatusView {
  private static final String INDENT = "             ";
  private static final String[] COMMANDS = {
    "ExecCondition",
    "ExecStartPre",
    "ExecStart",
    "ExecStartPost",
    "ExecReload",
    "ExecStopPre",
    "ExecStop",
    "ExecStopPost",
    "ExecMount",
    "ExecUnmount",
    "ExecRemount"
  };

  private final Invocation invocation;
  private final Screen screen;
  private final UnitStatus unit;
  private final Timestamps timestamps;
  private final String active;
  private final long now = Timestamps.now();

  StatusView(Invocation invocation, UnitStatus unit) {
    this.invocation = invocation;
    this.screen = invocation.screen();
    this.unit = unit;
    this.timestamps = invocation.timestamps();
    this.active = unit.text("ActiveState");
  }

  void print() throws Failure, IOException {
    title();
    loaded();
    dropIns();
    activeLine();
    duration();
    conditions("Condition", "Conditions", "condition failed", Colour.YELLOW);
    conditions("Assert", "Asserts", "assertion failed", Colour.RED);
    timer();
    triggers();
    line("     Device: ", unit.text("SysFSPath"));
    line("      Where: ", unit.text("Where"));
    line("       What: ", unit.text("What"));
    documentation();
    sockets();
    commands();
    mainProcess();
    String text = unit.text("StatusText");
    line("     Status: ", text.isEmpty() ? "" : "\"" + text + "\"");
    error();
    accounting();
    processes();
    if (unit.flag("NeedDaemonReload")) {
      UnitVerbs.warnChanged(invocation, unit.id());
    }
  }

  private void line(String label, String value) {
    if (!value.isEmpty()) {
      screen.print(label).line(value);
    }
  }

  private void title() {
    Colour colour = Colour.ofActiveState(active);
    screen.print(colour, screen.glyph(Glyph.ofActiveState(active))).print(" ").print(unit.id());
    String description = unit.text("Description");
    if (!description.isEmpty() && !description.equals(unit.id())) {
      screen.print(" - ").print(description);
    }
    screen.line("");
    String following = unit.text("Following");
    if (!following.isEmpty()) {
      screen.line("    Follows: unit currently follows state of " + following);
    }
  }

  private void loaded() {
    String state = unit.text("LoadState");
    boolean bad = state.equals("error") || state.equals("not-found") || state.equals("bad-setting");
    screen.print("     Loaded: ").print(bad ? Colour.RED : Colour.NONE, state);
    String path = unit.text("SourcePath");
    path = path.isEmpty() ? unit.text("FragmentPath") : path;
    String fileState = unit.text("UnitFileState");
    String preset = unit.text("UnitFilePreset");
    if (unit.list("LoadError").size() == 2 && !((String) unit.list("LoadError").get(1)).isEmpty()) {
      screen.print(" (Reason: " + unit.list("LoadError").get(1) + ")");
    } else if (!path.isEmpty() && !fileState.isEmpty()) {
      Colour presetColour = UnitFileRow.presetColour(preset);
      screen
          .print(" (" + screen.fileLink(path, path) + "; ")
          .print(UnitFileRow.statusColour(fileState), fileState);
      if (UnitFileRow.showsPreset(fileState) && !preset.isEmpty()) {
        screen.print("; preset: ").print(presetColour, preset);
      } else {
        screen.print(presetColour, "");
      }
      screen.print(")");
    } else if (!path.isEmpty()) {
      screen.print(" (" + screen.fileLink(path, path) + ")");
    }
    screen.line("");
    if (unit.flag("Transient")) {
      screen.line("  Transient: yes");
    }
  }

  private void dropIns() {
    List<?> paths = unit.list("DropInPaths");
    String directory = "";
    for (int i = 0; i < paths.size(); i++) {
      String path = (String) paths.get(i);
      int slash = path.lastIndexOf('/');
      String parent = path.substring(0, slash);
      if (!parent.equals(directory)) {
        directory = parent;
        screen.print(i == 0 ? "    Drop-In: " : INDENT).line(parent);
        screen.print(INDENT).print(screen.glyph(Glyph.LAST));
      }
      screen.print(screen.fileLink(path, path.substring(slash + 1)));
      boolean more =
          i + 1 < paths.size()
              && ((String) paths.get(i + 1)).startsWith(parent + "/")
              && ((String) paths.get(i + 1)).lastIndexOf('/') == slash;
      screen.print(more ? ", " : "\n");
    }
  }

  private void activeLine() {
    String sub = unit.text("SubState");
    String shown = active.equals(sub) || sub.isEmpty() ? active : active + " (" + sub + ")";
    boolean failed = active.equals("failed");
    screen.print("     Active: ");
    // a failed unit's sub-state says the same again
    screen.print(Colour.ofActiveState(active), failed && sub.equals("failed") ? active : shown);
    String result = unit.text("Result");
    if (!result.isEmpty() && !result.equals("success")) {
      screen.print(" (Result: " + result + ")");
    }
    String since =
        switch (active) {
          case "active", "reloading" -> "ActiveEnterTimestamp";
          case "inactive", "failed" -> "InactiveEnterTimestamp";
          case "activating" -> "InactiveExitTimestamp";
          default -> "ActiveExitTimestamp";
        };
    if (unit.happened(since)) {
      screen.print(" since " + moment(unit.number(since)));
    }
    screen.line("");
    long limit = unit.number("RuntimeMaxUSec");
    if (unit.happened("ActiveEnterTimestamp")
        && (active.equals("active") || active.equals("reloading"))
        && limit > 0) {
      long until = unit.number("ActiveEnterTimestamp") + limit;
      screen.line("      Until: " + moment(until));
    }
  }

  private String moment(long usec) {
    return timestamps.print(usec) + "; " + Timestamps.relative(usec, now);
  }

  /** How long a unit that is no longer active was. */
  private void duration() {
    boolean over = active.equals("inactive") || active.equals("failed");
    if (over
        && !unit.id().endsWith(".target")
        && unit.happened("ActiveEnterTimestamp")
        && unit.happened("ActiveExitTimestamp")) {
      long length =
          unit.number("ActiveExitTimestampMonotonic")
              - unit.number("ActiveEnterTimestampMonotonic");
      if (length >= 0) {
        screen.line("   Duration: " + new TimeSpan(length).print(1000));
      }
    }
  }

  private void conditions(String kind, String list, String failed, Colour colour) {
    if (unit.flag(kind + "Result") || !unit.happened(kind + "Timestamp")) {
      return;
    }
    screen.print(kind.equals("Assert") ? "     Assert: start " : "  Condition: start ");
    screen.print(colour, failed);
    screen.line(" at " + moment(unit.number(kind + "Timestamp")));
    List<String> unmet = new ArrayList<>();
    for (Object each : unit.list(list)) {
      List<?> condition = (List<?>) each;
      if ((Integer) condition.get(4) < 0) {
        unmet.add(
            condition.get(0)
                + "="
                + ((Boolean) condition.get(1) ? "|" : "")
                + ((Boolean) condition.get(2) ? "!" : "")
                + condition.get(3)
                + " was not met");
      }
    }
    for (int i = 0; i < unmet.size(); i++) {
      screen.print(INDENT);
      if (kind.equals("Condition")) {
        screen.print(screen.glyph(i < unmet.size() - 1 ? Glyph.BRANCH : Glyph.LAST)).print(" ");
      }
      screen.line(unmet.get(i));
    }
  }

  private void timer() {
    if (!unit.id().endsWith(".timer")) {
      return;
    }
    long next = TimerTimes.next(unit, now);
    screen.line("    Trigger: " + (next == 0 ? "n/a" : moment(next)));
  }

  private void triggers() throws Failure, IOException {
    relatives("TriggeredBy", "TriggeredBy: ");
    relatives("Triggers", "   Triggers: ");
  }

  private void relatives(String property, String label) throws Failure, IOException {
    String prefix = label;
    for (Object each : unit.list(property)) {
      String name = (String) each;
      String state =
          invocation
              .manager()
              .text(ManagerClient.unitPath(name), ManagerClient.UNIT, "ActiveState");
      screen
          .print(prefix)
          .print(Colour.ofActiveState(state), screen.glyph(Glyph.DOT))
          .line(" " + name);
      prefix = INDENT;
    }
  }

  private void documentation() {
    String prefix = "       Docs: ";
    for (Object each : unit.list("Documentation")) {
      screen.print(prefix).line(screen.link((String) each, (String) each));
      prefix = INDENT;
    }
  }

  private void sockets() {
    String prefix = "     Listen: ";
    for (Object each : unit.list("Listen")) {
      List<?> struct = (List<?>) each;
      screen.print(prefix).line(struct.get(1) + " (" + struct.get(0) + ")");
      prefix = INDENT;
    }
    if (unit.flag("Accept")) {
      screen.print(
          "   Accepted: "
              + unit.number("NAccepted")
              + "; Connected: "
              + unit.number("NConnections")
              + ";");
      long refused = unit.number("NRefused");
      screen.line(refused > 0 ? "   Refused: " + refused : "");
    }
  }

  /** The commands that have ended. */
  private void commands() {
    for (Map.Entry<String, Variant> property : unit.properties().entrySet()) {
      if (!isCommand(property.getKey())) {
        continue;
      }
      for (Object each : unit.list(property.getKey())) {
        List<?> command = (List<?>) each;
        CommandStatus status = CommandStatus.of(command);
        if (status.hasEnded()) {
          screen
              .print("    Process: " + status.pid() + " " + property.getKey() + "=")
              .print(PropertyForms.join((List<?>) command.get(1)) + " ")
              .print(status.isClean() ? Colour.NONE : Colour.RED, status.text())
              .line("");
        }
      }
    }
  }

  private static boolean isCommand(String property) {
    for (String command : COMMANDS) {
      if (command.equals(property)) {
        return true;
      }
    }
    return false;
  }

  private void mainProcess() {
    long running = unit.number("MainPID");
    long main = running > 0 ? running : unit.number("ExecMainPID");
    long control = unit.number("ControlPID");
    if (main == 0 && control == 0) {
      return;
    }
    if (main > 0) {
      screen.print("   Main PID: " + main);
      if (running > 0) {
        name(running);
      } else {
        CommandStatus status =
            new CommandStatus(
                main, (int) unit.number("ExecMainCode"), (int) unit.number("ExecMainStatus"));
        screen.print(status.hasEnded() ? " " + status.text() : "");
      }
    }
    if (control > 0) {
      screen.print(main > 0 ? "; Control PID: " : " Cntrl PID: ").print(Long.toString(control));
      name(control);
    }
    screen.line("");
  }

  private void name(long pid) {
    String name = Window.processName(pid);
    screen.print(name.isEmpty() ? "" : " (" + name + ")");
  }

  private void error() {
    int errno = (int) unit.number("StatusErrno");
    if (errno > 0) {
      screen.line("      Error: " + errno + " (" + Errnos.sentence(errno) + ")");
    }
  }

  private void accounting() {
    long in = unit.count("IPIngressBytes");
    long out = unit.count("IPEgressBytes");
    if (in >= 0 && out >= 0) {
      screen.line("         IP: " + Bytes.print(in) + " in, " + Bytes.print(out) + " out");
    }
    long read = unit.count("IOReadBytes");
    long written = unit.count("IOWriteBytes");
    if (read >= 0 && written >= 0) {
      screen.line(
          "         IO: " + Bytes.print(read) + " read, " + Bytes.print(written) + " written");
    }
    long tasks = unit.count("TasksCurrent");
    if (tasks >= 0) {
      screen.print("      Tasks: " + tasks);
      long limit = unit.count("TasksMax");
      screen.line(limit >= 0 ? " (limit: " + limit + ")" : "");
    }
    memory();
    long cpu = unit.count("CPUUsageNSec");
    if (cpu >= 0) {
      screen.line("        CPU: " + new TimeSpan(cpu / 1000).print(1000));
    }
  }

  private void memory() {
    long current = unit.count("MemoryCurrent");
    if (current < 0) {
      return;
    }
    StringBuilder limits = new StringBuilder();
    limit(limits, "min", unit.number("MemoryMin"), 1);
    limit(limits, "low", unit.number("MemoryLow"), 1);
    limit(limits, "high", unit.count("MemoryHigh"), 0);
    limit(limits, "max", unit.count("MemoryMax"), 0);
    limit(limits, "swap max", unit.count("MemorySwapMax"), 0);
    limit(limits, "limit", unit.count("MemoryLimit"), 0);
    limit(limits, "available", unit.count("MemoryAvailable"), 0);
    screen.line(
        "     Memory: " + Bytes.print(current) + (limits.length() == 0 ? "" : " (" + limits + ")"));
  }

  private static void limit(StringBuilder limits, String name, long value, long least) {
    if (value >= least) {
      limits.append(limits.length() == 0 ? "" : " ");
      limits.append(name).append(": ").append(Bytes.print(value));
    }
  }

  private void processes() throws Failure, IOException {
    String group = unit.text("ControlGroup");
    if (group.isEmpty()) {
      return;
    }
    screen.line("     CGroup: " + group);
    printProcesses(invocation, unit.id(), unit.id(), group, INDENT);
  }

  /**
   * The processes of a unit.
   *
   * @param shown what the unit is called if that fails
   */
  static void printProcesses(
      Invocation invocation, String name, String shown, String group, String prefix)
      throws Failure, IOException {
    try {
      List<Object> answer = invocation.manager().call("GetUnitProcesses", "s", name);
      new CgroupTree(invocation.screen(), invocation.isCut())
          .print(group, (List<?>) answer.getFirst(), prefix);
    } catch (BusError e) {
      invocation
          .screen()
          .log(
              Screen.Level.WARNING,
              "Failed to dump process list for '"
                  + shown
                  + "', ignoring: "
                  + ManagerClient.sentence(e));
    }
  }
}
