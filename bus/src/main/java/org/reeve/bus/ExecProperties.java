package org.reeve.bus;

import java.util.ArrayList;
import java.util.List;
import org.reeve.manager.ExecKind;
import org.reeve.manager.ExecStatus;
import org.reeve.manager.ExecUnit;
import org.reeve.manager.ProcessEnd;
import org.reeve.unit.ExecCommand;
import org.reeve.unit.ExecFlag;

/** The commands of a unit, as properties. */
final class ExecProperties {
  private ExecProperties() {}

  static int code(ExecStatus status) {
    ProcessEnd end = status.end();
    return end == null ? 0 : end.code().number();
  }

  static int status(ExecStatus status) {
    ProcessEnd end = status.end();
    return end == null ? 0 : end.status();
  }

  /** A list of commands, each with its last run. */
  static List<Object> commands(ExecUnit unit, ExecKind kind, boolean extended) {
    List<Object> rows = new ArrayList<>();
    List<ExecCommand> commands = unit.commands(kind);
    for (int i = 0; i < commands.size(); i++) {
      ExecCommand command = commands.get(i);
      ExecStatus run = unit.status(kind, i);
      rows.add(
          List.of(
              command.path(),
              command.argv(),
              extended ? flags(command) : command.has(ExecFlag.IGNORE_FAILURE),
              run.begun().realtimeUsec(),
              run.begun().monotonicUsec(),
              run.ended().realtimeUsec(),
              run.ended().monotonicUsec(),
              run.pid(),
              code(run),
              status(run)));
    }
    return rows;
  }

  private static List<String> flags(ExecCommand command) {
    List<String> names = new ArrayList<>();
    for (ExecFlag flag : ExecFlag.values()) {
      if (command.has(flag) && !flag.busName().isEmpty()) {
        names.add(flag.busName());
      }
    }
    return names;
  }
}
