package org.reeve.cli;

import java.util.List;
import org.reeve.unit.ExitStatusName;
import org.reeve.unit.Signals;

/**
 * How a command of a unit ended, from the struct (sasbttttuii) of its Exec property.
 *
 * @param code CLD_EXITED and its sisters from waitid(2); 0 if it has not ended
 * @param status the exit status or the signal's number
 */
record CommandStatus(long pid, int code, int status) {
  private static final int EXITED = 1;
  private static final int KILLED = 2;
  private static final String[] CODES = {
    "", "exited", "killed", "dumped", "trapped", "stopped", "continued"
  };

  static CommandStatus of(List<?> command) {
    return new CommandStatus(
        (Long) command.get(7), (Integer) command.get(8), (Integer) command.get(9));
  }

  boolean hasEnded() {
    return code != 0;
  }

  /** How waitid(2) calls the end. */
  String codeName() {
    return code > 0 && code < CODES.length ? CODES[code] : "(null)";
  }

  /** The status as {@code systemctl show} prints it: a signal with its name. */
  String number() {
    if (code == EXITED) {
      return Integer.toString(status);
    }
    String name = Signals.name(status);
    return status + "/" + (name == null ? status : name);
  }

  /** Whether a daemon ends like this when all is well. */
  boolean isClean() {
    return code == EXITED
        ? status == 0
        : code == KILLED && (status == 1 || status == 2 || status == 13 || status == 15);
  }

  /** {@code (code=exited, status=203/EXEC)}, as status lines show it. */
  String text() {
    if (code == EXITED) {
      String name = status <= 1 || status >= 200 ? ExitStatusName.of(status) : null;
      return "(code=exited, status=" + status + (name == null ? "" : "/" + name) + ")";
    }
    String name = Signals.name(status);
    return "(code=" + codeName() + ", signal=" + (name == null ? status : name) + ")";
  }
}
