package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** ExecSearchPath=: absolute paths with colons between them. */
final class ColonPathsType extends ListType<String> {
  static final ColonPathsType PATHS = new ColonPathsType();

  private ColonPathsType() {
    super("as");
  }

  @Override
  void read(String text, ValueContext context, List<String> out) {
    int start = 0;
    while (start <= text.length()) {
      int colon = text.indexOf(':', start);
      colon = colon < 0 ? text.length() : colon;
      String expanded = colon == start ? null : context.expand(text.substring(start, colon));
      String path = expanded == null ? null : Paths.absolute(expanded, false, context);
      if (path != null) {
        out.add(path);
      } else if (colon > start) {
        return; // as systemd: nothing behind a bad path counts
      }
      start = colon + 1;
    }
  }

  @Override
  String separator() {
    return ":";
  }

  @Override
  String printElement(String element) {
    return element.replace("%", "%%");
  }

  @Override
  Object elementToBus(String element) {
    return element;
  }

  @Override
  @Nullable String elementFromBus(Object value) {
    return value instanceof String text && text.startsWith("/") ? text : null;
  }
}
