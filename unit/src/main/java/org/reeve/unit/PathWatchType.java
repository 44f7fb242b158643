package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.PathWatch.Kind;

/** The paths of a path unit; one instance reads one key's values, all write to one list. */
final class PathWatchType extends ListType<PathWatch> {
  private final @Nullable Kind kind;

  PathWatchType(@Nullable Kind kind) {
    super("a(ss)");
    this.kind = kind;
  }

  @Override
  void read(String text, ValueContext context, List<PathWatch> out) {
    String expanded = context.expand(text);
    String path = expanded == null ? null : Paths.absolute(expanded, false, context);
    if (path != null && kind != null) {
      out.add(new PathWatch(kind, path));
    }
  }

  @Override
  String separator() {
    return "\n";
  }

  @Override
  String printElement(PathWatch element) {
    return element.path().replace("%", "%%");
  }

  @Override
  Object elementToBus(PathWatch element) {
    return BusStruct.of(element.kind().text(), element.path());
  }

  @Override
  @Nullable PathWatch elementFromBus(Object value) {
    if (value instanceof BusStruct(List<Object> members)
        && members.size() == 2
        && members.get(0) instanceof String word
        && members.get(1) instanceof String path) {
      for (Kind one : Kind.values()) {
        if (one.text().equals(word)) {
          return new PathWatch(one, path);
        }
      }
    }
    return null;
  }
}
