package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** WorkingDirectory=: a path or {@code ~}, with {@code -} before it if it may be missing. */
final class WorkingDirectoryType extends Type<WorkingDirectory> {
  static final WorkingDirectoryType DIRECTORY = new WorkingDirectoryType();

  private WorkingDirectoryType() {
    super("s");
  }

  @Override
  public @Nullable WorkingDirectory parse(String text, ValueContext context) {
    if (text.isEmpty()) {
      return WorkingDirectory.UNSET;
    }
    boolean optional = text.startsWith("-");
    String rest = optional ? text.substring(1) : text;
    if (rest.equals("~")) {
      return new WorkingDirectory("~", optional);
    }
    String expanded = context.expand(rest);
    String path = expanded == null ? null : Paths.absolute(expanded, !optional, context);
    return path == null ? null : new WorkingDirectory(path, optional);
  }

  @Override
  public String print(WorkingDirectory value) {
    return (value.optional() ? "-" : "") + value.path().replace("%", "%%");
  }

  /** D-Bus marks an optional directory by an exclamation mark. */
  @Override
  public Object toBus(WorkingDirectory value) {
    return (value.optional() ? "!" : "") + value.path();
  }

  @Override
  public WorkingDirectory fromBus(Object value) {
    if (value instanceof String text) {
      boolean optional = text.startsWith("-") || text.startsWith("!");
      String path = optional ? text.substring(1) : text;
      if (path.isEmpty() || path.equals("~") || path.startsWith("/")) {
        return new WorkingDirectory(path, optional);
      }
    }
    throw mismatch(value);
  }
}
