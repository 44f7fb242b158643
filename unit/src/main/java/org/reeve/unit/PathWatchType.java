package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.PathWatch.Kind;

/** The paths of a path unit; one instance reads one key's values, all write to one list. */
final class PathWatchType extends KindListType<Kind, PathWatch> {
  private final @Nullable Kind kind;

  PathWatchType(@Nullable Kind kind) {
    super(Kind.values(), PathWatch::new, PathWatch::kind, PathWatch::path);
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
}
