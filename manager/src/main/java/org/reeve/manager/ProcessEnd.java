package org.reeve.manager;

import org.jspecify.annotations.Nullable;
import org.reeve.unit.ExitStatusName;
import org.reeve.unit.Signals;

/**
 * How a process ended, in waitid(2)'s words.
 *
 * @param code one of the three ways
 * @param status the exit status of an exited process, the signal number of a killed or dumped one
 */
public record ProcessEnd(Code code, int status) {
  /** CLD_EXITED, CLD_KILLED and CLD_DUMPED with systemd's names and numbers. */
  public enum Code {
    EXITED("exited", 1),
    KILLED("killed", 2),
    DUMPED("dumped", 3);

    private final String text;
    private final int number;

    Code(String text, int number) {
      this.text = text;
      this.number = number;
    }

    /** systemd's word, as in "code=exited" and $EXIT_CODE. */
    public String text() {
      return text;
    }

    /** The CLD_* number that the kernel and D-Bus use. */
    public int number() {
      return number;
    }

    public static Code of(int number) {
      return switch (number) {
        case 1 -> EXITED;
        case 3 -> DUMPED;
        default -> KILLED;
      };
    }
  }

  static void write(@Nullable ProcessEnd end, StateWriter out) {
    out.flag(end != null);
    if (end != null) {
      out.text(end.code.name()).integer(end.status);
    }
  }

  static @Nullable ProcessEnd read(StateReader in) {
    return in.flag() ? new ProcessEnd(Code.valueOf(in.text()), in.integer()) : null;
  }

  public static ProcessEnd exited(int status) {
    return new ProcessEnd(Code.EXITED, status);
  }

  public static ProcessEnd killed(int signal) {
    return new ProcessEnd(Code.KILLED, signal);
  }

  public boolean isExitedWith(int wanted) {
    return code == Code.EXITED && status == wanted;
  }

  /** For people: {@code code=exited, status=203/EXEC} or {@code code=killed, status=9/KILL}. */
  public String phrase() {
    String name = code == Code.EXITED ? ExitStatusName.of(status) : Signals.name(status);
    return "code=" + code.text() + ", status=" + status + "/" + (name == null ? "n/a" : name);
  }
}
