package org.reeve.manager;

/**
 * Why a request was not taken: a kind, which the bus turns into a D-Bus error name, and one
 * sentence.
 */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** The kinds, named after org.freedesktop.systemd1's errors. */
  public enum Kind {
    NO_SUCH_UNIT,
    UNIT_MASKED,
    BAD_UNIT_SETTING,
    LOAD_FAILED,
    NO_SUCH_JOB,
    JOB_TYPE_NOT_APPLICABLE,
    NO_ISOLATION,
    ONLY_BY_DEPENDENCY,
    TRANSACTION_IS_DESTRUCTIVE,
    TRANSACTION_ORDER_IS_CYCLIC,
    TRANSACTION_JOBS_CONFLICTING,
    SHUTTING_DOWN,
    NO_SUCH_PROCESS,
    INVALID_ARGS,
    FAILED
  }

  private final Kind kind;

  public Refusal(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** The sentence. */
  public String sentence() {
    String message = getMessage();
    return message == null ? kind.name() : message;
  }
}
