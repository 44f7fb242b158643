package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SetCredential=: {@code id:data}, where data may hold C escapes and so any byte ({@link RawText}).
 */
final class CredentialDataType extends ListType<Pair> {
  static final CredentialDataType DATA = new CredentialDataType();

  private CredentialDataType() {
    super("a(say)");
  }

  @Override
  void read(String text, ValueContext context, List<Pair> out) {
    int colon = text.indexOf(':');
    String id = colon <= 0 ? null : context.expand(text.substring(0, colon));
    if (colon <= 0) {
      context.warn("Invalid syntax, ignoring: " + text);
    } else if (id != null) {
      out.add(new Pair(id, Words.unescape(text.substring(colon + 1))));
    }
  }

  @Override
  String separator() {
    return "\n";
  }

  @Override
  String printElement(Pair element) {
    var out = new StringBuilder(element.first().replace("%", "%%")).append(':');
    for (byte b : RawText.encode(element.second())) {
      if (b > ' ' && b < 0x7F && b != '\\') {
        out.append((char) b);
      } else {
        out.append("\\x")
            .append(Character.forDigit(b >> 4 & 15, 16))
            .append(Character.forDigit(b & 15, 16));
      }
    }
    return out.toString();
  }

  @Override
  Object elementToBus(Pair element) {
    return BusStruct.of(element.first(), RawText.encode(element.second()));
  }

  @Override
  @Nullable Pair elementFromBus(Object value) {
    return value instanceof BusStruct(List<Object> members)
            && members.size() == 2
            && members.get(0) instanceof String id
            && members.get(1) instanceof byte[] data
        ? new Pair(id, RawText.decode(data))
        : null;
  }
}
