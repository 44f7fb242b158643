package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** SupplementaryGroups=. */
final class UserListType extends ListType<String> {
  static final UserListType GROUPS = new UserListType();

  private UserListType() {
    super("as");
  }

  @Override
  void read(String text, ValueContext context, List<String> out) {
    var words = new Words(text, Words.Syntax.PLAIN);
    for (String word = words.next(); word != null; word = words.next()) {
      String name = context.expand(word);
      if (name != null && UserType.isUser(name)) {
        out.add(name);
      } else if (name != null) {
        context.fail("Invalid user/group name or numeric ID: " + name);
      }
    }
    if (words.broken()) {
      context.warn("Invalid syntax, ignoring: " + text);
    }
  }

  @Override
  String printElement(String element) {
    return quote(element);
  }

  @Override
  Object elementToBus(String element) {
    return element;
  }

  @Override
  @Nullable String elementFromBus(Object value) {
    return value instanceof String text && UserType.isUser(text) ? text : null;
  }
}
