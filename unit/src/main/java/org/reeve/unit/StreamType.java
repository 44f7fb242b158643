package org.reeve.unit;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.StandardStream.Kind;

/** StandardInput=, StandardOutput= and StandardError=. */
final class StreamType extends Type<StandardStream> {
  static final StreamType INPUT =
      new StreamType(
          "input specifier",
          "stdin",
          Set.of(
              Kind.NULL,
              Kind.TTY,
              Kind.TTY_FORCE,
              Kind.TTY_FAIL,
              Kind.DATA,
              Kind.FILE,
              Kind.SOCKET,
              Kind.FD));
  static final StreamType OUTPUT = output("stdout");
  static final StreamType ERROR = output("stderr");

  private final String what;
  private final String descriptor;
  private final Set<Kind> kinds;

  private StreamType(String what, String descriptor, Set<Kind> kinds) {
    super("s");
    this.what = what;
    this.descriptor = descriptor;
    this.kinds = kinds;
  }

  private static StreamType output(String descriptor) {
    return new StreamType(
        "output specifier",
        descriptor,
        Set.of(
            Kind.NULL,
            Kind.TTY,
            Kind.FILE,
            Kind.APPEND,
            Kind.TRUNCATE,
            Kind.SOCKET,
            Kind.FD,
            Kind.INHERIT,
            Kind.JOURNAL,
            Kind.KMSG,
            Kind.JOURNAL_CONSOLE,
            Kind.KMSG_CONSOLE));
  }

  @Override
  public @Nullable StandardStream parse(String text, ValueContext context) {
    int colon = text.indexOf(':');
    String word = colon < 0 ? text : text.substring(0, colon);
    if (word.equals("syslog") || word.equals("syslog+console")) {
      String modern = word.replace("syslog", "journal");
      context.warn(
          "Standard output type "
              + word
              + " is obsolete, automatically updating to "
              + modern
              + ". Please update your unit file, and consider removing the setting altogether.");
      word = modern;
    }
    Kind kind = kind(word);
    boolean file = kind == Kind.FILE || kind == Kind.APPEND || kind == Kind.TRUNCATE;
    if (kind == null || (file && colon < 0) || (colon >= 0 && !file && kind != Kind.FD)) {
      return context.unusable(what, text);
    }
    String argument = colon < 0 ? "" : context.expand(text.substring(colon + 1));
    if (argument == null) {
      return null;
    }
    if (file) {
      String fault = Paths.fault(argument);
      if (fault != null) {
        context.warn(context.key() + "=" + fault + ": " + argument);
        return null;
      }
      return new StandardStream(kind, Ascii.simplifyPath(argument));
    }
    if (kind == Kind.FD && !isDescriptorName(argument)) {
      context.warn("Invalid file descriptor name, ignoring: " + argument);
      return null;
    }
    return new StandardStream(kind, kind == Kind.FD && argument.isEmpty() ? descriptor : argument);
  }

  /** At most 255 printable ASCII characters without colon. */
  private static boolean isDescriptorName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c >= 0x7F || c == ':') {
        return false;
      }
    }
    return name.length() <= 255;
  }

  private @Nullable Kind kind(String word) {
    for (Kind kind : kinds) {
      if (kind.text().equals(word)) {
        return kind;
      }
    }
    return null;
  }

  @Override
  public String print(StandardStream value) {
    return value.argument().isEmpty()
        ? value.kind().text()
        : value.kind().text() + ":" + value.argument().replace("%", "%%");
  }

  @Override
  public Object toBus(StandardStream value) {
    return value.kind().text();
  }

  @Override
  public StandardStream fromBus(Object value) {
    Kind kind = value instanceof String word ? kind(word) : null;
    if (kind == null) {
      throw mismatch(value);
    }
    return new StandardStream(kind, kind == Kind.FD ? descriptor : "");
  }

  @Override
  public List<BusFace<StandardStream>> faces(String name) {
    return List.of(
        BusFace.plain(name, this),
        new BusFace<>(name + "FileDescriptorName", "s") {
          @Override
          public Object of(StandardStream value) {
            return value.kind() == Kind.FD ? value.argument() : "";
          }
        });
  }
}
