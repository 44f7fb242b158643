package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** A string; "" is unset. */
final class TextType extends Type<String> {
  /** What the text must be. */
  private enum Form {
    ANY,
    EXPANDED,
    PATH
  }

  /** Taken as it stands. */
  static final TextType PLAIN = new TextType(Form.ANY, false, false);

  /** With specifiers. */
  static final TextType EXPANDED = new TextType(Form.EXPANDED, false, false);

  /** An absolute path, with specifiers. */
  static final TextType PATH = new TextType(Form.PATH, false, false);

  /** An absolute path, with specifiers, or {@code -} and one. */
  static final TextType OPTIONAL_PATH = new TextType(Form.PATH, true, false);

  /** An absolute path without which the unit must not start. */
  static final TextType CRITICAL_PATH = new TextType(Form.PATH, false, true);

  private final Form form;
  private final boolean dash;
  private final boolean critical;

  private TextType(Form form, boolean dash, boolean critical) {
    super("s");
    this.form = form;
    this.dash = dash;
    this.critical = critical;
  }

  @Override
  public @Nullable String parse(String text, ValueContext context) {
    if (form == Form.ANY || text.isEmpty()) {
      return text;
    }
    String expanded = context.expand(text);
    if (expanded == null || form != Form.PATH) {
      return expanded;
    }
    boolean optional = dash && expanded.startsWith("-");
    String path = Paths.absolute(optional ? expanded.substring(1) : expanded, critical, context);
    return path == null || !optional ? path : "-" + path;
  }

  @Override
  public String print(String value) {
    return form == Form.ANY ? value : value.replace("%", "%%");
  }

  @Override
  public Object toBus(String value) {
    return value;
  }

  @Override
  public String fromBus(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw mismatch(value);
  }
}
