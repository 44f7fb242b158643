package org.reeve.unit;

/**
 * Where standard input, output or error comes from or goes to (systemd.exec(5)).
 *
 * @param kind what it is
 * @param argument the path of a file, the name of a descriptor, "" otherwise
 */
public record StandardStream(Kind kind, String argument) {
  /** The kinds; which are for input and which for output says {@link StreamType}. */
  public enum Kind implements Word {
    NULL("null"),
    TTY("tty"),
    TTY_FORCE("tty-force"),
    TTY_FAIL("tty-fail"),
    DATA("data"),
    FILE("file"),
    APPEND("append"),
    TRUNCATE("truncate"),
    SOCKET("socket"),
    FD("fd"),
    INHERIT("inherit"),
    JOURNAL("journal"),
    KMSG("kmsg"),
    JOURNAL_CONSOLE("journal+console"),
    KMSG_CONSOLE("kmsg+console");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }

  public static final StandardStream NULL = new StandardStream(Kind.NULL, "");
  public static final StandardStream INHERIT = new StandardStream(Kind.INHERIT, "");
  public static final StandardStream JOURNAL = new StandardStream(Kind.JOURNAL, "");
}
