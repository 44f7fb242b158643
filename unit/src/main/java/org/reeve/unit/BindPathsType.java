package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code [-]source[:destination[:rbind|norbind]]}, several on a line. */
final class BindPathsType extends ListType<BindPath> {
  static final BindPathsType PATHS = new BindPathsType();

  /** MS_REC of mount(2), by which D-Bus marks recursive ones. */
  private static final long RECURSIVE = 16384;

  private BindPathsType() {
    super("a(ssbt)");
  }

  @Override
  void read(String text, ValueContext context, List<BindPath> out) {
    var words = new Words(text, Words.Syntax.QUOTED);
    for (String word = words.next(); word != null; word = words.next()) {
      String expanded = context.expand(word);
      if (expanded != null) {
        one(expanded, context, out);
      }
    }
    if (words.broken()) {
      context.warn("Invalid syntax, ignoring: " + text);
    }
  }

  private static void one(String word, ValueContext context, List<BindPath> out) {
    int first = word.indexOf(':');
    int second = first < 0 ? -1 : word.indexOf(':', first + 1);
    String option = second < 0 ? "rbind" : word.substring(second + 1);
    String from = first < 0 ? word : word.substring(0, first);
    boolean optional = from.startsWith("-");
    String source = Paths.absolute(optional ? from.substring(1) : from, false, context);
    if (source == null) {
      return;
    }
    String to = first < 0 ? source : word.substring(first + 1, second < 0 ? word.length() : second);
    String destination = Paths.absolute(to, false, context);
    boolean known = option.equals("rbind") || option.equals("norbind") || option.isEmpty();
    if (!known) {
      context.warn("Invalid option string, ignoring setting: " + option);
    } else if (destination != null) {
      out.add(new BindPath(source, destination, !option.equals("norbind"), optional));
    }
  }

  @Override
  String printElement(BindPath element) {
    String option = element.recursive() ? ":rbind" : ":norbind";
    return quote(
        (element.optional() ? "-" : "") + element.source() + ":" + element.destination() + option);
  }

  @Override
  Object elementToBus(BindPath element) {
    return BusStruct.of(
        element.source(),
        element.destination(),
        element.optional(),
        element.recursive() ? RECURSIVE : 0L);
  }

  @Override
  @Nullable BindPath elementFromBus(Object value) {
    return value instanceof BusStruct(List<Object> members)
            && members.size() == 4
            && members.get(0) instanceof String source
            && members.get(1) instanceof String destination
            && members.get(2) instanceof Boolean optional
            && members.get(3) instanceof Long flags
        ? new BindPath(source, destination, flags == RECURSIVE, optional)
        : null;
  }
}
