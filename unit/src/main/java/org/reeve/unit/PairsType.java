package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of pairs: DeviceAllow=, TemporaryFileSystem=, LoadCredential=. */
final class PairsType extends ListType<Pair> {
  private enum Form {
    DEVICE,
    FILE_SYSTEM,
    CREDENTIAL
  }

  /** {@code /dev/node rwm}. */
  static final PairsType DEVICES = new PairsType(Form.DEVICE);

  /** {@code path:options} and more of it on one line. */
  static final PairsType FILE_SYSTEMS = new PairsType(Form.FILE_SYSTEM);

  /** {@code id:path}, or one word for both. */
  static final PairsType CREDENTIALS = new PairsType(Form.CREDENTIAL);

  private final Form form;

  private PairsType(Form form) {
    super("a(ss)");
    this.form = form;
  }

  @Override
  void read(String text, ValueContext context, List<Pair> out) {
    switch (form) {
      case DEVICE -> device(text, context, out);
      case CREDENTIAL -> {
        Pair pair = split(text);
        String id = context.expand(pair.first());
        String path = context.expand(text.indexOf(':') < 0 ? pair.first() : pair.second());
        if (id != null && path != null) {
          out.add(new Pair(id, path));
        }
      }
      case FILE_SYSTEM -> {
        var words = new Words(text, Words.Syntax.QUOTED);
        for (String word = words.next(); word != null; word = words.next()) {
          Pair pair = split(word);
          String expanded = context.expand(pair.first());
          String path = expanded == null ? null : Paths.absolute(expanded, false, context);
          String options = context.expand(pair.second());
          if (path != null && options != null) {
            out.add(new Pair(path, options));
          }
        }
        if (words.broken()) {
          context.warn("Invalid syntax, ignoring: " + text);
        }
      }
    }
  }

  private static void device(String text, ValueContext context, List<Pair> out) {
    var words = new Words(text, Words.Syntax.QUOTED);
    String first = words.next();
    String path = first == null ? null : context.expand(first);
    String access = words.next();
    if (first != null && path == null) {
      return;
    }
    if (path == null || !isDevice(path)) {
      context.warn("Invalid device node path '" + path + "', ignoring.");
    } else if (access != null && !isAccess(access)) {
      context.warn("Invalid device rights '" + access + "', ignoring.");
    } else {
      out.add(new Pair(path, access == null ? "rwm" : access));
    }
  }

  private static boolean isDevice(String path) {
    return path.startsWith("/dev/")
        || path.startsWith("/run/systemd/inaccessible/")
        || path.startsWith("block-")
        || path.startsWith("char-");
  }

  private static boolean isAccess(String access) {
    for (int i = 0; i < access.length(); i++) {
      if ("rwm".indexOf(access.charAt(i)) < 0) {
        return false;
      }
    }
    return !access.isEmpty();
  }

  private static Pair split(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new Pair(text, "")
        : new Pair(text.substring(0, colon), text.substring(colon + 1));
  }

  @Override
  String separator() {
    return "\n";
  }

  @Override
  String printElement(Pair element) {
    String first = element.first().replace("%", "%%");
    return switch (form) {
      case DEVICE -> quote(element.first()) + " " + element.second();
      case CREDENTIAL -> first + ":" + element.second().replace("%", "%%");
      case FILE_SYSTEM ->
          element.second().isEmpty()
              ? quote(element.first())
              : quote(element.first() + ":" + element.second());
    };
  }

  @Override
  Object elementToBus(Pair element) {
    return BusStruct.of(element.first(), element.second());
  }

  @Override
  @Nullable Pair elementFromBus(Object value) {
    return value instanceof BusStruct(List<Object> members)
            && members.size() == 2
            && members.get(0) instanceof String first
            && members.get(1) instanceof String second
        ? new Pair(first, second)
        : null;
  }
}
