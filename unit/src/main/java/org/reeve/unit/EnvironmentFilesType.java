package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** EnvironmentFile=: one path a line. */
final class EnvironmentFilesType extends ListType<EnvironmentFile> {
  static final EnvironmentFilesType FILES = new EnvironmentFilesType();

  private EnvironmentFilesType() {
    super("a(sb)");
  }

  @Override
  void read(String text, ValueContext context, List<EnvironmentFile> out) {
    String expanded = context.expand(text);
    if (expanded == null) {
      return;
    }
    boolean optional = expanded.startsWith("-");
    String path = Paths.absolute(optional ? expanded.substring(1) : expanded, false, context);
    if (path != null) {
      out.add(new EnvironmentFile(path, optional));
    }
  }

  @Override
  String separator() {
    return "\n";
  }

  @Override
  String printElement(EnvironmentFile element) {
    return (element.optional() ? "-" : "") + element.path().replace("%", "%%");
  }

  @Override
  Object elementToBus(EnvironmentFile element) {
    return BusStruct.of(element.path(), element.optional());
  }

  @Override
  @Nullable EnvironmentFile elementFromBus(Object value) {
    return value instanceof BusStruct(List<Object> members)
            && members.size() == 2
            && members.get(0) instanceof String path
            && members.get(1) instanceof Boolean optional
        ? new EnvironmentFile(path, optional)
        : null;
  }
}
